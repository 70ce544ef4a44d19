"""Small made places: a raster and an OSM map of the same things, in any CRS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
import shapely
from pyproj import CRS, Transformer
from rasterio.features import rasterize
from rasterio.transform import from_origin
from shapely import Geometry

GROUND = (90, 130, 60)
CENTRES = {
    "EPSG:32633": (14.2, 52.4),
    "EPSG:4326": (20.35, -33.9),
    "EPSG:3857": (-3.7, 40.4),
}
"""A CRS of each sort (UTM, geographic, Web Mercator) and a lon/lat within it."""


@dataclass(frozen=True)
class Thing:
    """A polygon or a line in scene pixels (x right, y down), its tags and its colour."""

    geometry: Geometry
    tags: Mapping[str, str]
    colour: tuple[int, int, int] = (20, 40, 220)


def place(
    folder: Path, crs: str, things: Sequence[Thing], size: int = 512, gsd: float = 1.0
) -> tuple[Path, Path]:
    """Write ``town.tif`` and ``town.osm``; the raster is north-up with square pixels in its CRS."""
    lon, lat = CENTRES[crs]
    to_crs = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = to_crs.transform(lon, lat)
    unit = gsd / 111_000 if CRS(crs).is_geographic else gsd
    transform = from_origin(x - size / 2 * unit, y + size / 2 * unit, unit, unit)
    tif = folder / "town.tif"
    _write_raster(tif, crs, transform, things, size)
    osm = folder / "town.osm"
    osm.write_text(_osm_xml(things, transform, to_crs), encoding="utf-8")
    return tif, osm


def _write_raster(path: Path, crs: str, transform, things: Sequence[Thing], size: int) -> None:
    pixels = np.empty((3, size, size), np.uint8)
    pixels[:] = np.array(GROUND, np.uint8)[:, None, None]
    for thing in things:
        mask = rasterize([thing.geometry], out_shape=(size, size)).astype(bool)
        pixels[:, mask] = np.array(thing.colour, np.uint8)[:, None]
    profile = {"driver": "GTiff", "width": size, "height": size, "count": 3, "dtype": "uint8"}
    with rasterio.open(
        path,
        "w",
        **profile,
        crs=crs,
        transform=transform,
        tiled=True,
        blockxsize=128,
        blockysize=128,
        compress="deflate",
    ) as raster:
        raster.write(pixels)
        raster.update_tags(TIFFTAG_DATETIME="2021:06:01 10:00:00")


def _osm_xml(things: Sequence[Thing], transform, to_crs: Transformer) -> str:
    nodes: list[str] = []
    ways: list[str] = []
    for number, thing in enumerate(things, start=1):
        refs = []
        ring = thing.geometry.geom_type == "Polygon"
        line = thing.geometry.exterior if ring else thing.geometry
        corners = list(shapely.get_coordinates(line))
        for column, row in corners[:-1] if ring else corners:
            lon, lat = to_crs.transform(*(transform @ (column, row)), direction="INVERSE")
            refs.append(len(nodes) + 1)
            nodes.append(f'<node id="{refs[-1]}" version="1" lon="{lon:.9f}" lat="{lat:.9f}"/>')
        if ring:
            refs.append(refs[0])
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inside += "".join(f"<tag k={_quote(k)} v={_quote(v)}/>" for k, v in thing.tags.items())
        stamp = 'version="2" timestamp="2020-01-02T03:04:05Z"'
        ways.append(f'<way id="{number}" {stamp}>{inside}</way>')
    return "\n".join(['<osm version="0.6">', *nodes, *ways, "</osm>"])


def _quote(text: str) -> str:
    from xml.sax.saxutils import quoteattr

    return quoteattr(text)
