"""Places and directions: compass and position words are those of the facts. Left is west."""

from __future__ import annotations

from collections.abc import Iterator

from rsteller_core.checks.compass import CELL, CENTER, EDGE, SIDES, Vector
from rsteller_core.checks.directions import Place, fits, pictures, place_at
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.sides import lies_round, lies_round_any, seen_from, thing_after
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Thing, Things, course_axis
from rsteller_core.geometry.axes import axis_of
from rsteller_core.values import Fact

CHECK = "places"
_WAY = frozenset(word_list("places.way"))
_NEAR = frozenset(["near", "close", "toward", "towards", "along", "beside", "by"])
_FILLERS = frozenset(word_list("places.fillers"))
_HEADING = frozenset(("toward", "towards"))
_TO = frozenset(("to", "toward", "towards", "until", "into"))
_DIAGONAL = ("north-east to south-west", "north-west to south-east")
_AXES = {
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
_OF_IT = (["it", "to"], ["to", "their"])
_BY = frozenset(("through", "via", "past", "across"))
_FAR = 9
_STANDING, _GOING = ("position", "edges"), ("orientation", "course")
_REASON = "the facts say another place or direction"


def places_known(text: Passage) -> Iterator[Statement]:
    """Every place, axis and direction is that of a fact about the things it is said of."""
    words, done = text.reading.words, 0
    for i in [i for i, word in enumerate(words) if word in SIDES or word in _AXES]:
        if i < done:
            continue
        if words[i] in _AXES and (pictures(words, i + 1) or words[i - 1] in _VIEWED):
            continue  # 'a vertical photograph', 'viewed vertically'
        if words[i] in _AXES:
            yield _verdict(text, i, i + 1, _axis(text, i, _AXES[words[i]]), way=True)
            continue
        first = place_at(text, i)
        if first is None:
            continue
        if _heads(text, first):
            yield _verdict(text, first.begin, first.end, _heading(text, first), way=True)
            done = first.end
            continue
        second = _partner(text, first)
        if second and _joined_by_and(text, first, second) and not _pair(text, first, second):
            second = None  # 'grass to the north and south of it'
        if second:
            yield _verdict(text, first.begin, second.end, _pair(text, first, second), way=True)
        else:
            yield _verdict(text, first.begin, first.end, _single(text, first))
        done = (second or first).end


def _heads(text: Passage, place: Place) -> bool:
    """Whether this is a bearing and no place: 'leads north-eastward to the edge'."""
    words = text.reading.words
    word, before = words[place.begin], words[place.begin - 1] if place.begin else ""
    if place.noun or place.side == CENTER or place.pictured:
        return False
    if before == "the" and words[place.begin - 2] in _HEADING | {"to"}:
        begin, end = text.clause(place.begin)
        return not _GOES.isdisjoint(words[begin:end]) and words[place.end : place.end + 1] != ["of"]
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
        return not _opposite(place.side, second.side)
    onward = words[end : end + 1] in (["into"], ["toward"], ["past"])
    return onward or words[end : end + 2] == ["to", "the"] or before in _GOES


def _heading(text: Passage, place: Place) -> bool:
    things, v = _things(text, place.begin), place.side
    told = {axis for thing in things for axis in thing.axes}
    told |= {course_axis(course) for thing in things for course in thing.courses}
    return axis_of(*v) in told or _somewhere(things, v, way=True)


def _verdict(text: Passage, begin: int, end: int, right: bool, way: bool = False) -> Statement:
    said = text.reading.said(begin, end)
    if right:
        return Statement(CHECK, said)
    return wrong(CHECK, said, _REASON, _about(text, begin, end, way))


def _about(text: Passage, begin: int, end: int, way: bool) -> str | None:
    """The fact that the words are most likely against, of the things of the clause first."""
    if text.reading.words[end : end + 1] == ["of"] and not pictures(text.reading.words, end + 1):
        kinds: tuple[str, ...] = ("relation", *_STANDING)
    else:
        kinds = (*_GOING, *_STANDING) if way else (*_STANDING, *_GOING)
    facts = text.known.sheet.facts
    scope = text.scopes[text.clause_of[begin]]
    mine = [fact for fact in facts if _owner(text, fact) in scope] + list(facts)
    return next((f.text for kind in kinds for f in mine if f.kind == kind), None)


def _owner(text: Passage, fact: Fact) -> int:
    return text.known.ids.get(str(fact.element), -1)


def _things(text: Passage, word: int) -> list[Thing]:
    things = text.scope(word)
    begin, end = text.clause(word)
    if text.reading.words[end - 1 : end] == [":"] and not any(text.at[begin:end]):
        first, last = text.sentence(word)  # 'The lower left is wooded: a forest ...'
        named = frozenset[int]().union(*(m.things or () for m in text.at[first:last] if m))
        if named and not text.pronouns[text.clause_of[word]]:
            return [text.known.things[i] for i in sorted(named)]
    if not text.named_there(word) and not any(_placed(thing) for thing in things):
        return text.main()
    return things


def _placed(thing: Thing) -> bool:
    return bool(thing.middles or thing.ends or thing.edges or thing.axes)


def _axis(text: Passage, word: int, axes: tuple[str, ...]) -> bool:
    things = _things(text, word)
    told = {axis for thing in things for axis in thing.axes}
    told |= {course_axis(course) for thing in things for course in thing.courses}
    return bool(told & set(axes))


def _partner(text: Passage, first: Place) -> Place | None:
    """The other end of an axis or a course: 'north-south', 'from the left edge to the top'."""
    words = text.reading.words
    if first.end < len(words) and text.reading.glued(first.end):
        second = place_at(text, first.end)
        return second if second and _opposite(first.side, second.side) else None
    before = words[max(0, first.begin - 3) : first.begin]
    if _BY.intersection(before[-2:]) or before == ["way", "of", "the"]:
        return None  # 'through the center to the lower edge'
    joined = False
    for j in range(first.end, min(len(words), first.end + _FAR)):
        if words[j] in _TO or (words[j] == "and" and _is_between(text, first.begin)):
            joined = True
        elif words[j] == "and" and j == first.end and not first.noun:
            second = place_at(text, j + 1) if j + 1 < len(words) else None
            return second if second and _opposite(first.side, second.side) else None
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


def _opposite(one: Vector, other: Vector) -> bool:
    return one != CENTER and one == (-other[0], -other[1])


def _pair(text: Passage, first: Place, second: Place) -> bool:
    a, b, words = first.side, second.side, text.reading.words
    things = _things(text, first.begin)
    for c, d in (course for thing in things for course in thing.courses):
        if (fits(a, c) and fits(b, d)) or (fits(a, d) and fits(b, c)):
            return True
    if a == b:
        return _single(text, first)
    if words[first.begin - 2 : first.begin] == ["in", "the"] and second.noun:
        # 'extends in the lower right to the right edge'
        return _single(text, first) and _in_the_image(text, second, [])
    if second.begin and words[second.begin - 1 - (words[second.begin - 1] == "the")] in _HEADING:
        # 'from the left toward the north-east'
        ends = {end for thing in things for end in thing.ends}
        if any(fits(a, end) for end in ends) and any(axis_of(*b) in t.axes for t in things):
            return True
    axes = {axis for thing in things for axis in thing.axes}
    if _opposite(a, b):
        if axes:
            return axis_of(b[0] - a[0], b[1] - a[1]) in axes or _reached(things, a, b)
        return _reached(things, a, b) or any(thing.spread for thing in things)
    return not any(thing.courses for thing in things) and _reached(things, a, b)


def _reached(things: list[Thing], *sides: Vector) -> bool:
    """Whether a thing reaches the edges at both ends: 'from the left edge to the right'."""
    return any(
        not thing.courses and all(_at_edge(side, thing) for side in sides) for thing in things
    )


def _at_edge(side: Vector, thing: Thing) -> bool:
    parts = {(side[0], 0), (0, side[1])} - {CENTER}
    return bool(parts) and parts <= thing.edges


def _single(text: Passage, place: Place) -> bool:
    words = text.reading.words
    after = _after_noun(text, place)
    before = words[max(0, place.begin - 3) : place.begin]
    if after < len(words) and words[after] == "of" and not pictures(words, after + 1):
        other = thing_after(text, after + 1)
        if other is not None:
            return _of_another(text, place, other, after + 1)
    if _is_seen_from_it(text, place, before) and lies_round_any(text, place):
        return True
    if _is_tagged(text, place):
        return True
    toward = before[-1:] in (["to"], ["toward"]) or before[-2:] in (["to", "the"], ["to", "its"])
    if toward and seen_from(text, place):
        return True
    return _in_the_image(text, place, before)


def _is_seen_from_it(text: Passage, place: Place, before: list[str]) -> bool:
    """'To its north', 'the path has it on the west'; not 'in its northern part'."""
    has_it = before[:2] == ["it", "on"]
    has_it = has_it and text.reading.words[place.begin - 4] in ("has", "have")
    of_it = "its" in before and not place.noun
    return of_it or has_it or before[:2] in _OF_IT or before[1:] in _OF_IT


def _is_tagged(text: Passage, place: Place) -> bool:
    """'With a sidewalk on the right': the side stands in a tag."""
    word = text.reading.words[place.begin]
    begin, end = text.sentence(place.begin)
    told = text.reading.words[begin:end]
    return word in ("left", "right") and any(
        word in values and key.partition(":")[0] in told for key, values in text.known.keys.items()
    )


def _of_another(text: Passage, place: Place, other: Things, after: int) -> bool:
    """'north of the pond', 'in the northern part of it'."""
    words, v = text.reading.words, place.side
    if lies_round(text, place, other):
        return True
    if words[after] == "it" and words[place.begin - 1] in ("the", "in"):
        # 'in the lower right of it': of the picture that was spoken of
        return _somewhere(_things(text, place.begin), v, way=False)
    there = [text.known.things[i] for i in sorted(other)]
    return bool(place.noun) and _somewhere(there, v, way=True)


def _in_the_image(text: Passage, place: Place, before: list[str]) -> bool:
    things, v = _things(text, place.begin), place.side
    if v[0] and v[1] and any(v in thing.corners for thing in things):
        return True
    if place.noun.startswith("corner") and any(fits(v, c) for t in things for c in t.corners):
        return True
    if place.noun in EDGE or _shared_noun(text, place) in EDGE:
        return _edge(things, v, bool(_NEAR & set(before)))
    way = _is_on_the_way(text, place.begin)
    bare = not place.noun and v != CENTER and before[-1:] not in (["the"], ["its"], ["a"])
    if way and bare and any(axis_of(*v) in thing.axes for thing in things):
        return True  # 'heads north-east'
    return _somewhere(things, v, way)


def _is_on_the_way(text: Passage, word: int) -> bool:
    """Whether the sentence speaks of reaching a place."""
    begin, end = text.sentence(word)
    return not _WAY.isdisjoint(text.reading.words[begin:end])


def _after_noun(text: Passage, place: Place) -> int:
    words, j = text.reading.words, place.end
    if j < len(words) and words[j] == "(":
        while j < len(words) and words[j] != ")":
            j += 1
        j += 1
    while j < len(words) and words[j] in EDGE | CELL:
        j += 1
    return j


def _shared_noun(text: Passage, place: Place) -> str:
    """The noun of a list: 'left, top and right edges'."""
    words, j = text.reading.words, place.end
    while j < len(words) and place.side != CENTER:
        if words[j] in EDGE | CELL:
            return words[j]
        other = (
            None if words[j] in (",", "and", "or", "the", "(", ")", "both") else place_at(text, j)
        )
        if words[j] not in (",", "and", "or", "the", "(", ")", "both") and other is None:
            return ""
        j = other.end if other else j + 1
    return ""


def _edge(things: list[Thing], v: Vector, near: bool) -> bool:
    for thing in things:
        if v in thing.edges:
            return True
        if v[0] and v[1] and _at_edge(v, thing):
            return True
        if (near or not thing.edges) and v != CENTER and any(fits(v, m) for m in thing.middles):
            return True
    return False


def _somewhere(things: list[Thing], v: Vector, way: bool) -> bool:
    for thing in things:
        if any(fits(v, middle) for middle in thing.middles):
            return True
        if way and any(fits(v, end) for end in thing.ends):
            return True
        if way and (v in thing.edges or _at_edge(v, thing)):
            return True
    return False
