"""How much memory a file may ask for."""

from __future__ import annotations

import os
from pathlib import Path

_LIMIT = Path("/sys/fs/cgroup/memory.max")

_SUPPOSED = 8 << 30
"""Bytes of memory that a system is taken to have that does not tell."""

_LOCATIONS = 2.0
"""Bytes of node locations in memory per byte of a compressed map: 16 for a node of 8 bytes."""

_SORTED = 12.0
"""Bytes in memory per byte of a compressed map that is sorted."""

_XML = 0.1
"""How large a map would be that is not compressed, if it were."""


def memory() -> int:
    """Bytes of memory that this machine has, or that this process's container may use."""
    if not hasattr(os, "sysconf"):  # on Windows
        return _SUPPOSED
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(there, int(_LIMIT.read_text()))
    except (OSError, ValueError):  # no such limit
        return there


def location_store(path: Path, scratch: Path) -> str:
    """Where libosmium is to keep the places of a map's nodes, in its own words.

    In memory as long as that is a third of what there is at most, else in a file in ``scratch``.
    """
    if _compressed(path) * _LOCATIONS <= memory() / 3:
        return "flex_mem"
    return f"sparse_file_array,{scratch / 'locations'}"


def can_be_sorted(path: Path) -> bool:
    """Whether a map that is out of order can be sorted in memory."""
    return _compressed(path) * _SORTED <= memory() / 2


def _compressed(path: Path) -> float:
    return path.stat().st_size * (_XML if path.suffix == ".osm" else 1)
