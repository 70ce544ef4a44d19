"""Words that a sheet lets a caption say though they name none of its things: of tags, of kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rsteller_core.checks.things import Thing
from rsteller_core.checks.vocabulary import Phrase, split
from rsteller_core.values import Fact, FactSheet

# Who goes where: words that a way's kind tells without naming them.
_USERS = {
    "cycle": ("cyclist", "cyclists", "bicycle", "bicycles", "bike", "bikes"),
    "bicycle": ("cyclist", "cyclists", "bike", "bikes"),
    "foot": ("pedestrian", "pedestrians", "walker", "walkers"),
    "footpath": ("pedestrian", "pedestrians", "walker", "walkers"),
    "sidewalk": ("pedestrian", "pedestrians", "walker", "walkers"),
    "pedestrian": ("pedestrians", "walker", "walkers"),
    "path": ("walker", "walkers"),
    "road": ("traffic", "vehicle", "vehicles", "driver", "drivers"),
    "street": ("traffic", "vehicle", "vehicles", "driver", "drivers"),
    "track": ("vehicle", "vehicles"),
    "parking": ("vehicle", "vehicles", "car", "cars"),
    "residential": ("home", "homes", "housing"),
    "bus": ("buses",),
    "tram": ("trams",),
    "railway": ("train", "trains", "rail", "traffic"),
    "rail": ("train", "trains", "traffic"),
}
_ABSENT = frozenset(("no", "none"))
# Leaves tell of trees without naming them.
_OF_TREES = dict.fromkeys(("leaf_type", "leaf_cycle"), ("tree", "trees"))
# Words of tags that writers tell in other words.
_CALLED = {
    "soy": ("soybean", "soybeans"),
    "maize": ("corn",),
    "corn": ("maize",),
    "sugarcane": ("sugar", "cane"),
    "rape": ("rapeseed", "canola"),
    "rapeseed": ("canola",),
    "grape": ("vine", "vines"),
    "cycleway": ("bicycle", "bicycles", "bike", "bikes", "cyclist", "cyclists"),
}
_WHERE_CROSSED = ("junction", "junctions", "intersection", "crossroads", "crossing")


def value_of(fact: Fact) -> Any:  # noqa: ANN401 - JSON
    """The value of a fact, of whatever form its kind has."""
    return fact.value


def words_of_kind(fact: Fact) -> Phrase:
    """The words of the value of the tag that makes a thing what it is: 'playing field'."""
    return words_of(value_of(fact).get("key", "").partition("=")[2])


def words_of_tag(fact: Fact) -> Phrase:
    """The words of the key and of the value of a tag."""
    value = value_of(fact)
    return words_of(f"{value['key']} {value['value']}")


def words_of(raw: str) -> Phrase:
    """The words of a key or of the value of a tag, as OpenStreetMap writes it."""
    return split(raw.replace("_", " "))


def tags_of(sheet: FactSheet) -> Iterator[tuple[str, str]]:
    """The tags of what a sheet describes, and those that its facts tell."""
    for element in sheet.elements:
        yield from element.tags.items()
    for fact in sheet.facts:
        if fact.kind == "tag":
            yield value_of(fact)["key"], str(value_of(fact)["value"])


def tagged_names(facts: Sequence[Fact]) -> Iterator[str]:
    """Values that are written like names: of an operator, a brand, a street."""
    for fact in facts:
        if fact.kind == "tag":
            value = str(value_of(fact)["value"])
            if any(char.isupper() for char in value) or not value.isascii():
                yield value


def kind_words(facts: Sequence[Fact], things: Sequence[Thing]) -> Iterator[str]:
    """The words of the kinds: 'a place for parking bicycles'; and of where things cross."""
    for thing in things:
        for word in split(thing.kind):
            yield from (word, f"{word}s")
    if any(f.kind == "relation" and value_of(f)["relation"] == "crosses" for f in facts):
        yield from _WHERE_CROSSED


def tag_words(facts: Sequence[Fact]) -> Iterator[str]:
    """The words of the tags that are told, also as more than one."""
    for fact in facts:
        value = value_of(fact)
        if fact.kind == "kind":
            yield from words_of_kind(fact)
        elif fact.kind == "tag" and value["value"] not in _ABSENT:
            for word in words_of_tag(fact):
                yield word
                yield f"{word}s"
                yield from _CALLED.get(word, ())
            yield from _OF_TREES.get(value["key"], ())


def users_of(things: Sequence[Thing]) -> Iterator[str]:
    """Who uses what there is: 'a path for cyclists'."""
    for thing in things:
        for word in split(thing.kind):
            yield from _USERS.get(word, ())
