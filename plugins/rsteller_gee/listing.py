"""The images of a collection, as scenes: one request for a thousand of them, none for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import shapely

from rsteller_core import Affine, InputError, RasterBand, Scene, SceneQuery, scene_from_metadata
from rsteller_gee.asking import Refused, asking, explained
from rsteller_gee.options import GeeOptions

PAGE = 1000
STATED = {
    "SOLAR_AZIMUTH_ANGLE": "sun_azimuth",
    "MEAN_SOLAR_AZIMUTH_ANGLE": "sun_azimuth",
    "SUN_AZIMUTH": "sun_azimuth",
    "SUN_ELEVATION": "sun_elevation",
    "MEAN_SOLAR_ZENITH_ANGLE": "sun_zenith",
    "CLOUD_COVER": "cloud_cover",
    "CLOUDY_PIXEL_PERCENTAGE": "cloud_cover",
    "SPACECRAFT_ID": "platform",
    "SPACECRAFT_NAME": "platform",
}
"""What of an image's properties goes into its samples, and under what name."""


def images(options: GeeOptions, query: SceneQuery) -> Iterator[Mapping[str, Any]]:
    """The images of a place and time, as Earth Engine describes them. Raises InputError."""
    import ee

    known: set[str] = set()
    asked = _question(options, query)
    while True:
        try:
            with asking():
                page = ee.data.listImages(dict(asked))
        except Refused as refused:
            raise InputError(explained(refused, options)) from refused
        fresh = [image for image in (page["images"] or ()) if image["name"] not in known]
        yield from fresh
        known.update(image["name"] for image in fresh)
        if len(known) > options.max_scenes:
            raise InputError(
                f"{options.collection} lists more than {options.max_scenes:,} images: "
                "choose a smaller --aoi or --dates, or raise source.max_scenes"
            )
        token = page.get("nextPageToken")
        if not token:
            return
        if token == asked.get("pageToken") or not fresh:
            raise InputError(f"{options.collection} is listed without end: the pages repeat")
        asked["pageToken"] = token


def _question(options: GeeOptions, query: SceneQuery) -> dict[str, Any]:
    asked: dict[str, Any] = {"parent": options.collection, "pageSize": PAGE}
    if query.aoi is not None:
        asked["region"] = shapely.to_geojson(query.aoi)
    # By when an image begins: some end a day after they were taken.
    clauses = [
        options.filter,
        query.start and f'startTime >= "{_text(query.start)}"',
        query.end and f'startTime <= "{_text(query.end + timedelta(seconds=1))}"',
    ]
    asked["filter"] = " AND ".join(clause for clause in clauses if clause)
    return {name: value for name, value in asked.items() if value}


def _text(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def scene_of(image: Mapping[str, Any], options: GeeOptions) -> Scene:
    """The scene that an image is, on its own grid. Raises InputError where it is none."""
    bands = {band["id"]: band for band in image.get("bands", ())}
    missing = [name for name in options.rgb if name not in bands]
    if missing:
        raise InputError(f"has no band {missing[0]}, it has {', '.join(bands) or 'none'}")
    chosen = [bands[name] for name in options.rgb]
    crs, transform, width, height = _grid(chosen)
    acquired = _acquired(image)
    dtype = _dtype(chosen)
    if dtype != "uint8" and options.stretch is None:
        raise InputError(f"holds {dtype}: say what becomes 0 and 255: -o source.range=0,3000")
    licence, attribution = options.credit(acquired.year if acquired else None)
    said = image.get("properties") or {}
    name = str(image.get("id", image["name"]))
    return scene_from_metadata(
        _id(image, options),
        [RasterBand(name, number) for number in range(1, len(chosen) + 1)],
        crs,
        transform,
        width,
        height,
        licence=licence,
        attribution=attribution,
        acquired=acquired,
        footprint=_footprint(image.get("geometry")),
        dtype=dtype,
        range=options.stretch,
        properties={
            "collection": options.collection,
            "image": name,
            "bands": list(options.rgb),
            "decoder": "Earth Engine",
            **{name: said[key] for key, name in STATED.items() if key in said},
        },
    )


def _id(image: Mapping[str, Any], options: GeeOptions) -> str:
    """The name of the image in its collection, in letters that every tool takes."""
    name = str(image["name"]).rpartition(f"{options.collection}/")[2]
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)


def _acquired(image: Mapping[str, Any]) -> datetime | None:
    text = image.get("startTime")
    return datetime.fromisoformat(text) if text else None


def _grid(bands: list[Mapping[str, Any]]) -> tuple[str, Affine, int, int]:
    grid = bands[0].get("grid") or {}
    if any((band.get("grid") or {}) != grid for band in bands):
        raise InputError("has bands of different grids")
    size, said = grid.get("dimensions"), grid.get("affineTransform") or {}
    crs = grid.get("crsCode") or grid.get("crsWkt")
    if not (size and said and crs):
        raise InputError("has no grid of its own: a composite, not an image")
    names = ("scaleX", "shearX", "translateX", "shearY", "scaleY", "translateY")
    transform = Affine(*(float(said.get(name, 0)) for name in names))
    if transform.b or transform.d or transform.a <= 0 or transform.e >= 0:
        raise InputError("has a grid that is not north-up")
    return crs, transform, int(size["width"]), int(size["height"])


def _footprint(geometry: Mapping[str, Any] | None) -> shapely.Geometry | None:
    from shapely.geometry import shape

    if not geometry:
        return None
    drawn = shape(geometry)
    # Some collections draw their footprints as lines.
    whole = shapely.Polygon(drawn) if drawn.geom_type == "LinearRing" else drawn
    return whole if shapely.get_dimensions(whole) == 2 else None


def _dtype(bands: list[Mapping[str, Any]]) -> str:
    """The narrowest type that all values of these bands fit into."""
    kinds = [band.get("dataType") or {} for band in bands]
    if any(kind.get("precision") != "INT" for kind in kinds):
        wide = any(kind.get("precision") == "DOUBLE" for kind in kinds)
        return "float64" if wide else "float32"
    least = min(float((kind.get("range") or {}).get("min", 0)) for kind in kinds)
    most = max(float((kind.get("range") or {}).get("max", 2**31 - 1)) for kind in kinds)
    if least >= 0 and most < 2**16:
        return "uint8" if most < 2**8 else "uint16"
    return "int16" if least >= -(2**15) and most < 2**15 else "int32"
