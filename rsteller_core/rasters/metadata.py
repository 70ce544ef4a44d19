"""Scenes out of a catalogue's metadata: no file is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from shapely import Geometry

from rsteller_core.errors import InputError
from rsteller_core.rasters.access import unsigned
from rsteller_core.rasters.codecs import any_decoder
from rsteller_core.rasters.footprint import footprint as outline_of
from rsteller_core.rasters.gdal import gdal_decoder
from rsteller_core.rasters.grid import Grid, choose, on_ground
from rsteller_core.rasters.options import Resampling
from rsteller_core.rasters.recipe import Recipe, Validity
from rsteller_core.rasters.scenes import crs_name, native_grid
from rsteller_core.rasters.stretch import Stretch
from rsteller_core.values import Affine, Json, Scene


class RasterBand(NamedTuple):
    """One band: the file it is in, and its number there, counted from 1."""

    href: str
    number: int = 1


def scene_from_metadata(
    id: str,  # noqa: A002 - the field of Scene
    bands: Sequence[RasterBand],
    crs: str,
    transform: Affine,
    width: int,
    height: int,
    *,
    licence: str,
    attribution: str,
    acquired: datetime | None = None,
    footprint: Geometry | None = None,
    dtype: str = "uint8",
    range: tuple[float, float] | None = None,  # noqa: A002 - the option of rasters
    nodata: float | None = None,
    gsd: float | None = None,
    resampling: Resampling = "bilinear",
    properties: Mapping[str, Json] | None = None,
) -> Scene:
    """The scene that a catalogue describes (STAC: ``proj:code``, ``proj:transform``,
    ``proj:shape``), without touching its files.

    ``bands`` are red, green and blue, or one for grey; they may lie in several files, all on the
    grid that ``crs``, ``transform``, ``width`` and ``height`` state. ``footprint`` is the lon/lat
    polygon that holds data, by default the whole grid. ``dtype`` is what the files hold; values
    other than uint8 need a ``range``, the values that become 0 and 255. ``nodata`` is the value
    that means no data, by default what the files themselves say (a value, a mask, an alpha band).
    ``gsd`` and ``resampling`` as in ``RasterOptions``. ``properties`` are added to the scene's.
    Hrefs lose what signs them: see ``Access.sign``. Raises InputError where the metadata make no
    scene.
    """
    if dtype != "uint8" and range is None:
        raise InputError(f"{id} holds {dtype} values, which need a range to become 8 bit")
    native = Grid(Affine(*transform[:6]), width, height)
    try:
        known = CRS.from_user_input(crs)
        grid = choose(native, known, gsd)
        outline = _outline(native, known, footprint)
        metres = on_ground(grid, known).gsd
    except (CRSError, ProjError) as error:
        raise InputError(
            f"{id} lies where no longitude and latitude can be told: {error}"
        ) from error
    if outline.is_empty:
        raise InputError(f"{id} has a footprint that does not touch its grid")
    hrefs = [unsigned(band.href) for band in bands]
    stated = Recipe(
        bands=tuple(band.number for band in bands),
        dtype=dtype,
        valid=_validity(grid == native, nodata),
        nodata=nodata,
        stretch=_stretch(range, len(bands)),
        resampling=None if grid == native else resampling,
        decoder=any_decoder() if grid == native else gdal_decoder(),
        hrefs=tuple(hrefs) if len(set(hrefs)) > 1 else (),
    )
    return Scene(
        id=id,
        href=hrefs[0],
        footprint=outline,
        crs=crs_name(known),
        transform=grid.transform,
        width=grid.width,
        height=grid.height,
        gsd=metres,
        acquired=acquired,
        licence=licence,
        attribution=attribution,
        properties={
            **stated.properties(),
            "native": native_grid(native),
            "acquired_from": "catalogue" if acquired else None,
            **(properties or {}),
        },
    )


def _validity(own_grid: bool, nodata: float | None) -> Validity:
    if not own_grid:
        return "alpha"  # which a warped raster always has
    return "file" if nodata is None else "value"


def _stretch(values: tuple[float, float] | None, bands: int) -> Stretch:
    if values is None:
        return Stretch("none")
    low, high = values
    return Stretch("range", (low,) * bands, (high,) * bands)


def _outline(grid: Grid, crs: CRS, stated: Geometry | None) -> Geometry:
    """What of the stated footprint lies in the grid: catalogues draw them by rule of thumb."""
    whole = outline_of(grid, crs, None)
    if stated is None:
        return whole
    common = shapely.intersection(whole, shapely.make_valid(stated))
    parts = shapely.get_parts(common)
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])
