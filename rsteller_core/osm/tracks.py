"""Where nodes lay, and of which nodes ways were made, at any time: on disk, by number."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rsteller_core.osm.rings import Line
from rsteller_core.osm.spool import Numbers, Spool

Ids = NDArray[np.int64]

NOWHERE = 2**31 - 1
"""Longitude and latitude of a node that has no place, as libosmium writes it."""

EDITING = 3600
"""Seconds: an edit of several steps is done within this time."""

_DELETED = -1

# A place in the row of ids, and seconds since 1970, in one sortable number.
_SECONDS = 32


class Tracks:
    """Every version of the nodes, and of those ways that areas may be made of.

    They come in the order of their ids and versions, nodes before ways; then they are asked for.
    On disk a version of a node takes 20 bytes, one of a way 24 and 8 more for each of its nodes.
    """

    def __init__(self) -> None:
        with ExitStack() as opened:
            self._nodes = opened.enter_context(Spool("i8", "u4", "i4", "i4"))
            self._ways = opened.enter_context(Spool("i8", "u4", "i8", "i4"))
            self._refs = opened.enter_context(Spool("i8"))
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    def add_node(self, number: int, time: int, lon: int, lat: int) -> None:
        """A version of a node; NOWHERE where it was deleted."""
        self._nodes.append(number, time, lon, lat)

    def add_way(self, number: int, time: int, refs: Sequence[int] | None) -> None:
        """A version of a way and its nodes; None where it was deleted."""
        self._ways.append(number, time, len(self._refs), _DELETED if refs is None else len(refs))
        for ref in () if refs is None else refs:
            self._refs.append(ref)

    def places(self, refs: Ids) -> Places:
        """The places of these nodes; numbers may come more than once."""
        return Places(self._node_columns, refs)

    def lines(self, ways: Ids) -> Lines:
        """The lines of these ways."""
        return Lines(self, ways)

    @cached_property
    def _node_columns(self) -> list[Numbers]:
        return self._nodes.columns()

    @cached_property
    def way_columns(self) -> list[Numbers]:
        """Number, time, where its nodes begin and how many there are."""
        return self._ways.columns()

    @cached_property
    def ref_column(self) -> Numbers:
        """The nodes of all versions of the ways, one after the other."""
        return self._refs.columns()[0]


class Places:
    """Where some nodes lay at any time."""

    def __init__(self, nodes: list[Numbers], refs: Ids) -> None:
        self._ids = np.unique(refs)
        self._versions = _Versions(nodes, self._ids)
        lon, lat = self._versions.values
        # The last row is for nodes that the file has not.
        self._places = np.append(np.stack((lon, lat), axis=1), [[NOWHERE] * 2], axis=0)

    @property
    def times(self) -> Numbers:
        """When any of the nodes changed, in seconds since 1970."""
        return self._versions.times

    def line(self, refs: Ids, time: int) -> Line:
        """The line through these nodes as they lay at this time; NOWHERE where they did not."""
        rows = self._versions.at(time)[np.searchsorted(self._ids, refs)]
        line: Line = self._places[rows].astype(np.int32, copy=False)
        return line


class Lines:
    """How some ways ran at any time."""

    def __init__(self, tracks: Tracks, ways: Ids) -> None:
        self._ids = np.unique(ways)
        self._versions = _Versions(tracks.way_columns, self._ids)
        starts, counts = self._versions.values
        self._refs = [
            None if count == _DELETED else tracks.ref_column[start : start + count]
            for start, count in zip(starts.tolist(), counts.tolist(), strict=True)
        ]
        known = [refs for refs in self._refs if refs is not None]
        self._places = tracks.places(np.concatenate(known) if known else np.empty(0, np.int64))

    @property
    def times(self) -> Numbers:
        """When any of the ways or of their nodes changed, in seconds since 1970."""
        return np.concatenate((self._versions.times, self._places.times))

    def lines(self, ways: Ids, time: int) -> list[Line | None]:
        """The lines of these ways at this time; None for a way that was not there."""
        rows = self._versions.at(time)[np.searchsorted(self._ids, ways)]
        refs = [None if row < 0 else self._refs[row] for row in rows.tolist()]
        return [None if one is None else self._places.line(one, time) for one in refs]


class _Versions:
    """The rows that some things have in sorted columns of number, time and values."""

    def __init__(self, columns: list[Numbers], ids: Ids) -> None:
        numbers, times, *values = columns
        starts = np.searchsorted(numbers, ids, "left")
        counts = np.searchsorted(numbers, ids, "right") - starts
        self._firsts = np.cumsum(counts) - counts
        rows = np.repeat(starts - self._firsts, counts) + np.arange(counts.sum())
        order = np.arange(len(ids), dtype=np.int64) << _SECONDS
        # By the clock of some server, a version was made before the one it replaced.
        keys = np.maximum.accumulate(np.repeat(order, counts) + times[rows])
        self.times: NDArray[np.int64] = keys & ((1 << _SECONDS) - 1)
        self.values: list[NDArray[Any]] = [value[rows] for value in values]
        self._order, self._keys = order, keys
        self._begin = np.full(len(ids), np.iinfo(np.int64).max)
        self._begin[counts > 0] = self.times[self._firsts[counts > 0]] - EDITING

    def at(self, time: int) -> NDArray[np.int64]:
        """Which row of `values` holds for each thing at this time; -1 for what was not there.

        What is used shortly before its first version, by the clocks of those who made it, is
        taken as it was in that version.
        """
        latest = np.searchsorted(self._keys, self._order + time, "right") - 1
        return np.where(self._begin <= time, np.maximum(latest, self._firsts), -1)
