"""Counts: how many things of a kind there are, and other numbers without a unit."""

from __future__ import annotations

from collections.abc import Sequence

from rsteller_core.checks.mentions import NOTHING, Mention
from rsteller_core.checks.numerals import Numeral
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Told
from rsteller_core.checks.vocabulary import is_predicate

CHECK = "numbers"
LOOSE = 0.1
"""By how much of itself a measure may be off: it is rounded, and said with 'about'."""
EXACT = 1e-6

_ENDS = frozenset(word_list("counts.ends"))
_PARTS = frozenset(word_list("counts.parts"))
_HOLES = frozenset(word_list("counts.holes"))
_TAGGED = frozenset(["lane", "lanes", "track", "tracks"])
_COMES = frozenset(word_list("counts.comes"))
_EQUALS = frozenset(word_list("counts.equals"))
_METERS = frozenset(("meters", "metres", "m"))
_CORNERS = 4.0
_OTHERS = frozenset(("other", "more", "further"))
_FAR = 4
_ALL_KINDS = {("areas",): False, ("lines",): True}
"""Words for all that is described of one form: whether these are lines."""
_BREAKS = frozenset(",;:().")


def counted(text: Passage, found: Numeral, said: str) -> Statement:
    """Whether a number without a unit is that of a fact; ``said`` are its words."""
    noun = _counted(text, found)
    if noun and noun.things:
        return _count_of(text, found, noun)
    stated = _uncounted(text, found)
    if stated is None:
        return Statement(CHECK, said)
    right = [number for value, number in stated if _equal(found, value)]
    if right:
        return Statement(CHECK, said, frozenset(right))
    return wrong(CHECK, said, "no fact has this number", _nearest(text, found.value, stated))


def _uncounted(text: Passage, found: Numeral) -> list[Told] | None:
    """The numbers of facts that a number can be which counts no things of one kind; None where it
    need be none of them.
    """
    words, things = text.reading.words, text.scope(found.begin)
    after = set(words[found.end : found.end + 3])
    if words[found.begin - 1] == "by" and words[found.begin - 2] in _METERS:
        lengths = [told for thing in things for told in thing.lengths]  # '47 meters by 27'
        return None if any(_near_length(found, told) for told in lengths) else lengths
    if _is_elliptic(text, found):
        return None
    if after & _PARTS:
        if _are_so_many(text, found):
            return None
        return [told for thing in things for told in thing.parts]
    if after & _HOLES:
        return [told for thing in things for told in thing.holes]
    if _is_of_those_told(text, found) or (after & _ENDS and found.value in (2.0, _CORNERS)):
        return None
    return [told for thing in text.known.things for told in (*thing.loose, *thing.counts)]


def _is_elliptic(text: Passage, found: Numeral) -> bool:
    """'64 meters long and 39 wide', 'one is 130 meters long, the other 110': a length whose unit
    stands before.
    """
    first, _ = text.sentence(found.begin)
    if _METERS.isdisjoint(text.reading.words[first : found.begin]):
        return False
    things = (*text.scope(found.begin), *text.main())
    return any(_near_length(found, told) for thing in things for told in thing.lengths)


def _near_length(found: Numeral, told: Told) -> bool:
    return abs(found.value - told[0]) <= LOOSE * told[0]


def _is_of_those_told(text: Passage, found: Numeral) -> bool:
    """'The two of them', 'all three', 'three ways thread through it': of what is described."""
    words = text.reading.words
    if "all" in words[found.begin - 1 : found.begin]:
        return True
    if words[found.end : found.end + 2] in (["of", "them"], ["of", "these"]):
        return found.value <= len(text.known.things)
    return found.value == 2.0 or 2.0 <= found.value <= len(text.known.main)


def _are_so_many(text: Passage, found: Numeral) -> bool:
    """'Two pieces of farmland': whether so many things of the kind are described."""
    words = text.reading.words
    at = next((i for i in range(found.end, found.end + 3) if words[i : i + 1] == ["of"]), None)
    mention = text.first_named(at, at + 3) if at else None
    things = (mention and mention.things) or NOTHING
    return 2.0 <= found.value <= len(things)


