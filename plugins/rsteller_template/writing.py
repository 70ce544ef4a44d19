"""From a request to its caption: an opening, then sentences until all is told or it is long."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from rsteller_core import Request, count_words
from rsteller_template.openings import opening, says_kind
from rsteller_template.predicates import NOTHING, Predicate, predicates
from rsteller_template.subject import Subject, read_subject
from rsteller_template.words import Draw, sentence

# A revision is to be about half as long as a first caption.
_REVISION_WORDS = 50
_TRIES = 50

# Nouns that stand for their compounds when the thing is spoken of again.
_HEADS = frozenset(
    (
        *("area", "bridge", "building", "canal", "channel", "court", "field", "line", "path"),
        *("pitch", "road", "site", "street", "track", "trail", "yard"),
    )
)


def write(request: Request, least: int, most: int) -> str:
    """The caption of a request; of a revision, other words than the previous caption's."""
    subject = read_subject(request.sheet)
    if request.previous is None:
        return _caption(subject, Draw(request.seed), least, most)
    previous = _bare(request.previous)
    for attempt in range(_TRIES):
        caption = _caption(subject, Draw(request.seed + attempt), 2, min(most, _REVISION_WORDS))
        if _bare(caption) != previous:
            break
    return caption


def _caption(subject: Subject, draw: Draw, least: int, most: int) -> str:
    """Sentences up to ``most`` words, the first one in any case; at least ``least`` words."""
    told: list[str] = []
    words = 0
    for text in _sentences(subject, draw):
        size = count_words(text)
        if not told or words + size <= most:
            told.append(text)
            words += size
    for filler in _fillers(subject, draw):
        if words >= least:
            break
        told.append(filler)
        words += count_words(filler)
    return " ".join(told)


def _sentences(subject: Subject, draw: Draw) -> Iterator[str]:
    if subject.noun:
        alone = says_kind(subject.name, subject.noun)
        adjective = subject.shape if draw.chance(0.4) and not alone else ""
        first, told = opening(subject, draw, adjective)
        yield first
        told |= {"shape"} if adjective else set()
        yield from _told(subject, draw, predicates(subject, draw, told))
    for statement in draw.cut(subject.others):
        yield sentence(statement)


def _told(subject: Subject, draw: Draw, said: list[Predicate]) -> Iterator[str]:
    """The predicates by ones and twos: 'It covers ... and has ...', 'Covering ..., it has ...'."""
    queue = deque(said)
    it = ""
    while queue:
        it = "it" if draw.chance(0.5 if it == "it" else 0.85) else f"the {_head(subject.noun)}"
        first = queue.popleft()
        second = queue[0] if queue else NOTHING
        if first.loose and second.finite and draw.chance(0.4):
            yield sentence(f"{first.loose}, {it} {queue.popleft().finite}")
        elif second.loose and draw.chance(0.5):
            yield sentence(f"{it} {first.finite}, {queue.popleft().loose}")
        elif second.finite and first.simple and second.simple and draw.chance(0.8):
            yield sentence(f"{it} {first.joined(queue.popleft())}")
        else:
            yield sentence(f"{it} {first.finite}")


def _head(noun: str) -> str:
    """'street' for 'residential street', where the last word alone says enough."""
    last = noun.rpartition(" ")[2]
    return last if last in _HEADS else noun


def _fillers(subject: Subject, draw: Draw) -> Iterator[str]:
    """What is true of any picture of this kind, for an element of which little is known."""
    if subject.ground:
        yield f"The image spans {subject.ground} on the ground."
    yield draw.pick(
        "The whole scene is viewed from above.", "The picture was taken from high above."
    )


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
