"""Truthful captions from a sheet, and the same with one planted falsehood."""

from __future__ import annotations

import random
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from rsteller_core import Fact, FactSheet, spoken_area, spoken_length, spoken_share
from rsteller_core.facts.spoken import spoken_count

MIRROR = {"north": "south", "south": "north", "east": "west", "west": "east"}
TURN = {
    "north-south": "east-west",
    "east-west": "north-south",
    "north-east to south-west": "north-west to south-east",
    "north-west to south-east": "north-east to south-west",
}
SWAP = {"left": "right", "right": "left"}
THINGS = (
    "church",
    "lighthouse",
    "stadium",
    "airport",
    "quarry",
    "castle",
    "harbor",
    "windmill",
    "cemetery",
    "vineyard",
    "reservoir",
    "swamp",
    "monument",
    "hospital",
)
KINDS = (
    "river",
    "lake",
    "cemetery",
    "runway",
    "vineyard",
    "quarry",
    "railway",
    "hospital",
    "beach",
)
COVER = {"the center": "center"}


@dataclass(frozen=True)
class Caption:
    """A text and the kind of its falsehood; empty where all is true."""

    text: str
    falsehood: str = ""


@dataclass
class Told:
    """One sentence and the false ones it can become, by kind."""

    text: str
    false: dict[str, str]


def captions(sheet: FactSheet, words: ModuleType, rng: random.Random) -> list[Caption]:
    """A truthful caption and one of each falsehood that this sheet allows."""
    told = _tell(sheet, words, rng)
    if len(told) < 2:
        return []
    true = " ".join(each.text for each in told)
    found = [Caption(true)]
    for i, each in enumerate(told):
        for kind, text in each.false.items():
            whole = [*(t.text for t in told[:i]), text, *(t.text for t in told[i + 1 :])]
            found.append(Caption(" ".join(whole), kind))
    return [*found, *_added(sheet, true, words, rng)]


def _added(sheet: FactSheet, true: str, words: ModuleType, rng: random.Random) -> list[Caption]:
    thing = rng.choice([t for t in THINGS if not _mentions(sheet, t)])
    tags = [(k, v) for e in sheet.elements for k, v in e.tags.items() if k != "name"]
    added = {
        "unsupported thing added": rng.choice(words.FALSE_THING).format(thing=thing),
        "wrong language": rng.choice(words.FALSE_LANGUAGE),
        "name invented": rng.choice(words.FALSE_NAME),
    }
    if tags:
        key, value = rng.choice(tags)
        raw = rng.choice(words.FALSE_RAW)
        added["raw tag leaked"] = raw.format(tag=f"{key}={value}", key=key, value=value)
    unseen = [fact for fact in sheet.facts if fact.visibility == "context"]
    if unseen:
        value: Any = rng.choice(unseen).value
        told = value["value"] if isinstance(value, dict) else f"{value:g} meters"
        added["invisible tag told as seen"] = rng.choice(words.FALSE_SEEN).format(told=told)
    found = [Caption(f"{true} {text}", kind) for kind, text in added.items()]
    return [*found, Caption(rng.choice(words.FALSE_LABEL).format(text=true), "label leaked")]


def _mentions(sheet: FactSheet, word: str) -> bool:
    tags = (f"{k} {v}" for e in sheet.elements for k, v in e.tags.items())
    return word in " ".join((*(fact.text for fact in sheet.facts), *tags)).casefold()


def _tell(sheet: FactSheet, words: ModuleType, rng: random.Random) -> list[Told]:
    first = next((fact for fact in sheet.facts if fact.kind == "kind"), None)
    if first is None:
        return []
    mine = {
        f.kind: f
        for f in reversed(sheet.facts)
        if f.element in (first.element, None) and f.visibility == "visible"
    }
    tellers = (_size, _position, _share, _measure, _axis, _course, _count, _relation)
    found = [_open(mine, sheet, words, rng)]
    return found + [t for tell in tellers if (t := tell(mine, sheet, words, rng))]


Facts = dict[str, Fact]


