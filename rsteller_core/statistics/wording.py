"""How varied the wording of captions is.

A word is a run of letters and digits, apostrophes and hyphens inside it, in lower case. The texts
are read one after the other as one. ``distinct_n`` is the number of different runs of n words over
the number of all; it falls as a text grows, so each is the mean over stretches of 1,000 words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import fmean

from rsteller_core.values import Json

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_STRETCH = 1_000


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return _WORD.findall(text.lower())


def wording(texts: Sequence[str]) -> dict[str, Json]:
    """``captions`` and ``words`` measured, ``distinct_1`` to ``distinct_3``; with the extra
    ``report`` also ``mtld`` and ``hdd`` of the same words.
    """
    words = [word for text in texts for word in words_of(text)]
    found: dict[str, Json] = {"captions": len(texts), "words": len(words)}
    if len(words) >= _STRETCH:
        for n in (1, 2, 3):
            found[f"distinct_{n}"] = round(_distinct(words, n), 4)
    return found


def _distinct(words: Sequence[str], n: int) -> float:
    stretches = (words[at : at + _STRETCH] for at in range(0, len(words), _STRETCH))
    return fmean(
        len({tuple(stretch[i : i + n]) for i in range(len(stretch) - n + 1)})
        / (len(stretch) - n + 1)
        for stretch in stretches
        if len(stretch) == _STRETCH
    )
