"""What the writer knows of an element: the facts of a sheet, ready to stand in sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rsteller_core import EDGES, FactSheet, spoken_area, spoken_length, spoken_share
from rsteller_template.visible import visible_remark

_TOLD = frozenset(
    (
        *("image_size", "kind", "name", "geometry", "position", "share", "area", "length"),
        *("spread", "shape", "sides", "orientation", "course", "winding", "edges", "extends"),
        *("holes", "parts", "tag"),
    )
)


_EVERYWHERE = 0.9


@dataclass(frozen=True, slots=True)
class Subject:
    """One element. Empty text, zero or None: there is no such fact.

    ``place`` and ``compass`` are where it lies ('upper left', 'north-west'), ``axis`` is
    'north-south', ``start`` and ``end`` are the ends of a line's course ('the left edge'), and
    ``end_edges`` the edges among them. ``remarks`` are predicates from its tags ('has two
    lanes'), ``others`` the statements of unknown facts.
    """

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
    remarks: tuple[str, ...]
    others: tuple[str, ...]
    ground: str


def read_subject(sheet: FactSheet) -> Subject:
    """The subject of a sheet: the element that its first fact of kind ``kind`` is about.

    What is said of other elements, or in facts of unknown kinds, stays in its own words.
    """
    first = sheet.of_kind("kind")
    about = first.element if first else None
    known: dict[str, Any] = {}
    tags, others = [], []
    for fact in sheet.facts:
        if fact.kind not in _TOLD or fact.element not in (None, about):
            others.append(fact.text)
        elif fact.kind == "tag":
            tags.append(fact.value)
        else:
            known.setdefault(fact.kind, fact.value)
    return _subject(known, tags, tuple(others))


def _subject(known: dict[str, Any], tags: list[Any], others: tuple[str, ...]) -> Subject:
    kind, position = known.get("kind") or {}, known.get("position") or {}
    course, size = known.get("course") or {}, known.get("image_size") or {}
    gsd = size.get("gsd_m")
    # What fills the image lies nowhere in it.
    everywhere = (known.get("share") or 0) >= _EVERYWHERE
    remarks = [visible_remark(tag["key"], tag["value"], gsd) for tag in tags]
    return Subject(
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
        remarks=tuple(filter(None, remarks)),
        others=others,
        ground=_ground(size),
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


def _ground(size: dict[str, Any]) -> str:
    """'about 270 meters by 270 meters', or nothing."""
    if "width_m" not in size:
        return ""
    return f"{spoken_length(size['width_m'])} by {spoken_length(size['height_m'])}"
