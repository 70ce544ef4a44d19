"""From a request to its caption: an opening, then sentences until all is told or it is long."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from rsteller_core import Request, count_words
from rsteller_template.openings import ANOTHER, opening, says_kind
from rsteller_template.predicates import NOTHING, Predicate, predicates
from rsteller_template.subject import Known, Subject, read, told_in
from rsteller_template.surroundings import Telling, count_sentences, land_cover_sentences
from rsteller_template.words import Draw, sentence

# A revision is to be about half as long as a first caption.
_REVISION_WORDS = 50
_TRIES = 50
# A caption of several things is longer.
_SCENE_WORDS = 20
_RELATIONS = 3

# Nouns that stand for their compounds when the thing is spoken of again.
_HEADS = frozenset(
    (
        *("area", "bridge", "building", "canal", "channel", "court", "field", "line", "path"),
        *("pitch", "road", "site", "street", "track", "trail", "yard"),
    )
)


def write(request: Request, least: int, most: int) -> str:
    """The caption of a request; of a revision, other words than the previous caption's."""
    known = read(request.sheet)
    if request.previous is None:
        return _caption(known, Draw(request.seed), least, most)
    known, previous = told_in(known, request.previous), _bare(request.previous)
    for attempt in range(_TRIES):
        caption = _caption(known, Draw(request.seed + attempt), 2, min(most, _REVISION_WORDS))
        if _bare(caption) != previous:
            break
    return caption


def _caption(known: Known, draw: Draw, least: int, most: int) -> str:
    """Sentences up to ``most`` words, the first one in any case; at least ``least`` words."""
    told: list[str] = []
    words = 0
    several = len(known.subjects) > 1
    for group in _of_several(known, draw) if several else _of_one(known, draw):
        for place, text in enumerate(group):
            size = count_words(text)
            if not told or words + size <= most:
                told.append(text)
                words += size
            elif place == 0:
                break  # without its first sentence nobody knows what 'it' is
    for filler in _fillers(known, draw):
        if words >= (max(least, _SCENE_WORDS) if several else least):
            break
        told.append(filler)
        words += count_words(filler)
    return " ".join(told)


def _of_one(known: Known, draw: Draw) -> Iterator[list[str]]:
    """All that is known of one thing, then what lies round it: groups of sentences."""
    telling = Telling(draw, known.subjects, known.counts)
    for subject in known.subjects:
        alone = says_kind(subject.name, subject.noun)
        adjective = subject.shape if draw.chance(0.4) and not alone else ""
        first, told = opening(subject, draw, adjective)
        told |= {"shape"} if adjective else set()
        telling.introduce(subject)
        said = [*predicates(subject, draw, told), *telling.relations(subject, _RELATIONS)]
        asides = subject.asides if draw.chance(0.3) else ()
        yield [first, *_told(subject, draw, said), *asides]
    yield from _of_patch(known, draw, 1)


def _of_several(known: Known, draw: Draw) -> Iterator[list[str]]:
    """Each thing where it lies, with little of its own and how it lies to the others."""
    telling = Telling(draw, known.subjects, known.counts)
    for place, subject in enumerate(known.subjects):
        adjective = ANOTHER if telling.is_another(subject) else ""
        first, told = opening(subject, draw, adjective, begins=place == 0)
        telling.introduce(subject)
        lying = list(telling.relations(subject, 2 if place else 1))
        if lying and first.endswith(_ends(subject)) and draw.chance(0.7):
            first = f"{first[:-1]}, which {lying.pop(0).finite}."
        own = predicates(subject, draw, told)[: 2 if place == 0 else not lying]
        yield [first, *_told(subject, draw, [*own, *lying])]
    yield from _of_patch(known, draw, 3)


def _ends(subject: Subject) -> tuple[str, ...]:
    """With which a sentence ends that ends with the thing itself."""
    return tuple(f"{words}." for words in (subject.noun, subject.name) if words)


def _of_patch(known: Known, draw: Draw, most: int) -> Iterator[list[str]]:
    if known.subjects:
        for text in land_cover_sentences(known.land_cover, known.subjects[0], draw):
            yield [sentence(text)]
    yield [sentence(text) for text in count_sentences(known.counts, most, draw)]
    for statement in draw.cut(known.others):
        yield [sentence(statement)]


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
        elif second.loose and not first.shares_verb(second) and draw.chance(0.5):
            yield sentence(f"{it} {first.finite}, {queue.popleft().loose}")
        elif second.finite and first.simple and second.simple and draw.chance(0.8):
            yield sentence(f"{it} {first.joined(queue.popleft())}")
        else:
            yield sentence(f"{it} {first.finite}")


def _head(noun: str) -> str:
    """'street' for 'residential street', where the last word alone says enough."""
    last = noun.rpartition(" ")[2]
    return last if last in _HEADS else noun


def _fillers(known: Known, draw: Draw) -> Iterator[str]:
    """What is true of any picture of this kind, for an element of which little is known."""
    if known.ground:
        yield f"The image spans {known.ground} on the ground."
    yield draw.pick(
        "The whole scene is viewed from above.", "The picture was taken from high above."
    )


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