def _open(mine: Facts, sheet: FactSheet, words: ModuleType, rng: random.Random) -> Told:
    kind: Any = mine["kind"].value
    phrase = mine["kind"].text.removeprefix("It is ").rstrip(".")
    form = rng.choice(words.OPEN)

    def say(a: str) -> str:
        return form.format(a=a, A=a[0].upper() + a[1:])

    name = str(mine["name"].value) if "name" in mine else ""
    called = f"{phrase} named {name}" if name else phrase
    other = rng.choice([k for k in KINDS if not _mentions(sheet, k)])
    false = {"kind swapped": say(called.replace(kind["name"], other, 1))}
    if name:
        false["name changed"] = say(f"{phrase} named {name.split()[0]} Wetherby")
    return Told(say(called), false)


def _size(mine: Facts, sheet: FactSheet, words: ModuleType, rng: random.Random) -> Told | None:
    shares: list[Any] = [f.value for f in sheet.facts if f.kind == "share"]
    if not shares or "share" not in mine:
        return None
    if min(shares) > 0.4:
        return Told("It is a large feature.", {"size class wrong": "It is a tiny feature."})
    if max(shares) < 0.08:
        return Told("It is a small feature.", {"size class wrong": "It is a huge feature."})
    return None


def _position(mine: Facts, sheet: FactSheet, words: ModuleType, rng: random.Random) -> Told | None:
    if "position" not in mine:
        return None
    place: Any = mine["position"].value
    image, compass = place["image"], place["compass"]
    form = rng.choice(words.POSITION)

    def say(image: str, compass: str) -> str:
        ern = "central" if compass == "center" else f"{compass}ern"
        side = f"{image} side" if image in ("left", "right") else image
        return form.format(image=side, compass=compass, compassern=ern)

    places: list[Any] = [
        f.value if f.kind == "position" else f.value.get("position")  # type: ignore[union-attr]
        for f in sheet.facts
        if f.kind in ("position", "relation", "count")
    ]
    taken = {p["image"] for p in places if p}
    reached = " ".join(str(f.value) for f in sheet.facts if f.kind in ("course", "edges"))
    from rsteller_core.geometry.axes import PLACES

    far = [
        p
        for p in PLACES
        if p.image not in taken
        and p.image != "center"
        and not any(part in reached or part in " ".join(taken) for part in p.image.split())
        and p.compass not in " ".join(f.text for f in sheet.facts)
    ]
    false = {"position moved": say(far[0].image, far[0].compass)} if far else {}
    swapped = " ".join(SWAP.get(w, w) for w in image.split())
    other = next((p for p in far if p.image == swapped), None)
    if other and swapped != image:
        false["left and right swapped"] = say(other.image, other.compass)
    return Told(say(image, compass), false)


def _share(mine: Facts, sheet: FactSheet, words: ModuleType, rng: random.Random) -> Told | None:
    if "share" not in mine:
        return None
    share: Any = mine["share"].value
    spoken = spoken_share(share).removeprefix("about ")
    if not 0.02 < share < 0.9:
        return None
    form = rng.choice(words.SHARE)
    off = share * rng.choice((0.5, 2.0, 3.0))
    told = [
        f.value if f.kind == "share" else f.value["share"]  # type: ignore[index,call-overload]
        for f in sheet.facts
        if f.kind in ("share", "land_cover")
    ]
    if off > 0.94 or any(abs(off - t) <= 0.05 + 0.12 * t for t in told):  # type: ignore[operator]
        return Told(form.format(share=spoken), {})
    wrong = spoken_share(off).removeprefix("about ")
    return Told(form.format(share=spoken), {"number off by a factor": form.format(share=wrong)})


