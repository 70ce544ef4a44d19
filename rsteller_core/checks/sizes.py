"""Sizes: 'huge' only of what is not small, 'small' of what is not large, 'most' of half or more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rsteller_core.checks import covering
from rsteller_core.checks.covering import CHECK, LITTLE_TO, Said, image_after, said_of, share_told
from rsteller_core.checks.mentions import Mention
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list

LARGE_FROM, SMALL_TO = 0.1, 0.25
HUGE_FROM, TINY_TO = 0.2, 0.1
"""Shares of the image."""
LONG_FROM, SHORT_TO = 0.3, 0.7
"""Sides of the image."""

_LARGE = frozenset(word_list("sizes.large"))
_SMALL = frozenset(word_list("sizes.small"))
_HUGE = frozenset(("huge", "vast", "massive", "enormous", "immense"))
_TINY = frozenset(("tiny", "diminutive", "minute", "miniature"))
_LONG, _SHORT = frozenset(("long", "lengthy")), frozenset(("short", "brief"))
_BEFORE_LITTLE = frozenset(word_list("sizes.before_little"))
_UNITS = frozenset(word_list("sizes.units"))
_REST = frozenset(word_list("sizes.rest"))
_SCRAP = frozenset(("sliver", "scrap", "shred"))
_GROUND = frozenset(("ground", "land", "terrain"))
_FAR = 4


def sizes_known(text: Passage) -> Iterator[Statement]:
    """Words of size are true of the things they are said of."""
    words = text.reading.words
    for i in [i for i, word in enumerate(words) if word in _WORDS]:
        said = None if text.at[i] else _said(text, i)
        if said:
            yield said


_WORDS = _LARGE | _SMALL | _LONG | _SHORT | covering.WORDS


def _said(text: Passage, i: int) -> Statement | None:
    word = text.reading.words[i]
    if word in _LONG | _SHORT:
        return _length(text, i)
    if word in covering.WORDS:
        return covering.covered(text, i) or _scrap(text, i)
    if word in _SMALL:
        return _small(text, i)
    if _is_measure(text.reading.words, i):
        return None
    least = HUGE_FROM if word in _HUGE else LARGE_FROM
    return share_told(text, (i, i + 1), (least, 1.1), _sized(text, i))


def _is_measure(words: Sequence[str], i: int) -> bool:
    """'About 20 meters broad', 'as large as a field'; not 'described as large'."""
    before = words[i - 1] if i else ""
    return before in _UNITS or (before == "as" and "as" in words[i + 1 : i + 3])


def _scrap(text: Passage, i: int) -> Statement | None:
    """'A sliver of farmland'; a strip may be any part of it."""
    words = text.reading.words
    if words[i] not in _SCRAP or words[i + 1 : i + 2] != ["of"]:
        return None
    return share_told(text, (i, i + 1), (0.0, SMALL_TO), _sized(text, i))


def _small(text: Passage, i: int) -> Statement | None:
    words = text.reading.words
    after = words[i + 1 : i + 3]
    if after[:1] and after[0] in _BEFORE_LITTLE:
        image = image_after(text, i + 1)
        if image:
            return share_told(text, (i, image), (0.0, LITTLE_TO), said_of(text, i))
        named = any(text.at[i + 3 : i + 5]) or not _GROUND.isdisjoint(words[i + 3 : i + 4])
        if after[1:] != ["of"] or not named:
            return None
    if words[i] == "little" and (_is_adverb(text, i) or after[:1] == ["else"]):
        return None
    if after[:1] and after[0] in _REST:
        return None  # 'but for a tiny remainder'
    most = TINY_TO if words[i] in _TINY else SMALL_TO
    return share_told(text, (i, i + 1), (0.0, most), _sized(text, i))


def _is_adverb(text: Passage, i: int) -> bool:
    """'A little greater', not 'a little pond'."""
    return text.reading.words[i - 1] == "a" and not any(text.at[i + 1 : i + 3])


def _sized(text: Passage, i: int) -> Said:
    """Of what a size is said: of the noun after it, else of the clause."""
    noun = _noun(text, i)
    if noun and noun.things:
        return text.things(noun.things), True
    return said_of(text, i)


def _noun(text: Passage, i: int) -> Mention | None:
    words = text.reading.words
    for j in range(i + 1, min(len(words), i + _FAR)):
        if text.at[j]:
            return text.at[j]
        if words[j] == "of" and words[j - 1] in _BEFORE_LITTLE:
            continue  # 'a small patch of forest'
        if not words[j].isalpha() or words[j] in ("of", "in", "on", "at", "to", "and", "with"):
            return None
    return None


def _length(text: Passage, i: int) -> Statement | None:
    words, side = text.reading.words, text.known.side
    noun = _noun(text, i)
    if _is_measure(words, i) or not noun or not noun.things or not side:
        return None
    told = [pair for thing in text.things(noun.things) if thing.line for pair in thing.lengths]
    if not told:
        return None
    long = words[i] in _LONG
    said = text.reading.said(i, i + 1)
    right = [n for m, n in told if (m >= LONG_FROM * side if long else m <= SHORT_TO * side)]
    if right:
        return Statement(CHECK, said, frozenset(right))
    return wrong(CHECK, said, "the facts measure another length", text.known.fact(told[0][1]))
