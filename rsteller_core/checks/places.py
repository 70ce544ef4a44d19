"""Places and directions: compass and position words are those of the facts. Left is west."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rsteller_core.checks.masking import Known, sentences
from rsteller_core.geometry.axes import PLACES, axis_of
from rsteller_core.values import Fact, Objection

Vector = tuple[int, int]
"""East and north, each -1, 0 or 1."""

_SIDES = {
    "left": (-1, 0),
    "west": (-1, 0),
    "right": (1, 0),
    "east": (1, 0),
    "top": (0, 1),
    "upper": (0, 1),
    "north": (0, 1),
    "bottom": (0, -1),
    "lower": (0, -1),
    "south": (0, -1),
    "center": (0, 0),
    "centre": (0, 0),
    "central": (0, 0),
    "middle": (0, 0),
    "heart": (0, 0),
}
_ONE = (
    r"(?:north|south|east|west)(?:ern(?:most)?|wards?|erly)?|left|right|top|upper|"
    r"bottom|lower|cent(?:er|re|ral)|middle|heart"
)
_PLACE = rf"(?:{_ONE})(?:[- ]?(?:most )?(?:{_ONE}))?"
_WORD = re.compile(rf"\b{_PLACE}\b(?:[- ]hand)?", re.I)
_PARTS = re.compile(
    r"north|south|east|west|left|right|top|upper|bottom|lower|cent(?:er|re|ral)|middle|heart", re.I
)
_NOUN = (
    r"(?:[- ](?:hand )?(?:edge|side|corner|part|border|margin|end|boundary|third|half|quarter|"
    r"of the (?:image|frame|scene)|rim))*"
)
_PAIR = re.compile(
    rf"\b({_PLACE})\b{_NOUN}(?: \([a-z -]+\))?"
    r"(?:[-–—]| to | toward(?:s)? | and | down to | up to | across to | over to | through to )"
    rf"(?:the |its )?({_PLACE})\b{_NOUN}",
    re.I,
)
_IMAGE = r"(?:image|frame|scene|patch|picture|view|photo)"
_OTHER = re.compile(rf"^ of (?!(?:the |this |its )?(?:\w+ )?{_IMAGE}|it\b)", re.I)
_AWAY = re.compile(r"\b(?:to|on) (?:its|the) $", re.I)
_WAY = re.compile(
    r"\b(?:to|from|toward\w*|reach\w*|enter\w*|leav\w*|exit\w*|touch\w*|begin\w*|end\w*|start\w*|edges?|beyond|border\w*|run\w*|go\w*|side|sides|meets?|cut\w*|continu\w*|past|off|"
    r"com(?:es?|ing)|head\w*|arriv\w*|travel\w*|link\w*|connect\w*|join\w*|lead\w*|way|between|"
    r"stretch\w*|extend\w*|pass\w*|wind\w*|flow\w*|sweep\w*|curv\w*|span\w*)\b",
    re.I,
)
_IDIOM = re.compile(
    r"\bright(?:[- ]angle\w*| along| beside| across| at\b| next| through)|"
    r"\bleft (?:open|over|out|unbuilt)\b|\bin the middle of nowhere\b|\bcentral reservation\b|"
    r"\b(?:heart|center|centre|middle) of (?!(?:the |this )?(?:\w+ )?"
    r"(?:image|frame|scene|patch|picture|view|photo))|\b(?:sports|shopping|garden|community|city|"
    r"town|village|visitor|arts|recycling|health|fitness|data|training|"
    r"research|cultural|conference) cent(?:er|re)s?\b|\btop of (?:that|which)\b",
    re.I,
)
_EDGE = re.compile(r"^(?:[- ]hand)?(?: \([a-z -]+\))? (?:edges?|border|margin|frame)\b", re.I)
_FULL = 0.9


@dataclass(frozen=True, slots=True)
class _Map:
    """The places of a sheet: of middles, of ends and edges, of relations; and the axes."""

    middles: frozenset[Vector]
    ends: frozenset[Vector]
    edges: frozenset[Vector]
    of: frozenset[Vector]
    axes: frozenset[str]
    courses: frozenset[frozenset[Vector]]


def places_known(text: str, known: Known) -> Objection | None:
    """Every place, axis and direction is that of a fact."""
    there = _map(known)
    for name in _directed(known):
        text = text.replace(name, "~")
    for sentence in sentences(_IDIOM.sub(" ", text)):
        wrong = _pairs(sentence, there) or _singles(_PAIR.sub(_kept, sentence), there)
        if wrong:
            return Objection(
                "places", wrong, "the facts say another place or direction", _about(known)
            )
    return None


def _directed(known: Known) -> list[str]:
    """Kinds that are called by a word of place: 'sports center'."""
    values: list[Any] = [fact.value for fact in known.of("kind", "count", "relation", "land_cover")]
    called = [value.get("name") or value.get("kind") or value["other"]["kind"] for value in values]
    return [name for name in called if _WORD.search(name)]


def _about(known: Known) -> str | None:
    found = known.of("position", "orientation", "course", "edges", "relation")
    return found[0].text if found else None


def _kept(match: re.Match[str]) -> str:
    return " " if _opposite(match) else match.group()


def _opposite(match: re.Match[str]) -> bool:
    first, second = vector(match.group(1)), vector(match.group(2))
    joined = re.search(r"[-–—]| to | toward", match.group()[len(match.group(1)) :])
    if first == second or joined is None or " and " in match.group():
        return False
    # 'north-south' is an axis, 'north-east' is none.
    return joined.group() not in "-–—" or first == (-second[0], -second[1])


def _pairs(sentence: str, there: _Map) -> str | None:
    for match in _PAIR.finditer(sentence):
        if not _opposite(match):
            continue
        first, second = vector(match.group(1)), vector(match.group(2))
        if frozenset((first, second)) in there.courses:
            continue
        east, north = second[0] - first[0], second[1] - first[1]
        course = any(
            (_fits(first, a) and _fits(second, b)) or (_fits(first, b) and _fits(second, a))
            for a, b in (tuple(pair) for pair in there.courses if len(pair) == 2)
        )
        image = re.search(r"left|right|top|bottom|upper|lower", match.group(), re.I)
        held = there.courses if image else ()
        if not course and (held or axis_of(east, north) not in there.axes):
            return match.group()
    return None


def _singles(sentence: str, there: _Map) -> str | None:
    way = bool(_WAY.search(sentence))
    for match in _WORD.finditer(sentence):
        place, rest = vector(match.group()), sentence[match.end() :]
        if _EDGE.match(rest):
            right = place in there.edges or any(_fits(place, end) for end in there.ends)
            right = right or (_within(place, there.middles) and place != (0, 0))
            right = right and (place in there.edges | there.ends or not there.edges)
        elif _OTHER.match(rest) and place != (0, 0):
            right = place in there.of
        elif _AWAY.search(sentence[: match.start()]) and not rest.startswith(" of "):
            right = _within(place, there.of) or _within((-place[0], -place[1]), there.of)
            right = right or _within(place, there.middles | there.ends | there.edges)
        else:
            right = _within(place, there.middles)
            right = right or (way and _within(place, there.ends | there.edges))
        if not right:
            return match.group()
    return None


def vector(words: str) -> Vector:
    """Where the words point: 'north-western' and 'upper left' are (-1, 1)."""
    sides = [_SIDES[part.lower()] for part in _PARTS.findall(words)]
    east, north = (sum(side[i] for side in sides) for i in (0, 1))
    return max(-1, min(1, east)), max(-1, min(1, north))


def _fits(said: Vector, place: Vector) -> bool:
    """The same, or one of the two sides that make a corner."""
    return said == place or (
        0 in said and said != (0, 0) and all(s in (0, p) for s, p in zip(said, place, strict=True))
    )


def _within(said: Vector, places: frozenset[Vector]) -> bool:
    return any(_fits(said, place) for place in places)


def _map(known: Known) -> _Map:
    courses = [_course(fact) for fact in known.of("course")]
    ends = frozenset(end for course in courses for end in course)
    edges = frozenset(_SIDES[edge] for fact in known.of("edges") for edge in fact.value)  # type: ignore[union-attr,index]
    middles = frozenset(_middles(known))
    middles |= {vector(str(corner)) for fact in known.of("corners") for corner in fact.value}  # type: ignore[union-attr]
    if any(share.value > _FULL for share in known.of("share")):  # type: ignore[operator]
        middles |= {(0, 0)}
    axes = frozenset(str(fact.value["axis"]) for fact in known.of("orientation"))  # type: ignore[index,call-overload]
    return _Map(
        middles,
        ends,
        edges,
        frozenset(_of(known)),
        axes,
        frozenset(frozenset(course) for course in courses),
    )


def _course(fact: Fact) -> tuple[Vector, Vector]:
    value: Any = fact.value
    return vector(value["from"]), vector(value["to"])


def _middles(known: Known) -> Iterator[Vector]:
    for fact in known.of("position", "relation", "count"):
        value: Any = fact.value
        place = value if fact.kind == "position" else value.get("position")
        if place:
            yield vector(place["image"])


def _of(known: Known) -> Iterator[Vector]:
    compass = {place.compass for place in PLACES}
    for fact in known.of("relation"):
        value: Any = fact.value
        word = value["relation"].removesuffix(" of")
        if word in compass:
            yield vector(word)
