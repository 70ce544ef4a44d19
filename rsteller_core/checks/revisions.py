"""A revision against the caption that it revises: not a near copy, and nothing added."""

from __future__ import annotations

from rsteller_core.checks.passage import Passage
from rsteller_core.checks.reading import Reading
from rsteller_core.checks.statements import Statement
from rsteller_core.values import Objection

COPIED = 0.8
"""From this share of runs of three words in common (Jaccard) a revision is a near copy."""
RUN = 3
_HELD = ("names", "numbers", "kinds")


_FEW = ("two", "three", "2 ", "3 ")


def not_a_copy(revision: Reading, previous: Reading) -> Objection | None:
    """Other words than the caption's, whatever the case, spaces and punctuation."""
    mine, theirs = _words(revision), _words(previous)
    if mine == theirs:
        return Objection("not_a_copy", _all(revision), "the revision repeats the caption")
    alike = _likeness(mine, theirs)
    if alike < COPIED:
        return None
    reason = f"the revision is a near copy of the caption: {100 * alike:.0f} % of it is the same"
    return Objection("not_a_copy", _all(revision), reason)


def _likeness(mine: list[str], theirs: list[str]) -> float:
    a, b = _runs(mine), _runs(theirs)
    return len(a & b) / len(a | b) if a and b else 0.0


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[i:] for i in range(RUN)), strict=False))


def _words(reading: Reading) -> list[str]:
    return [word for word in reading.words if word.isalnum() or len(word) > 1]


def _all(reading: Reading) -> str:
    return reading.named(reading.text)


def nothing_added(
    text: Passage, told: list[Statement], previous: Passage, told_before: list[Statement]
) -> Objection | None:
    """No thing, name or number that the caption does not tell, though the facts may."""
    before = {
        check: frozenset().union(*(s.rests_on for s in told_before if s.check == check))
        for check in _HELD
    }
    # What a name or a word of a kind means is the same thing.
    things = before["names"] | before["kinds"] | text.known.main
    for statement in told:
        if statement.objection or not statement.rests_on or statement.check not in _HELD:
            continue
        if statement.words.lower().startswith(_FEW):
            continue  # 'two forests', where the caption tells of one and of another
        there = before["numbers"] if statement.check == "numbers" else things
        if not statement.rests_on & there:
            return Objection("nothing_added", statement.words, "the caption does not tell this")
    return None