def _counted(text: Passage, found: Numeral) -> Mention | None:
    """The noun that a number counts."""
    words = text.reading.words
    if _TAGGED.intersection(words[found.end : found.end + 2]):
        return None  # 'a two-lane road', 'two asphalt lanes'
    if found.begin and words[found.begin - 1] in _EQUALS:
        # 'the number of houses is eleven', 'the houses number eleven'
        begin, _ = text.clause(found.begin)
        named = [m for m in text.at[begin : found.begin] if m]
        if named and words[found.begin - 1] == "number":
            return named[-1]
        if named and _COMES.intersection(words[found.begin - 2 : found.begin]):
            return named[0]
        if named and {"of", "other"}.intersection(words[named[0].begin - 2 : named[0].begin]):
            return named[0]
    for i in range(found.end, min(len(words), found.end + _FAR)):
        mention = text.at[i]
        if mention:
            return None if is_predicate(mention.phrase) else mention
        if words[i] in text.known.counted:
            return Mention(i, i + 1, (words[i],), text.known.counted[words[i]])
        if words[i] in _BREAKS or words[i] in _PARTS or words[i] in _ENDS:
            return None
    return None


def _count_of(text: Passage, found: Numeral, noun: Mention) -> Statement:
    said = text.reading.said(found.begin, noun.end)
    things = text.things(noun.things or NOTHING)
    counts = [told for thing in things for told in thing.counts]
    others = not _OTHERS.isdisjoint(text.reading.words[found.end : noun.begin])
    if others and any(_is_of_others(text, told) for told in counts):
        counts = [told for told in counts if _is_of_others(text, told)]
    right = [number for value, number in counts if _equal(found, value)]
    if len(counts) > 1 and _equal(found, sum(value for value, _ in counts)):
        right = [number for _, number in counts]
    if right:
        return Statement(CHECK, said, frozenset(right))
    if others:
        some = _are_others(text, found, counts)
    else:
        some = found.value == _described(text, noun) or _are_flanks(text, found, noun)
    if some:
        return Statement(CHECK, said)
    single = sum(not thing.plural for thing in things)
    if 2.0 <= found.value <= single and (not counts or _are_named(text, found, noun)):
        # Some of them: 'two residential roads, A and B'
        return Statement(CHECK, said)
    return wrong(CHECK, said, "no fact has this count", _nearest(text, found.value, counts))


def _is_of_others(text: Passage, told: Told) -> bool:
    """Whether a fact counts 'other buildings', of no stated kind."""
    return " other " in text.known.fact(told[1])


def _are_others(text: Passage, found: Numeral, counts: Sequence[Told]) -> bool:
    """'Three other tanks' than the one told of, where there are four."""
    return any(found.value + 1.0 == told[0] for told in counts if not _is_of_others(text, told))


def _described(text: Passage, noun: Mention) -> int:
    """How many of those that the sheet describes a noun means: 'three roads', 'two areas'."""
    if noun.phrase in _ALL_KINDS:
        return sum(thing.line == _ALL_KINDS[noun.phrase] for thing in text.main())
    return len((noun.things or NOTHING) & text.known.main)


def _are_flanks(text: Passage, found: Numeral, noun: Mention) -> bool:
    """'Between two buildings', 'two buildings have it between them'."""
    words = text.reading.words
    _, end = text.sentence(found.begin)
    between = "between" in (*words[found.begin - 1 : found.begin], *words[noun.end : end])
    single = sum(not thing.plural for thing in text.things(noun.things or NOTHING))
    return between and found.value == 2.0 <= single


def _are_named(text: Passage, found: Numeral, noun: Mention) -> bool:
    """Whether those that are counted are named: 'two universities: A and B'."""
    begin, end = text.sentence(found.begin)
    if "one of them" in " ".join(text.reading.words[found.end : end]):
        return True
    counted = noun.things or frozenset()
    named = [m for m in text.at[begin:end] if m and m.name and m.things]
    return sum((m.things or frozenset()) <= counted for m in named) > 1


def _equal(found: Numeral, value: float) -> bool:
    """Counts are told exactly, but where the words say that they are rough."""
    if found.rough or (found.low, found.high) != (1.0, 1.0):
        return (
            found.low * found.value * (1 - LOOSE) <= value <= found.high * found.value * (1 + LOOSE)
        )
    return abs(found.value - value) < EXACT


def _nearest(text: Passage, value: float, stated: Sequence[Told]) -> str | None:
    nearest = min(stated, key=lambda told: abs(told[0] - value), default=None)
    return text.known.fact(nearest[1]) if nearest else None
