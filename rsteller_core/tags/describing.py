"""Which tags may be shown to a model, and how they are made safe to show."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import translate
from functools import cache, lru_cache
from pathlib import Path

from rsteller_core.errors import InputError
from rsteller_core.tags.table import FOLDER, table

VALUE_LENGTH = 255
"""The most characters of a key or a value; OpenStreetMap itself takes no longer ones."""

# Format characters that words of some scripts need: the zero-width non-joiner and joiner.
_NEEDED = "\u200c\u200d"


class DropList:
    """Which keys are dropped: those that fit a pattern of `drop` and none of `keep`."""

    def __init__(self, drop: Iterable[str], keep: Iterable[str] = ()) -> None:
        drop, keep = tuple(drop), tuple(keep)
        dropped, kept = _one_of(drop), _one_of(keep)

        @lru_cache(maxsize=1 << 16)
        def drops(key: str) -> bool:
            return bool(dropped.match(key)) and not kept.match(key)

        self.drops = drops
        self._patterns = (drop, keep)

    def __reduce__(self) -> tuple[type[DropList], tuple[tuple[str, ...], tuple[str, ...]]]:
        return DropList, self._patterns


def describing(tags: Mapping[str, str], drop: DropList | None = None) -> dict[str, str]:
    """The tags that may be shown to a model, in their order, made safe to quote.

    Dropped are the keys on the drop list (`drop`; by default the one that ships with the package,
    `drop.toml`): sources, references, links, contacts, house numbers, names in other languages,
    leftovers of imports. From keys and values all control, formatting and unassigned characters
    are removed, white space becomes single spaces, and what is longer than `VALUE_LENGTH`
    characters is cut there; what is then empty is dropped. Names in any script stay as they are.
    The counties of `tiger:county` are set apart: 'Baltimore, MD; Carroll, MD'.
    """
    drops = (drop or shipped_drop_list()).drops
    shown: dict[str, str] = {}
    for raw_key, raw_value in tags.items():
        key, value = _plain(raw_key), _plain(raw_value)
        if key and value and not drops(key):
            shown[key] = _counties(value) if key == "tiger:county" else value
    return shown


def read_drop_list(path: Path) -> DropList:
    """The drop list in a TOML file like `drop.toml`: any tables of patterns, and `keep`.

    InputError where the file cannot be read or is not of that form.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read the drop list {path}: {error}") from error
    for name, patterns in raw.items():
        if not isinstance(patterns, list) or not all(isinstance(p, str) for p in patterns):
            raise InputError(f"{path}: {name} must be a list of key patterns, such as ['ref*']")
    keep = raw.pop("keep", [])
    groups = (pattern for patterns in raw.values() for pattern in patterns)
    return DropList((*groups, *table().discarded), keep)


@cache
def shipped_drop_list() -> DropList:
    """The drop list that ships with the package."""
    return read_drop_list(FOLDER / "drop.toml")


def _one_of(patterns: Iterable[str]) -> re.Pattern[str]:
    # Without patterns: an expression that nothing fits.
    return re.compile("|".join(map(translate, patterns)) or r"(?!)")


def _plain(text: str) -> str:
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c in _NEEDED else " " for c in text)
    return " ".join(text[:VALUE_LENGTH].split())


def _counties(value: str) -> str:
    return "; ".join(filter(None, (part.strip() for part in re.split("[:;]", value))))
