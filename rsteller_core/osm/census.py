"""What is in a map, counted while it is indexed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from rsteller_core.osm.columns import RawElement
from rsteller_core.tags import scene_keys
from rsteller_core.values import Json, Skipped

_SHAPES = {"01": "point", "02": "line", "03": "area", "05": "line", "06": "area"}
"""By the first byte of the geometry's type in WKB."""


class Census:
    """Counts what it is shown."""

    def __init__(self) -> None:
        self._shapes: Counter[tuple[str, str]] = Counter()
        self._keys: Counter[str] = Counter()
        self._levels: Counter[str] = Counter()
        self._broken: Counter[str] = Counter()
        self._last_edit: datetime | None = None

    def elements(self, elements: Sequence[RawElement]) -> None:
        """Count elements."""
        self._shapes.update((e.kind, e.geometry[2:4]) for e in elements)
        self._keys.update(chain.from_iterable(e.tags for e in elements))
        times = (e.timestamp for e in elements if e.timestamp)
        latest = max(times, default=None)
        if latest and (self._last_edit is None or latest > self._last_edit):
            self._last_edit = latest

    def boundaries(self, elements: Sequence[RawElement]) -> None:
        """Count boundaries, by level where they have one."""
        self._levels.update(
            f"level {e.tags['admin_level']}" if "admin_level" in e.tags else e.tags["boundary"]
            for e in elements
        )

    def broken(self, skipped: Sequence[Skipped]) -> None:
        """Count what is broken."""
        self._broken.update(thing.reason for thing in skipped)

    def told(self) -> dict[str, Json]:
        """All counts."""
        kinds: Counter[str] = Counter()
        shapes: Counter[str] = Counter()
        for (kind, shape), count in self._shapes.items():
            kinds[kind] += count
            shapes[_SHAPES[shape]] += count
        known = scene_keys()
        return {
            "last_edit": self._last_edit.isoformat() if self._last_edit else None,
            "elements": dict(sorted(kinds.items())),
            "shapes": dict(sorted(shapes.items())),
            "keys": {key: n for key, n in self._keys.most_common() if key in known},
            "boundaries": dict(sorted(self._levels.items())),
            "broken": dict(sorted(self._broken.items())),
        }
