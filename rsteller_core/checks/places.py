"""Places and directions: compass and position words are those of the facts. Left is west."""

from __future__ import annotations

from collections.abc import Iterator

from rsteller_core.checks.bearings import AXES, bears, is_axis, is_bearing, lies_along
from rsteller_core.checks.compass import SIDES
from rsteller_core.checks.directions import pictures, place_at
from rsteller_core.checks.ends import are_ends, other_end
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.standing import is_there
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.values import Fact

CHECK = "places"
_STANDING, _GOING = ("position", "edges"), ("orientation", "course")
_REASON = "the facts say another place or direction"


def places_known(text: Passage) -> Iterator[Statement]:
    """Every place, axis and direction is that of a fact about the things it is said of."""
    words, done = text.reading.words, 0
    for i in [i for i, word in enumerate(words) if word in SIDES or word in AXES]:
        if i < done:
            continue
        if words[i] in AXES:
            if is_axis(text, i):
                yield _verdict(text, i, i + 1, lies_along(text, i), way=True)
            continue
        first = place_at(text, i)
        if first is None:
            continue
        done = first.end
        if is_bearing(text, first):
            yield _verdict(text, i, done, bears(text, first), way=True)
            continue
        second = other_end(text, first)
        if second:
            done = second.end
            yield _verdict(text, i, done, are_ends(text, first, second), way=True)
        else:
            yield _verdict(text, i, done, is_there(text, first))


def _verdict(text: Passage, begin: int, end: int, right: bool, way: bool = False) -> Statement:
    said = text.reading.said(begin, end)
    if right:
        return Statement(CHECK, said)
    return wrong(CHECK, said, _REASON, _about(text, begin, end, way))


def _about(text: Passage, begin: int, end: int, way: bool) -> str | None:
    """The fact that the words are most likely against, of the things of the clause first."""
    if text.reading.words[end : end + 1] == ["of"] and not pictures(text.reading.words, end + 1):
        kinds: tuple[str, ...] = ("relation", *_STANDING)
    else:
        kinds = (*_GOING, *_STANDING) if way else (*_STANDING, *_GOING)
    facts = text.known.sheet.facts
    scope = text.scopes[text.clause_of[begin]]
    mine = [fact for fact in facts if _owner(text, fact) in scope] + list(facts)
    return next((f.text for kind in kinds for f in mine if f.kind == kind), None)


def _owner(text: Passage, fact: Fact) -> int:
    return text.known.ids.get(str(fact.element), -1)
