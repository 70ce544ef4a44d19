"""Where a thing is said to lie: a side, a corner, an edge of the picture, or beside another."""

from __future__ import annotations

from rsteller_core.checks.compass import CELL, CENTER, EDGE, Vector
from rsteller_core.checks.directions import Place, fits, pictures
from rsteller_core.checks.mentions import NOTHING
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.sides import lies_round, lies_round_any, seen_from, thing_after
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Thing, Things
from rsteller_core.geometry.axes import axis_of

_WAY = frozenset(word_list("places.way"))
_NEAR = frozenset(["near", "close", "toward", "towards", "along", "beside", "by"])
_OF_IT = (["it", "to"], ["to", "their"])
_VERBS = frozenset((*word_list("subjects.verbs"), *word_list("names.verbs")))
_SIDES = frozenset(("side", "sides", "flank"))
_NO_BARE = frozenset(("the", "in", "its", "a", "from", "at", "of", "on"))


def things_placed(text: Passage, word: int) -> list[Thing]:
    """The things that a place at this word is said of."""
    scope = text.scopes[text.clause_of[word]]
    begin, end = text.clause(word)
    if text.reading.words[end - 1 : end] == [":"] and not any(text.at[begin:end]):
        first, last = text.sentence(word)  # 'The lower left is wooded: a forest ...'
        named = frozenset[int]().union(*(m.things or () for m in text.at[first:last] if m))
        if named and not text.pronouns[text.clause_of[word]]:
            return text.things(named)
    if not text.named_there(word) and not any(map(_placed, text.things(scope))):
        return text.main()
    return text.things(scope - _named_aside(text, word))


def _named_aside(text: Passage, word: int) -> Things:
    """What a clause names behind a preposition, where it has its subject before the place: 'a road
    beside a pond runs on the left', 'a road lies on the left beside a pond'; but the pond may be
    meant by 'a road beside a pond on the left'.
    """
    begin, end = text.clause(word)
    named = [m for m in text.mentions if begin <= m.begin < end and m.things]
    if all(m.inner or m.begin >= word for m in named):
        return NOTHING
    words, meant, aside = text.reading.words, text.pronouns[text.clause_of[word]], NOTHING
    for mention in named:
        before_it = mention.begin < word and _VERBS.isdisjoint(words[mention.end : word])
        if not mention.inner or before_it:
            meant |= mention.things or NOTHING
        aside |= mention.things or NOTHING
    return aside - meant


def _placed(thing: Thing) -> bool:
    return bool(thing.middles or thing.ends or thing.edges or thing.axes)


def is_there(text: Passage, place: Place) -> bool:
    """Whether something that is spoken of lies at this place."""
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
    in_picture = place.shared != "" or words[after : after + 1] == ["of"]
    if not in_picture and (toward or _is_bare(place, before)) and seen_from(text, place):
        return True
    return in_the_image(text, place, before)


def _is_bare(place: Place, before: list[str]) -> bool:
    """'Eastward lies a pond', 'north, too, is a road', 'a building west'."""
    return not (place.noun or place.pictured or _NO_BARE.intersection(before[-1:]))


def _is_seen_from_it(text: Passage, place: Place, before: list[str]) -> bool:
    """'To its north', 'the path has it on the west'; not 'in its northern part'."""
    has_it = before[:2] == ["it", "on"]
    has_it = has_it and text.reading.words[place.begin - 4] in ("has", "have")
    of_it = "its" in before and (not place.shared or place.shared in _SIDES)
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
        return somewhere(things_placed(text, place.begin), v, way=False)
    return bool(place.noun) and somewhere(text.things(other), v, way=True)


def in_the_image(text: Passage, place: Place, before: list[str]) -> bool:
    """Whether it lies there in the picture; ``before`` are the words before the place."""
    things, v = things_placed(text, place.begin), place.side
    if v[0] and v[1] and any(v in thing.corners for thing in things):
        return True
    if place.noun.startswith("corner") and any(fits(v, c) for t in things for c in t.corners):
        return True
    if before[:1] == ["corners"] and 0 in v:  # 'both corners on the left side'
        return any(fits(v, corner) for thing in things for corner in thing.corners)
    if place.shared in EDGE:
        return _edge(things, v, bool(_NEAR & set(before)))
    way = _is_on_the_way(text, place.begin)
    bare = not place.noun and v != CENTER and before[-1:] not in (["the"], ["its"], ["a"])
    if way and bare and any(axis_of(*v) in thing.axes for thing in things):
        return True  # 'heads north-east'
    return somewhere(things, v, way)


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


def _edge(things: list[Thing], v: Vector, near: bool) -> bool:
    for thing in things:
        if v in thing.edges:
            return True
        if v[0] and v[1] and at_edge(v, thing):
            return True
        inside = thing.main and not thing.edges
        if (near or inside) and v != CENTER and any(fits(v, m) for m in thing.middles):
            return True
    return False


def somewhere(things: list[Thing], v: Vector, way: bool) -> bool:
    """Whether one of them lies there; ``way``: or ends there, or reaches that edge."""
    for thing in things:
        if any(fits(v, middle) for middle in thing.middles):
            return True
        if way and any(fits(v, end) for end in thing.ends):
            return True
        if way and (v in thing.edges or at_edge(v, thing)):
            return True
    return False


def at_edge(side: Vector, thing: Thing) -> bool:
    """Whether it reaches the edge on that side, or both edges of a corner."""
    parts = {(side[0], 0), (0, side[1])} - {CENTER}
    return bool(parts) and parts <= thing.edges
