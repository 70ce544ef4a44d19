"""One statement of a caption: what it rests on, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from rsteller_core.values import Objection


@dataclass(frozen=True, slots=True)
class Statement:
    """Words that a check held to the facts.

    ``rests_on`` are the facts that bear it out, by their number in the sheet; for names and kinds
    the things meant, by theirs. ``objection`` is what is wrong, or None.
    """

    check: str
    words: str
    rests_on: frozenset[int] = frozenset()
    objection: Objection | None = None


def wrong(check: str, words: str, reason: str, fact: str | None = None) -> Statement:
    """A statement with an objection."""
    return Statement(check, words, frozenset(), Objection(check, words, reason, fact))
