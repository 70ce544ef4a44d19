"""The two ways to a scene: from a file, and from what a catalogue says of files.

What they need is loaded when they are called: a plugin may name them at its top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rsteller_core.rasters.access import Access, unsigned
from rsteller_core.rasters.options import RasterOptions, Resampling
from rsteller_core.values import Affine, Json, Scene

if TYPE_CHECKING:
    from shapely import Geometry


class RasterBand(NamedTuple):
    """One band: the file it is in, and its number there, counted from 1."""

    href: str
    number: int = 1


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
    from rsteller_core.rasters.describing import described

    scene = described(href, options, access or Access())
    when = {} if acquired is None else {"acquired_from": "options"}
    return replace(
        scene,
        id=id or scene.id,
        licence=licence,
        attribution=attribution,
        acquired=acquired or scene.acquired,
        properties={**scene.properties, **when, **(statements or {})},
    )


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
    from rsteller_core.rasters.cataloguing import native_grid, placed, recipe

    place = placed(id, crs, transform, width, height, gsd, footprint)
    kept = [RasterBand(unsigned(band.href), band.number) for band in bands]
    own_grid = place.grid == place.native
    stated = recipe(id, kept, dtype, range, nodata, None if own_grid else resampling)
    return Scene(
        id=id,
        href=kept[0].href,
        footprint=place.footprint,
        crs=place.crs,
        transform=place.grid.transform,
        width=place.grid.width,
        height=place.grid.height,
        gsd=place.gsd,
        acquired=acquired,
        licence=licence,
        attribution=attribution,
        properties={
            **stated.properties(),
            "native": native_grid(place.native),
            "acquired_from": "catalogue" if acquired else None,
            **_without_tokens(properties or {}),
        },
    )


def _without_tokens(properties: Mapping[str, Json]) -> dict[str, Json]:
    """Hrefs among them as a scene may hold them: it is published."""
    return {
        name: unsigned(value) if isinstance(value, str) else value
        for name, value in properties.items()
    }
