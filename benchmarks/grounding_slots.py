"""What fills the slots of a phrasing, truly and falsely, from one fact sheet.

A slot has the number of its element at its end where the task has several (`{share2}`).

| slots | what they hold |
|---|---|
| `a`, `the` | 'a pond', 'the pond', or a synonym |
| `name` | its name |
| `inimage`, `image`, `compass`, `compassern`, `corner`, `side` | where it lies |
| `share`, `percent`, `area`, `length`, `lengthwords` | how large it is |
| `axis`, `fromto`, `diagonal` | its orientation |
| `first`, `last`, `cfirst`, `clast` | the ends of its course |
| `edges`, `cedges` | the edges it reaches |
| `shape`, `straight`, `size`, `mostof` | of what form and size it is |
| `rel`, `conv`, `other` | 'north of', 'south of', and of what |
| `beside`, `crossed`, `inside`, `contained`, `parallel`, `alongedge` | what it is so to |
| `n`, `plural`; `cover`, `covershare` | a count; the land cover |
| `maxspeed`, `surface` | what is tagged |

Any slot may begin with a capital; then so does what it holds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from rsteller_core import Fact, FactSheet, spoken_area, spoken_length, spoken_share
from rsteller_core.facts.spoken import spoken_count, spoken_place
from rsteller_core.geometry.axes import AXES, EDGES, PLACES, Place
from rsteller_core.tags.names import article

Values = dict[str, str]
BY_IMAGE = {place.image: place for place in PLACES}
BY_SIGN = {(place.east, place.north): place for place in PLACES}
TURNED = dict(zip(AXES, (*AXES[2:], *AXES[:2]), strict=True))
DIAGONALS = {
    "north-east to south-west": ("lower left", "upper right"),
    "north-west to south-east": ("upper left", "lower right"),
}
FACTORS = (0.1, 0.25, 0.4, 2.5, 4.0, 10.0)
LOOKS = {
    "beside": "beside",
    "crosses": "crossed",
    "inside": "inside",
    "contains": "contained",
    "parallel": "parallel",
    "along the edge of": "alongedge",
}
_FRACTIONS = {
    "a tenth": ("a tenth", "one tenth"),
    "a fifth": ("a fifth", "one fifth", "one-fifth"),
    "a quarter": ("a quarter", "one quarter", "one-fourth"),
    "a third": ("a third", "one third", "one-third"),
    "half": ("half", "one half"),
    "two thirds": ("two thirds", "two-thirds"),
    "three quarters": ("three quarters", "three-quarters", "three fourths"),
}
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@dataclass
class Filling:
    """The true values of the slots, and by kind of falsehood what may take their place."""

    true: Values = field(default_factory=dict)
    false: dict[str, list[Values]] = field(default_factory=dict)

    def lie(self, kind: str, values: Values) -> None:
        """Keep one more set of false values."""
        if values:
            self.false.setdefault(kind, []).append(values)


def fill(sheet: FactSheet, words: ModuleType, rng: random.Random) -> Filling:
    """All slots that this sheet fills; those without a number are of its first element."""
    filled = Filling()
    for number, element in enumerate(sheet.elements, start=1):
        own = {
            f.kind: f
            for f in reversed(sheet.facts)
            if f.element == element.id and f.visibility == "visible"
        }
        if "kind" not in own:
            continue
        for end in ("", "1") if number == 1 else (str(number),):
            for tell in (_thing, _place, _extent, _way, _look, _around):
                tell(own, sheet, words, rng, _Ended(filled, end))
    _whole(sheet, rng, filled)
    _tagged(sheet, filled)
    return filled


@dataclass
class _Ended:
    """A filling whose slots get a number at their end."""

    into: Filling
    end: str

    def say(self, **values: str) -> None:
        self.into.true |= {f"{slot}{self.end}": value for slot, value in values.items()}

    def lie(self, kind: str, **values: str) -> None:
        self.into.lie(kind, {f"{slot}{self.end}": value for slot, value in values.items()})


Own = dict[str, Fact]


def _thing(own: Own, sheet: FactSheet, words: ModuleType, rng: random.Random, told: _Ended) -> None:
    kind: Any = own["kind"].value
    called = rng.choice((kind["name"], *words.SYNONYMS.get(kind["name"], ())))
    phrase = own["kind"].text.removeprefix("It is ").rstrip(".")
    mass = called == "water" or (called == kind["name"] and not kind["countable"])
    plural = called in ("woods", "bushes") or called.endswith("land")
    a = phrase if called == kind["name"] else called if mass or plural else _with_article(called)
    told.say(a=a, the=f"the {called}")
    for other in words.KINDS:
        if not related(other, sheet):
            told.lie("kind swapped", a=other, the=f"the {other.partition(' ')[2]}")
    if "name" in own:
        name = str(own["name"].value)
        told.say(name=name)
        wrong = rng.choice(words.CHANGED)
        parts = name.split()
        at = rng.randrange(len(parts))
        changed = " ".join([*parts[:at], wrong, *parts[at + 1 :]])
        if len(parts[at]) > 2:
            told.lie("name changed", name=changed)


def _with_article(called: str) -> str:
    return f"{article(called)} {called}".strip()


GROUPS = (
    "lake pond reservoir water basin sea bay coastline harbor marina pier ferry boat beach sand "
    "shingle swimming pool dock river",
    "river stream canal ditch drain channel creek brook waterway water bridge footbridge",
    "railway rail tram funicular station halt platform train subway",
    "vineyard orchard farmland farm greenhouse greenhouses plant",
    "wetland marsh swamp heath scrub bog water",
    "church chapel cathedral cemetery grave monastery worship",
    "school university college kindergarten campus",
    "stadium sports pitch court golf soccer football tennis playground park track recreation",
    "factory warehouse industrial works silo tower greenhouse tank",
    "parking garage car cars trucks truck lot vehicle",
    "airport airfield runway helipad aerodrome taxiway apron",
    "quarry pit mine",
    "hospital clinic",
    "castle fort monument memorial palace",
    "wind windmill turbine mill",
    "roundabout circle junction",
    "lighthouse beacon",
)


def related(thing: str, sheet: FactSheet) -> bool:
    """Whether a thing, or one much like it, is spoken of anywhere on a sheet or in its tags."""
    words = set(thing.casefold().split()) - {"a", "an", "some", "several", "two"}
    words |= {word.removesuffix("s").removesuffix("y") for word in words}
    groups = [set(group.split()) for group in GROUPS]
    for group in groups:
        if words & group:
            words = words | group
    return any(word in _all_text(sheet) for word in words)


_TEXTS: dict[str, str] = {}


def _all_text(sheet: FactSheet) -> str:
    key = f"{sheet.patch_id} {sheet.task}"
    if key not in _TEXTS:
        tags = (f"{k} {v}" for e in sheet.elements for k, v in e.tags.items())
        _TEXTS[key] = " ".join((*(fact.text for fact in sheet.facts), *tags)).casefold()
    return _TEXTS[key]


def _place(own: Own, sheet: FactSheet, words: ModuleType, rng: random.Random, told: _Ended) -> None:
    if "position" not in own:
        return
    value: Any = own["position"].value
    true = BY_IMAGE[value["image"]]
    told.say(**_cell(true))
    if twins(own, sheet):
        return
    held = list(_held(own, sheet))
    free = [p for p in PLACES if not any(_overlap(p, place) for place in (*held, true))]
    mirrored = BY_SIGN[-true.east, true.north]
    for place in free:
        kind = "left and right swapped" if place == mirrored else "position moved"
        told.lie(kind, **_cell(place))


def _cell(place: Place) -> Values:
    said = re.sub(r" \(.*\)", "", spoken_place(place))
    values = {"inimage": said, "image": place.image}
    if place.compass != "center":
        values |= {"compass": place.compass, "compassern": f"{place.compass}ern"}
    else:
        values |= {"compassern": "central"}
    if place.east and place.north:
        values |= {"corner": place.image}
    elif place.image != "center":
        values |= {"side": place.image}
    return values


# Things that the same words can mean.
_ALIKE = (
    "road street track alley aisle path footpath steps lane driveway sidewalk trail",
    "forest woodland wood trees tree orchard",
    "grass meadow grassland park garden green farmland field pitch",
    "river stream canal ditch channel pond lake reservoir water basin",
    "railway tram funicular rail",
)


def twins(own: Own, sheet: FactSheet) -> bool:
    """Whether the sheet tells of another thing that the words for this one could mean, so that
    what is false of this one could be true all the same.
    """
    kind: Any = own["kind"].value
    for fact in sheet.facts:
        value: Any = fact.value
        other = fact.kind == "kind" and fact.element != own["kind"].element
        if other and _alike(kind["name"], value["name"]):
            return True
        if fact.kind == "land_cover" and _alike(kind["name"], value["kind"]):
            return True
        if fact.kind == "relation" and value.get("position"):
            crossed = value["other"]
            if crossed["id"] != own["kind"].element and _alike(kind["name"], crossed["kind"]):
                return True
        if fact.kind == "count" and value["position"] and _alike(kind["name"], value["kind"]):
            return True
    return False


def _alike(one: str, other: str) -> bool:
    a, b = (set(re.split(" (?:of|with|under) ", name)[0].split()[-1:]) for name in (one, other))
    if one == other or (a == b and a not in ({"area"}, {"building"})):
        return True
    return any(a <= group and b <= group for group in map(set, map(str.split, _ALIKE)))


def _held(own: Own, sheet: FactSheet) -> Iterator[Place]:
    """Where else the thing is: its ends, the edges that it reaches, where it crosses another."""
    for kind in ("course", "edges"):
        if kind in own:
            value: Any = own[kind].value
            yield from (BY_IMAGE[w] for w in (value if kind == "edges" else _ends(value)))
    for fact in sheet.facts:
        value = fact.value
        crossing = fact.kind == "relation" and value.get("position")
        if crossing and own["kind"].element in (fact.element, value["other"]["id"]):
            yield BY_IMAGE[value["position"]["image"]]
    if "share" in own and float(own["share"].value) > 0.4:  # type: ignore[arg-type]
        yield BY_IMAGE["center"]


def _ends(value: Any) -> tuple[str, str]:
    return value["from"], value["to"]


def _overlap(one: Place, other: Place) -> bool:
    def within(part: Place, side: Place) -> bool:
        pairs = ((side.east, part.east), (side.north, part.north))
        return side.image != "center" and all(s in (0, p) for s, p in pairs)

    return one == other or within(one, other) or within(other, one)


def _extent(
    own: Own, sheet: FactSheet, words: ModuleType, rng: random.Random, told: _Ended
) -> None:
    unique = not twins(own, sheet)
    if "share" in own:
        share = float(own["share"].value)  # type: ignore[arg-type]
        _share(share, unique, "spread" in own, words, rng, told)
    for kind, say in (("area", spoken_area), ("length", spoken_length)):
        if kind in own:
            value = float(own[kind].value)  # type: ignore[arg-type]
            forms = {kind: say(value).removeprefix("about ")}
            if kind == "length" and value < 950:
                forms["lengthwords"] = f"{in_words(round(float(f'{value:.2g}')))} meters"
            told.say(**forms)
            if not unique:
                continue
            off = value * rng.choice(FACTORS)
            wrong = {kind: say(off).removeprefix("about ")}
            if kind == "length" and 1 <= off < 950:
                wrong["lengthwords"] = f"{in_words(round(float(f'{off:.2g}')))} meters"
            told.lie("number off by a factor", **wrong)


def _share(
    share: float, unique: bool, spread: bool, words: ModuleType, rng: random.Random, told: _Ended
) -> None:
    if 0.02 < share < 0.94:
        told.say(share=share_words(share, rng), percent=percent(share, rng))
        off = wrong_share(share, rng)
        if off and unique:
            told.lie(
                "number off by a factor", share=share_words(off, rng), percent=percent(off, rng)
            )
    large, small = rng.choice(words.LARGE), rng.choice(words.SMALL)
    if share > 0.4:
        told.say(size=large)
        if unique:
            told.lie("size class wrong", size=small)
    elif share < 0.08:
        told.say(size=small)
        if unique:
            told.lie("size class wrong", size=large)
    if share > 0.6 or share < 0.2:
        told.say(mostof="most of" if share > 0.6 else "a small part of")
        if unique and not spread:
            told.lie("size class wrong", mostof="a small part of" if share > 0.6 else "most of")


def wrong_share(share: float, rng: random.Random) -> float | None:
    """A share off by a factor that still is one; None where none is."""
    off = [share * f for f in FACTORS if 0.02 < share * f < 0.94 and abs(share * f - share) > 0.06]
    return rng.choice(off) if off else None


def share_words(share: float, rng: random.Random) -> str:
    """'two-thirds', '24 percent', '24 %'."""
    said = spoken_share(share).removeprefix("about ")
    return rng.choice(_FRACTIONS[said]) if said in _FRACTIONS else percent(share, rng)


def percent(share: float, rng: random.Random) -> str:
    """'24 percent' and other ways to write it."""
    number = round(100 * share)
    return rng.choice((f"{number} percent", f"{number}%", f"{in_words(number)} percent"))


def in_words(number: int) -> str:
    """'two hundred and seventy'; under a thousand."""
    if number >= 100:
        rest = number % 100
        return f"{_ONES[number // 100]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if number < 20:
        return _ONES[number]
    return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")


def _way(own: Own, sheet: FactSheet, words: ModuleType, rng: random.Random, told: _Ended) -> None:
    if "orientation" in own:
        axis = str(own["orientation"].value["axis"])  # type: ignore[index,call-overload]
        told.say(**_axis(axis, rng))
        if not twins(own, sheet):
            told.lie("direction mirrored", **_axis(TURNED[axis], rng))  # type: ignore[index]
    if "course" in own:
        _course(own["course"].value, not twins(own, sheet), told)
    if "edges" in own:
        edges: Any = own["edges"].value
        told.say(edges=_edges(edges), cedges=_edges([f"{EDGES[e]}ern" for e in edges]))
        if len(edges) < 3 and not twins(own, sheet) and ("left" in edges) != ("right" in edges):
            wrong = [{"left": "right", "right": "left"}.get(e, e) for e in edges]
            told.lie(
                "left and right swapped",
                edges=_edges(wrong),
                cedges=_edges([f"{EDGES[e]}ern" for e in wrong]),  # type: ignore[index]
            )


def _axis(axis: str, rng: random.Random) -> Values:
    ends = axis.split(" to " if " to " in axis else "-", 1)
    if rng.random() < 0.5:
        ends.reverse()
    values = {"axis": axis, "fromto": f"from {ends[0]} to {ends[1]}"}
    if axis in DIAGONALS:
        a, b = DIAGONALS[axis]
        values["diagonal"] = f"from the {a} to the {b}"
    return values


def _course(value: Any, unique: bool, told: _Ended) -> None:
    ends = [BY_IMAGE[word] for word in _ends(value)]
    on_edge = [value["from_edge"], value["to_edge"]]
    told.say(**_end_words(ends, on_edge))
    mirrored = [BY_SIGN[-end.east, end.north] for end in ends]
    same = all(
        any(_overlap(m, end) for end in ends) for m in mirrored
    )  # from side to side, or along the middle
    if unique and not same:
        told.lie("left and right swapped", **_end_words(mirrored, on_edge))


def _end_words(ends: list[Place], on_edge: list[bool]) -> Values:
    def say(place: Place, edge: bool, compass: bool) -> str:
        word = f"{place.compass}ern" if compass else place.image
        return "center" if place.image == "center" else f"{word} {'edge' if edge else 'part'}"

    first, last = zip(ends, on_edge, strict=True)
    values = {"first": say(*first, False), "last": say(*last, False)}
    return values | {"cfirst": say(*first, True), "clast": say(*last, True)}


def _edges(words: list[str]) -> str:
    text = " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    return f"{text} edge{'s' if len(words) > 1 else ''}"


def _look(own: Own, sheet: FactSheet, words: ModuleType, rng: random.Random, told: _Ended) -> None:
    if "shape" in own and own["shape"].value != "elongated":
        told.say(shape=str(own["shape"].value))
    if "sinuosity" in own and float(own["sinuosity"].value) < 1.02:  # type: ignore[arg-type]
        told.say(straight="nearly straight")


def _around(
    own: Own, sheet: FactSheet, words: ModuleType, rng: random.Random, told: _Ended
) -> None:
    element = own["kind"].element
    mine: list[Any] = [
        f.value for f in sheet.facts if f.kind == "relation" and f.element == element
    ]
    for value in mine:
        word, other = value["relation"], _other(value["other"])
        if word in LOOKS:
            told.say(**{LOOKS[word]: other})
        elif word.endswith(" of"):
            turned = _opposite(word)
            told.say(rel=word, conv=turned, other=other)
            kind: Any = own["kind"].value
            alike = _alike(kind["name"], value["other"]["kind"])
            if not alike and all(v["relation"] != turned for v in mine):
                told.lie("direction mirrored", rel=turned, conv=word)


def _opposite(word: str) -> str:
    place = next(p for p in PLACES if p.compass == word.removesuffix(" of"))
    return f"{BY_SIGN[-place.east, -place.north].compass} of"


def _other(value: Any) -> str:
    return str(value["name"]) if value["name"] else _with_article(value["kind"])


def _whole(sheet: FactSheet, rng: random.Random, filled: Filling) -> None:
    counts: list[Any] = [fact.value for fact in sheet.facts if fact.kind == "count"]
    if counts:
        value = rng.choice(counts)
        others = {other["count"] for other in counts} | {sum(c["count"] for c in counts)}
        filled.true |= {"n": spoken_count(value["count"]), "plural": value["plural"]}
        off = value["count"] + rng.choice((2, 3, 5, 17, value["count"]))
        if off not in others:
            filled.lie("count wrong", {"n": spoken_count(off)})
        if value["count"] > 4 and value["count"] // 2 not in others:
            filled.lie("count wrong", {"n": spoken_count(value["count"] // 2)})
    cover: Any = next((f.value for f in sheet.facts if f.kind == "land_cover"), None)
    if cover and cover["share"] < 0.94:
        phrase = _with_article(cover["kind"])
        filled.true |= {"cover": phrase, "covershare": share_words(cover["share"], rng)}
        off_share = wrong_share(cover["share"], rng)
        shares = [float(f.value) for f in sheet.facts if f.kind == "share"]  # type: ignore[arg-type]
        if off_share and all(abs(off_share - share) > 0.1 for share in shares):
            filled.lie("number off by a factor", {"covershare": share_words(off_share, rng)})


def _tagged(sheet: FactSheet, filled: Filling) -> None:
    first = sheet.elements[0].id if sheet.elements else None
    for fact in sheet.facts:
        if fact.kind == "tag" and fact.element == first:
            value: Any = fact.value
            if value["key"] in ("maxspeed", "surface") and "_" not in value["value"]:
                filled.true[value["key"]] = value["value"]
