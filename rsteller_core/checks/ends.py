"""Two places that belong together: the ends of a course, of an axis, of what lies between."""

from __future__ import annotations

from rsteller_core.checks.bearings import HEADING
from rsteller_core.checks.compass import Vector
from rsteller_core.checks.directions import Place, fits, opposite, place_at
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.standing import at_edge, in_the_image, is_there, things_placed
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Thing
from rsteller_core.geometry.axes import axis_of

_FILLERS = frozenset(word_list("places.fillers"))
_TO = frozenset(("to", "toward", "towards", "until", "into"))
_BY = frozenset(("through", "via", "past", "across"))
_FAR = 9


def other_end(text: Passage, first: Place) -> Place | None:
    """The place that ends what this one begins; None where this one stands alone."""
    second = _partner(text, first)
    if second and _joined_by_and(text, first, second) and not are_ends(text, first, second):
        return None  # 'grass to the north and south of it'
    return second


def _partner(text: Passage, first: Place) -> Place | None:
    """The other end of an axis or a course: 'north-south', 'from the left edge to the top'."""
    words = text.reading.words
    if first.end < len(words) and text.reading.glued(first.end):
        second = place_at(text, first.end)
        return second if second and opposite(first.side, second.side) else None
    before = words[max(0, first.begin - 3) : first.begin]
    along = "along" in before[-2:] and first.noun != ""
    if along or _BY.intersection(before[-2:]) or before == ["way", "of", "the"]:
        return None  # 'through the center to the lower edge'
    joined = False
    for j in range(first.end, min(len(words), first.end + _FAR)):
        if words[j] in _TO or (words[j] == "and" and _is_between(text, first.begin)):
            joined = True
        elif words[j] == "and" and j == first.end and not first.noun:
            second = place_at(text, j + 1) if j + 1 < len(words) else None
            return second if second and opposite(first.side, second.side) else None
        elif words[j] not in _FILLERS:
            if joined:
                return place_at(text, j)
            return None
    return None


def _joined_by_and(text: Passage, first: Place, second: Place) -> bool:
    words = text.reading.words[first.end : second.begin]
    return words == ["and"] and not _is_between(text, first.begin)


def _is_between(text: Passage, word: int) -> bool:
    return "between" in text.reading.words[max(0, word - 3) : word]


def are_ends(text: Passage, first: Place, second: Place) -> bool:
    """Whether something spoken of reaches from the one place to the other."""
    a, b, words = first.side, second.side, text.reading.words
    things = things_placed(text, first.begin)
    for c, d in (course for thing in things for course in thing.courses):
        if (fits(a, c) and fits(b, d)) or (fits(a, d) and fits(b, c)):
            return True
    if a == b:
        return is_there(text, first)
    if words[first.begin - 2 : first.begin] == ["in", "the"] and second.noun:
        # 'extends in the lower right to the right edge'
        return is_there(text, first) and in_the_image(text, second, [])
    if second.begin and words[second.begin - 1 - (words[second.begin - 1] == "the")] in HEADING:
        # 'from the left toward the north-east'
        ends = {end for thing in things for end in thing.ends}
        if any(fits(a, end) for end in ends) and any(axis_of(*b) in t.axes for t in things):
            return True
    axes = {axis for thing in things for axis in thing.axes}
    if opposite(a, b):
        if axes:
            return axis_of(b[0] - a[0], b[1] - a[1]) in axes or _reached(things, a, b)
        return _reached(things, a, b) or any(thing.spread for thing in things)
    return not any(thing.courses for thing in things) and _reached(things, a, b)


def _reached(things: list[Thing], *sides: Vector) -> bool:
    """Whether a thing reaches the edges at both ends: 'from the left edge to the right'."""
    return any(
        not thing.courses and all(at_edge(side, thing) for side in sides) for thing in things
    )
