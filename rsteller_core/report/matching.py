"""Which words of a caption say which fact: for the eye that reads both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rsteller_core.tags import plural

# 'about 6,700 square meters', 'about a third', 'nearly all', 'about 61 percent'
_AMOUNT = re.compile(
    r"(?:(?:about|nearly|less than) )?(?:\d[\d.,]*\d|\d|a tenth|a fifth|a quarter|a third|half"
    r"|two thirds|three quarters|all)(?: (?:percent|(?:square )?(?:kilo)?meters|hectares))?"
)
_MEASURED = frozenset(("share", "area", "length", "width", "sides", "count", "land_cover"))


def marks(text: str, facts: Sequence[Mapping[str, Any]]) -> list[list[int]]:
    """Spans of a caption, ``[start, end, fact]``, that do not overlap, in their order.

    ``fact`` is a place in ``facts``. Of phrases that overlap the longer is taken.
    """
    found = sorted(
        (
            (start, end, number)
            for number, fact in enumerate(facts)
            for phrase in set(_phrases(fact))
            for start, end in _places(phrase, text)
        ),
        key=lambda span: (span[0] - span[1], span),
    )
    taken: list[tuple[int, int, int]] = []
    for start, end, number in found:
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, number))
    return [list(span) for span in sorted(taken)]


def _places(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    if phrase:
        pattern = rf"(?<!\w){re.escape(phrase)}(?!\w)"
        yield from (found.span() for found in re.finditer(pattern, text, re.IGNORECASE))


def _phrases(fact: Mapping[str, Any]) -> Iterator[str]:
    """What a caption says when it states this fact."""
    kind, value = fact["kind"], fact["value"]
    if kind in _SAID:
        yield from _SAID[kind](value)
    if kind in _MEASURED:
        yield from (amount[0] for amount in _AMOUNT.finditer(fact["text"]))


def _axis(axis: str) -> Iterator[str]:
    """An axis either way round: 'north-south', 'north to south', 'south to north'."""
    ends = axis.split(" to ") if " to " in axis else axis.split("-")
    yield axis
    yield from (f"{a} to {b}" for a, b in (ends, ends[::-1]))


def _relation(value: Mapping[str, Any]) -> Iterator[str]:
    for other in (value["other"], value.get("and")):
        if other:
            yield other["name"] or other["kind"]
    yield value["relation"]


_SAID: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "kind": lambda value: (value["name"], plural(value["name"])),
    "name": lambda value: (value,),
    "position": lambda value: (value["image"], value["compass"]),
    "orientation": lambda value: _axis(value["axis"]),
    "course": lambda value: (f"{value[e]} edge" for e in ("from", "to") if value[f"{e}_edge"]),
    "relation": _relation,
    "shape": lambda value: (value,),
    "tag": lambda value: (value["value"].replace("_", " "),),
    "count": lambda value: (value["kind"], value["plural"]),
    "land_cover": lambda value: (value["kind"],),
}
