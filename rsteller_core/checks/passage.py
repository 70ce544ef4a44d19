"""What a caption speaks of, word by word: things, pronouns, and to which things a clause belongs.

A statement belongs to the things that its clause names. Where the clause has a pronoun, or names
nothing, it belongs to the subject before it; 'which' means the thing before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rsteller_core.checks.known import Known, Thing, Things, known
from rsteller_core.checks.reading import FIRST_NAME, Reading, read
from rsteller_core.checks.statements import Statement
from rsteller_core.checks.vocabulary import Phrase, phrases
from rsteller_core.values import FactSheet

_MARK = chr(FIRST_NAME)
NOTHING: Things = frozenset()

IMAGE = frozenset(
    """
    image picture scene frame view photo photograph patch shot snapshot tile whole imagery
    photography
    """.split()
)
"""Words for the picture itself."""

_PREPOSITIONS = frozenset(
    """
    of in on at by near beside along across through over under inside within into onto between
    around to from with past beyond toward towards against behind above below opposite alongside
    crosses cross crossing meets touches borders adjoins skirts parallel intersects adjacent
    """.split()
)
_DETERMINERS = frozenset("a an the this that its another one some".split())
_SINGULAR = frozenset(("it", "its", "itself"))
_PLURAL = frozenset(("they", "them", "their", "these", "those"))
_RELATIVE = frozenset(("which", "that", "whose", "where"))
_ENDS = frozenset(",;:().")
_NOUNS_BEFORE = frozenset(
    "city town village community shopping sports visitor garden recycling fitness".split()
)
_OWN_WAY = frozenset(("path", "track", "route"))
_POSSESSIVE = frozenset(("its", "their", "the"))
_THROUGH = frozenset("across through of over into past around along from to".split())
_VERBS = frozenset(
    "bridges houses parks walls fences tracks paths trails streams gates drives banks".split()
)
_SETTINGS = frozenset(
    "neighborhood neighbourhood farm field village town suburb city country housing".split()
)
_WAYS = frozenset("road street lane track path trail square park roads streets".split())
_OBJECTS = frozenset("the a an its this their two three over across through past along".split())


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that mean things of the sheet; ``things`` is None where the sheet has no such thing.

    ``name``: it is a name. ``inner``: it stands behind a preposition, and is no subject.
    """

    begin: int
    end: int
    phrase: Phrase
    things: Things | None
    name: bool = False
    inner: bool = False


