"""The few tags that read as something seen, and from which ground sample distance on."""

from __future__ import annotations

from collections.abc import Mapping

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


# key -> (coarsest ground sample distance in metres, value -> predicate of 'it').
_VISIBLE: Mapping[str, tuple[float, Mapping[str, str]]] = {
    "crop": (1.0, _said(_CROPS, "is planted with {}")),
    "lanes": (0.8, _said(_LANES, "has {}")),
    "leaf_type": (1.0, _LEAVES),
    "roof:colour": (
        1.5,
        _said({colour: with_article(colour) for colour in _COLOURS}, "has {} roof"),
    ),
    "surface": (1.0, _said(_SURFACES, "has a surface of {}")),
}


def visible_remark(key: str, value: str, gsd: float | None) -> str:
    """What the tag says of 'it' ('has two lanes'); empty where the picture cannot show it."""
    coarsest, remarks = _VISIBLE.get(key, (0.0, {}))
    return remarks.get(value, "") if gsd is not None and gsd <= coarsest else ""
