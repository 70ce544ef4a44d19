"""Comparisons: 'longer than the path', 'the largest area' are true of what the facts measure.

Objected to is only a comparison of things that are all measured; lines are compared by their
lengths, areas by their shares of the image.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rsteller_core.checks.mentions import NOTHING, RELATIVE, SINGULAR
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Things

CHECK = "comparisons"
_FAR, _NEAR = 9, 4
_LENGTHS = frozenset(("longer", "longest", "shorter", "shortest"))
_MORE = frozenset(("longer", "longest", "larger", "largest", "bigger", "biggest"))
_LESS = frozenset(("shorter", "shortest", "smaller", "smallest"))
_WORDS = _MORE | _LESS
_PARTS = frozenset(word_list("comparisons.parts"))
_STOPS = frozenset(".;:")


def comparisons_known(text: Passage) -> Iterator[Statement]:
    """Every comparison of two things, and of one with all others, is true by their measures."""
    words = text.reading.words
    for i in [i for i, word in enumerate(words) if word in _WORDS]:
        than = _than(words, i)
        if text.at[i] or text.denied(i) or (not than and _says_nothing(text, i)):
            continue
        ones = _compared(text, i)
        named = text.first_named(than + 1, than + 1 + _NEAR) if than else None
        others = ((named and named.things) or NOTHING) if than else text.known.main
        found = _holds(text, i, ones, others - ones)
        if found is not None:
            said = text.reading.said(i, i + 1)
            yield Statement(CHECK, said) if found else wrong(CHECK, said, _REASON)


_REASON = "by the facts it is not so, compared with the others"


def _than(words: Sequence[str], i: int) -> int:
    """Where 'than' stands after a comparative; 0 where it does not."""
    for k in range(i + 1, min(len(words), i + _FAR)):
        if words[k] in _STOPS:
            break
        if words[k] == "than":
            return k
    return 0


def _says_nothing(text: Passage, i: int) -> bool:
    """'The larger part of the image', 'the largest land cover', 'two times longer': of shares and
    measures; 'a shorter one': of who knows which.
    """
    words = text.reading.words
    after = words[i + 1 : i + 3]
    return not _PARTS.isdisjoint(after) or words[i - 1] == "times"


def _compared(text: Passage, i: int) -> Things:
    """What is longer: the noun at once after, else what stands before, or what a pronoun means."""
    words = text.reading.words
    for k in range(i + 1, min(len(words), i + 3)):
        mention = text.at[k]
        if mention:
            return mention.things or NOTHING
        if not words[k].isalpha() or words[k] in ("of", "in", "than"):
            break
    begin, _ = text.clause(i)
    own = [mention for mention in text.at[begin:i] if mention and mention.things]
    if not SINGULAR.isdisjoint(words[begin:i]) or words[begin] in RELATIVE:
        return NOTHING if own else text.pronouns[text.clause_of[i]]
    return next((m.things or NOTHING for m in own if not m.inner), NOTHING)


def _holds(text: Passage, i: int, ones: Things, others: Things) -> bool | None:
    """Whether it is so of one of them; None where there is nothing to compare."""
    word = text.reading.words[i]
    sizes, against = _sizes(text, word, ones), _sizes(text, word, others)
    if not sizes or not against or len(against) < len(others & _alike(text, word)):
        return None
    if word in _LESS:
        sizes, against = [-size for size in sizes], [-size for size in against]
    return max(sizes) >= (max(against) if word.endswith("st") else min(against))


def _alike(text: Passage, word: str) -> Things:
    """Those that a word compares: lines, or areas."""
    lines = word in _LENGTHS
    return frozenset(i for i, thing in enumerate(text.known.things) if thing.line == lines)


def _sizes(text: Passage, word: str, which: Things) -> list[float]:
    things = text.things(which & _alike(text, word))
    if word in _LENGTHS:
        return [max(length for length, _ in thing.lengths) for thing in things if thing.lengths]
    return [max(share for share, _ in thing.shares) for thing in things if thing.shares]
