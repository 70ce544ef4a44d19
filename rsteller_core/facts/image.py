"""Facts about a patch as a whole."""

from __future__ import annotations

from rsteller_core.facts.spoken import figures
from rsteller_core.geometry.measures import ground_size, pixel_m
from rsteller_core.values import Fact, PatchView


def image_facts(view: PatchView) -> tuple[Fact, ...]:
    """How much ground the picture covers, and how finely.

    ``gsd_m`` is the side of a square as large as a pixel on the ground.
    """
    window, metres = view.patch.window, view.patch.metres
    width, height = ground_size((window.width, window.height), metres)
    gsd = pixel_m(metres)
    value = {
        "width_px": window.width,
        "height_px": window.height,
        "gsd_m": round(gsd, 4),
        "width_m": round(width, 1),
        "height_m": round(height, 1),
    }
    ground = f"{figures(width, 3)} m by {figures(height, 3)} m"
    text = f"The image covers about {ground} at about {figures(gsd, 2)} m per pixel."
    return (Fact("image_size", value, text),)
