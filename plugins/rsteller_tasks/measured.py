"""What an element is, and how much of it a patch holds."""

from __future__ import annotations

from rsteller_core import PatchView, PlacedElement, kind

_AREAS = ("Polygon", "MultiPolygon")
_LINES = ("LineString", "MultiLineString")


def area_px(placed: PlacedElement) -> float:
    """The area of a polygon inside the patch, in pixels; 0 of anything else."""
    return placed.clipped.area if placed.clipped.geom_type in _AREAS else 0.0


def length_px(placed: PlacedElement) -> float:
    """The length of a line inside the patch, in pixels; 0 of anything else."""
    return placed.clipped.length if placed.clipped.geom_type in _LINES else 0.0


def side(view: PatchView) -> int:
    """The side of a patch in pixels; of one that is not square, the shorter."""
    return min(view.patch.window.width, view.patch.window.height)


def kind_seen(placed: PlacedElement, view: PatchView) -> str:
    """What an area or a line is ('tennis court'), if such a thing can be made out at all.

    Empty where the tags say nothing, and where the glossary has it that a picture of this ground
    sample distance does not show such things: a house at 10 m.
    """
    known = kind(placed.element.tags, "area" if placed.clipped.geom_type in _AREAS else "line")
    if known is None:
        return ""
    key, _, value = known.key.partition("=")
    seen = view.glossary.visibility(key, value, view.gsd).level == "visible"
    return known.name if seen else ""
