"""Bearings and axes: 'leads north-eastward', 'diagonally'."""

from __future__ import annotations

from rsteller_core.checks.compass import CENTER, SIDES
from rsteller_core.checks.directions import Place, opposite, pictures, place_at
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.standing import somewhere, things_placed
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Thing, course_axis
from rsteller_core.geometry.axes import axis_of

HEADING = frozenset(("toward", "towards"))
_DIAGONAL = ("north-east to south-west", "north-west to south-east")
AXES = {
    "diagonal": _DIAGONAL,
    "diagonally": _DIAGONAL,
    "horizontally": ("east-west",),
    "horizontal": ("east-west",),
    "vertically": ("north-south",),
    "vertical": ("north-south",),
}
_NO_BEARING = frozenset(("the", "from", "in", "of", "its", "a", "at", "far", "between"))
_GOES = frozenset(word_list("places.goes"))
_VIEWED = frozenset(("viewed", "seen", "shown", "taken", "photographed", "pictured", "looking"))


def is_bearing(text: Passage, place: Place) -> bool:
    """Whether this is a bearing and no place: 'leads north-eastward to the edge'."""
    words = text.reading.words
    word, before = words[place.begin], words[place.begin - 1] if place.begin else ""
    if place.shared or place.side == CENTER or place.pictured:
        return False
    if words[place.end : place.end + 1] == ["of"] and not word.endswith("bound"):
        return False  # 'go north of it'
    if before == "the" and words[place.begin - 2] in HEADING | {"to"}:
        begin, end = text.clause(place.begin)
        return not _GOES.isdisjoint(words[begin:end])
    if word.endswith("erly"):
        return True
    if before in _NO_BEARING:
        return False
    return word.endswith(("ward", "wards", "bound")) or _leads_on(text, place, before)


def _leads_on(text: Passage, place: Place, before: str) -> bool:
    """'Leads north for 200 meters', 'goes south-east into the center'; not 'runs east to west'."""
    words, end = text.reading.words, place.end
    if end < len(words) and text.reading.glued(end) and words[end] in SIDES:
        return False
    second = place_at(text, end + 1) if words[end : end + 1] == ["to"] else None
    if second:
        return not opposite(place.side, second.side)
    onward = words[end : end + 1] in (["into"], ["toward"], ["past"])
    return onward or words[end : end + 2] == ["to", "the"] or before in _GOES


def bears(text: Passage, place: Place) -> bool:
    """Whether something spoken of goes that way, or lies there."""
    things, v = things_placed(text, place.begin), place.side
    return axis_of(*v) in _axes(things) or somewhere(things, v, way=True)


def lies_along(text: Passage, word: int) -> bool:
    """Whether something spoken of lies along the axis that this word tells."""
    return bool(_axes(things_placed(text, word)) & set(AXES[text.reading.words[word]]))


def is_axis(text: Passage, word: int) -> bool:
    """Whether a word tells an axis: not in 'a vertical photograph', 'viewed vertically'."""
    words = text.reading.words
    return words[word] in AXES and not (pictures(words, word + 1) or words[word - 1] in _VIEWED)


def _axes(things: list[Thing]) -> set[str]:
    told = {axis for thing in things for axis in thing.axes}
    return told | {course_axis(course) for thing in things for course in thing.courses}
