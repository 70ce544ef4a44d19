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
    """``captions`` and ``words`` measured, and ``distinct_1`` to ``distinct_3``."""
    words = [word for text in texts for word in words_of(text)]
    found: dict[str, Json] = {"captions": len(texts), "words": len(words)}
    if len(words) >= _STRETCH:
        for n in (1, 2, 3):
            found[f"distinct_{n}"] = round(_distinct(words, n), 4)
    return found


def lexical_diversity(texts: Sequence[str]) -> dict[str, Json]:
    """``mtld`` (McCarthy and Jarvis, threshold 0.72) and ``hdd`` (42 draws) of the same words, by
    the library LexicalRichness; empty where there are too few. Needs the extra ``report``.
    """
    from lexicalrichness import LexicalRichness

    words = [word for text in texts for word in words_of(text)]
    if len(words) < _STRETCH:
        return {}
    measured = LexicalRichness(words, preprocessor=None, tokenizer=None)
    return {
        "mtld": round(float(measured.mtld(threshold=0.72)), 2),
        "hdd": round(float(measured.hdd(draws=42)), 4),
    }


def _distinct(words: Sequence[str], n: int) -> float:
    stretches = (words[at : at + _STRETCH] for at in range(0, len(words), _STRETCH))
    return fmean(
        len({tuple(stretch[i : i + n]) for i in range(len(stretch) - n + 1)})
        / (len(stretch) - n + 1)
        for stretch in stretches
        if len(stretch) == _STRETCH
    )
