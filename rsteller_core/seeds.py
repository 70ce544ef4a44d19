"""Seeded chance: every choice has a seed of its own, derived from the run's and from names."""

from __future__ import annotations

import hashlib
import random


def derive(*parts: int | str) -> int:
    """A 63-bit seed out of numbers and names: the same on every machine and Python."""
    text = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest()) >> 1


def rng(*parts: int | str) -> random.Random:
    """A random generator seeded by these parts."""
    return random.Random(derive(*parts))
