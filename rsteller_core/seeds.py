"""Seeded chance: every choice has a seed of its own, derived from the run's and from names."""

from __future__ import annotations

import hashlib
import json
import random


def derive(*parts: int | str) -> int:
    """A 63-bit seed out of numbers and names: the same on every machine and Python."""
    text = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest()) >> 1


def rng(*parts: int | str) -> random.Random:
    """A random generator seeded by these parts."""
    return random.Random(derive(*parts))


def content_key(content: object) -> str:
    """A name for some JSON content, equal wherever the content is equal."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
