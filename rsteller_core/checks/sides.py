"""Where one thing lies seen from another: 'north of the pond', 'to its south'."""

from __future__ import annotations

from rsteller_core.checks.directions import Place, fits
from rsteller_core.checks.mentions import IMAGE
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.things import Things

_ANOTHER = frozenset(("one", "ones", "other", "others", "both", "these"))
_SAME_AGAIN = frozenset(("it", "they", "its", "which"))


def thing_after(text: Passage, j: int) -> Things | None:
    """The thing that stands after 'of', by a noun, a name or a pronoun; None if it is no thing."""
    words = text.reading.words
    for k in range(j, min(len(words), j + 5)):
        mention = text.at[k]
        if mention:
            return mention.things or frozenset()
        if words[k] in _ANOTHER:
            return _all(text)
        if words[k] in ("it", "them", "this"):
            return text.pronouns[text.clause_of[k]] or text.known.main
        if (
            words[k] in IMAGE
            or not words[k].isalpha()
            or words[k] in ("center", "middle", "centre")
        ):
            return None
    return None


def lies_round(text: Passage, place: Place, other: Things) -> bool:
    """Whether something of the clause lies on that side of the other."""
    return _is_toward(text, place, _placed_ones(text, place, other), other)


def _placed_ones(text: Passage, place: Place, other: Things) -> Things:
    """What is said to lie on some side of another: what the sentence names before, else after."""
    first, last = text.sentence(place.begin)
    clauses = range(text.clause_of[first], text.clause_of[place.begin] + 1)
    pronoun = frozenset[int]().union(*(text.pronouns[clause] for clause in clauses))
    named = [(m.begin, m.things) for m in text.mentions if first <= m.begin < last and m.things]
    ahead = [things for begin, things in named if begin < place.begin]
    if ahead and not pronoun and all(things == other for things in ahead):
        return other  # 'another forest lies north of the forest'
    before = [things for begin, things in named if begin < place.begin and things != other]
    if _SAME_AGAIN.intersection(text.reading.words[first : place.begin]) and pronoun != other:
        before.append(pronoun)
    if not before and _it_after_comma(text, place.end + 2, last):
        # 'lying north of a road, it covers ...'
        return text.pronouns[text.clause_of[last - 1]] or text.known.main
    if before:
        return text.scopes[text.clause_of[place.begin]].union(*before)
    ones = [things for _, things in named if things != other]
    if place.begin > first + 1:  # 'the land lies south of the pond and of the road'
        ones.append(text.scopes[text.clause_of[place.begin]] & text.known.main)
    return frozenset[int]().union(*ones) or text.known.main


def _it_after_comma(text: Passage, begin: int, end: int) -> bool:
    words = text.reading.words
    return any(words[i] == "it" and words[i - 1] == "," for i in range(begin, end))


def lies_round_any(text: Passage, place: Place) -> bool:
    """Whether anything lies on that side of what the clause is about: 'to its north'."""
    clause = text.clause_of[place.begin]
    begin, end = text.clause(place.begin)
    named = frozenset(i for m in text.at[begin:end] if m for i in m.things or ())
    of = text.pronouns[clause] or text.scopes[clause] | text.known.main
    return _is_toward(text, place, (named - of) or _all(text), of)


def seen_from(text: Passage, place: Place) -> bool:
    """'To the north lies a road': whether the road lies so, seen from what was told of before."""
    begin, end = text.clause(place.begin)
    mentions = [mention for mention in text.at[begin:end] if mention]
    named = frozenset(i for mention in mentions for i in mention.things or ())
    ones = named if named or place.noun else text.scopes[text.clause_of[place.begin]]
    return _is_toward(text, place, ones, _all(text))


def _is_toward(text: Passage, place: Place, ones: Things, others: Things) -> bool:
    """Whether a fact tells that one of the ones lies on that side of one of the others."""
    for one, other, toward in text.known.around:
        if one in ones and other in others and fits(place.side, toward):
            return True
        back = (-toward[0], -toward[1])
        if other in ones and one in others and fits(place.side, back):
            return True
    return False


def _all(text: Passage) -> Things:
    return frozenset(range(len(text.known.things)))
