"""Captions that are told twice: exactly, or nearly."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PERMUTATIONS, _SEED, _WORDS = 128, 42, 3


def near_duplicates(texts: Sequence[str], similarity: float = 0.9) -> dict[int, int]:
    """Which texts repeat an earlier one: the place of each, with the place of that earlier one.

    Two texts are alike where the Jaccard similarity of their runs of three words, estimated by
    MinHash, is at least ``similarity`` (0 to 1); equal words are alike whatever their number.
    What is itself a repetition is not compared again.
    """
    from rensa import RMinHash  # type: ignore[import-untyped]

    kept: list[tuple[int, RMinHash]] = []
    exact: dict[tuple[str, ...], int] = {}
    repeated: dict[int, int] = {}
    for place, text in enumerate(texts):
        words = tuple(re.findall(r"\w+", text.casefold()))
        if words in exact:
            repeated[place] = exact[words]
            continue
        exact[words] = place
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        sketch.update([" ".join(words[i : i + _WORDS]) for i in range(max(1, len(words) - 2))])
        like = next((i for i, other in kept if other.jaccard(sketch) >= similarity), None)
        if like is None:
            kept.append((place, sketch))
        else:
            repeated[place] = like
    return repeated
