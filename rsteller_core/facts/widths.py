"""Widths as mappers write them."""

from __future__ import annotations

import re

_WIDTH = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*(m|meters?|metres?|ft|feet|foot|')?")
_FOOT = 0.3048


def stated_width(value: str) -> float | None:
    """A `width` tag in metres, of '7', '7.5 m', '7,5' or "24'"; None for anything else."""
    match = _WIDTH.fullmatch(value.strip())
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    unit = match[2] or "m"
    return (number if unit.startswith("m") else number * _FOOT) or None
