"""Captions that are told twice: exactly, or nearly.

Two texts are alike by the Jaccard similarity of their runs of three words, estimated by MinHash
of 128 permutations (within 0.03 or so); texts of the same words are alike whatever their number.
Case and punctuation do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

MARKS = 9
"""Columns of ``marks``: the words, then eight bands of the sketch."""

_PERMUTATIONS, _SEED, _RUN = 128, 42, 3
_BANDS = MARKS - 1
_ROWS = 4  # of 32 bands: all pairs that are alike by half and more are compared
_FACTOR = 0x9E3779B97F4A7C15
_WORD = re.compile(r"\w+")

Words = tuple[str, ...]


def near_duplicates(texts: Sequence[str], similarity: float = 0.9) -> dict[int, int]:
    """Which texts repeat an earlier one: the place of each, with the place of that earlier one.

    Alike are texts of the same words, and, where ``similarity`` (0.5 to 1) is under 1, those that
    are at least as similar. What is itself a repetition is not compared again.
    """
    words = [_words(text) for text in texts]
    sketches = _sketches(words) if similarity < 1 else None
    exact: dict[Words, int] = {}
    bands: dict[tuple[int, bytes], list[int]] = {}
    repeated: dict[int, int] = {}
    for place, said in enumerate(words):
        like = exact.get(said)
        if like is None and sketches is not None:
            like = _nearest(place, sketches, bands, similarity)
        if like is None:
            exact[said] = place
        else:
            repeated[place] = like
    return repeated


def marks(texts: Sequence[str]) -> NDArray[np.uint64]:
    """What tells repetitions apart without the texts: (n, ``MARKS``).

    Texts with an equal first column have the same words. Those with any other column in common are
    nearly alike: of pairs with a similarity of 0.95 that holds for 99 in 100, of 0.88 for two in
    three, of 0.8 for one in five, of 0.7 for 3 in 100.
    """
    words = [_words(text) for text in texts]
    found = np.empty((len(words), MARKS), np.uint64)
    found[:, 0] = [_number(said) for said in words]
    bands = _sketches(words).reshape(len(words), _BANDS, _PERMUTATIONS // _BANDS)
    bands = bands.astype(np.uint64)
    factors = np.array([pow(_FACTOR, k + 1, 1 << 64) for k in range(bands.shape[2])], np.uint64)
    found[:, 1:] = (bands * factors).sum(axis=2, dtype=np.uint64)
    return found


def count_repeats(columns: Iterator[NDArray[np.uint64]]) -> tuple[int, int]:
    """How many texts repeat an earlier one exactly, and how many nearly, by the columns of their
    marks, one column in memory at a time.
    """
    exact = _later(next(columns))
    near = np.zeros_like(exact)
    for column in columns:
        near |= _later(column)
    return int(exact.sum()), int((near & ~exact).sum())


def _later(column: NDArray[np.uint64]) -> NDArray[np.bool_]:
    later = np.ones(len(column), bool)
    later[np.unique(column, return_index=True)[1]] = False
    return later


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text.casefold()))


def _number(words: Words) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest(), "little")


def _sketches(texts: Sequence[Words]) -> NDArray[np.uint32]:
    from rensa import RMinHash  # type: ignore[import-untyped]

    runs = [
        [" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))]
        for words in texts
    ]
    digests = RMinHash.digests_from_token_sets(runs, _PERMUTATIONS, _SEED)
    return np.array(digests, np.uint32).reshape(len(texts), _PERMUTATIONS)


def _nearest(
    place: int,
    sketches: NDArray[np.uint32],
    bands: dict[tuple[int, bytes], list[int]],
    similarity: float,
) -> int | None:
    """The earliest text that is as similar; a text without one is kept to be compared with."""
    mine = sketches[place]
    keys = [(i, part.tobytes()) for i, part in enumerate(mine.reshape(-1, _ROWS))]
    others = np.array(sorted({other for key in keys for other in bands.get(key, ())}), int)
    alike = others[(sketches[others] == mine).mean(axis=1) >= similarity]
    if alike.size:
        return int(alike[0])
    for key in keys:
        bands.setdefault(key, []).append(place)
    return None
