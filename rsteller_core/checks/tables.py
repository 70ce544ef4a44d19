"""The word lists of the checks, in a file made to be read: `words.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


def word_list(name: str) -> tuple[str, ...]:
    """The words of a list, in their order: ``numbers.places`` is ``places`` under ``[numbers]``."""
    module, _, key = name.partition(".")
    return _lists()[module][key]


@cache
def _lists() -> dict[str, dict[str, tuple[str, ...]]]:
    raw = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return {
        module: {key: tuple(text.split()) for key, text in lists.items()}
        for module, lists in raw.items()
    }
