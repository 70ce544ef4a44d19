"""A caption over its sheet: what it speaks of, word by word and clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rsteller_core.checks.compass import SIDES
from rsteller_core.checks.known import known
from rsteller_core.checks.mentions import PREPOSITIONS, Mention, find_mentions
from rsteller_core.checks.reading import Reading, read
from rsteller_core.checks.statements import Statement
from rsteller_core.checks.subjects import scopes_of
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Known, Thing, Things
from rsteller_core.values import FactSheet

_AT = frozenset(("in", "on", "at", "to", "toward", "the"))
_TOGETHER = frozenset(("along", "together"))
_DENIED = frozenset(word_list("passage.denied"))
_NO_ADJECTIVE = PREPOSITIONS | {"and", "plus", "with"}


@dataclass(slots=True)
class Passage:
    """A caption over its sheet. By word: the mention that covers it, and its clause.

    By clause: its things, those that its pronouns mean, and whether it names them itself.
    ``strange`` are the words of names that the sheet does not have, once these were looked for;
    ``stated`` keeps what it states, by lane.
    """

    reading: Reading
    known: Known
    mentions: list[Mention]
    at: list[Mention | None]
    clause_of: list[int]
    scopes: list[Things]
    pronouns: list[Things]
    explicit: list[bool]
    strange: set[int] = field(default_factory=set)
    stated: dict[str, list[Statement]] = field(default_factory=dict)

    def scope(self, word: int) -> list[Thing]:
        """The things that a statement at this word is made of."""
        return self.things(self.scopes[self.clause_of[word]])

    def main(self) -> list[Thing]:
        """The things that the sheet describes."""
        return self.things(self.known.main)

    def things(self, which: Things) -> list[Thing]:
        """These things, in the order of the sheet."""
        return [self.known.things[i] for i in sorted(which)]

    def first_named(self, begin: int, end: int) -> Mention | None:
        """What is named first from one word up to another."""
        return next((mention for mention in self.at[begin:end] if mention), None)

    def named_there(self, word: int) -> bool:
        """Whether the clause of this word names its things, and no pronoun stands for them."""
        return self.explicit[self.clause_of[word]]

    def denied(self, word: int) -> bool:
        """Whether this is said not to be so: 'far from straight'."""
        return not _DENIED.isdisjoint(self.reading.words[max(0, word - 3) : word])

    def clause(self, word: int) -> tuple[int, int]:
        """The range of words of the clause round this word."""
        begin, end, _ = self.reading.clauses[self.clause_of[word]]
        return begin, end

    def sentence(self, word: int) -> tuple[int, int]:
        """The range of words of the sentence round this word."""
        return self.reading.sentences[self.reading.clauses[self.clause_of[word]][2]]


def passage(caption: str, sheet: FactSheet) -> Passage:
    """Read a caption over a sheet; the last few readings are remembered."""
    return _passage(caption, _Same(known(sheet)))


class _Same:
    """A key that is equal for one and the same knowledge."""

    __slots__ = ("known",)

    def __init__(self, facts: Known) -> None:
        self.known = facts

    def __hash__(self) -> int:
        return id(self.known)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.known is self.known


@lru_cache(maxsize=64)
def _passage(caption: str, key: _Same) -> Passage:
    facts = key.known
    whole = read(caption, facts.names)
    at = find_mentions(whole, facts)
    reading = replace(whole, clauses=list(_parted(whole, at)))
    mentions = [m for i, m in enumerate(at) if m and m.begin == i]
    clause_of = [0] * len(reading.words)
    for number, (begin, end, _) in enumerate(reading.clauses):
        clause_of[begin:end] = [number] * (end - begin)
    scopes, pronouns, explicit = scopes_of(reading, facts, mentions)
    return Passage(reading, facts, mentions, at, clause_of, scopes, pronouns, explicit)


def _parted(reading: Reading, at: Sequence[Mention | None]) -> Iterator[tuple[int, int, int]]:
    """The clauses, parted where a list goes on to the next thing: 'a road on the left, a pond on
    the right'.
    """
    words = reading.words
    for begin, end, number in reading.clauses:
        start = begin
        for i in range(begin + 1, end):
            mention = at[i]
            if not mention or mention.begin != i:
                continue
            first = _noun_phrase(words, i, start)
            before = next((at[k] for k in range(first - 1, start - 1, -1) if at[k]), None)
            follows = _takes_place(words, mention.end)
            if before and follows and _takes_place(words, before.end):
                yield start, first, number  # 'from a pond on the left to a park on the right'
                start = first
                continue
            if mention.inner and words[first - 1] != "with":
                continue
            listed = first > start and words[first - 1] in (",", "and", "with")
            if not listed or not before:
                continue
            added = words[first - 1] == "," or words[first - 2] in _TOGETHER
            placed = _is_placed(words[before.end : first - 1])
            if not placed and not (added and follows):
                continue
            if not (mention.things or frozenset()) & (before.things or frozenset()):
                yield start, first, number
                start = first
        yield start, end, number


def _takes_place(words: Sequence[str], i: int) -> bool:
    """Whether a place follows at once: 'a field of two hectares, a pond in the upper left'."""
    after = words[i : i + 4]
    place = next((k for k, word in enumerate(after) if word in SIDES), 0)
    leading = after[1:place] if after[:1] == ["its"] else after[:place]
    return place > 0 and all(word in _AT for word in leading)


def _is_placed(words: Sequence[str]) -> bool:
    """Whether the words after a thing place it: not 'and, in the lower right, five houses'."""
    place = next((i for i, word in enumerate(words) if word in SIDES), None)
    if place is None:
        return False
    while place and words[place - 1] in _AT:
        place -= 1
    return not place or words[place - 1] not in (",", "and")


def _noun_phrase(words: Sequence[str], noun: int, start: int) -> int:
    """Where the words before a noun begin that belong to it: 'a nearly straight road'."""
    first = noun
    while first > start and words[first - 1].isalpha() and words[first - 1] not in _NO_ADJECTIVE:
        first -= 1
    return first
