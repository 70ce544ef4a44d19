"""Truthful captions from a sheet, and the same with one planted falsehood."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from grounding_slots import Filling, Values, fill, related

from rsteller_core import FactSheet

KINDS_OF_FALSEHOOD = (
    "direction mirrored",
    "left and right swapped",
    "position moved",
    "name changed",
    "name invented",
    "number off by a factor",
    "size class wrong",
    "count wrong",
    "kind swapped",
    "unsupported thing added",
    "invisible tag told as seen",
    "raw tag leaked",
    "wrong language",
    "label leaked",
)
SENTENCES = 3
_SLOT = re.compile(r"\{(\w+)\}")
_OTHERS = re.compile(r"^\{(?:Other|Beside|Inside|Contained|Cover|N)\b|\{n\}|\{cover\}")
_TASKS = {"area": "AREA", "non_area": "NON_AREA", "scene": "SCENE"}
_FAMILIES = (
    ("a", "the"),
    ("inimage", "image", "compass", "compassern", "corner", "side"),
    ("share", "percent"),
    ("mostof", "size"),
    ("length", "lengthwords"),
    ("axis", "fromto", "diagonal"),
    ("first", "last", "cfirst", "clast"),
    ("edges", "cedges"),
    ("rel", "conv", "other"),
    ("n", "plural"),
    ("cover", "covershare"),
)
_FAMILY = {slot: family[0] for family in _FAMILIES for slot in family}


@dataclass(frozen=True)
class Caption:
    """A text and the kind of its falsehood; empty where all is true. ``previous``: of a revision,
    the caption that it revises.
    """

    text: str
    falsehood: str = ""
    previous: str | None = None


def captions(sheet: FactSheet, words: ModuleType, rng: random.Random) -> Iterator[Caption]:
    """A truthful caption and a truthful revision of it, and of both one with each falsehood that
    this sheet allows.
    """
    filled = fill(sheet, words, rng)
    told = _compose(_phrasings(words, _TASKS[sheet.task]), filled.true, rng)
    if told is None:
        return
    first = _say(told, filled.true)
    yield from _all_of(told, sheet, filled, words, rng, None)
    again = _compose(_phrasings(words, "REVISION"), filled.true, rng, _families(told, ""))
    if again:
        yield from _all_of(again, sheet, filled, words, rng, first)


Phrasings = tuple[Sequence[str], Sequence[str]]


def _phrasings(words: ModuleType, task: str) -> Phrasings:
    return getattr(words, f"{task}_OPENINGS"), getattr(words, f"{task}_FURTHER")


def _all_of(
    told: list[str],
    sheet: FactSheet,
    filled: Filling,
    words: ModuleType,
    rng: random.Random,
    previous: str | None,
) -> Iterator[Caption]:
    true = _say(told, filled.true)
    yield Caption(true, "", previous)
    for kind, text in (
        *_planted(told, filled, rng),
        *_added(true, sheet, words, rng),
    ):
        yield Caption(text, kind, previous)


def _compose(
    phrasings: Phrasings, values: Values, rng: random.Random, within: set[str] | None = None
) -> list[str] | None:
    """An opening and a few more phrasings that the values fill; of a revision within what was
    told before.
    """
    openings, further = phrasings

    def fits(phrasing: str) -> bool:
        return _slots(phrasing) <= values.keys() and (
            within is None or _families([phrasing], "") <= within
        )

    begin = [p for p in openings if fits(p)]
    if not begin:
        return None
    told = [rng.choice(begin)]
    used = _families(told) - {"a"}
    rest = [p for p in further if fits(p)]
    rng.shuffle(rest)
    for phrasing in rest:
        mine = _families([phrasing]) - {"a", "a1", "a2", "a3"}
        if len(told) <= SENTENCES and not mine & used:
            told.append(phrasing)
            used |= mine
    # What is about other things comes last: after it, 'it' would be these.
    return sorted(told, key=lambda phrasing: phrasing != told[0] and bool(_OTHERS.search(phrasing)))


def _slots(phrasing: str) -> set[str]:
    return {slot[0].lower() + slot[1:] for slot in _SLOT.findall(phrasing)}


def _families(phrasings: list[str], unnumbered: str | None = None) -> set[str]:
    """What is told, by family of slots; with ``unnumbered`` the first element's slots of a scene
    count as those of a revision, which have no number.
    """
    found = set()
    for slot in set().union(*map(_slots, phrasings)):
        bare, number = slot.rstrip("123"), slot[len(slot.rstrip("123")) :]
        family = _FAMILY.get(bare, bare)
        if unnumbered is not None:
            number = unnumbered if number in ("", "1") else number
            family = bare if bare == "covershare" else family  # who names a cover tells no share
        found.add(family + number)
    return found


def _say(told: list[str], values: Values) -> str:
    return " ".join(_SLOT.sub(lambda m: _value(m[1], values), phrasing) for phrasing in told)


def _value(slot: str, values: Values) -> str:
    value = values[slot[0].lower() + slot[1:]]
    return value[0].upper() + value[1:] if slot[0].isupper() else value


def _planted(told: list[str], filled: Filling, rng: random.Random) -> Iterator[tuple[str, str]]:
    """One caption of each falsehood that takes the place of a truth told."""
    for kind, choices in filled.false.items():
        fitting = [(i, v) for v in choices for i, p in enumerate(told) if _swaps(p, v, filled)]
        if fitting:
            i, values = rng.choice(fitting)
            false = _say([told[i]], filled.true | values)
            yield kind, " ".join((*(_say([p], filled.true) for p in told[:i]), false,
                                  *(_say([p], filled.true) for p in told[i + 1 :])))  # fmt: skip


def _swaps(phrasing: str, values: Values, filled: Filling) -> bool:
    """Whether a phrasing has a slot that is given a false value, and none of the same family that
    keeps its true one.
    """
    slots = _slots(phrasing)
    families = {_FAMILY.get(s.rstrip("123"), s) + s[len(s.rstrip("123")) :] for s in values}
    same = {s for s in slots if _FAMILY.get(s.rstrip("123"), s) + s[len(s.rstrip("123")) :]
            in families}  # fmt: skip
    changed = any(values.get(s, filled.true[s]) != filled.true[s] for s in same)
    if {"rel", "conv"} & {s.rstrip("123") for s in values}:
        same = {s for s in same if s.rstrip("123") != "other"}
    if {"n"} & values.keys():
        same = same - {"plural"}
    if {"covershare"} & values.keys():
        same = same - {"cover"}
    return changed and same <= values.keys()


def _added(
    true: str, sheet: FactSheet, words: ModuleType, rng: random.Random
) -> Iterator[tuple[str, str]]:
    things = [thing for thing in words.THINGS if not related(thing, sheet)]
    if things:
        yield "unsupported thing added", f"{true} {_with(words.ADDED, rng, thing=things)}"
    yield "name invented", f"{true} {_with(words.INVENTED, rng, invented=words.INVENTED_NAMES)}"
    yield "wrong language", f"{true} {rng.choice(words.LANGUAGES)}"
    yield "label leaked", rng.choice(words.LABELS).replace("{text}", true)
    raw = [(k, v) for e in sheet.elements for k, v in e.tags.items() if k != "name"]
    if raw:
        key, value = rng.choice(raw)
        yield "raw tag leaked", f"{true} {_tag(rng.choice(words.RAW), key, value)}"
    unseen: list[Any] = [
        fact.value for fact in sheet.facts if fact.visibility == "context" and fact.kind == "tag"
    ]
    if unseen:
        tag = rng.choice(unseen)
        key = SPOKEN.get(tag["key"], tag["key"].replace("_", " ").replace(":", " "))
        told = _tag(rng.choice(words.SEEN), key, tag["value"].replace("_", " "))
        yield "invisible tag told as seen", f"{true} {told}"


SPOKEN = {"maxspeed": "speed limit", "lit": "lighting", "maxweight": "weight limit"}


def _tag(form: str, key: str, value: str) -> str:
    return (
        form.replace("{{", "\0").replace("}}", "\1").replace("{key}", key)
        .replace("{value}", value).replace("\0", "{").replace("\1", "}")
    )  # fmt: skip


def _with(forms: Sequence[str], rng: random.Random, **choices: Sequence[str]) -> str:
    ((slot, values),) = choices.items()
    return _say([rng.choice(forms)], {slot: rng.choice(values)})
