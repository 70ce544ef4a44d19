"""Facts about where a patch lies: in which town, county and country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rsteller_core.facts.element import UNSEEN
from rsteller_core.facts.quote import quoted
from rsteller_core.values import Element, Fact, Json, PatchView

_LEVELS = range(2, 9)
"""Countries to towns; further down lie quarters, which few know."""

_PARKS = ("national_park", "protected_area")


def within_facts(view: PatchView) -> Iterator[Fact]:
    """The administrative areas that hold the centre of the patch, from small to large, and the
    parks and protected areas. No picture shows them: they are context.
    """
    administrative = sorted(
        (place for place in view.boundaries if _level(place) in _LEVELS),
        key=lambda place: (-_level(place), place.id),
    )
    parks = [place for place in view.boundaries if place.tags.get("boundary") in _PARKS]
    for places in filter(None, (administrative, parks)):
        told: Json = [_told(place) for place in places]
        yield Fact("within", told, f"{UNSEEN} {_sentence(places)}", visibility="context")


def _level(place: Element) -> int:
    stated = place.tags.get("admin_level", "")
    administrative = place.tags.get("boundary") == "administrative"
    return int(stated) if administrative and stated.isdecimal() else 0


def _told(place: Element) -> Json:
    return {
        "id": place.id,
        "name": place.tags["name"],
        "boundary": place.tags.get("boundary", ""),
        "admin_level": place.tags.get("admin_level", ""),
    }


def _sentence(places: Sequence[Element]) -> str:
    named = ", ".join(quoted(place.tags["name"]) for place in places)
    return f"The center of the image lies in {named}."