def _measure(mine: Facts, sheet: FactSheet, words: ModuleType, rng: random.Random) -> Told | None:
    kind = next((k for k in ("length", "area") if k in mine), None)
    if kind is None:
        return None
    say = spoken_length if kind == "length" else spoken_area
    form = rng.choice(words.LENGTH if kind == "length" else words.AREA)
    value: Any = mine[kind].value
    off = value * rng.choice((0.1, 3.0, 10.0))
    true, wrong = (form.format(**{kind: say(v).removeprefix("about ")}) for v in (value, off))
    size: Any = next(f.value for f in sheet.facts if f.kind == "image_size")
    near = [
        *[f.value for f in sheet.facts if f.kind in ("length", "area", "width")],
        size["width_m"],
        size["height_m"],
        size["width_m"] * size["height_m"],
    ]
    clash = any(abs(off - n) < 0.2 * n for n in near)
    return Told(true, {} if clash else {"number off by a factor": wrong})


def _axis(mine: Facts, sheet: FactSheet, words: ModuleType, rng: random.Random) -> Told | None:
    if "orientation" not in mine:
        return None
    value: Any = mine["orientation"].value
    axis, form = value["axis"], rng.choice(words.AXIS)

    def say(axis: str) -> str:
        return form.format(
            axis=axis, fromto="from " + (axis if " to " in axis else axis.replace("-", " to "))
        )

    told = {f.value["axis"] for f in sheet.facts if f.kind == "orientation"}  # type: ignore[index,call-overload]
    clash = TURN[axis] in told or any(
        f.kind == "course" for f in sheet.facts if f.element != mine["kind"].element
    )
    course = "course" in mine and _along(mine["course"]) == TURN[axis]
    return Told(say(axis), {} if clash or course else {"direction mirrored": say(TURN[axis])})


def _along(fact: Fact) -> str:
    from rsteller_core.checks.places import vector
    from rsteller_core.geometry.axes import axis_of

    value: Any = fact.value
    a, b = vector(value["from"]), vector(value["to"])
    return axis_of(b[0] - a[0], b[1] - a[1])


def _course(mine: Facts, sheet: FactSheet, words: ModuleType, rng: random.Random) -> Told | None:
    if "course" not in mine or mine["course"].element != mine["kind"].element:
        return None
    value: Any = mine["course"].value
    form = rng.choice(words.COURSE)

    def end(which: str, swap: bool) -> str:
        word = " ".join(SWAP.get(w, w) if swap else w for w in value[which].split())
        return (
            word if word == "center" else f"{word} {'edge' if value[f'{which}_edge'] else 'part'}"
        )

    true = form.format(first=end("from", False), last=end("to", False))
    false = form.format(first=end("from", True), last=end("to", True))
    text = value["from"] + " " + value["to"]
    if ("left" in text) == ("right" in text) or any(
        swapped in f.text
        for f in sheet.facts
        if f.kind in ("position", "edges", "course", "relation")
        for swapped in (["right", "east"] if "left" in text else ["left", "west"])
    ):
        return Told(true, {})
    return Told(true, {"left and right swapped": false})


def _count(mine: Facts, sheet: FactSheet, words: ModuleType, rng: random.Random) -> Told | None:
    if "count" not in mine:
        return None
    value: Any = mine["count"].value
    form = rng.choice(words.COUNT)
    true, off = (
        form.format(n=spoken_count(n), plural=value["plural"])
        for n in (value["count"], value["count"] + rng.choice((3, 5, 17)))
    )
    return Told(true, {"count wrong": off})


def _relation(mine: Facts, sheet: FactSheet, words: ModuleType, rng: random.Random) -> Told | None:
    if "relation" not in mine or mine["relation"].element != mine["kind"].element:
        return None
    value: Any = mine["relation"].value
    word, other = value["relation"], value["other"]
    if not word.endswith(" of") or word.startswith("along"):
        return None
    form = rng.choice(words.RELATION)
    thing = f"the {other['kind']}"
    turned = "-".join(MIRROR[part] for part in word.removesuffix(" of").split("-")) + " of"
    told = {f.value["relation"] for f in sheet.facts if f.kind == "relation"}  # type: ignore[index,call-overload]
    false = {} if turned in told else {"direction mirrored": form.format(word=turned, other=thing)}
    return Told(form.format(word=word, other=thing), false)