@dataclass(slots=True)
class Passage:
    """A caption over its sheet. By word: the mention that covers it, and its clause.

    By clause: its things, those that its pronouns mean, and whether it names them itself.
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
    stated: dict[str, list[Statement]] = field(default_factory=dict)

    def scope(self, word: int) -> list[Thing]:
        """The things that a statement at this word is made of."""
        return [self.known.things[i] for i in sorted(self.scopes[self.clause_of[word]])]

    def main(self) -> list[Thing]:
        """The things that the sheet describes."""
        return [self.known.things[i] for i in sorted(self.known.main)]

    def named_there(self, word: int) -> bool:
        """Whether the clause of this word names its things, and no pronoun stands for them."""
        return self.explicit[self.clause_of[word]]

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
    reading = read(caption, facts.names)
    at = _mentions(reading, facts)
    mentions = [m for i, m in enumerate(at) if m and m.begin == i]
    clause_of = [0] * len(reading.words)
    for number, (begin, end, _) in enumerate(reading.clauses):
        clause_of[begin:end] = [number] * (end - begin)
    scopes, pronouns, explicit = _scopes(reading, facts, mentions)
    return Passage(reading, facts, mentions, at, clause_of, scopes, pronouns, explicit)


def _mentions(reading: Reading, facts: Known) -> list[Mention | None]:
    words, count = reading.words, len(reading.words)
    lexicon = phrases()
    at: list[Mention | None] = [None] * count
    for i in [i for i, word in enumerate(words) if word in lexicon or word >= _MARK]:
        if at[i]:
            continue
        options = lexicon.get(words[i])
        found = _phrase_at(words, i, options, facts) if options else _name_at(reading, i, facts)
        if found:
            at[i : found.end] = [found] * (found.end - i)
    return at


def _name_at(reading: Reading, i: int, facts: Known) -> Mention | None:
    number = ord(reading.words[i][0]) - FIRST_NAME
    if number >= len(facts.names):
        return None
    things = facts.by_name[facts.names[number]]
    return Mention(i, i + 1, (facts.names[number],), things, True, _is_inner(reading.words, i))


def _phrase_at(
    words: list[str],
    i: int,
    options: tuple[tuple[Phrase, frozenset[str]], ...],
    facts: Known,
) -> Mention | None:
    for phrase, kinds in options:
        end = i + len(phrase)
        if (len(phrase) == 1 or tuple(words[i:end]) == phrase) and not _is_other(words, i, end):
            things = facts.means(phrase, kinds)
            return Mention(i, end, phrase, things, False, _is_inner(words, i))
    return None


def _is_other(words: list[str], i: int, end: int) -> bool:
    """Whether words that could be a thing are something else here: a verb, a manner of speech."""
    before = words[i - 1] if i else ""
    after = words[end] if end < len(words) else ""
    word = words[end - 1]
    if word in _VERBS and after in _OBJECTS and before not in _DETERMINERS:
        return before in _SINGULAR | _RELATIVE | {"and", ","} or ord(before[:1] or " ") >= 0xE000
    if word in _OWN_WAY and before in _POSSESSIVE and (before != "the" or after in _THROUGH):
        return True
    if word in ("field", "fields"):
        return after == "of" and words[end + 1 : end + 2] == ["view"]
    if word == "home":
        return after == "to"
    if word == "bird":
        return after == "eye"
    if word == "people":
        return after in ("know", "call", "refer")
    if word in _SETTINGS and end - i == 1:
        # What kind of street, not a thing beside it: 'a neighborhood road'.
        return after in _WAYS
    return False


def _is_inner(words: list[str], i: int) -> bool:
    """Whether a preposition stands before the noun that begins here."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if words[j] in _PREPOSITIONS:
            return True
        if words[j] in _ENDS or words[j] in _DETERMINERS and words[j - 1] not in _PREPOSITIONS:
            return False
    return False


@dataclass(slots=True)
class _Course:
    """Who is spoken of as a caption goes on.

    ``topic``: the subject before this sentence. ``before``: that of the clause before. ``fresh``
    and ``aside``: the subject of this sentence, and the first thing it names otherwise.
    """

    facts: Known
    main: Things
    topic: Things
    before: Things
    groups: Things = NOTHING
    fresh: Things = NOTHING
    aside: Things = NOTHING
    pronoun_seen: bool = False
    introduced: bool = False

    def next_sentence(self) -> None:
        """What the sentence that ends was about is the topic of the next."""
        new = self.fresh or (NOTHING if self.pronoun_seen else self.aside)
        if new:
            self.topic = (self.topic | new if self.pronoun_seen else new) | self.main
            self.introduced = True
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
        place = next((i for i, word in enumerate(words) if word in _SINGULAR), -1)
        if place >= 0:
            own = words[place] != "it" or not self.introduced
            if subject and own and at < place:
                return subject  # 'a road makes its way', 'a lake as it looks from above'
            self.pronoun_seen = True
            return self.topic if first else self.topic | self.before
        if not _PLURAL.isdisjoint(words):
            self.pronoun_seen = True
            return self.groups | self.topic
        return NOTHING


def _scopes(
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
        first = number != sentence
        if first:
            course.next_sentence()
            sentence = number
        there = done
        while done < len(mentions) and mentions[done].begin < end:
            done += 1
        own, subject, at = course.named(mentions[there:done])
        words = reading.words[begin:end]
        if words[0] in _RELATIVE:
            last = mentions[there - 1].things if there else None
            meant = NOTHING if subject else (last or NOTHING) | course.before
        else:
            meant = course.pronoun(words, first, subject, at - begin)
        scope = own | meant or course.before
        scopes.append(scope)
        pronouns.append(meant)
        explicit.append(bool(own) and meant <= own)
        course.before = subject or scope
        course.fresh = course.fresh or subject
    return scopes, pronouns, explicit


def _is_group(facts: Known, things: Things, mention: Mention) -> bool:
    """Whether more than one is meant: 'houses'."""
    if mention.name or not any(word.endswith("s") for word in mention.phrase):
        return False
    return any(facts.things[i].plural for i in things)
