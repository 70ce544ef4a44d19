"""What a fact sheet lets a caption say, by the thing that it is said of.

A *thing* is an element that the sheet describes, one that a relation names, a group that is
counted, or the land cover. Where a fact says nothing of a thing, nothing may be said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rsteller_core.checks.reading import plain
from rsteller_core.checks.vocabulary import Phrase, heads, split
from rsteller_core.geometry.axes import EDGES, PLACES, axis_of
from rsteller_core.values import Fact, FactSheet

Vector = tuple[int, int]
"""East and north, each -1, 0 or 1."""
Things = frozenset[int]
"""Some of the things of a sheet, by their number."""
Told = tuple[float, int]
"""A number, and which fact of the sheet states it."""

CENTER: Vector = (0, 0)
_BY_IMAGE: dict[str, Vector] = {place.image: (place.east, place.north) for place in PLACES}
_BY_COMPASS: dict[str, Vector] = {place.compass: (place.east, place.north) for place in PLACES}
_CENTRAL = 0.9
_REMEMBERED = 512
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ABSENT = frozenset(("no", "none"))


@dataclass(slots=True)
class Thing:
    """What the facts say of one thing; vectors point to cells of the nine-grid."""

    kind: str
    main: bool = False
    plural: bool = False
    names: set[str] = field(default_factory=set)
    middles: set[Vector] = field(default_factory=set)
    ends: set[Vector] = field(default_factory=set)
    edges: set[Vector] = field(default_factory=set)
    axes: set[str] = field(default_factory=set)
    courses: list[tuple[Vector, Vector]] = field(default_factory=list)
    shares: list[Told] = field(default_factory=list)
    lengths: list[Told] = field(default_factory=list)
    areas: list[Told] = field(default_factory=list)
    counts: list[Told] = field(default_factory=list)
    parts: list[Told] = field(default_factory=list)
    holes: list[Told] = field(default_factory=list)
    loose: list[Told] = field(default_factory=list)
    spread: bool = False
    line: bool = False


@dataclass(slots=True)
class Known:
    """A sheet as the checks ask it.

    ``ids``: the number of an element's thing. ``around``: of two things, where the first lies
    seen from the second. ``unseen``: facts that no picture shows. ``meant`` remembers which things
    a phrase means.
    """

    sheet: FactSheet
    names: tuple[str, ...] = ()
    by_name: dict[str, Things] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    around: list[tuple[int, int, Vector]] = field(default_factory=list)
    image: Thing = field(default_factory=lambda: Thing(""))
    side: float = 0.0
    main: Things = frozenset()
    loose_words: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    counted: dict[str, Things] = field(default_factory=dict)
    unseen: tuple[Fact, ...] = ()
    visible_words: frozenset[str] = frozenset()
    meant: dict[Phrase, Things | None] = field(default_factory=dict)

    def means(self, phrase: Phrase, kinds: frozenset[str]) -> Things | None:
        """The things that a phrase for these kinds can mean; None where the sheet has none."""
        if phrase not in self.meant:
            found = frozenset(
                i
                for i, thing in enumerate(self.things)
                if thing.kind in kinds or phrase in heads(thing.kind)
            )
            tagged = phrase[-1] in self.loose_words
            self.meant[phrase] = found if found or tagged else None
        return self.meant[phrase]

    def fact(self, number: int) -> str:
        """The text of a fact by its number."""
        return self.sheet.facts[number].text


_sheets: dict[int, Known] = {}


def known(sheet: FactSheet) -> Known:
    """What the checks ask a sheet; remembered, as a caption is followed by its revisions."""
    there = _sheets.get(id(sheet))
    if there is None or there.sheet is not sheet:
        if len(_sheets) >= _REMEMBERED:
            _sheets.clear()
        there = _sheets[id(sheet)] = _Gathering(sheet).known
    return there


class _Gathering:
    """Sorts the facts of a sheet by the things they are about."""

    def __init__(self, sheet: FactSheet) -> None:
        self.known = Known(sheet)
        self._ids = self.known.ids
        for fact in sheet.facts:
            if fact.kind == "kind":
                self._thing(str(fact.element), _value(fact)["name"]).main = True
        for number, fact in enumerate(sheet.facts):
            take = getattr(self, f"_{fact.kind}", None)
            if take:
                take(fact, number)
        self._finish()

    def _thing(self, element: str, kind: str = "") -> Thing:
        if element not in self._ids:
            self._ids[element] = len(self.known.things)
            self.known.things.append(Thing(kind))
        return self.known.things[self._ids[element]]

    def _of(self, fact: Fact) -> Thing:
        return self._thing(str(fact.element))

    def _image_size(self, fact: Fact, number: int) -> None:
        size: Any = fact.value
        self.known.image.lengths += [(size["width_m"], number), (size["height_m"], number)]
        self.known.image.areas.append((size["width_m"] * size["height_m"], number))
        self.known.image.lengths.append((size["gsd_m"], number))
        self.known.side = min(size["width_m"], size["height_m"])

    def _name(self, fact: Fact, number: int) -> None:
        self._of(fact).names.add(str(fact.value))

    def _geometry(self, fact: Fact, number: int) -> None:
        self._of(fact).line = fact.value == "line"

    def _position(self, fact: Fact, number: int) -> None:
        value: Any = fact.value
        self._of(fact).middles.add(_BY_IMAGE[value["image"]])

    def _spread(self, fact: Fact, number: int) -> None:
        self._of(fact).spread = True

    def _share(self, fact: Fact, number: int) -> None:
        thing, share = self._of(fact), float(fact.value)  # type: ignore[arg-type]
        thing.shares.append((share, number))
        if share > _CENTRAL:
            thing.middles.add(CENTER)

    def _area(self, fact: Fact, number: int) -> None:
        self._of(fact).areas.append((float(fact.value), number))  # type: ignore[arg-type]

    def _length(self, fact: Fact, number: int) -> None:
        self._of(fact).lengths.append((float(fact.value), number))  # type: ignore[arg-type]

    _width = _length

    def _sides(self, fact: Fact, number: int) -> None:
        value: Any = fact.value
        self._of(fact).lengths += [(value["length_m"], number), (value["width_m"], number)]

    def _parts(self, fact: Fact, number: int) -> None:
        self._of(fact).parts.append((float(fact.value), number))  # type: ignore[arg-type]

    def _holes(self, fact: Fact, number: int) -> None:
        self._of(fact).holes.append((float(fact.value), number))  # type: ignore[arg-type]

    def _sinuosity(self, fact: Fact, number: int) -> None:
        ratio = float(fact.value)  # type: ignore[arg-type]
        self._of(fact).loose += [(ratio, number), (round(ratio, 1), number)]

    def _orientation(self, fact: Fact, number: int) -> None:
        self._of(fact).axes.add(str(fact.value["axis"]))  # type: ignore[index,call-overload]

    def _course(self, fact: Fact, number: int) -> None:
        thing, value = self._of(fact), _value(fact)
        ends = (_BY_IMAGE[value["from"]], _BY_IMAGE[value["to"]])
        thing.ends.update(ends)
        thing.courses.append(ends)
        thing.loose.append((2.0, number))

    def _edges(self, fact: Fact, number: int) -> None:
        thing, edges = self._of(fact), _value(fact)
        thing.edges.update(_BY_IMAGE[edge] for edge in edges if edge in EDGES)
        thing.loose.append((float(len(edges)), number))

    def _tag(self, fact: Fact, number: int) -> None:
        numbers = [float(n) for n in _NUMBER.findall(str(_value(fact)["value"]))]
        thing = self._of(fact)
        thing.loose += [(n, number) for n in numbers]
        if fact.visibility == "visible":
            thing.lengths += [(n, number) for n in numbers]

    def _relation(self, fact: Fact, number: int) -> None:
        value, one = _value(fact), self._of(fact)
        for end in ("other", "and"):
            if value.get(end):
                other = self._thing(value[end]["id"] or f"{value[end]}", value[end]["kind"])
                if value[end]["name"]:
                    other.names.add(value[end]["name"])
                if value.get("position"):
                    place = _BY_IMAGE[value["position"]["image"]]
                    one.middles.add(place)
                    other.middles.add(place)
        toward = _BY_COMPASS.get(value["relation"].removesuffix(" of"))
        if toward:
            other_id = self._ids[value["other"]["id"] or f"{value['other']}"]
            self.known.around.append((self._ids[str(fact.element)], other_id, toward))

    def _count(self, fact: Fact, number: int) -> None:
        value = _value(fact)
        group = self._thing(f"count {value['kind']}", value["kind"])
        group.plural = True
        group.counts.append((float(value["count"]), number))
        if value["position"]:
            group.middles.add(_BY_IMAGE[value["position"]["image"]])

    def _land_cover(self, fact: Fact, number: int) -> None:
        value = _value(fact)
        cover = self._thing(f"cover {value['kind']}", value["kind"])
        cover.shares.append((float(value["share"]), number))

    def _finish(self) -> None:
        known, facts = self.known, self.known.sheet.facts
        known.main = frozenset(i for i, thing in enumerate(known.things) if thing.main)
        named: dict[str, set[int]] = {}
        for i, thing in enumerate(known.things):
            for name in map(_as_told, thing.names):
                named.setdefault(name, set()).add(i)
        for name in _tagged_names(facts):
            named.setdefault(_as_told(name), set())
        known.by_name = {name: frozenset(which) for name, which in named.items() if name}
        known.names = tuple(sorted(known.by_name, key=lambda name: (-len(name), name)))
        known.loose_words = frozenset(_tag_words(facts))
        known.keys = frozenset(
            key for element in known.sheet.elements for key in element.tags
        ) | frozenset(_value(fact)["key"] for fact in facts if fact.kind == "tag")
        for i, thing in enumerate(known.things):
            for phrase in heads(thing.kind) if thing.counts else ():
                known.counted[phrase[-1]] = known.counted.get(phrase[-1], frozenset()) | {i}
        known.visible_words = frozenset(
            word for fact in facts if fact.visibility == "visible" for word in split(fact.text)
        )
        known.unseen = tuple(fact for fact in facts if fact.visibility == "context")


def course_axis(course: tuple[Vector, Vector]) -> str:
    """The axis from one end of a course to the other."""
    (a, b), (c, d) = course
    return axis_of(c - a, d - b)


def _value(fact: Fact) -> Any:  # noqa: ANN401 - JSON
    return fact.value


def _as_told(name: str) -> str:
    return plain(name).rstrip(". ")


def _tagged_names(facts: Sequence[Fact]) -> Iterator[str]:
    """Values that are written like names: of an operator, a brand, a street."""
    for fact in facts:
        if fact.kind == "tag":
            value = str(_value(fact)["value"])
            if any(char.isupper() for char in value) or not value.isascii():
                yield value


def _tag_words(facts: Sequence[Fact]) -> Iterator[str]:
    for fact in facts:
        value = _value(fact)
        if fact.kind == "kind":
            yield from split(value.get("key", "").partition("=")[2].replace("_", " "))
        elif fact.kind == "tag" and value["value"] not in _ABSENT:
            for word in split(f"{value['key']} {value['value']}".replace("_", " ")):
                yield word
                yield f"{word}s"
