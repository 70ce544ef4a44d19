"""To which things a clause belongs.

A statement belongs to the things that its clause names. Where the clause has a pronoun, or names
nothing, it belongs to the subject before it; 'which' means the thing before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rsteller_core.checks.mentions import (
    DETERMINERS,
    IMAGE,
    MARK,
    NOTHING,
    PREPOSITIONS,
    RELATIVE,
    SINGULAR,
    Mention,
)
from rsteller_core.checks.numerals import ABOUT, STARTS
from rsteller_core.checks.reading import Reading
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Known, Thing, Things

_PLURAL = frozenset(("they", "them", "their", "these", "those"))
_OWN_SUBJECT = RELATIVE | {"with", "plus"}
_VAGUE = frozenset(word_list("subjects.vague"))
"""Words that stand for a thing spoken of, and do not say which: 'the other', 'a second one'."""
_COUNTED = STARTS | frozenset(word_list("subjects.counted"))
_SEES = frozenset(word_list("subjects.sees"))
_VERBS = frozenset(word_list("subjects.verbs"))
_ONLY_NAMED = (("as", "for"), ("as", "to"))
_NO_VAGUE = frozenset(("of", "covered", "occupied", "taken", "held", "filled"))
_VAGUE_NOUNS = frozenset(word_list("subjects.vague_nouns"))


@dataclass(frozen=True, slots=True)
class _Clause:
    """One clause: its words, what it names, and the thing named last before it.

    ``first``: it begins its sentence; ``after_colon``: it stands behind a colon.
    """

    reading: Reading
    begin: int
    words: Sequence[str]
    first: bool
    mentions: Sequence[Mention]
    last: Things

    @property
    def after_colon(self) -> bool:
        return bool(self.begin) and self.reading.words[self.begin - 1] == ":"

    def is_elided(self) -> bool:
        """Whether the subject is that of the clause before: all that it names stands behind
        prepositions. Not where it is the next of a list, or has 'with' or 'which' before it.
        """
        words = self.words
        listed = bool(self.mentions) and self.mentions[0].begin == self.begin
        if self.first or listed or words[0] in DETERMINERS:
            return False
        if len(words) > 1 and words[words[0] == "and"] in _OWN_SUBJECT:
            return False
        return all(mention.inner or not mention.things for mention in self.mentions)


@dataclass(slots=True)
class _Course:
    """Who is spoken of as a caption goes on.

    ``topic``: the subject before this sentence. ``before``: that of the clause before. ``fresh``
    and ``aside``: the subject of this sentence, and the first thing it names otherwise.
    ``spoken_of``: whether the clause before spoke of anything; ``named_for``: whether it only
    named it ('as for the pond, ...').
    """

    facts: Known
    main: Things
    topic: Things
    before: Things
    groups: Things = NOTHING
    fresh: Things = NOTHING
    aside: Things = NOTHING
    aside_before: Things = NOTHING
    pronoun_seen: bool = False
    introduced: bool = False
    spoken_of: bool = False
    named_for: bool = False

    def read(self, clause: _Clause) -> tuple[Things, Things, bool]:
        """What a clause speaks of, what its pronouns mean, and whether it names its things."""
        if clause.first:
            self._next_sentence()
        self.aside_before = self.aside
        own, subject, at = self._named(clause.mentions)
        if clause.words[0] in RELATIVE:
            if _is_subject(clause.reading.words, clause.begin):
                self.fresh = self.fresh or self.aside_before or self.before
                subject = NOTHING
            pronouns = _relative(clause, self.facts) | (NOTHING if subject else self.before)
        else:
            pronouns = self._pronoun(clause, subject, at - clause.begin)
        own_at = at - clause.begin if clause.first and subject else len(clause.words)
        scope = own | pronouns | self._implied(clause, own, own_at, bool(subject))
        self.spoken_of = bool(own or pronouns)
        self.before = subject or scope
        self.named_for = tuple(clause.words[:2]) in _ONLY_NAMED
        if not (clause.first and clause.words[0] == "it"):  # 'it has a neighbor, a pond'
            self.fresh = self.fresh or subject
        return scope, pronouns, bool(own) and scope <= own

    def _next_sentence(self) -> None:
        """What the sentence that ends was about is the topic of the next."""
        new = self.fresh or (NOTHING if self.pronoun_seen else self.aside)
        if new:
            self.topic = (self.topic | new if self.pronoun_seen else new) | self.main
        self.introduced = self.introduced or bool(new or self.aside)
        self.before, self.fresh, self.aside = self.topic, NOTHING, NOTHING
        self.pronoun_seen = False

    def _named(self, mentions: Sequence[Mention]) -> tuple[Things, Things, int]:
        """What a clause names, its subject, and the word where the subject begins."""
        own, subject, at = NOTHING, NOTHING, -1
        for mention in mentions:
            things = mention.things or NOTHING
            own |= things
            if things and _is_group(self.facts, things, mention):
                self.groups = things
            elif things:
                single = frozenset(i for i in things if not self.facts.things[i].plural) or things
                self.aside = self.aside or single
                if not mention.inner and not subject:
                    subject, at = single, mention.begin
        return own, subject, at

    def _pronoun(self, clause: _Clause, subject: Things, at: int) -> Things:
        """What the pronouns of a clause mean; ``at`` is where in it its own subject stands."""
        words = clause.words
        if not SINGULAR.isdisjoint(words):
            place = next(i for i, word in enumerate(words) if word in SINGULAR)
            spoken_of = self.introduced or self.fresh or self.main
            own = words[place] != "it" or not spoken_of
            if subject and own and at < place:
                return subject  # 'a road makes its way', 'a lake as it looks from above'
            self.pronoun_seen = True
            if self.named_for:
                return self._told_of(self.before)
            topic = self.topic if clause.first or self.introduced else self.fresh
            return self._told_of(topic if clause.first else topic | self.before)
        if not _PLURAL.isdisjoint(words):
            self.pronoun_seen = True
            return self.groups | self.topic
        return NOTHING

    def _told_of(self, things: Things) -> Things:
        """Those of which the facts tell something: no neighbor of what is described."""
        known = frozenset(
            i for i in things if i in self.facts.main or _is_measured(self.facts.things[i])
        )
        return known or things

    def _implied(self, clause: _Clause, own: Things, own_at: int, has_subject: bool) -> Things:
        """What a clause speaks of besides: the subject that it goes on with, and what words that
        could be any thing mean. ``own_at`` is where its own subject begins.
        """
        words, implied = clause.words, NOTHING
        goes_on = clause.is_elided() or (clause.after_colon and self.spoken_of)
        if not own or goes_on or _has_subject_before(words[:own_at]):
            implied |= self.before
        spans = [(m.begin - clause.begin, m.end - clause.begin) for m in clause.mentions]
        opening = words[:2] if has_subject else words  # 'the area contains a road and borders'
        if _is_vague(words, {begin for begin, _ in spans}) or _is_vague_noun(
            opening, {i for begin, end in spans for i in range(begin, end)}
        ):
            implied |= self.facts.main
        return implied


def scopes_of(
    reading: Reading, facts: Known, mentions: list[Mention]
) -> tuple[list[Things], list[Things], list[bool]]:
    """Of each clause the things that it speaks of, those that its pronouns mean, and whether it
    names its things itself.
    """
    scopes: list[Things] = []
    pronouns: list[Things] = []
    explicit: list[bool] = []
    main = facts.main if len(facts.main) == 1 else NOTHING
    course = _Course(facts, main, facts.main, facts.main)
    sentence, done = -1, 0
    for begin, end, number in reading.clauses:
        there = done
        while done < len(mentions) and mentions[done].begin < end:
            done += 1
        last = (mentions[there - 1].things or NOTHING) if there else NOTHING
        words, first = reading.words[begin:end], number != sentence
        clause = _Clause(reading, begin, words, first, mentions[there:done], last)
        sentence = number
        scope, meant, named = course.read(clause)
        scopes.append(scope)
        pronouns.append(meant)
        explicit.append(named)
    return scopes, pronouns, explicit


def _relative(clause: _Clause, facts: Known) -> Things:
    """What 'which' means: the thing before it, or what the sheet describes where a vague noun
    stands before it: 'lies within the area, which ...'.
    """
    words, which = clause.reading.words, clause.begin
    vague = which > 1 and words[which - 2] in _VAGUE_NOUNS
    return clause.last | facts.main if vague else clause.last


def _has_subject_before(words: Sequence[str]) -> bool:
    """Whether a verb has its subject before: 'a pond and is cut by the edge', 'a pond, is cut';
    not 'the scene, taken from above, has a pond'.
    """
    opening = set(words[: words.index(",")] if "," in words else ())
    if opening & IMAGE and not opening & PREPOSITIONS:
        return False
    return any(word in _VERBS and words[i - 1] in ("and", ",") for i, word in enumerate(words) if i)


def _is_vague(words: Sequence[str], named: set[int]) -> bool:
    """'A second one', 'the other': what could be any thing spoken of; ``named`` are the words
    where mentions begin: not 'another pond'.
    """
    for i, word in enumerate(words):
        after = words[i + 1] if i + 1 < len(words) else ""
        if word not in _VAGUE or (word == "one" and after in _SEES):
            continue
        if word == "both" and words[i - 1] == "are":
            continue  # 'a pond and a road are both part of it'
        of_measure = after == "of" and not ABOUT.isdisjoint(words[i + 2 : i + 3])
        if after in _COUNTED and word != "another" and not of_measure:
            continue
        if named.isdisjoint((i + 1, i + 2)):
            return True
    return False


def _is_vague_noun(words: Sequence[str], covered: set[int]) -> bool:
    """'The area', 'this line'; not 'a strip of scrub', nor 'the housing area': ``covered`` are the
    words of what is named.
    """
    return any(
        word in _VAGUE_NOUNS
        and i not in covered
        and _NO_VAGUE.isdisjoint(words[i + 1 : i + 2])
        and not DETERMINERS.isdisjoint(words[max(0, i - 3) : i])
        for i, word in enumerate(words)
    )


def _is_subject(words: Sequence[str], i: int) -> bool:
    """Whether 'which' is what its clause is about: 'which holds a tree', not 'which a road cuts'
    and not 'in which'.
    """
    after = words[i + 1] if i + 1 < len(words) else ""
    if words[i] in ("where", "whose") or (i and words[i - 1] in PREPOSITIONS):
        return False
    return after not in DETERMINERS and after < MARK


def _is_measured(thing: Thing) -> bool:
    """Whether it is counted, or the land cover."""
    return thing.plural or thing.cover


def _is_group(facts: Known, things: Things, mention: Mention) -> bool:
    """Whether more than one is meant: 'houses'."""
    if mention.name or not any(word.endswith("s") for word in mention.phrase):
        return False
    return any(facts.things[i].plural for i in things)
