"""What follows from a catalogue's metadata: where a scene lies, and how its files are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from shapely import Geometry
from shapely.affinity import translate

from rsteller_core.errors import InputError
from rsteller_core.rasters.codecs import any_decoder
from rsteller_core.rasters.describing import crs_name, native_grid as native_grid
from rsteller_core.rasters.footprint import common_area, footprint as outline_of
from rsteller_core.rasters.gdal import gdal_decoder
from rsteller_core.rasters.grid import Grid, choose, on_ground
from rsteller_core.rasters.recipe import Recipe, Validity
from rsteller_core.rasters.scenes import RasterBand
from rsteller_core.rasters.stretch import Stretch
from rsteller_core.values import Affine


class Placed(NamedTuple):
    """Where a scene lies: its files' grid, the grid it is read on, and what these are on Earth."""

    native: Grid
    grid: Grid
    crs: str
    footprint: Geometry
    gsd: float


def placed(
    id: str,  # noqa: A002 - the field of Scene
    crs: str,
    transform: Affine,
    width: int,
    height: int,
    gsd: float | None,
    footprint: Geometry | None,
) -> Placed:
    """Raises InputError where there is no such place."""
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
    return Placed(native, grid, crs_name(known), outline, metres)


def recipe(
    id: str,  # noqa: A002 - the field of Scene
    bands: Sequence[RasterBand],
    dtype: str,
    values: tuple[float, float] | None,
    nodata: float | None,
    resampling: str | None,
) -> Recipe:
    """How the files are read. Raises InputError where their values cannot become 8 bit."""
    if dtype != "uint8" and values is None:
        raise InputError(f"{id} holds {dtype} values, which need a range to become 8 bit")
    hrefs = tuple(band.href for band in bands)
    return Recipe(
        bands=tuple(band.number for band in bands),
        dtype=dtype,
        valid=_validity(resampling, nodata),
        nodata=nodata,
        stretch=_stretch(values, len(bands)),
        resampling=resampling,
        decoder=any_decoder() if resampling is None else gdal_decoder(),
        hrefs=hrefs if len(set(hrefs)) > 1 else (),
    )


def _validity(resampling: str | None, nodata: float | None) -> Validity:
    if resampling is not None:
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
    # Catalogues draw what lies over the antimeridian on either side of it.
    drawn = shapely.make_valid(stated)
    turned = [translate(drawn, turn) for turn in (-360.0, 0.0, 360.0)]
    return common_area(whole, shapely.union_all(turned))
