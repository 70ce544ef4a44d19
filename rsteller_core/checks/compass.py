"""The words for places and directions, and which way each points. Left is west."""

from __future__ import annotations

from rsteller_core.checks.tables import word_list

Vector = tuple[int, int]
"""East and north, each -1, 0 or 1."""

CENTER: Vector = (0, 0)

_COMPASS = {"north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0)}
_CORNERS = {
    f"{a}{b}": (east, north)
    for a, (_, north) in list(_COMPASS.items())[:2]
    for b, (east, _) in list(_COMPASS.items())[2:]
}
_ENDINGS = ("", "ern", "ward", "wards", "erly", "ernmost", "bound", "erlies", "most")
SIDES: dict[str, Vector] = {
    f"{word}{ending}": side for word, side in (_COMPASS | _CORNERS).items() for ending in _ENDINGS
}
SIDES |= dict.fromkeys(("left", "leftmost", "lefthand"), (-1, 0))
SIDES |= dict.fromkeys(("right", "rightmost", "righthand"), (1, 0))
SIDES |= dict.fromkeys(("top", "upper", "uppermost", "topmost"), (0, 1))
SIDES |= dict.fromkeys(("bottom", "lower", "lowermost", "bottommost", "lowest"), (0, -1))
SIDES |= dict.fromkeys(("center", "centre", "central", "centermost", "middle", "heart"), CENTER)
SIDES |= dict.fromkeys(("core", "midst"), CENTER)

EDGE = frozenset(word_list("compass.edge"))
CELL = frozenset(word_list("compass.cell"))
