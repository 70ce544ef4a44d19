"""Words of captions: plurals of kinds, and which kinds a word can stand for."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from rsteller_core.tags.names import caption_name, names
from rsteller_core.tags.table import ANY, FOLDER, Preset, table

# What follows these only says which one is meant: 'flights of steps', 'roads under construction'.
_AFTER_NOUN = re.compile(r" (?:of|under|with|in|planted|for) ")


@cache
def plural(name: str) -> str:
    """More than one of a kind: 'churches', 'bodies of water'; of stuff the name itself."""
    special: Mapping[str, str] = _words()["plurals"]
    if name in names().mass:
        return name
    if name in special:
        return special[name]
    if after := _AFTER_NOUN.search(name):
        return plural(name[: after.start()]) + name[after.start() :]
    before, space, word = name.rpartition(" ")
    return f"{before}{space}{special.get(word) or _plural_word(word)}"


def _plural_word(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    if word.endswith("man"):
        return f"{word[:-3]}men"
    return f"{word}s"


@cache
def kind_names() -> frozenset[str]:
    """The names of all kinds, as captions have them."""
    return frozenset(_tags_of_kinds())


@cache
def lexicon() -> Mapping[str, frozenset[str]]:
    """Which kinds a word or phrase can stand for: 'woods' for 'forest' and 'woodland'.

    Words are in lower case, in singular and plural; kinds are names as `Kind.name` has them.
    General words stand for all kinds they take in: 'road', 'building', 'body of water'.
    """
    meant: dict[str, set[str]] = defaultdict(set)
    for word, kind in (*_own_names(), *_synonyms(), *_parents(), *_composed()):
        for form in (word, plural(word)):
            meant[form.lower()].add(kind)
    for head, kind in list(_heads(frozenset(meant))):
        for form in (head, plural(head)):
            meant[form.lower()].add(kind)
    return MappingProxyType({word: frozenset(kinds) for word, kinds in sorted(meant.items())})


def _own_names() -> Iterator[tuple[str, str]]:
    return ((name, name) for name in kind_names())


def _synonyms() -> Iterator[tuple[str, str]]:
    for kind, words in _words()["synonyms"].items():
        yield from ((word, kind) for word in words)


def _parents() -> Iterator[tuple[str, str]]:
    for parent in _words()["parent"]:
        kinds = {name for name, tags in _tags_of_kinds().items() if tags & set(parent["tags"])}
        for kind in sorted(kinds.union(parent.get("kinds", ()))):
            yield from ((word, kind) for word in parent["words"])


def _composed() -> Iterator[tuple[str, str]]:
    for entry in _words()["composed"]:
        kinds = sorted(n for n, tags in _tags_of_kinds().items() if tags & set(entry["tags"]))
        words = [f"{first} {then}" for first in entry["first"] for then in entry["then"]]
        yield from ((word, kind) for word in words for kind in kinds)


def _heads(known: frozenset[str]) -> Iterator[tuple[str, str]]:
    heads = known.union(_words()["heads"])
    for name in kind_names():
        noun = _AFTER_NOUN.split(name)[0].rpartition(" ")[2]
        if noun != name and noun in heads:
            yield noun, name


@cache
def _tags_of_kinds() -> Mapping[str, frozenset[str]]:
    """By name: the chief tags that give it, each also as key=*."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, preset in _named():
        key, value = next(iter(preset.tags.items()))
        found[name].update((f"{key}={value}", f"{key}={ANY}"))
    return {name: frozenset(tags) for name, tags in found.items()}


def _named() -> Iterator[tuple[str, Preset]]:
    known = names()
    shown = (preset for preset in table().presets if preset.name not in known.silent)
    yield from ((caption_name(preset.name), preset) for preset in shown)
    yield from ((preset.name, preset) for preset in known.extra)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
