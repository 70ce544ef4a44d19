"""The rows of a layer that lie in a box, as Arrow, batch by batch."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import dataset
from pyproj import CRS

from rsteller_core import Bounds, InputError

_ROWS = 16_384

FID = "fid"
"""The column of a feature's number, in files that have no column for it."""


class Rows(ABC):
    """A layer: its columns without the geometry, and its CRS if it says."""

    name: str
    columns: Sequence[str]
    crs: CRS | None

    @abstractmethod
    def within(
        self, bounds: Bounds | None, columns: Sequence[str]
    ) -> Iterator[tuple[pa.RecordBatch, pa.Array]]:
        """Batches of these columns, each with its geometry as WKB, of all rows whose boxes touch
        the bounds, in the layer's own CRS, and perhaps of some more. Raises InputError.
        """


def rows_of(path: Path, layer: str | None) -> Rows:
    """Open a layer. Raises InputError where there is none, or none of this name."""
    if path.suffix == ".parquet" or (path.is_dir() and path.suffix != ".gdb"):
        return ParquetRows(path)
    return GdalRows(path, layer)


class GdalRows(Rows):
    """A layer of a format that GDAL reads."""

    def __init__(self, path: Path, layer: str | None) -> None:
        import pyogrio

        self._path = path
        try:
            layers = [str(name) for name, _ in pyogrio.list_layers(path)]
            self._layer = _chosen(path, layers, layer)
            info = pyogrio.read_info(path, layer=self._layer, force_feature_count=True)
        except pyogrio.errors.DataSourceError as error:
            raise InputError(f"{path}: is no map that GDAL can read ({error})") from None
        if not info["features"]:
            raise InputError(f"{path}: the layer {self._layer!r} is empty")
        if info["geometry_type"] is None:
            raise InputError(f"{path}: the layer {self._layer!r} is a table without geometry")
        self.name = path.stem if len(layers) == 1 else self._layer
        self._fields = [str(field) for field in info["fields"]]
        self._fid = FID if FID not in self._fields else ""
        self.columns = [*self._fields, *filter(None, [self._fid])]
        self.crs = CRS(info["crs"]) if info["crs"] else None

    def within(
        self, bounds: Bounds | None, columns: Sequence[str]
    ) -> Iterator[tuple[pa.RecordBatch, pa.Array]]:
        """By GDAL's spatial filter, which uses the index of formats that have one."""
        import pyogrio

        reading = pyogrio.open_arrow(
            self._path,
            layer=self._layer,
            columns=[column for column in columns if column in self._fields],
            bbox=tuple(bounds) if bounds else None,
            return_fids=True,
            batch_size=_ROWS,
            use_pyarrow=True,
        )
        try:
            with reading as (told, reader):
                place = told["geometry_name"] or "wkb_geometry"
                for batch in reader:
                    yield self._named(batch), batch[place]
        except (pyogrio.errors.DataSourceError, OSError, RuntimeError) as error:
            raise InputError(f"{self._path}: cannot be read to its end ({error})") from None

    def _named(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        # The number of a feature comes first, under a name that depends on the format.
        return batch.rename_columns([FID, *batch.schema.names[1:]]) if self._fid else batch


def _chosen(path: Path, layers: Sequence[str], wanted: str | None) -> str:
    there = ", ".join(layers)
    if wanted is not None and wanted not in layers:
        raise InputError(
            f"{path}: has no layer {wanted!r}; it has {there}: -o extractor.layer=NAME"
        )
    if not layers:
        raise InputError(f"{path}: has no layers")
    if wanted is None and len(layers) > 1:
        raise InputError(f"{path}: has the layers {there}; say which: -o extractor.layer=NAME")
    return wanted or layers[0]


class ParquetRows(Rows):
    """A GeoParquet file, or a folder of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.stem
        try:
            self._rows = dataset.dataset(path, format="parquet", partitioning="hive")
            empty = self._rows.count_rows() == 0
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path}: is no whole Parquet file ({error})") from None
        if empty:
            raise InputError(f"{path}: the layer {self.name!r} is empty")
        told = self._told()
        self._place = told["primary_column"]
        about = told["columns"][self._place]
        if about["encoding"] != "WKB":
            raise InputError(
                f"{path}: its geometry is written as {about['encoding']!r}, which is not read; "
                f"write it as WKB"
            )
        self._covering = about.get("covering", {}).get("bbox", {})
        self.crs = self._crs(about)
        aside = {self._place, *(path[0] for path in self._covering.values())}
        self.columns = [name for name in self._rows.schema.names if name not in aside]

    def _told(self) -> dict[str, Any]:
        """What the file says of its geometry."""
        metadata = self._rows.schema.metadata or {}
        if b"geo" not in metadata:
            raise InputError(
                f"{self._path}: is Parquet without geometry; GeoParquet says where its geometry "
                f"is in metadata called 'geo'"
            )
        told: dict[str, Any] = json.loads(metadata[b"geo"])
        return told

    @staticmethod
    def _crs(about: dict[str, Any]) -> CRS | None:
        # Without a word it is lon/lat; null means that nobody knows.
        told = about.get("crs", "OGC:CRS84")
        return None if told is None else CRS.from_user_input(told)

    def within(
        self, bounds: Bounds | None, columns: Sequence[str]
    ) -> Iterator[tuple[pa.RecordBatch, pa.Array]]:
        """By the boxes beside the geometry, if there are any."""
        wanted = [column for column in columns if column in self.columns]
        try:
            for batch in self._rows.to_batches(
                columns=[*wanted, self._place],
                filter=self._touching(bounds),
                batch_size=_ROWS,
                batch_readahead=1,
                fragment_readahead=1,
            ):
                yield batch.select(wanted), batch[self._place]
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{self._path}: cannot be read to its end ({error})") from None

    def _touching(self, bounds: Bounds | None) -> dataset.Expression | None:
        """By the boxes that newer files have beside the geometry: whole groups of rows are left
        unread.
        """
        if bounds is None or not self._covering:
            return None
        field = {edge: dataset.field(*path) for edge, path in self._covering.items()}
        tests = (
            field["xmin"] <= bounds.east,
            field["xmax"] >= bounds.west,
            field["ymin"] <= bounds.north,
            field["ymax"] >= bounds.south,
        )
        return reduce(and_, tests)
