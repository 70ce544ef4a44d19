"""Numbers as they are written: '1,200', 'two hundred and seventy', 'half a dozen', 'two thirds'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rsteller_core.checks.tables import word_list

What = Literal["length", "area", "share", "count", "other"]

_SMALL = {word: float(value) for value, word in enumerate(word_list("numerals.small"))}
_TENS = {word: 10.0 * value for value, word in enumerate(word_list("numerals.tens"), 2)}
_UNDER_HUNDRED = _SMALL | _TENS
_SCALES = {"hundred": 100.0, "thousand": 1000.0, "million": 1e6}
_GROUPS = {"dozen": 12.0, "score": 20.0, "couple": 2.0, "pair": 2.0, "trio": 3.0, "quartet": 4.0}
_PARTS = {
    word: float(n)
    for n, words in enumerate(
        (
            ("half", "halves"),
            ("third", "thirds"),
            ("quarter", "quarters", "fourth", "fourths"),
            ("fifth", "fifths"),
            ("sixth", "sixths"),
            ("seventh", "sevenths"),
            ("eighth", "eighths"),
            ("ninth", "ninths"),
            ("tenth", "tenths"),
        ),
        2,
    )
    for word in words
}
_UNITS: dict[tuple[str, ...], tuple[What, float]] = {
    **dict.fromkeys((("km",), ("kilometer",), ("kilometre",)), ("length", 1000.0)),
    **dict.fromkeys((("m",), ("meter",), ("metre",)), ("length", 1.0)),
    **dict.fromkeys((("foot",), ("feet",), ("ft",)), ("length", 0.3048)),
    **dict.fromkeys((("yard",), ("yd",)), ("length", 0.9144)),
    ("mile",): ("length", 1609.34),
    **dict.fromkeys((("hectare",), ("ha",)), ("area", 10_000.0)),
    ("acre",): ("area", 4046.86),
    **dict.fromkeys((("m²",), ("sqm",), ("sq", "m"), ("sq", ".", "m")), ("area", 1.0)),
    **dict.fromkeys((("square", "meter"), ("square", "metre"), ("m", "²")), ("area", 1.0)),
    **dict.fromkeys((("square", "foot"), ("square", "feet")), ("area", 0.092903)),
    **dict.fromkeys((("square", "yard"),), ("area", 0.836127)),
    **dict.fromkeys((("square", "kilometer"), ("square", "kilometre")), ("area", 1e6)),
    **dict.fromkeys((("km²",), ("sq", "km"), ("sq", ".", "km")), ("area", 1e6)),
    ("square", "mile"): ("area", 2.59e6),
    **dict.fromkeys((("percent",), ("%",), ("per", "cent"), ("percentage",)), ("share", 0.01)),
}
_UNITS |= {(*unit[:-1], f"{unit[-1]}s"): meant for unit, meant in _UNITS.items()}
del _UNITS["has",]
_BEFORE_UNIT = frozenset(("visible", "full", "whole", "good", "total"))
_OTHER = frozenset(word_list("numerals.other"))
STARTS = frozenset((*_SMALL, *_TENS, *_SCALES, *_GROUPS, *_PARTS))
"""The words, besides figures, with which a number can begin."""

_UPPER = ("just under", "nearly", "almost", "close to", "not quite", "under", "less than", "below",
          "up to", "at most", "no more than", "slightly less than", "slightly under", "fewer than",
          "a little under", "a little less than", "barely")  # fmt: skip
_LOWER = ("just over", "more than", "over", "above", "at least", "upwards of", "a little over",
          "slightly more than", "slightly over", "no less than", "well over", "a little more than",
          "no fewer than", "in excess of")  # fmt: skip
ABOUT = frozenset(word_list("numerals.about"))
"""Words before a rough number."""
_ROUGH = (*sorted(ABOUT), "circa", "approx", "close to", "on the order of", "in the region of",
          "an estimated", "or so")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number from the word ``begin`` up to ``end``, with its unit.

    ``value`` is in metres, square metres, or as a share of one. ``low`` and ``high`` are factors:
    how far the words let the truth be below or above it; ``rough``: it was said to be so.
    """

    begin: int
    end: int
    value: float
    what: What
    low: float = 1.0
    high: float = 1.0
    rough: bool = False


def numeral_at(words: Sequence[str], i: int) -> Numeral | None:
    """The number that begins at this word, if one does."""
    found = _fraction(words, i) or _number(words, i)
    if found is None:
        return None
    value, end, what = found
    unit = _unit(words, end) or _unit_of_pair(words, end)
    if list(words[end : end + 2]) == ["or", "so"]:
        unit = unit or _unit(words, end + 2)  # '9,400 or so square meters'
    if unit is None and end < len(words) and words[end] in _BEFORE_UNIT:
        unit = _unit(words, end + 1)  # '4.8 visible hectares'
    if unit is None and what == "share" and end < len(words) and words[end] in ("of", "a", "an"):
        after = end + (words[end : end + 2] in (["of", "a"], ["of", "an"])) + 1
        unit = _unit(words, after) if words[end] != "of" or after == end + 2 else None
    if unit and _is_speed(words, unit[0]):
        end, what = unit[0] + 2, "other"
    elif unit:
        end, what, value = unit[0], unit[1], value * unit[2]
    begin = i - 1 if i and words[i - 1] in ("a", "an") and word_begins(words[i]) else i
    low, high, rough = _bounds(words, begin)
    return Numeral(
        begin, end, value, what, low, high, rough or words[end : end + 2] == ["or", "so"]
    )


