"""From all the moments of a thing to those states of it that stood for a while."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rsteller_core.osm.drawing import Drawing
from rsteller_core.osm.tracks import EDITING

_Moment = tuple[int, Drawing | None]


def lasting(moments: Iterable[_Moment]) -> Iterator[tuple[int, int | None, Drawing]]:
    """The states that stood for an hour at least: from when, until before when, how it ran.

    Where an edit takes several steps, what was before it stands until its last step.
    """
    for start, end, drawing in _spans(_changes(_standing(_changes(moments)))):
        if drawing is not None:
            yield start, end, drawing


def _standing(moments: Iterable[_Moment]) -> Iterator[_Moment]:
    for start, end, drawing in _spans(moments):
        if end is None or end - start >= EDITING:
            yield start, drawing


def _spans(moments: Iterable[_Moment]) -> Iterator[tuple[int, int | None, Drawing | None]]:
    """Each moment with the time of the next one, if there is one."""
    before: _Moment | None = None
    for moment in moments:
        if before is not None:
            yield before[0], moment[0], before[1]
        before = moment
    if before is not None:
        yield before[0], None, before[1]


def _changes(moments: Iterable[_Moment]) -> Iterator[_Moment]:
    """Only the moments at which something became other than it was; at first there is nothing."""
    before: Drawing | None = None
    for time, drawing in moments:
        if not _same(drawing, before):
            yield time, drawing
        before = drawing


def _same(one: Drawing | None, other: Drawing | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.same(other)
