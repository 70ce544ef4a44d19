"""What can be seen of a tag in an image, by its ground sample distance."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from rsteller_core.errors import InputError
from rsteller_core.tags.table import FOLDER

Level = Literal["visible", "context", "never"]


@dataclass(frozen=True, slots=True)
class Visibility:
    """Whether a tag is told as seen (`visible`), told at most (`context`), or not at all.

    `reason` is the words of the row that says so.
    """

    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: `visible` up to about `gsd` metres (see `NOMINAL`), else `beyond`."""

    gsd: float
    visible: Visibility
    beyond: Visibility


NOMINAL = 1.1
"""A stated distance is a nominal one: images of 2.54 m are sold, and meant, as such of 2.5 m."""

Rows = Mapping[str, Row]
"""By 'key=value', 'key=*', or 'prefix:*' for every key that begins so."""

_BY_DEFAULT = Visibility("context", "not in the table: not taken to be visible")


def visibility(rows: Rows, key: str, value: str, gsd: float) -> Visibility:
    """What the most exact row says: of the tag, of the key, of the key's prefix.

    What has no row is context: nothing is told as seen because nobody thought of it.
    """
    row = rows.get(f"{key}={value}") or rows.get(f"{key}=*")
    if row is None:
        row = rows.get(f"{key.partition(':')[0]}:*") if ":" in key else None
        if row is None:
            return _BY_DEFAULT
    return row.visible if gsd <= NOMINAL * row.gsd else row.beyond


def read_visibility(path: Path) -> dict[str, Row]:
    """The rows of a TOML file like `visibility.toml`. InputError says which row is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read the visibility table {path}: {error}") from error
    rows: dict[str, Row] = {}
    for part, table in raw.items():
        if not isinstance(table, Mapping):
            raise InputError(f"{path}: {part} must be a table of rows, such as [mine]")
        for tag, said in table.items():
            if tag in rows:
                raise InputError(f'{path}: "{tag}" has two rows, one of them in [{part}]')
            rows[tag] = _row(path, part, tag, said)
    return rows


def _row(path: Path, part: str, tag: str, said: object) -> Row:
    match said:
        case [int() | float() as gsd, "context" | "never" as beyond, str() as reason] if (
            "=" in tag or tag.endswith(":*")
        ) and not isinstance(gsd, bool):
            return Row(float(gsd), Visibility("visible", reason), Visibility(beyond, reason))
    raise InputError(
        f'{path}: [{part}] "{tag}" is not a row such as '
        '"building=house" = [2.5, "context", "a roof of ten metres"]'
    )


@cache
def shipped_visibility() -> dict[str, Row]:
    """The table that ships with the package."""
    return read_visibility(FOLDER / "visibility.toml")
