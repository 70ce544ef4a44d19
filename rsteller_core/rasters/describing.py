"""What a raster is, decided once: its grid, its colours, where and when it was taken."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePath

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from rsteller_core.errors import InputError, NotServed
from rsteller_core.rasters import dates, stretch
from rsteller_core.rasters.access import Access
from rsteller_core.rasters.fetching.transport import Transport
from rsteller_core.rasters.files import AGAIN
from rsteller_core.rasters.footprint import footprint
from rsteller_core.rasters.gdal import gdal_decoder
from rsteller_core.rasters.grid import Grid, choose, on_ground
from rsteller_core.rasters.opening import RasterFile, base_name, check, opened_raster, raster_file
from rsteller_core.rasters.options import RasterOptions
from rsteller_core.rasters.pixels import Values, valid_pixels
from rsteller_core.rasters.recipe import Recipe, Validity
from rsteller_core.rasters.tiles import tile_decoder
from rsteller_core.rasters.validity import validity
from rsteller_core.values import Affine, Json, Scene

LOOK = 512
"""The side, in pixels, of the reduced image that footprints and percentiles are taken from."""
COLOURS = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)


def described(href: str | Path, options: RasterOptions, access: Access) -> Scene:
    """The scene as the file tells it, without terms. Raises InputError."""
    with closing(Transport(access)) as transport:
        file = raster_file(href, transport)
        with opened_raster(file) as raster:
            check(raster, file)
            scene = _described(raster, file, options)
            when, found = dates.acquired(scene.id, raster.tags()) or (None, None)
    return replace(scene, acquired=when, properties={**scene.properties, "acquired_from": found})


def _described(raster: DatasetReader, file: RasterFile, options: RasterOptions) -> Scene:
    try:
        return _scene(raster, file, options)
    except (CRSError, ProjError) as error:
        raise InputError(
            f"{file.name} has a coordinate reference system or a place that cannot be turned "
            f"into longitude and latitude: {error}"
        ) from error
    except RasterioError as error:
        if reason := file.failure():
            raise NotServed(file.name, reason) from error
        raise InputError(f"{file.name} cannot be read, it may be damaged: {AGAIN}") from error


def _scene(raster: DatasetReader, file: RasterFile, options: RasterOptions) -> Scene:
    """What the file alone says."""
    crs = CRS.from_wkt(raster.crs.to_wkt())
    native = Grid(Affine(*raster.transform[:6]), raster.width, raster.height)
    grid = choose(native, crs, options.gsd)
    recipe, valid = _recipe(raster, file, options, grid == native)
    outline = footprint(native, crs, valid)
    if outline.is_empty:
        raise InputError(f"{file.name} holds no data: every pixel is marked as missing")
    base = base_name(file.name)
    return Scene(
        id=PurePath(base).stem,
        href=file.name,
        footprint=outline,
        crs=crs_name(crs),
        transform=grid.transform,
        width=grid.width,
        height=grid.height,
        gsd=on_ground(grid, crs).gsd,
        acquired=None,
        licence="",
        attribution="",
        properties={"file": base, **recipe.properties(), "native": native_grid(native)},
    )


def native_grid(grid: Grid) -> Json:
    """The file's own grid, whose CRS is always the scene's."""
    return {"width": grid.width, "height": grid.height, "transform": list(grid.transform)}


def _recipe(
    raster: DatasetReader, file: RasterFile, options: RasterOptions, native: bool
) -> tuple[Recipe, NDArray[np.bool_] | None]:
    """How to read it, and where it has data, reduced (None: everywhere)."""
    bands = _bands(raster, file.name, options)
    dtype = raster.dtypes[bands[0] - 1]
    valid, nodata = validity(raster, bands[0])
    kind = stretch.kind_of(options, dtype, file.name)
    values = where = None
    if kind == "percentile" or valid != "nothing":
        values, mask = _look(raster, bands, valid)
        where = valid_pixels(values, mask, nodata)
        values = values[where]
    recipe = Recipe(
        bands=bands,
        dtype=dtype,
        # A turned raster does not fill its grid; the warped one has an alpha band to say so.
        valid=valid if native else "alpha",
        nodata=nodata,
        stretch=stretch.chosen(kind, options, len(bands), values),
        resampling=None if native else options.resampling,
        decoder=(tile_decoder(raster, file) if native else None) or gdal_decoder(),
    )
    return recipe, where


def _bands(raster: DatasetReader, name: str, options: RasterOptions) -> tuple[int, ...]:
    if options.bands is not None:
        if max(options.bands) > raster.count:
            asked = ",".join(map(str, options.bands))
            raise InputError(f"{name} has {raster.count} bands; -o source.bands={asked} asks more")
        return options.bands
    marked = raster.colorinterp
    if ColorInterp.palette in marked:
        raise InputError(
            f"{name} holds numbers of a colour palette: "
            f"make them colours first, with: gdal_translate -expand rgb {name} rgb.tif"
        )
    if all(colour in marked for colour in COLOURS):
        return tuple(marked.index(colour) + 1 for colour in COLOURS)
    seen = [band for band, mark in enumerate(marked, 1) if mark != ColorInterp.alpha]
    if not seen:
        raise InputError(f"{name} has no band but alpha")
    return tuple(seen[:3]) if len(seen) >= 3 else (seen[0],)


def _look(
    raster: DatasetReader, bands: tuple[int, ...], valid: Validity
) -> tuple[Values, NDArray[np.generic] | None]:
    """The raster's values and mask, reduced."""
    shrink = max(1, raster.width / LOOK, raster.height / LOOK)
    shape = (max(1, round(raster.height / shrink)), max(1, round(raster.width / shrink)))
    values = raster.read(bands, out_shape=(len(bands), *shape)).transpose(1, 2, 0)
    if valid in ("alpha", "mask"):
        return values, raster.dataset_mask(out_shape=shape)
    return values, None


def crs_name(crs: CRS) -> str:
    """``EPSG:32615`` where that says the same, else WKT."""
    code = crs.to_epsg()
    if code and CRS.from_epsg(code).equals(crs, ignore_axis_order=True):
        return f"EPSG:{code}"
    return str(crs.to_wkt())
