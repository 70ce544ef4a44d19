"""What the writer knows of a patch and its elements, ready to stand in sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rsteller_core import EDGES, Fact, FactSheet, spoken_area, spoken_length, spoken_share
from rsteller_template.remarks import aside, remark
from rsteller_template.words import number

_OF_ELEMENT = frozenset(
    (
        *("kind", "name", "geometry", "position", "share", "area", "length", "width"),
        *("spread", "shape", "sides", "orientation", "course", "winding", "sinuosity", "edges"),
        *("extends", "holes", "parts", "tag", "relation", "corners"),
    )
)
_OF_PATCH = frozenset(("image_size", "count", "land_cover", "within"))

_EVERYWHERE = 0.9


@dataclass(frozen=True, slots=True)
class Subject:
    """One element. Empty text, zero or None: there is no such fact.

    ``place`` and ``compass`` are where it lies ('upper left', 'north-west'), ``axis`` is
    'north-south', ``start`` and ``end`` are the ends of a line's course ('the left edge'), and
    ``end_edges`` the edges among them. ``remarks`` are predicates from its tags ('has two
    lanes'), ``asides`` sentences on what is known and not seen. ``relations`` are the facts of how
    it lies to other things.
    """

    id: str | None
    noun: str
    countable: bool
    name: str
    is_line: bool
    place: str
    compass: str
    share: str
    area: str
    length: str
    sides: str
    spread: bool
    axis: str
    start: str
    end: str
    end_edges: frozenset[str]
    winding: bool
    shape: str
    edges: tuple[str, ...]
    extends: bool | None
    holes: int
    parts: int
    width: str
    remarks: tuple[str, ...]
    asides: tuple[str, ...]
    relations: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet tells: of its subjects, the chief one first, and of the patch as a whole.

    ``counts`` and ``land_cover`` are facts; ``others`` the statements of facts of unknown kinds;
    ``ground`` is 'about 270 meters by 270 meters', or nothing.
    """

    subjects: tuple[Subject, ...]
    counts: tuple[Fact, ...]
    land_cover: Fact | None
    others: tuple[str, ...]
    ground: str


def read(sheet: FactSheet) -> Known:
    """The subjects of a sheet are the elements of which it says what kind of thing they are.

    What is said of other elements, or in facts of unknown kinds, stays in its own words, if it
    can be seen.
    """
    about = {fact.element: list[Fact]() for fact in sheet.facts if fact.kind == "kind"}
    others = []
    for fact in sheet.facts:
        if fact.kind in _OF_ELEMENT and fact.element in about:
            about[fact.element].append(fact)
        elif fact.kind not in _OF_PATCH and fact.visibility == "visible":
            others.append(fact.text)
    size = sheet.of_kind("image_size")
    return Known(
        subjects=tuple(_subject(element, facts) for element, facts in about.items()),
        counts=tuple(fact for fact in sheet.facts if fact.kind == "count"),
        land_cover=sheet.of_kind("land_cover"),
        others=tuple(others),
        ground=_ground(size.value) if size else "",
    )


def told_in(known: Known, caption: str) -> Known:
    """What of it a caption has told, as far as things, names and numbers go: a revision may say
    no more.
    """
    text = caption.casefold()
    return replace(
        known,
        subjects=tuple(_told_of(subject, text) for subject in known.subjects),
        counts=tuple(fact for fact in known.counts if _counted_in(fact.value, text)),
        land_cover=known.land_cover if _covers_in(known.land_cover, text) else None,
        others=tuple(statement for statement in known.others if statement.casefold() in text),
    )


def _told_of(subject: Subject, text: str) -> Subject:
    def told(said: str) -> str:
        return said if said.casefold() in text else ""

    return replace(
        subject,
        share=told(subject.share),
        area=told(subject.area),
        length=told(subject.length),
        width=told(subject.width),
        sides=told(subject.sides),
        remarks=tuple(filter(told, subject.remarks)),
        asides=tuple(filter(told, subject.asides)),
        relations=tuple(fact for fact in subject.relations if _related_in(fact.value, text)),
    )


def _counted_in(value: Any, text: str) -> bool:  # noqa: ANN401 - a fact's value
    return f"{number(value['count'])} {value['plural']}".casefold() in text


def _covers_in(fact: Fact | None, text: str) -> bool:
    value: Any = fact.value if fact else None
    return bool(value) and spoken_share(value["share"]) in text and value["kind"] in text


def _related_in(value: Any, text: str) -> bool:  # noqa: ANN401 - a fact's value
    others = [value["other"], value["and"]] if value.get("and") else [value["other"]]
    return all((other["name"] or other["kind"]).casefold() in text for other in others)


def _subject(element: str | None, facts: Sequence[Fact]) -> Subject:
    seen = [fact for fact in facts if fact.visibility == "visible"]
    known: dict[str, Any] = {}
    for fact in seen:
        known.setdefault(fact.kind, fact.value)
    kind, position = known.get("kind") or {}, known.get("position") or {}
    course = known.get("course") or {}
    # What fills the image lies nowhere in it.
    everywhere = (known.get("share") or 0) >= _EVERYWHERE
    return Subject(
        id=element,
        noun=kind.get("name", ""),
        countable=kind.get("countable", True),
        name=known.get("name") or "",
        is_line=known.get("geometry") == "line",
        place="" if everywhere else position.get("image", ""),
        compass=position.get("compass", ""),
        share=_spoken(spoken_share, known.get("share")),
        area=_spoken(spoken_area, known.get("area")),
        length=_spoken(spoken_length, known.get("length")),
        sides=_sides(known.get("sides")),
        spread=bool(known.get("spread")) and not everywhere,
        axis=(known.get("orientation") or {}).get("axis", ""),
        start=_end(course, "from"),
        end=_end(course, "to"),
        end_edges=frozenset(course[end] for end in ("from", "to") if course.get(f"{end}_edge")),
        winding=bool(known.get("winding")),
        shape=known.get("shape") or "",
        edges=tuple(known.get("edges") or ()),
        extends=known.get("extends"),
        holes=known.get("holes") or 0,
        parts=known.get("parts") or 0,
        width=_spoken(spoken_length, known.get("width")),
        remarks=tuple(filter(None, map(remark, seen))),
        asides=tuple(filter(None, map(aside, facts))),
        relations=tuple(fact for fact in seen if fact.kind == "relation"),
    )


def _spoken(say: Callable[[float], str], value: float | None) -> str:
    return "" if value is None else say(value)


def _sides(sides: dict[str, float] | None) -> str:
    if not sides:
        return ""
    length, width = spoken_length(sides["length_m"]), spoken_length(sides["width_m"])
    return f"{length} long and {width} wide"


def _end(course: dict[str, Any], end: str) -> str:
    """'the left edge', 'the upper left', 'the right part', 'the center', or nothing."""
    place = course.get(end, "")
    if course.get(f"{end}_edge"):
        return f"the {place} edge"
    if place in EDGES:
        return f"the {place} part"
    return place and f"the {place}"


def _ground(size: Any) -> str:  # noqa: ANN401
    return f"{spoken_length(size['width_m'])} by {spoken_length(size['height_m'])}"
