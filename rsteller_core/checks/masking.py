"""A caption with the map's own words taken out, and what its fact sheet holds, by kind of fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rsteller_core.values import Fact, FactSheet

PLAIN_NAME = "Name"
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"“'(]?[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet tells: its facts by kind, and every name on it, the longest first."""

    facts: tuple[Fact, ...]
    names: tuple[str, ...]

    def of(self, *kinds: str) -> list[Fact]:
        """The facts of these kinds."""
        return [fact for fact in self.facts if fact.kind in kinds]


def known(sheet: FactSheet) -> Known:
    """What the checks ask a sheet."""
    names = {name for fact in sheet.facts for name in _names(fact)}
    return Known(
        sheet.facts,
        tuple(
            sorted(
                {name.rstrip(". ") for name in names} - {""}, key=lambda name: (-len(name), name)
            )
        ),
    )


def _names(fact: Fact) -> Iterator[str]:
    value: Any = fact.value
    if fact.kind == "name" and value:
        yield str(value)
    elif fact.kind == "tag" and re.search(r"[^\W\d_a-z]\w", str(value["value"])):
        yield str(value["value"])
    elif fact.kind == "relation":
        yield from (
            value[end]["name"] for end in ("other", "and") if value.get(end) and value[end]["name"]
        )


def masked(text: str, names: tuple[str, ...]) -> str:
    """The text with a plain word for each name of the map."""
    pattern = _pattern(names)
    return pattern.sub(PLAIN_NAME, text) if pattern else text


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    if not names:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return _SENTENCE.split(text)
