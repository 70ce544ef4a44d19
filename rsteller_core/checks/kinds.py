"""Kinds of things: what a caption shows is on its sheet, or, in the rich lane, hedged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from rsteller_core.checks.masking import Known, sentences
from rsteller_core.tags.names import caption_name, names
from rsteller_core.tags.table import table
from rsteller_core.values import Fact, Objection

_SAME = (
    # Words for one sort of thing; what is on the sheet under one may be called by another.
    "road street lane avenue roadway route thoroughfare carriageway highway drive boulevard "
    "motorway freeway expressway link dual",
    "track trail path footpath pathway footway walkway sidewalk pavement bridleway cycleway "
    "bikeway steps stairway",
    "road track driveway alley access service lane",
    "river stream creek brook canal waterway watercourse ditch drain channel tidal water",
    "lake pond reservoir basin pool water lagoon",
    "sea bay ocean water coast coastline shore",
    "wood woodland forest trees tree grove copse",
    "farmland field farm cropland crop agricultural arable plot",
    "meadow grassland grass pasture grazing green lawn",
    "grass green verge park lawn village green",
    "orchard vineyard plantation",
    "scrub scrubland bush heath shrubland",
    "residential housing neighborhood neighbourhood suburb estate apartments",
    "industrial factory works plant warehouse",
    "commercial retail shop shopping mall store supermarket office business",
    "house home dwelling detached semi-detached residence building bungalow cabin",
    "apartments building flats block dormitory",
    "school college university kindergarten campus grounds",
    "church chapel cathedral worship mosque temple synagogue shrine",
    "park garden playground recreation reserve",
    "pitch court field sports stadium oval diamond ground",
    "parking lot car parking",
    "railway rail railroad train tram",
    "power transmission",
    "cemetery graveyard churchyard burial",
    "quarry pit mine",
    "wetland marsh swamp bog mud reedbed",
    "beach sand shore dune",
    "golf course fairway green bunker hole tee",
    "runway airstrip taxiway apron aerodrome airport airfield",
    "hospital clinic",
    "wall fence hedge barrier retaining city",
    "construction site brownfield",
    "roundabout junction intersection",
    "pier jetty quay dock marina harbor harbour",
    "bridge viaduct overpass",
    "dam weir",
    "landfill dump",
    "swimming pool",
    "bare rock scree cliff rock",
)
_HEADS = frozenset(
    [
        "road",
        "street",
        "lane",
        "avenue",
        "roadway",
        "thoroughfare",
        "highway",
        "boulevard",
        "motorway",
        "freeway",
        "expressway",
        "trail",
        "footpath",
        "pathway",
        "walkway",
        "sidewalk",
        "bridleway",
        "cycleway",
        "driveway",
        "alley",
        "river",
        "stream",
        "creek",
        "brook",
        "canal",
        "waterway",
        "watercourse",
        "ditch",
        "lake",
        "pond",
        "reservoir",
        "lagoon",
        "sea",
        "bay",
        "ocean",
        "wood",
        "woodland",
        "forest",
        "grove",
        "farmland",
        "farm",
        "cropland",
        "meadow",
        "grassland",
        "pasture",
        "orchard",
        "vineyard",
        "plantation",
        "scrub",
        "heath",
        "factory",
        "warehouse",
        "mall",
        "supermarket",
        "house",
        "home",
        "dwelling",
        "apartments",
        "school",
        "college",
        "university",
        "kindergarten",
        "church",
        "chapel",
        "cathedral",
        "mosque",
        "temple",
        "synagogue",
        "park",
        "garden",
        "playground",
        "pitch",
        "stadium",
        "railway",
        "railroad",
        "tram",
        "cemetery",
        "graveyard",
        "quarry",
        "mine",
        "wetland",
        "marsh",
        "swamp",
        "bog",
        "beach",
        "dune",
        "runway",
        "taxiway",
        "airport",
        "airfield",
        "hospital",
        "clinic",
        "hedge",
        "roundabout",
        "pier",
        "jetty",
        "marina",
        "harbor",
        "harbour",
        "bridge",
        "viaduct",
        "dam",
        "weir",
        "landfill",
        "swimming-pool",
        "greenhouse",
        "barn",
        "tower",
        "monument",
        "castle",
        "hotel",
        "museum",
        "library",
        "prison",
        "helipad",
        "vehicle",
        "car",
        "truck",
        "boat",
        "ship",
        "people",
        "tree",
        "lawn",
        "path",
        "track",
        "field",
        "neighborhood",
        "neighbourhood",
        "building",
        "parking",
        "cliff",
        "island",
        "fountain",
        "statue",
        "silo",
        "windmill",
        "lighthouse",
        "stable",
    ]
)
_PLAIN = frozenset(["field", "track", "path", "building", "tree", "park", "lot", "way"])
_HEDGED = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|likely|presumably|maybe|appears? to|"
    r"seems?|suggest\w*|hint\w*|what looks like)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NEUTRAL = re.compile(
    r"\b(?:open field|field of view|path of|car park|parking (?:lot|area|space)s?|built-up|"
    r"building[- ]up|on track|home to|house[sd]? (?:a|the)|(?:bridge|field|farm|park|house|school|"
    r"building|track|path|road|street|river|stream|lake|tree|forest|wood|pond|canal)-like|"
    r"houses an?|streams? through|paths? through)\b",
    re.I,
)


def kinds_known(text: str, known: Known, lane: str) -> Objection | None:
    """No kind of thing that is not on the sheet, but what is hedged in the rich lane."""
    allowed = _allowed(tuple(sorted(_stems(known))))
    for sentence in sentences(text):
        if lane == "rich" and _HEDGED.search(sentence):
            continue
        for word in _WORD.findall(_NEUTRAL.sub("", sentence.casefold())):
            stem = singular(word)
            if stem in _HEADS and stem not in allowed:
                return Objection("kinds", word, f"no fact tells of a {stem}")
    return None


def is_word(word: str, proper: bool = False) -> bool:
    """Whether this is a word of some kind of thing; ``proper``: one with a capital."""
    return word in names().proper if proper else singular(word) in _vocabulary()


def singular(word: str) -> str:
    """'churches' to 'church', 'cemeteries' to 'cemetery', 'woods' to 'wood'."""
    word = word.casefold()
    if word in ("grass", "apartments", "trees", "glass", "tennis"):
        return {"trees": "tree"}.get(word, word)
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


@cache
def _vocabulary() -> frozenset[str]:
    spoken = (caption_name(preset.name) for preset in table().presets)
    words = {singular(word) for name in spoken for word in name.casefold().split()}
    return frozenset(words | _HEADS | {word for group in _SAME for word in group.split()})


@cache
def _allowed(stems: tuple[str, ...]) -> frozenset[str]:
    found = set(stems)
    for group in _SAME:
        words = {singular(word) for word in group.split()}
        if words & set(stems):
            found |= words
    return frozenset(found)


def _stems(known: Known) -> set[str]:
    return {
        singular(word)
        for fact in known.facts
        for phrase in _phrases(fact)
        for word in _WORD.findall(phrase.replace("_", " "))
    }


def _phrases(fact: Fact) -> Iterable[str]:
    value: Any = fact.value
    if fact.kind == "kind":
        return value["name"], value.get("key", "")
    if fact.kind in ("count", "land_cover"):
        return (value["kind"],)
    if fact.kind == "relation":
        return tuple(value[end]["kind"] for end in ("other", "and") if value.get(end))
    if fact.kind == "tag":
        return value["key"], str(value["value"])
    return ()
