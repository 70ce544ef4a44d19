"""The classes of `colours.toml`: which colour and texture an element's tags stand for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from .frame import COLOURS

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class LandClass:
    """One class: its tags, its mean colour (0-255), how it is painted, how far it may vary."""

    name: str
    tags: dict[str, str]
    rgb: Colour
    tolerance: float
    texture: str
    layer: int
    uniform: bool
    width: float = 0.0
    pixel_tolerance: float = 0.0

    def matches(self, tags: Mapping[str, str]) -> bool:
        """Whether an element with these tags is of this class."""
        return all(k in tags and want in ("*", tags[k]) for k, want in self.tags.items())


@dataclass(frozen=True, slots=True)
class Palette:
    """The classes in order of precedence, and the colour of ground that no element covers."""

    classes: tuple[LandClass, ...]
    ground: Colour

    def find(self, tags: Mapping[str, str]) -> LandClass | None:
        """The first class that matches, or None for what is not painted from its outline."""
        return next((c for c in self.classes if c.matches(tags)), None)


def load_palette() -> Palette:
    """The palette in `colours.toml`."""
    table = tomllib.loads(COLOURS.read_text(encoding="utf-8"))
    red, green, blue = table.pop("ground")
    classes = tuple(
        LandClass(name=name, **{**entry, "rgb": tuple(entry["rgb"])})
        for name, entry in table.items()
    )
    return Palette(classes, (red, green, blue))
