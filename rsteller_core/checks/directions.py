"""Words of place and direction: 'upper left', 'north-western', 'right-hand'. Left is west."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rsteller_core.checks.compass import CELL, CENTER, EDGE, SIDES, Vector
from rsteller_core.checks.mentions import IMAGE, MARK, PREPOSITIONS
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.tables import word_list

MIDDLES = frozenset(("center", "centre", "middle", "heart", "core", "midst"))
_AS_ADVERB = frozenset(word_list("directions.as_adverb"))
_AS_VERB = frozenset(word_list("directions.as_verb"))
_NOT_LEFT = frozenset(["is", "are", "was", "has", "been"])
_NOT_CENTERS = frozenset(word_list("directions.not_centers"))
_UP = frozenset(("up", "upward", "upwards", "uppermost"))
_ARTICLES = frozenset(("the", "its", "a", "their", "this"))


@dataclass(frozen=True, slots=True)
class Place:
    """One place told: the word where it begins, the word after it, and the noun there; ``shared``:
    that noun, or that of the list in which it stands ('left, top and right edges').
    """

    begin: int
    end: int
    side: Vector
    noun: str = ""
    shared: str = ""
    pictured: bool = False


def place_at(text: Passage, i: int) -> Place | None:
    """The place that begins at this word, if one does, with the noun that follows it."""
    words = text.reading.words
    found = _side_at(text, i)
    if found is None:
        return None
    side, end = found
    noun = words[end] if end < len(words) and words[end] in EDGE | CELL else ""
    shared = noun if noun or side == CENTER else _noun_of_list(text, end)
    return Place(i, end, side, noun, shared, words[i] in _PICTURED)


def _side_at(text: Passage, i: int) -> tuple[Vector, int] | None:
    """The side that the words from here tell, and the word after these."""
    reading = text.reading
    words = reading.words
    side = SIDES.get(words[i]) if i < len(words) else None
    if side is None or text.at[i] or _is_other(text, i):
        return None
    end = i + 1
    while end < len(words):
        if words[end] == "hand" and reading.glued(end):
            end += 1
            continue
        more = SIDES.get(words[end])
        if more is None or text.at[end] or not _joins(side, more, words[i], words[end]):
            break
        side, end = (side[0] + more[0], side[1] + more[1]), end + 1
    return side, end


def _noun_of_list(text: Passage, j: int) -> str:
    """The noun behind the sides that follow here, if nothing else stands between."""
    words = text.reading.words
    while j < len(words):
        if words[j] in EDGE | CELL:
            return words[j]
        found = None if words[j] in _LISTED else _side_at(text, j)
        if words[j] not in _LISTED and found is None:
            return ""
        j = found[1] if found else j + 1
    return ""


_LISTED = frozenset((",", "and", "or", "the", "(", ")", "both"))
_AFTER_MIDDLE = frozenset(("in", "at", "on", "lies", "falls", "located"))
_NOT_TOPS = frozenset(word_list("directions.not_tops"))
_PICTURED = frozenset(word_list("directions.pictured"))


def _joins(side: Vector, more: Vector, first: str, word: str) -> bool:
    """Whether two words make one place: 'upper left', not 'north south' or 'north to south'."""
    if (first in _PICTURED) != (word in _PICTURED) and CENTER not in (side, more):
        return False  # 'spans the top east-west'
    if more == CENTER or side == CENTER:
        return word in _PICTURED and side == CENTER
    return (side[0] == 0 and more[1] == 0) or (side[1] == 0 and more[0] == 0)


def _is_other(text: Passage, i: int) -> bool:
    words = text.reading.words
    word, before = words[i], words[i - 1] if i else ""
    after = words[i + 1] if i + 1 < len(words) else ""
    if word == "north" and (after in _UP or words[i + 1 : i + 4] == ["at", "the", "top"]):
        return True  # 'with north up'
    if words[max(0, i - 3) : i] == ["north", "at", "the"]:
        return True
    if word == "right":
        return after in _AS_ADVERB and before not in _ARTICLES
    if word == "left":
        return after in _AS_VERB or (before in _NOT_LEFT and after != "of")
    if word == "top":
        down = after == "down" and text.reading.glued(i + 1)
        return down or (before == "on" and after == "of") or after in _NOT_TOPS
    if word in MIDDLES:
        return _is_no_center(text, i)
    return (word, after) in (("central", "reservation"), ("upper", "hand"))


def _is_no_center(text: Passage, i: int) -> bool:
    """Whether a middle is a thing's own, or what a direction is seen from, and no place."""
    words = text.reading.words
    before, after = words[max(0, i - 3) : i], words[i + 1] if i + 1 < len(words) else ""
    if "relative" in before or (before[1:] == ["of", "the"] and before[0] in SIDES):
        return True  # 'relative to the middle', 'north-west of the middle'
    if before[-1:] in (["its"], ["their"]) and before[-2:-1] != ["in"]:
        return True  # 'a road, its middle in the lower right'
    if after in _AFTER_MIDDLE:
        return before[-2:] in (["with", "the"], ["with", "a"], [",", "the"])
    if before[-1:] and before[-1] in _NOT_CENTERS:
        return True
    if after != "of" or pictures(words, i + 2):
        return False
    # 'this view, in the center of it'
    begin, end = text.sentence(i)
    inside = before[-2:] in (["in", "the"], ["at", "the"])
    return not inside or words[i + 2] != "it" or IMAGE.isdisjoint(words[begin:end])


def pictures(words: Sequence[str], i: int) -> bool:
    """Whether the picture is named here: 'the image', 'this aerial view'."""
    for word in words[i : i + 5]:
        if word in IMAGE:
            return True
        if not word.isalpha() or word in PREPOSITIONS or word >= MARK:
            return False
    return False


def fits(said: Vector, place: Vector) -> bool:
    """The same, or one of the two sides that make a corner."""
    if said == place:
        return True
    return said != CENTER and 0 in said and said[0] in (0, place[0]) and said[1] in (0, place[1])


def opposite(one: Vector, other: Vector) -> bool:
    """North and south, upper left and lower right; the center is opposite to nothing."""
    return one != CENTER and one == (-other[0], -other[1])
