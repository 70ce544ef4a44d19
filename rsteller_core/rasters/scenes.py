"""What a raster is, decided once: its grid, its colours, where and when it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from rsteller_core.errors import InputError
from rsteller_core.rasters import dates, jpeg, stretch
from rsteller_core.rasters.access import Access
from rsteller_core.rasters.files import AGAIN, check, open_raster
from rsteller_core.rasters.footprint import footprint
from rsteller_core.rasters.grid import Grid, choose, on_ground
from rsteller_core.rasters.options import RasterOptions
from rsteller_core.rasters.pixels import Values, valid_pixels
from rsteller_core.rasters.recipe import Recipe, Validity
from rsteller_core.values import Affine, Json, Scene

LOOK = 512
"""The side, in pixels, of the reduced image that footprints and percentiles are taken from."""
COLOURS = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)


def describe(
    href: str | Path,
    options: RasterOptions,
    licence: str,
    attribution: str,
    *,
    id: str | None = None,  # noqa: A002 - the field of Scene
    acquired: datetime | None = None,
    statements: Mapping[str, Json] | None = None,
    access: Access | None = None,
) -> Scene:
    """The scene that this file is: everything that reading it needs, with the reasons.

    ``href`` is a path, or the address of a raster on a server, which is asked for by ``access``:
    its header in one request or two, and an overview where percentiles or a footprint need it.
    ``id`` is the file's stem if not stated; ``acquired`` is looked for in the file if not stated;
    ``statements`` are added to the properties. Raises InputError where the file is missing,
    damaged, no raster, without CRS or place, or without colours.
    """
    path = Path(href)
    with open_raster(path) as raster:
        check(raster, path)
        try:
            scene = _scene(raster, path, options)
        except (CRSError, ProjError) as error:
            raise InputError(
                f"{path} has a coordinate reference system or a place that cannot be turned "
                f"into longitude and latitude: {error}"
            ) from error
        except RasterioError as error:
            raise InputError(f"{path} cannot be read, it may be damaged: {AGAIN}") from error
        when, found = _acquired(raster, path, acquired)
    return replace(
        scene,
        id=id or scene.id,
        licence=licence,
        attribution=attribution,
        acquired=when,
        properties={**scene.properties, "acquired_from": found, **(statements or {})},
    )


def _scene(raster: DatasetReader, path: Path, options: RasterOptions) -> Scene:
    """What the file alone says."""
    crs = CRS.from_wkt(raster.crs.to_wkt())
    native = Grid(Affine(*raster.transform[:6]), raster.width, raster.height)
    grid = choose(native, crs, options.gsd)
    recipe, valid = _recipe(raster, path, options, grid == native)
    outline = footprint(native, crs, valid)
    if outline.is_empty:
        raise InputError(f"{path} holds no data: every pixel is marked as missing")
    return Scene(
        id=path.stem,
        href=str(path),
        footprint=outline,
        crs=crs_name(crs),
        transform=grid.transform,
        width=grid.width,
        height=grid.height,
        gsd=on_ground(grid, crs).gsd,
        acquired=None,
        licence="",
        attribution="",
        properties={"file": path.name, **recipe.properties(), "native": native_grid(native)},
    )


def native_grid(grid: Grid) -> Json:
    """The file's own grid, whose CRS is always the scene's."""
    return {"width": grid.width, "height": grid.height, "transform": list(grid.transform)}


def _recipe(
    raster: DatasetReader, path: Path, options: RasterOptions, native: bool
) -> tuple[Recipe, NDArray[np.bool_] | None]:
    """How to read it, and where it has data, reduced (None: everywhere)."""
    bands = _bands(raster, path, options)
    dtype = raster.dtypes[bands[0] - 1]
    valid = _validity(raster, bands[0], dtype)
    nodata = _nodata(raster.nodatavals[bands[0] - 1]) if valid == "value" else None
    kind = stretch.kind_of(options, dtype, path)
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
        decoder=jpeg.decoder() if native and jpeg.can_decode(raster, path) else _gdal(),
    )
    return recipe, where


def _bands(raster: DatasetReader, path: Path, options: RasterOptions) -> tuple[int, ...]:
    if options.bands is not None:
        if max(options.bands) > raster.count:
            asked = ",".join(map(str, options.bands))
            raise InputError(f"{path} has {raster.count} bands; -o source.bands={asked} asks more")
        return options.bands
    marked = raster.colorinterp
    if ColorInterp.palette in marked:
        raise InputError(
            f"{path} holds numbers of a colour palette: "
            f"make them colours first, with: gdal_translate -expand rgb {path} rgb.tif"
        )
    if all(colour in marked for colour in COLOURS):
        return tuple(marked.index(colour) + 1 for colour in COLOURS)
    seen = [band for band, mark in enumerate(marked, 1) if mark != ColorInterp.alpha]
    if not seen:
        raise InputError(f"{path} has no band but alpha")
    return tuple(seen[:3]) if len(seen) >= 3 else (seen[0],)


def _validity(raster: DatasetReader, band: int, dtype: str) -> Validity:
    flags = raster.mask_flag_enums[band - 1]
    if MaskFlags.alpha in flags:
        return "alpha"
    if MaskFlags.nodata in flags:
        return "value"
    if MaskFlags.per_dataset in flags:
        return "mask"
    return "value" if dtype.startswith("float") else "nothing"


def _nodata(value: float | None) -> float | None:
    """None for not-a-number, which is never data and which JSON does not know."""
    return None if value is None or np.isnan(value) else value


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


def _acquired(
    raster: DatasetReader, path: Path, stated: datetime | None
) -> tuple[datetime | None, str | None]:
    if stated is not None:
        return stated, "options"
    return dates.acquired(path.stem, raster.tags()) or (None, None)


def crs_name(crs: CRS) -> str:
    """``EPSG:32615`` where that says the same, else WKT."""
    code = crs.to_epsg()
    if code and CRS.from_epsg(code).equals(crs, ignore_axis_order=True):
        return f"EPSG:{code}"
    return str(crs.to_wkt())


def _gdal() -> str:
    return f"GDAL {rasterio.__gdal_version__}"
