"""How a thing looks: shapes, courses, surfaces and colors are those that the facts tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Thing

CHECK = "looks"
STRAIGHT_TO, BENT_FROM = 1.02, 1.1
"""Sinuosity: a line is told to be straight up to the one, to be bent from the other."""

_SQUARE = frozenset(("roughly square",))
_ROUND = frozenset(("round",))
_SHAPES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("square", "squarish"), _SQUARE),
    **dict.fromkeys(("rectangular", "rectangle", "oblong"), _SQUARE | {"rectangular", "elongated"}),
    **dict.fromkeys(("circular", "circle", "round", "oval", "elliptical"), _ROUND),
    **dict.fromkeys(("triangular", "triangle"), frozenset(("triangular",))),
    "elongated": frozenset(("elongated",)),
    "irregular": frozenset(("irregular",)),
    "irregularly": frozenset(("irregular",)),
}
_LETTERS = frozenset("lutsy")
_STRAIGHT = frozenset(("straight",))
_BENT = frozenset(word_list("looks.bent"))
_NOT_STRAIGHT = frozenset(word_list("looks.not_straight"))
_SURFACES = frozenset(word_list("looks.surfaces"))
_PAVED, _UNPAVED = frozenset(word_list("looks.paved")), frozenset(word_list("looks.unpaved"))
_COLORS = frozenset(word_list("looks.colors"))
_WORDS = _SHAPES.keys() | _STRAIGHT | _BENT | _SURFACES | _COLORS | {"shaped"}
_ALIKE = {
    "asphalted": frozenset(("asphalt",)),
    "cobbled": frozenset(("cobblestone", "sett")),
    "cobblestones": frozenset(("cobblestone", "sett")),
    "tarmac": frozenset(("asphalt",)),
    "wooden": frozenset(("wood",)),
    "sandy": frozenset(("sand",)),
    "muddy": frozenset(("mud",)),
    **dict.fromkeys(("graveled", "gravelled", "gravelly"), frozenset(("gravel",))),
    "earthen": frozenset(("earth", "ground", "dirt")),
    "dirt": frozenset(("earth", "ground")),
    "paved": _PAVED,
    "paving": _PAVED,
    "unpaved": _UNPAVED,
}
_COMPARED = frozenset(("as", "than", "the", "times", "what"))
_NO_SQUARE = ("meter", "metre", "kilo", "feet", "foot", "mile", "yard", "m", "km")


def looks_known(text: Passage) -> Iterator[Statement]:
    """Every shape, surface and color is told by a fact about the things it is said of."""
    words = text.reading.words
    for i in [i for i, word in enumerate(words) if word in _WORDS]:
        word = words[i]
        if text.at[i] or word in text.known.spoken or text.denied(i):
            continue
        if word in _COLORS:
            yield _told(text, i, _is_tagged(text, i, {word}), "no fact tells of this color")
        elif word in _SURFACES:
            right = _is_tagged(text, i, {word} | _ALIKE.get(word, frozenset()))
            yield _told(text, i, right, "no fact tells of this surface")
        elif word in _STRAIGHT | _BENT:
            yield from _course(text, i)
        else:
            yield from _shape(text, i)


def _told(text: Passage, i: int, right: bool, reason: str) -> Statement:
    said = text.reading.said(i, i + 1)
    return Statement(CHECK, said) if right else wrong(CHECK, said, reason)


def _is_tagged(text: Passage, i: int, words: Iterable[str]) -> bool:
    """Whether a tag of what is spoken of has one of these words, or its name or kind."""
    things = text.scope(i)
    if not text.named_there(i) or not any(thing.main for thing in things):
        things = [*things, *text.main()]
    return any(not thing.tagged.isdisjoint(words) for thing in things)


def _course(text: Passage, i: int) -> Iterator[Statement]:
    words = text.reading.words
    after = words[i + 1] if i + 1 < len(words) else ""
    if (words[i], after) == ("winds", "its"):
        return  # 'winds its way' says little
    if words[i] in _STRAIGHT and (after in _NOT_STRAIGHT or _is_apart(words, i)):
        return
    lines = [thing for thing in text.scope(i) if thing.line]
    if not lines and not text.named_there(i):
        lines = [thing for thing in text.main() if thing.line]
    if not lines:
        return
    if words[i] in _STRAIGHT:
        right = any(thing.bent is not None and thing.bent <= STRAIGHT_TO for thing in lines)
    else:
        right = any(thing.winds or (thing.bent or 0.0) > BENT_FROM for thing in lines)
    yield _told(text, i, right, "no fact tells of such a course")


def _is_apart(words: Sequence[str], i: int) -> bool:
    """Whether it is no course: 'straight', the adverb of looking, or a measure's way."""
    compared = not _COMPARED.isdisjoint(words[max(0, i - 4) : i])
    return compared or words[i + 1 : i + 2] in (["-"], ["distance"])


def _shape(text: Passage, i: int) -> Iterator[Statement]:
    words = text.reading.words
    word, after = words[i], words[i + 1] if i + 1 < len(words) else ""
    if word == "shaped":
        letter = words[i - 1] if i and text.reading.glued(i) else ""
        if letter not in _LETTERS:
            return
        yield _told(text, i, _has(text, i, frozenset((f"{letter.upper()}-shaped",))), _NO_SHAPE)
        return
    if word == "square" and after.startswith(_NO_SQUARE):
        return
    if word == "round" and not any(text.at[i + 1 : i + 2]):
        return  # 'round off', 'all round'
    yield _told(text, i, _has(text, i, _SHAPES[word]), _NO_SHAPE)


_NO_SHAPE = "no fact tells of this shape"


def _has(text: Passage, i: int, shapes: frozenset[str]) -> bool:
    things: list[Thing] = text.scope(i)
    if not text.named_there(i):
        things = [*things, *text.main()]
    return any(thing.shape in shapes for thing in things)
