"""The table of the tagging schema, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

Tags = Mapping[str, str]

ANY = "*"

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Preset:
    """One named set of tags.

    `tags` must all be there (`*`: with any value). Those of `also` need not, but speak for this
    preset where they are. `geometry` is a subset of area, line, point. `score` weighs one tag.
    """

    name: str
    geometry: frozenset[str]
    tags: Tags
    score: float = 1
    also: Tags = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The tagging schema: see `scripts/build_tag_table.py`, which makes `table.json`.

    `area_keys`: key to the values that do *not* make a closed way an area. `deprecated`: pairs of
    old tags and the tags that replace them. `discarded`: keys that editors throw away.
    """

    presets: tuple[Preset, ...]
    area_keys: Mapping[str, frozenset[str]]
    deprecated: tuple[tuple[Tags, Tags], ...]
    discarded: frozenset[str]


@cache
def table() -> Table:
    """The table that ships with the package."""
    raw = json.loads((FOLDER / "table.json").read_text(encoding="utf-8"))
    return Table(
        presets=tuple(_preset(*row) for row in raw["presets"]),
        area_keys={key: frozenset(values) for key, values in raw["area_keys"].items()},
        deprecated=tuple((old, new) for old, new in raw["deprecated"]),
        discarded=frozenset(raw["discarded"]),
    )


def _preset(
    name: str, geometry: str, tags: Tags, score: float = 1, also: Tags | None = None
) -> Preset:
    return Preset(name, frozenset(geometry.split()), tags, score, also or {})
