"""Models that have a short name: which they are, under what licence, how much memory they need.

An alias names a model; which engine runs it is said apart. The table is ``models.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

IN_PROCESS = "transformers"
"""The engine that runs a model unless another is named."""

BY_SERVER = "openai"
"""The engine that runs a model where the URL of a server is given."""

UNSTATED = "unstated"
"""The licence of a model that is not in the table."""


@dataclass(frozen=True, slots=True)
class Model:
    """One line of the table.

    ``model`` is the full id, ``revision`` what is fetched of it, ``memory`` the GB that its weights
    take in 16 bits. ``restricted`` says what the licence asks of the captions; it is empty where
    that is nothing. ``engines`` holds options for single engines.
    """

    name: str
    model: str
    revision: str
    licence: str
    memory: float
    restricted: str = ""
    flags: tuple[str, ...] = ()
    engines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def options(self, engine: str) -> dict[str, Any]:
        """What an engine is to be told so that it runs this model."""
        told = {"model": self.model, "revision": self.revision, "annotator": self.model}
        return {**told, **self.engines.get(engine, {})}


@cache
def models() -> Mapping[str, Model]:
    """The table, by name."""
    text = (Path(__file__).parent / "models.toml").read_text(encoding="utf-8")
    return {
        name: Model(name, **{**line, "flags": tuple(line.get("flags", ()))})
        for name, line in tomllib.loads(text).items()
    }


def model_of(annotator: str) -> Model | None:
    """The line of the model with this full id, if it is in the table."""
    return next((model for model in models().values() if model.model == annotator), None)
