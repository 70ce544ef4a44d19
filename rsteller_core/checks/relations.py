"""How things lie to one another: 'inside', 'crosses', 'beside' are true of the two.

Objected to is a relation that contradicts what the facts tell of the two things; where they tell
nothing of the two, nothing is said here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rsteller_core.checks.compass import SIDES
from rsteller_core.checks.directions import MIDDLES
from rsteller_core.checks.mentions import DETERMINERS, IMAGE, SINGULAR, Mention
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Things

CHECK = "relations"
_FAR = 5
_STOPS = frozenset((*",.;:()", *word_list("relations.stops")))
_THROUGH = frozenset(("through", "across"))
_VERBS = frozenset(word_list("subjects.verbs"))

# By what is said: which relations of the first thing to the second bear it out.
_TRUE_OF = {
    "beside": frozenset(("beside", "along the edge of", "parallel", "between")),
    "inside": frozenset(("inside",)),
    "holds": frozenset(("contains",)),
    "crosses": frozenset(("crosses",)),
    "through": frozenset(("crosses", "inside")),
    "parallel": frozenset(("parallel", "along the edge of", "beside")),
}
_SAID = {
    word: said
    for said in ("beside", "inside", "holds", "crosses", "parallel")
    for word in word_list(f"relations.{said}")
}
_TO_IT = MIDDLES | {"the", "of", "to", "right", "across", "over", "through", "into"}
_WORDS = _SAID.keys() | _THROUGH | {"next"}
_GOES = frozenset(word_list("relations.goes"))


def relations_known(text: Passage) -> Iterator[Statement]:
    """Every relation that is said of two things is one of those that the facts tell of them."""
    words = text.reading.words
    for i, word in [(i, word) for i, word in enumerate(words) if word in _WORDS]:
        said = _said(words, i)
        noun = word == "inside" and words[i - 1] in ("its", "the")  # 'the inside of it'
        if said is None or text.at[i] or text.denied(i) or noun:
            continue
        others = _others(text, i)
        ones = _ones(text, i, others)
        if not ones and "it" in words[i + 1 : i + 3]:
            ones = _first_after(text, i)  # 'inside it are houses'
        told = _told(text, ones, others)
        if told is None:
            continue
        number, relations = told
        if relations & _TRUE_OF[said]:
            yield Statement(CHECK, word)
        else:
            reason = f"the facts do not tell that it is {_AS_TOLD[said]}"
            yield wrong(CHECK, word, reason, text.known.fact(number))


_AS_TOLD = {
    "beside": "beside this",
    "inside": "inside this",
    "holds": "holding this",
    "crosses": "crossing this",
    "through": "going through this",
    "parallel": "parallel to this",
}


def _said(words: Sequence[str], i: int) -> str | None:
    """Which relation is said at a word: 'next to', 'cuts straight across'."""
    word = words[i]
    if word == "next" and words[i + 1 : i + 2] == ["to"]:
        return "beside"
    if word in _THROUGH and not _GOES.isdisjoint(words[max(0, i - 3) : i]):
        return "through"
    return _SAID.get(word)


def _others(text: Passage, i: int) -> Things:
    """What the relation is to: the thing that follows, or what 'it' means ('inside it')."""
    words = text.reading.words
    for k in range(i + 1, min(len(words), i + 1 + _FAR)):
        mention = text.at[k]
        if mention:
            named = None
            if words[mention.end : mention.end + 1] not in (["."], [";"]):
                named = text.first_named(mention.end, mention.end + 2)
            # 'a road named Mill Lane': that one
            return _single(text, named if named and named.name else mention)
        if words[k] == "it" and _TO_IT.issuperset(words[i + 1 : k]):
            return _it(text, i)
        side = words[k] in SIDES and not (words[k] in MIDDLES and words[k + 1 : k + 2] == ["of"])
        if words[k] in _STOPS or words[k] in IMAGE or side:
            break
    return frozenset()


def _it(text: Passage, i: int) -> Things:
    """What 'it' means that follows here, if that is one thing: what the clause goes on with, or
    what has this ('a road with a shed beside it').
    """
    begin, _ = text.clause(i)
    words = text.reading.words
    if not IMAGE.isdisjoint(words[max(begin, i - _FAR) : i]):
        return frozenset()  # 'through the center of the image, crossing it'
    if "with" in words[begin:i]:
        having = [m for m in text.at[begin : words.index("with", begin)] if m]
        meant = (having[-1].things or frozenset()) if having else frozenset()
    else:
        meant = text.pronouns[text.clause_of[i]]
    return meant if len(meant) == 1 else frozenset()


def _first_after(text: Passage, i: int) -> Things:
    _, end = text.clause(i)
    mention = next((m for m in text.at[i:end] if m and not m.inner), None)
    return _single(text, mention) if mention else frozenset()


def _single(text: Passage, mention: Mention) -> Things:
    """What a word means, if it is nothing that is counted, and no land cover but that of what is
    described.
    """
    things = mention.things or frozenset()
    plural = frozenset(i for i in things if text.known.things[i].plural)
    if plural and mention.phrase[-1].endswith("s"):
        return frozenset()
    covers = frozenset(i for i in things if text.known.things[i].cover)
    if covers and not things & text.known.main:
        return frozenset()
    return things - plural - covers


def _ones(text: Passage, i: int, others: Things) -> Things:
    """What the relation is said of: the subject before it in its clause, or what 'it' means."""
    begin, _ = text.clause(i)
    before = [m for m in text.at[begin:i] if m and m.things and not m.inner]
    words = text.reading.words
    if words[i - 1] in IMAGE and words[i - 2] in DETERMINERS and words[i - 3] != "of":
        return frozenset()  # 'this view contains a road'
    # 'It holds a road, borders a field': not the road does.
    verb = i - (i > 0 and words[i - 1] in _VERBS)
    goes_on = verb > 0 and words[verb - 1] in (",", "and") and words[verb].endswith("s")
    if goes_on and not text.named_there(i) and SINGULAR.isdisjoint(words[begin:i]):
        return text.known.main if len(text.known.main) == 1 else frozenset()  # 'the area ...'
    if before and not goes_on:
        return (before[-1].things or frozenset()) - others
    if SINGULAR.isdisjoint(words[begin:i]):
        return ((before[0].things or frozenset()) - others) if before else frozenset()
    return (text.pronouns[text.clause_of[i]] & text.known.main) - others


def _told(text: Passage, ones: Things, others: Things) -> tuple[int, frozenset[str]] | None:
    """The relations of these things that the facts tell, and one of the facts."""
    found = [
        told
        for one in ones
        for other in others
        for told in text.known.related.get((one, other), ())
    ]
    return (found[0][0], frozenset(relation for _, relation in found)) if found else None