def _is_speed(words: Sequence[str], end: int) -> bool:
    """'50 km/h', '30 miles per hour'."""
    return list(words[end : end + 2]) in (["/", "h"], ["per", "hour"], ["an", "hour"])


def _number(words: Sequence[str], i: int) -> tuple[float, int, What] | None:
    value, end = _plain(words, i)
    if end == i:
        return None
    if list(words[end : end + 3]) == ["and", "a", "half"]:
        value, end = value + 0.5, end + 3
    elif words[end : end + 1] == ["and"] and end + 1 < len(words):
        more = _fraction(words, end + 1)  # 'one and three quarters of a hectare'
        if more and more[2] == "share":
            value, end = value + more[0], more[1]
            end += 2 if list(words[end : end + 2]) in (["of", "a"], ["of", "an"]) else 0
    elif words[end : end + 1] and words[end] in _GROUPS:
        value, end = value * _GROUPS[words[end]], end + 1
    return value, end, "count"


def _plain(words: Sequence[str], i: int) -> tuple[float, int]:
    word = words[i]
    if word[0].isdecimal():
        value, end = float(word.replace(",", "")), i + 1
        while end < len(words) and words[end] in _SCALES:
            value, end = value * _SCALES[words[end]], end + 1
        return value, end
    if word in _GROUPS:
        return _GROUPS[word], i + 1
    return _spelled(words, i)


def _spelled(words: Sequence[str], i: int) -> tuple[float, int]:
    """'two hundred and seventy', and where it ends."""
    total, part, end = 0.0, float(words[i] in _SCALES), i
    while end < len(words):
        word = words[end]
        if word in _UNDER_HUNDRED:
            part += _UNDER_HUNDRED[word]
        elif word == "hundred":
            part *= 100
        elif word in _SCALES:
            total, part = total + part * _SCALES[word], 0.0
        elif not (word == "and" and end > i and words[end - 1] in _SCALES and _goes_on(words, end)):
            break
        end += 1
    return total + part, end


def _goes_on(words: Sequence[str], i: int) -> bool:
    return i + 1 < len(words) and words[i + 1] in _UNDER_HUNDRED


def _fraction(words: Sequence[str], i: int) -> tuple[float, int, What] | None:
    word, after = words[i], list(words[i + 1 : i + 4])
    if word == "half":
        if after[:2] == ["a", "dozen"]:
            return 6.0, i + 3, "count"
        return 0.5, i + 1, "share"
    if word in _PARTS:
        return (1 / _PARTS[word], i + 1, "share") if i and words[i - 1] in ("a", "an") else None
    many = _SMALL.get(word) or (float(word) if word.isdecimal() else None)
    if many is None or not after:
        return None
    if after[0] in _PARTS:
        return many / _PARTS[after[0]], i + 2, "share"
    if after[0] == "in" and len(after) > 1 and after[1] in _SMALL and _SMALL[after[1]] > many:
        return many / _SMALL[after[1]], i + 3, "share"
    if after[:2] == ["out", "of"] and len(after) > 2 and after[2] in _SMALL:
        return many / _SMALL[after[2]], i + 4, "share"
    return None


def _unit(words: Sequence[str], i: int) -> tuple[int, What, float] | None:
    """Where the unit ends, what it measures, and its size."""
    if i >= len(words):
        return None
    if words[i] in _OTHER or list(words[i + 1 : i + 2]) == ["/"]:
        return i + 1, "other", 1.0
    for length in (3, 2, 1):
        unit = tuple(words[i : i + length])
        if len(unit) == length and unit in _UNITS:
            what, size = _UNITS[unit]
            per_hour = list(words[i + length : i + length + 2]) in (["per", "hour"], ["an", "hour"])
            return i + length, "other" if per_hour else what, size
    return None


def _unit_of_pair(words: Sequence[str], i: int) -> tuple[int, What, float] | None:
    """The unit of the first of two: '120 by 72 meters'."""
    if i + 1 >= len(words) or words[i] not in ("by", "x", "×"):
        return None
    unit = _unit(words, _plain(words, i + 1)[1])
    return (i, *unit[1:]) if unit else None


def word_begins(word: str) -> bool:
    """Whether 'a' before this word is a part of the number: 'a third', 'a dozen', 'a hundred'."""
    return word in _PARTS or word in _GROUPS or word in _SCALES


def _bounds(words: Sequence[str], i: int) -> tuple[float, float, bool]:
    before = " ".join(words[max(0, i - 4) : i]).removesuffix(" a").removesuffix(" an")
    rough = before.endswith(_ROUGH)
    if before.endswith(_LOWER):
        return 1.0, 1.25, rough
    if before.endswith(_UPPER):
        return 0.75, 1.0, rough
    return 1.0, 1.0, rough
