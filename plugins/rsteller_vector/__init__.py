"""Element extractor ``vector``: map data other than OpenStreetMap's, from a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator

from rsteller_core import (
    Bounds,
    Element,
    ElementExtractor,
    Options,
    Skipped,
    fingerprint,
    hookimpl,
    kind,
)

if TYPE_CHECKING:
    from rsteller_vector.drawing import Layer

NOTHING_SAID = (
    "no element has a tag that says what it is; see the options extractor.columns, values, constant"
)


class VectorOptions(Options):
    """Which file and layer, whose it is, and how its columns become tags."""

    path: Path = Field(
        description="the map: .gpkg, .geojson, .fgb, .shp ...; .parquet, or a folder of them"
    )
    layer: str | None = Field(None, description="the layer, where the file has several")
    id: str = Field("id", description="the column that tells elements apart; fid: their number")
    columns: dict[str, str] = Field(
        {},
        description='the columns that become tags, each with its key: {class = "landuse", '
        '"names.primary" = "name"}; by default every column under its own name',
    )
    values: dict[str, str] = Field(
        {},
        description='tags that become others: {"landuse=10" = "natural=wood"}',
    )
    constant: dict[str, str] = Field(
        {}, description='tags that every element gets: {building = "yes"}'
    )
    crs: str | None = Field(
        None, description="the CRS of the coordinates, where the file does not say: EPSG:25832"
    )
    licence: str = Field("unstated", description="the licence of the map, as its owner says")
    attribution: str = Field("unstated", description="whom to credit, as the owner asks")

    @field_validator("path")
    @classmethod
    def _is_there(cls, path: Path) -> Path:
        if not path.exists():
            raise ValueError(f"no such file: {path}")
        if path.is_dir() and not any(path.rglob("*.parquet")) and path.suffix != ".gdb":
            raise ValueError(f"no .parquet file in the folder {path}")
        return path

    @field_validator("values")
    @classmethod
    def _are_tags(cls, values: dict[str, str]) -> dict[str, str]:
        wrong = [tag for pair in values.items() for tag in pair if "=" not in tag.strip("=")]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no tag; a tag looks like natural=wood")
        return values


class Vector(ElementExtractor[VectorOptions]):
    """Map data of any owner, in any CRS: land cover, building footprints, Overture.

    Only what touches a scene is read. Ids are the name of the layer and what the column says:
    ``landcover/4711``.
    """

    name = "vector"
    summary = "other map data: GeoParquet, GeoPackage, GeoJSON, FlatGeobuf, Shapefile ..."
    requires = ("pyogrio",)
    extra = "vector"

    def __init__(self, options: VectorOptions) -> None:
        super().__init__(options)
        self.licence = options.licence
        self.attribution = options.attribution
        self._layer: Layer | None = None
        self._told: set[str] = set()

    def inputs(self) -> Mapping[str, str]:
        """The names and fingerprints of the file, of those beside it that belong to it, or of all
        in the folder.
        """
        folder = self.options.path.parent
        files = sorted(file for file in _files(self.options.path) if file.is_file())
        return {str(file.relative_to(folder)): fingerprint(file) for file in files}

    def extract(self, bounds: Bounds, at: datetime | None) -> Iterator[Element | Skipped]:
        """What touches the bounds, whatever the date, in the order of the ids."""
        found = list(self._opened().within(bounds))
        elements = [thing for thing in found if isinstance(thing, Element)]
        yield from self._untold(thing for thing in found if isinstance(thing, Skipped))
        if elements and not any(map(_says_what_it_is, elements)):
            yield from self._untold(iter((Skipped(self.options.path.name, NOTHING_SAID),)))
        yield from sorted(elements, key=lambda element: in_order(element.id))

    def _untold(self, skipped: Iterator[Skipped]) -> Iterator[Skipped]:
        for thing in skipped:
            if thing.what not in self._told:
                self._told.add(thing.what)
                yield thing

    def _opened(self) -> Layer:
        if self._layer is None:
            # GDAL is loaded when a map is first read, not when a plugin is registered.
            from rsteller_vector.drawing import opened

            self._layer = opened(self.options)
        return self._layer


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        return path.rglob("*")
    # The columns of a Shapefile lie in a file of their own.
    return path.parent.glob(f"{path.stem}.*") if path.suffix == ".shp" else iter((path,))


def _says_what_it_is(element: Element) -> bool:
    dimensions = {"Point": "point", "LineString": "line", "MultiLineString": "line"}
    drawn: Any = dimensions.get(element.geometry.geom_type, "area")
    return kind(element.tags, drawn) is not None


def in_order(name: str) -> tuple[int, int, str]:
    """What sorts ids: numbers by size, before texts by letters."""
    number = re.fullmatch(r".*/(\d+)", name)
    return (0, int(number[1]), name) if number else (1, 0, name)


@hookimpl
def rsteller_element_extractors() -> Sequence[type[ElementExtractor[Any]]]:
    """The extractor ``vector``."""
    return (Vector,)
