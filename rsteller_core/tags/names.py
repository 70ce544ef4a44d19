"""What kinds are called in a caption: the schema's names, put right by `names.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rsteller_core.tags.table import FOLDER, Preset


@dataclass(frozen=True, slots=True)
class Names:
    """The content of `names.toml`, ready for look-ups; the file says what each part means.

    `renamed`: schema name to caption name. `extra`: kinds the schema lacks, under their caption
    names. `key_order`: key to its place among equals, the first wins.
    """

    renamed: Mapping[str, str]
    endings: Mapping[str, str]
    proper: frozenset[str]
    silent: frozenset[str]
    mass: frozenset[str]
    articles: Mapping[str, str]
    absent: frozenset[str]
    hidden: Mapping[str, frozenset[str]]
    key_order: Mapping[str, int]
    weak: frozenset[str]
    extra: tuple[Preset, ...]


@cache
def names() -> Names:
    """The names that ship with the package."""
    raw = tomllib.loads((FOLDER / "names.toml").read_text(encoding="utf-8"))
    return Names(
        renamed=_of_people(raw["people"], frozenset(raw["proper"])) | raw["names"],
        endings=raw["endings"],
        proper=frozenset(raw["proper"]),
        silent=frozenset(raw["silent"]["names"]),
        mass=frozenset(raw["mass"]),
        articles={word: article for article, words in raw["article"].items() for word in words},
        absent=frozenset(raw["absent"]["values"]),
        hidden={key: frozenset(values) for key, values in raw["hidden"].items()},
        key_order={key: place for place, key in enumerate(raw["ties"]["keys"])},
        weak=frozenset(raw["ties"]["weak"]),
        extra=tuple(preset for entry in raw["extra"] for preset in _extra(entry)),
    )


def caption_name(schema_name: str) -> str:
    """The schema's `'Tennis Court'` as it reads inside a sentence: `'tennis court'`."""
    known = names()
    if schema_name in known.renamed:
        return known.renamed[schema_name]
    name = _lower(schema_name, known.proper)
    for ending, replacement in known.endings.items():
        if name.endswith(ending):
            return name.removesuffix(ending) + replacement
    return name.removesuffix(" grounds")


def article(name: str) -> str:
    """`'a'` or `'an'`, or nothing before the name of some stuff (`'farmland'`)."""
    known = names()
    if name in known.mass:
        return ""
    first = name.split()[0]
    return known.articles.get(first) or ("an" if first[0] in "aeiouAEIOU" else "a")


def _lower(name: str, proper: frozenset[str]) -> str:
    words = name.split()
    return " ".join(word if word in proper or word.isupper() else word.lower() for word in words)


def _of_people(places: Mapping[str, list[str]], proper: frozenset[str]) -> dict[str, str]:
    return {
        person: f"{_lower(person, proper)}'s {place}"
        for place, people in places.items()
        for person in people
    }


def _extra(entry: Mapping[str, Any]) -> Iterator[Preset]:
    geometry = frozenset(entry["geometry"])
    for key, values in entry["tags"].items():
        for value in values:
            yield Preset(entry["name"], geometry, {key: value})
