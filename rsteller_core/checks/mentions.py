"""Where a caption speaks of things: by a name of the map, or by a word for a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rsteller_core.checks.compass import SIDES
from rsteller_core.checks.reading import FIRST_NAME, Reading
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Known, Things
from rsteller_core.checks.vocabulary import COMMON, Phrase, is_predicate, phrases

MARK = chr(FIRST_NAME)
NOTHING: Things = frozenset()

IMAGE = frozenset(word_list("mentions.image"))
"""Words for the picture itself."""

PREPOSITIONS = frozenset(word_list("mentions.prepositions"))
DETERMINERS = frozenset(word_list("mentions.determiners"))
SINGULAR = frozenset(("it", "its", "itself"))
RELATIVE = frozenset(("which", "that", "whose", "where"))
_ENDS = frozenset(",;:().")
_FAR = 6
_BEFORE_WITH = frozenset((",", "along", "together"))
_ALOFT = frozenset(("aircraft", "airplane", "balloon", "drone", "helicopter", "plane", "satellite"))
_TWO = frozenset(("former", "latter"))
_OWN_WAY = frozenset(("path", "track", "route"))
_POSSESSIVE = frozenset(("its", "their", "the"))
_THROUGH = frozenset(word_list("mentions.through"))
_VERBS = frozenset(word_list("mentions.verbs"))
_SETTINGS = frozenset(word_list("mentions.settings"))
_WAYS = frozenset(word_list("mentions.ways"))
_NUMBERS = frozenset((*word_list("numerals.small"), "single", "double", "multi"))
_USED = frozenset(word_list("mentions.used"))
_FOLLOWS = frozenset(("follows", "takes", "traces", "following", "taking"))
_OBJECTS = frozenset(word_list("mentions.objects"))


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


def find_mentions(reading: Reading, facts: Known) -> list[Mention | None]:
    """By word: the mention that covers it, if one does."""
    words, count = reading.words, len(reading.words)
    lexicon = phrases()
    parted = {begin for begin, _, _ in reading.clauses}
    at: list[Mention | None] = [None] * count
    for i in [i for i, w in enumerate(words) if w in lexicon or w in _TWO or w >= MARK]:
        if at[i]:
            continue
        if words[i] in _TWO:
            at[i] = _of_two(at, i, words[i]) if words[max(0, i - 1)] == "the" else None
            continue
        options = lexicon.get(words[i])
        found = _phrase_at(words, i, options, facts) if options else _name_at(reading, i, facts)
        if found:
            last = next((at[k] for k in range(i - 1, max(-1, i - _FAR), -1) if at[k]), None)
            if last and last.inner and _is_joined(words, last.end, i, parted):
                found = replace(found, inner=True)
            if last and _is_apposition(words, last, found):
                last, found = _as_one(last, found, facts)
                at[last.begin : last.end] = [last] * (last.end - last.begin)
            at[i : found.end] = [found] * (found.end - i)
    return at


def _of_two(at: Sequence[Mention | None], i: int, word: str) -> Mention | None:
    """'The former', 'the latter': the one or the other of the last two things named."""
    named = [m for k, m in enumerate(at[:i]) if m and m.begin == k and m.phrase[0] not in _TWO]
    if len(named) < len(_TWO):
        return None
    meant = named[-2] if word == "former" else named[-1]
    return replace(meant, begin=i, end=i + 1, phrase=(word,), inner=False)


def _is_apposition(words: list[str], one: Mention, other: Mention) -> bool:
    """Whether a name and a kind stand for one thing: 'Mill Lane, a road', 'the road Mill Lane'."""
    kind = other if one.name else one
    if one.name == other.name or kind.phrase[-1].endswith("s"):
        return False  # 'two roads, Mill Lane and Elm Way'
    between = words[one.end : other.begin]
    after = words[other.end : other.end + 1]
    if not between or between in (["named"], ["called"]):
        return True
    if not all(map(str.isalpha, between[1:])) or not PREPOSITIONS.isdisjoint(between):
        return False
    told_again = between[0] == "," and after != ["and"]
    is_one = one.name and between[0] == "is"  # 'Mill Lane is a short road'
    return (told_again or is_one) and between[1:2] in (["a"], ["an"], ["the"], [])


def _as_one(one: Mention, other: Mention, facts: Known) -> tuple[Mention, Mention]:
    """Both with the things that both can mean, if what is described is among these.

    A line of a river has its name, and its area has none: 'the Isar, a river' may be either.
    """
    either, both = one.things or NOTHING, (one.things or NOTHING) & (other.things or NOTHING)
    either = either | (other.things or NOTHING)
    if not both or (either & facts.main and not both & facts.main):
        return one, other
    lines = {facts.things[i].line for i in both}
    nameless = (i for i in either - both if not facts.things[i].names)
    things = both | {i for i in nameless if facts.things[i].line not in lines}
    return replace(one, things=things), replace(other, things=things)


def _name_at(reading: Reading, i: int, facts: Known) -> Mention | None:
    number = ord(reading.words[i][0]) - FIRST_NAME
    if number >= len(facts.names):
        return None
    things = facts.by_name[facts.names[number]]
    # 'In the upper right Mill Lane crosses it': a name has no adjectives.
    after_place = bool(i) and reading.words[i - 1] in SIDES
    called = i - (reading.words[i - 1] in ("called", "named"))
    inner = not after_place and _is_inner(reading.words, called)
    return Mention(i, i + 1, (facts.names[number],), things, True, inner)


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
            if phrase[-1] in facts.users and _is_used(words, i):
                return None
            if things is None and _is_adjective(words, end, facts):
                return None
            rare = len(phrase) == 1 and phrase[0] in COMMON
            if not things and (rare or is_predicate(phrase)):
                return None
            return Mention(i, end, phrase, things, False, _is_inner(words, i))
    return None


def _is_other(words: list[str], i: int, end: int) -> bool:
    """Whether words that could be a thing are something else here: a verb, a manner of speech."""
    before = words[i - 1] if i else ""
    after = words[end] if end < len(words) else ""
    word = words[end - 1]
    if word in _VERBS and before not in DETERMINERS and (after in _OBJECTS or after in phrases()):
        return before in SINGULAR | RELATIVE | {"and", ","} or ord(before[:1] or " ") >= 0xE000
    if word in _OWN_WAY and _is_followed(words, i):
        return True
    if word in _OWN_WAY and before in _POSSESSIVE and (before != "the" or after in _THROUGH):
        return True
    if word in _SETTINGS and end - i == 1 and after not in _IDIOMS.get(word, ()):
        return _is_setting(words, end)
    if word in ("lane", "lanes") and before in _NUMBERS:
        return True  # 'a two-lane road'
    if (word == "structure" and before.endswith("s")) or (word, before) == ("park", "to"):
        return True  # 'three elements structure the view', 'a place to park'
    if word in _ALOFT and "from" in words[max(0, i - 3) : i]:
        return True  # 'seen from an aircraft'
    if word == "roundabout" and before in DETERMINERS and after in ("in", "is"):
        return False
    if word == "roundabout" and after in phrases() and not after.endswith("s"):
        return True  # 'a roundabout driveway'
    return after in _IDIOMS.get(word, ()) or words[end : end + 2] in (["to", word], ["of", "view"])


def _is_followed(words: list[str], i: int) -> bool:
    """'Follows a nearly straight path', not 'the view follows a path'."""
    verb = next((k for k in range(max(0, i - 5), i) if words[k] in _FOLLOWS), None)
    return verb is not None and words[verb - 1] not in IMAGE


# What follows makes the word no thing: 'bird's eye', 'home to', 'a roundabout way'.
_IDIOMS = {
    "car": ("free",),
    "satellite": ("style",),
    "square": ("meters", "meter", "metres", "metre", "kilometers", "feet", "yards", "miles"),
    "home": ("to",),
    "bird": ("eye",),
    "people": ("know", "call", "refer"),
    "roundabout": ("course", "way", "route", "path", "is", "in"),
    "crossing": ("it", "a", "an", "the", "its"),
    "pavement": ("of",),
    "field": ("book", "note", "notes", "sketch"),
}


def _is_adjective(words: list[str], end: int, facts: Known) -> bool:
    """Whether what follows at once is a thing of the sheet: 'a grass meadow'."""
    options = phrases().get(words[end]) if end < len(words) else None
    return any(
        tuple(words[end : end + len(phrase)]) == phrase and facts.means(phrase, kinds)
        for phrase, kinds in options or ()
    )


def _is_used(words: list[str], i: int) -> bool:
    """Whether a word tells who uses a thing: 'for parked vehicles', 'traffic may go at 50'."""
    return not _USED.isdisjoint(words[max(0, i - 3) : i + 8])


def _is_setting(words: list[str], end: int) -> bool:
    """What kind of way, not a thing beside it: 'a neighborhood road', 'a farm or forest track'."""
    after = words[end : end + 3]
    if after[:1] in (["or"], ["and"]) and after[1:2] and after[1] in _SETTINGS:
        after = after[2:]
    return bool(after) and after[0] in _WAYS


def _is_joined(words: list[str], end: int, begin: int, parted: set[int]) -> bool:
    """'Between a road and a small pond': what stands behind one preposition; ``parted`` are the
    words where clauses begin.
    """
    if words[end] != "and" or end in parted:
        return False
    return all(map(str.isalpha, words[end + 1 : begin]))


def _is_inner(words: list[str], i: int) -> bool:
    """Whether a preposition stands before the noun that begins here."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if words[j] in ("with", "plus") and j and words[j - 1] in _BEFORE_WITH:
            return False  # 'a field, with a road on its left', 'along with a road'
        if words[j] in PREPOSITIONS:
            return True
        if words[j] in _ENDS or (words[j] in DETERMINERS and words[j - 1] not in PREPOSITIONS):
            return False
    return False
