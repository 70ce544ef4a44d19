"""The facts of a sheet, sorted by the things that they are about: what the checks ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rsteller_core.checks.compass import CENTER, Vector
from rsteller_core.checks.reading import plain
from rsteller_core.checks.telling import (
    kind_words,
    tag_words,
    tagged_names,
    tags_of,
    users_of,
    value_of,
    words_of,
    words_of_kind,
    words_of_tag,
)
from rsteller_core.checks.things import Known, Thing
from rsteller_core.checks.vocabulary import heads, split
from rsteller_core.geometry.axes import EDGES, PLACES
from rsteller_core.values import Fact, FactSheet

_BY_IMAGE: dict[str, Vector] = {place.image: (place.east, place.north) for place in PLACES}
_BY_COMPASS: dict[str, Vector] = {place.compass: (place.east, place.north) for place in PLACES}
_CENTRAL = 0.9
_REMEMBERED = 512
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


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
        self._spoken: set[str] = set()
        for fact in sheet.facts:
            if fact.kind == "kind":
                self._thing(str(fact.element), value_of(fact)["name"]).main = True
        for number, fact in enumerate(sheet.facts):
            take = _TAKEN.get(fact.kind)
            if take:
                take(self, fact, number)
            elif fact.kind not in _UNTOLD:
                self._other(fact, number)
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

    def _sides(self, fact: Fact, number: int) -> None:
        value: Any = fact.value
        self._of(fact).lengths += [(value["length_m"], number), (value["width_m"], number)]

    def _parts(self, fact: Fact, number: int) -> None:
        self._of(fact).parts.append((float(fact.value), number))  # type: ignore[arg-type]

    def _holes(self, fact: Fact, number: int) -> None:
        self._of(fact).holes.append((float(fact.value), number))  # type: ignore[arg-type]

    def _shape(self, fact: Fact, number: int) -> None:
        self._of(fact).shape = str(fact.value)

    def _winding(self, fact: Fact, number: int) -> None:
        self._of(fact).winds = True

    def _sinuosity(self, fact: Fact, number: int) -> None:
        ratio = float(fact.value)  # type: ignore[arg-type]
        self._of(fact).bent = ratio
        self._of(fact).loose += [(ratio, number), (round(ratio, 1), number)]

    def _orientation(self, fact: Fact, number: int) -> None:
        self._of(fact).axes.add(str(fact.value["axis"]))  # type: ignore[index,call-overload]

    def _course(self, fact: Fact, number: int) -> None:
        thing, value = self._of(fact), value_of(fact)
        ends = (_BY_IMAGE[value["from"]], _BY_IMAGE[value["to"]])
        thing.ends.update(ends)
        thing.courses.append(ends)
        thing.loose.append((2.0, number))

    def _edges(self, fact: Fact, number: int) -> None:
        thing, edges = self._of(fact), value_of(fact)
        thing.edges.update(_BY_IMAGE[edge] for edge in edges if edge in EDGES)
        thing.loose.append((float(len(edges)), number))

    def _corners(self, fact: Fact, number: int) -> None:
        thing, corners = self._of(fact), value_of(fact)
        thing.corners.update(_BY_IMAGE[corner] for corner in corners)
        thing.loose.append((float(len(corners)), number))

    def _tag(self, fact: Fact, number: int) -> None:
        numbers = [float(n) for n in _NUMBER.findall(str(value_of(fact)["value"]))]
        thing = self._of(fact)
        thing.tagged.update(words_of_tag(fact))
        thing.loose += [(n, number) for n in numbers]
        if fact.visibility == "visible":
            thing.lengths += [(n, number) for n in numbers]

    def _relation(self, fact: Fact, number: int) -> None:
        value, one = value_of(fact), self._of(fact)
        for end in ("other", "and"):
            if value.get(end):
                other = self._thing(_id_of(value[end]), value[end]["kind"])
                if value[end]["name"]:
                    other.names.add(value[end]["name"])
                self._relate(fact, value[end], value["relation"], number)
                if value.get("position"):
                    place = _BY_IMAGE[value["position"]["image"]]
                    one.middles.add(place)
                    other.middles.add(place)
        toward = _BY_COMPASS.get(value["relation"].removesuffix(" of"))
        if toward:
            ends = self._ids[str(fact.element)], self._ids[_id_of(value["other"])]
            self.known.around.append((*ends, toward))

    def _relate(self, fact: Fact, other: Mapping[str, Any], relation: str, number: int) -> None:
        one, at = self._ids[str(fact.element)], self._ids[_id_of(other)]
        back = _CONVERSE.get(relation, relation)
        self.known.related.setdefault((one, at), []).append((number, relation))
        self.known.related.setdefault((at, one), []).append((number, back))

    def _count(self, fact: Fact, number: int) -> None:
        value = value_of(fact)
        group = self._thing(f"count {value['kind']}", value["kind"])
        group.plural = True
        group.counts.append((float(value["count"]), number))
        if value["position"]:
            group.middles.add(_BY_IMAGE[value["position"]["image"]])

    def _land_cover(self, fact: Fact, number: int) -> None:
        value = value_of(fact)
        cover = self._thing(f"cover {value['kind']}", value["kind"])
        cover.cover = True
        cover.shares.append((float(value["share"]), number))

    def _other(self, fact: Fact, number: int) -> None:
        """A fact of a kind that another task brought: its words and numbers may be told."""
        self._spoken.update(split(fact.text))
        thing = self._of(fact)
        thing.loose += [(float(n), number) for n in _NUMBER.findall(fact.text)]

    def _finish(self) -> None:
        known, facts = self.known, self.known.sheet.facts
        for fact in facts:
            if fact.kind == "kind":
                self._of(fact).tagged.update(words_of_kind(fact))
        for thing in known.things:
            thing.tagged.update(split(thing.kind))
        known.main = frozenset(i for i, thing in enumerate(known.things) if thing.main)
        named: dict[str, set[int]] = {}
        for i, thing in enumerate(known.things):
            for name in map(_as_told, thing.names):
                named.setdefault(name, set()).add(i)
        for name in tagged_names(facts):
            named.setdefault(_as_told(name), set())
        known.by_name = {name: frozenset(which) for name, which in named.items() if name}
        known.names = tuple(sorted(known.by_name, key=lambda name: (-len(name), name)))
        known.spoken = frozenset(self._spoken)
        known.loose_words = frozenset(tag_words(facts)) | known.spoken
        known.kind_words = frozenset(kind_words(facts, known.things))
        known.users = frozenset(users_of(known.things))
        for key, value in tags_of(known.sheet):
            known.keys.setdefault(key, set()).update(words_of(value))
        for i, thing in enumerate(known.things):
            for phrase in heads(thing.kind) if thing.counts else ():
                known.counted[phrase[-1]] = known.counted.get(phrase[-1], frozenset()) | {i}
        known.unseen = tuple(fact for fact in facts if fact.visibility == "context")


_CONVERSE = {"inside": "contains", "contains": "inside"}
_UNTOLD = frozenset(("kind", "extends"))
_TAKEN = {
    "image_size": _Gathering._image_size,
    "name": _Gathering._name,
    "geometry": _Gathering._geometry,
    "position": _Gathering._position,
    "spread": _Gathering._spread,
    "share": _Gathering._share,
    "area": _Gathering._area,
    "length": _Gathering._length,
    "width": _Gathering._length,
    "sides": _Gathering._sides,
    "parts": _Gathering._parts,
    "holes": _Gathering._holes,
    "shape": _Gathering._shape,
    "winding": _Gathering._winding,
    "sinuosity": _Gathering._sinuosity,
    "orientation": _Gathering._orientation,
    "course": _Gathering._course,
    "edges": _Gathering._edges,
    "corners": _Gathering._corners,
    "tag": _Gathering._tag,
    "relation": _Gathering._relation,
    "count": _Gathering._count,
    "land_cover": _Gathering._land_cover,
}


def _id_of(other: Mapping[str, Any]) -> str:
    """What a relation is to: its element, or all that is told of it where it has none."""
    return other["id"] or f"{other}"


def _as_told(name: str) -> str:
    return plain(name).rstrip(". ")
