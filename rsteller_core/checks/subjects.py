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
from rsteller_core.checks.numerals import STARTS
from rsteller_core.checks.reading import Reading
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Known, Thing, Things

_PLURAL = frozenset(("they", "them", "their", "these", "those"))
_OWN_SUBJECT = RELATIVE | {"with", "plus"}
_VAGUE = frozenset(word_list("subjects.vague"))
"""Words that stand for a thing spoken of, and do not say which: 'the other', 'a second one'."""
_COUNTED = STARTS | frozenset(word_list("subjects.counted"))
_ABOUT = frozenset(("about", "some", "roughly", "around", "nearly", "almost", "approximately"))
_SEES = frozenset(word_list("subjects.sees"))
_VERBS = frozenset(word_list("subjects.verbs"))
_VAGUE_NOUNS = frozenset(word_list("subjects.vague_nouns"))


@dataclass(slots=True)
class _Course:
    """Who is spoken of as a caption goes on.

    ``topic``: the subject before this sentence. ``before``: that of the clause before. ``fresh``
    and ``aside``: the subject of this sentence, and the first thing it names otherwise.
    ``named_for``: whether the clause before only named it ('as for the pond, ...').
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
    named_for: bool = False

    def next_sentence(self) -> None:
        """What the sentence that ends was about is the topic of the next."""
        new = self.fresh or (NOTHING if self.pronoun_seen else self.aside)
        if new:
            self.topic = (self.topic | new if self.pronoun_seen else new) | self.main
        self.introduced = self.introduced or bool(new or self.aside)
        self.before, self.fresh, self.aside = self.topic, NOTHING, NOTHING
        self.pronoun_seen = False

    def named(self, mentions: Sequence[Mention]) -> tuple[Things, Things, int]:
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

    def pronoun(self, words: Sequence[str], first: bool, subject: Things, at: int) -> Things:
        """What the pronouns of a clause mean; ``at`` is where in it its own subject stands."""
        if not SINGULAR.isdisjoint(words):
            place = next(i for i, word in enumerate(words) if word in SINGULAR)
            spoken_of = self.introduced or self.fresh or self.main
            own = words[place] != "it" or not spoken_of
            if subject and own and at < place:
                return subject  # 'a road makes its way', 'a lake as it looks from above'
            self.pronoun_seen = True
            if self.named_for:
                return self._told_of(self.before)
            topic = self.topic if first or self.introduced else self.fresh
            return self._told_of(topic if first else topic | self.before)
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
    sentence, done, spoken_of = -1, 0, False
    for begin, end, number in reading.clauses:
        first = number != sentence
        if first:
            course.next_sentence()
            sentence = number
        there = done
        course.aside_before = course.aside
        while done < len(mentions) and mentions[done].begin < end:
            done += 1
        own, subject, at = course.named(mentions[there:done])
        words = reading.words[begin:end]
        if words[0] in RELATIVE:
            last = mentions[there - 1].things if there else None
            meant = _relative(reading.words, begin, last or NOTHING, facts)
            if _is_subject(reading.words, begin):
                course.fresh = course.fresh or course.aside_before or course.before
                subject = NOTHING
            if not subject:
                meant |= course.before
        else:
            meant = course.pronoun(words, first, subject, at - begin)
        pronouns.append(meant)
        inner = all(m.inner or not m.things for m in mentions[there:done])
        listed = words[0] in DETERMINERS or (there < done and mentions[there].begin == begin)
        own_subject = words[words[0] == "and"] in _OWN_SUBJECT if len(words) > 1 else False
        elided = inner and not first and not listed and not own_subject
        after_colon = bool(begin) and reading.words[begin - 1] == ":" and spoken_of
        own_at = at - begin if first and subject else len(words)
        if not own or elided or after_colon or _has_subject_before(words[:own_at]):
            meant |= course.before  # what a clause without a subject goes on with
        named = {m.begin - begin for m in mentions[there:done]}
        covered = {i - begin for m in mentions[there:done] for i in range(m.begin, m.end)}
        opening = words[:2] if subject else words  # 'the area contains a road and borders ...'
        if _is_vague(words, named) or _is_vague_noun(opening, covered):
            meant |= facts.main
        spoken_of = bool(own or pronouns[-1])
        scope = own | meant
        scopes.append(scope)
        explicit.append(bool(own) and meant <= own)
        course.before = subject or scope
        course.named_for = words[:2] == ["as", "for"]
        if not (first and words[0] == "it"):  # 'it has a neighbor, a pond'
            course.fresh = course.fresh or subject
    return scopes, pronouns, explicit


def _relative(words: Sequence[str], which: int, last: Things, facts: Known) -> Things:
    """What 'which' means: the thing before it, or what the sheet describes where a vague noun
    stands before it: 'lies within the area, which ...'.
    """
    vague = which > 1 and words[which - 2] in _VAGUE_NOUNS
    return last | facts.main if vague else last


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
        of_measure = after == "of" and not _ABOUT.isdisjoint(words[i + 2 : i + 3])
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
        and words[i + 1 : i + 2] != ["of"]
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
