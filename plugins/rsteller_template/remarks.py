"""The few tags that read well in a caption: as something seen, or as something known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rsteller_core import Fact
from rsteller_template.words import with_article

_SURFACES = {
    "artificial_turf": "artificial turf",
    "asphalt": "asphalt",
    "clay": "clay",
    "cobblestone": "cobblestone",
    "compacted": "compacted stone",
    "concrete": "concrete",
    "dirt": "bare earth",
    "earth": "bare earth",
    "fine_gravel": "fine gravel",
    "grass": "grass",
    "gravel": "gravel",
    "ground": "bare earth",
    "paving_stones": "paving stones",
    "sand": "sand",
    "sett": "cut stone",
    "wood": "wood",
}
_LEAVES = {
    "broadleaved": "is made up of broadleaved trees",
    "needleleaved": "is made up of needleleaved trees",
    "mixed": "is a mixture of broadleaved and needleleaved trees",
}
_CROPS = {
    "barley": "barley",
    "beet": "beets",
    "corn": "corn",
    "cotton": "cotton",
    "grape": "grapes",
    "maize": "maize",
    "potato": "potatoes",
    "rape": "rapeseed",
    "rapeseed": "rapeseed",
    "rice": "rice",
    "soy": "soybeans",
    "sugarcane": "sugar cane",
    "sunflower": "sunflowers",
    "wheat": "wheat",
}
_COLOURS = ("beige", "black", "blue", "brown", "gray", "green", "red", "silver", "white", "yellow")
_LANES = {
    "1": "a single lane",
    "2": "two lanes",
    "3": "three lanes",
    "4": "four lanes",
    "5": "five lanes",
    "6": "six lanes",
    "7": "seven lanes",
    "8": "eight lanes",
}


def _said(words: Mapping[str, str], sentence: str) -> dict[str, str]:
    return {value: sentence.format(word) for value, word in words.items()}


# key -> value -> predicate of 'it'.
_SEEN: Mapping[str, Mapping[str, str]] = {
    "crop": _said(_CROPS, "is planted with {}"),
    "lanes": _said(_LANES, "has {}"),
    "leaf_type": _LEAVES,
    "roof:colour": _said({colour: with_article(colour) for colour in _COLOURS}, "has {} roof"),
    "surface": _said(_SURFACES, "has a surface of {}"),
}
_SPEED = re.compile(r"\d{1,3}(?: (?:mph|km/h))?")


def remark(fact: Fact) -> str:
    """What a tag that can be seen says of 'it' ('has two lanes'), or nothing."""
    tag = _tag(fact)
    return _SEEN.get(tag["key"], {}).get(tag["value"], "") if tag else ""


def aside(fact: Fact) -> str:
    """A sentence on a tag that no picture shows, which does not say that it is seen; or nothing."""
    tag = _tag(fact)
    if fact.visibility == "context" and tag and tag["key"] == "maxspeed":
        return f"Its speed limit is {tag['value']}." if _SPEED.fullmatch(tag["value"]) else ""
    return ""


def _tag(fact: Fact) -> Any:  # noqa: ANN401
    return fact.value if fact.kind == "tag" else None
