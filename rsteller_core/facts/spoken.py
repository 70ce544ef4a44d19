"""Numbers as they are spoken: rounded, and never so far that they become false.

A length or an area is within 5 % of the words, a share within two hundredths of a named fraction
or half a hundredth of the percentage.
"""

from __future__ import annotations

from rsteller_core.geometry.axes import EDGES, Place

_FRACTIONS = (
    (1 / 10, "a tenth"),
    (1 / 5, "a fifth"),
    (1 / 4, "a quarter"),
    (1 / 3, "a third"),
    (1 / 2, "half"),
    (2 / 3, "two thirds"),
    (3 / 4, "three quarters"),
)
_NEAR, _NEARLY = 0.02, 0.05
_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_LENGTHS = ((1000, "kilometer"), (1, "meter"))
_AREAS = ((1_000_000, "square kilometer"), (10_000, "hectare"), (1, "square meter"))


def spoken_length(metres: float) -> str:
    """'about 7.5 meters', 'about 270 meters', 'about 1.2 kilometers'."""
    return _spoken(metres, _LENGTHS)


def spoken_area(square_metres: float) -> str:
    """'about 270 square meters', 'about 1.2 hectares', 'about 3.4 square kilometers'."""
    return _spoken(square_metres, _AREAS)


def spoken_share(share: float) -> str:
    """'about a third', 'about 23 percent', 'nearly all', 'all': before 'of the image'.

    A fraction is named where the share is within 0.02 of it and within 5 % of itself.
    """
    if share >= 0.995:
        return "all"
    if share >= 0.95:
        return "nearly all"
    for value, words in _FRACTIONS:
        if abs(share - value) <= min(_NEAR, _NEARLY * value):
            return f"about {words}"
    return f"about {100 * share:.0f} percent" if share >= 0.01 else "less than 1 percent"


def spoken_place(place: Place) -> str:
    """'in the upper left (north-west)', 'on the left side (west)', 'in the center': before 'of
    the image'.
    """
    if place.image in ("top", "bottom"):
        return f"at the {place.image} ({place.compass})"
    if place.image in EDGES:
        return f"on the {place.image} side ({place.compass})"
    compass = f" ({place.compass})" if place.compass != place.image else ""
    return f"in the {place.image}{compass}"


def spoken_count(count: int) -> str:
    """Words up to twelve, figures beyond."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def figures(value: float, digits: int) -> str:
    """A number with so many significant figures and no more zeros than needed: '1,200', '0.6'."""
    return f"{_rounded(value, digits):,.12g}"


def _spoken(value: float, units: tuple[tuple[int, str], ...]) -> str:
    """Rounded first, so that 999 metres are a kilometre and not 1000 metres."""
    rounded = _rounded(value, 2)
    size, unit = next((pair for pair in units if rounded >= pair[0]), units[-1])
    said = figures(rounded / size, 2)
    return f"about {said} {unit if said == '1' else f'{unit}s'}"


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")
