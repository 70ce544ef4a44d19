"""How much of the picture a thing takes up: 'most of the image', 'the whole view', 'a sliver of
it'.
"""

from __future__ import annotations

from rsteller_core.checks.mentions import IMAGE, NOTHING
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Thing

CHECK = "sizes"
MOST_FROM, NEARLY_FROM, ALL_FROM, LITTLE_TO = 0.45, 0.75, 0.85, 0.3
"""Shares of the image."""

_MOST = frozenset(("most", "majority", "bulk", "much"))
_ALL = frozenset(("all", "entire", "whole", "entirety"))
_GREATER = frozenset(("greater", "better", "larger", "bigger", "major"))
_PARTS = frozenset(("part", "portion", "share"))
_SLIVER = frozenset(word_list("covering.sliver"))
WORDS = _MOST | _ALL | _GREATER | _SLIVER
"""Words that tell how much of the picture something takes up, if the picture follows."""

_BEFORE_IMAGE = frozenset(word_list("covering.before_image"))
_PICTURED = frozenset(word_list("covering.pictured"))
_EXTENT = frozenset(word_list("covering.extent"))
_NEARLY = frozenset(("nearly", "almost", "practically", "virtually"))
_COMPARING = frozenset(("of", "to", "with", "than", "against"))
_WITHIN = frozenset(("across", "for", "in", "over", "throughout", "within"))
_IS = frozenset(("is", "are", "remains", "stays"))
_FAR = 8

Said = tuple[list[Thing], bool]
"""What something is said of, and whether the clause names it."""


def covered(text: Passage, i: int) -> Statement | None:
    """What the word tells of the share that a thing has, if it tells of any."""
    word = text.reading.words[i]
    if word in _SLIVER:
        image = image_after(text, i)
        return share_told(text, (i, image), (0.0, LITTLE_TO), said_of(text, i)) if image else None
    if word in _GREATER:
        return _greater_part(text, i)
    return _most(text, i)


def _most(text: Passage, i: int) -> Statement | None:
    words = text.reading.words
    before = words[max(0, i - 2) : i] if words[i] in _ALL else []
    adverb = _WITHIN.intersection(before) and (_counts(text, i) or i - 2 <= text.sentence(i)[0])
    if adverb or _COMPARING.intersection(before):
        return None  # 'across the whole view there are ten houses', 'a third of the whole scene'
    all_of_it = words[i] in _ALL and words[i + 1 : i + 3] == ["of", "it"]
    if all_of_it and any(text.at[text.sentence(i)[0] : i]):
        return None  # 'a park in the center of the image, all of it in view'
    image = image_after(text, i)
    covering = _covering(text, i) if image else None
    if not image or covering is None:
        return None  # 'the whole scene is viewed from above'
    least = MOST_FROM if words[i] in _MOST else ALL_FROM
    if _NEARLY.intersection(words[max(0, i - 2) : i]):
        least = NEARLY_FROM
    return _spreading(text, (i, image), least, covering)


def _greater_part(text: Passage, i: int) -> Statement | None:
    """'The greater part of the image', 'the better part of it'; not 'a greater share than'."""
    words = text.reading.words
    if words[i - 1] != "the" or _PARTS.isdisjoint(words[i + 1 : i + 2]):
        return None
    image = image_after(text, i + 1)
    return _spreading(text, (i, image), MOST_FROM, said_of(text, i)) if image else None


def _spreading(text: Passage, span: tuple[int, int], least: float, said: Said) -> Statement | None:
    """A line may cross most of the picture, and what spreads over it covers it in this sense."""
    if any(thing.spread or thing.line for thing in said[0]):
        return None
    return share_told(text, span, (least, 1.1), said)


def _counts(text: Passage, i: int) -> bool:
    """Whether the clause of a word tells of things that are counted."""
    return any(thing.plural for thing in text.scope(i))


def _covering(text: Passage, i: int) -> Said | None:
    """What takes up that much of the picture: what the clause tells of, or what follows."""
    words = text.reading.words
    if words[i + 1 : i + 3] == ["of", "which"]:  # 'a view, most of which is farmland'
        return _first_named(text, i + 2, text.clause(i + 2)[1]) or said_of(text, i + 2)
    begin, end = text.clause(i)
    if any(text.at[begin:end]) or text.pronouns[text.clause_of[i]]:
        return said_of(text, i)
    if not _IS.isdisjoint(words[begin:end]):
        return None
    if words[end : end + 1] == ["it"]:  # 'spread over most of the frame, it ...'
        return said_of(text, i)
    return _first_named(text, end, text.sentence(i)[1])


def _first_named(text: Passage, begin: int, end: int) -> Said | None:
    mention = next((m for m in text.at[begin:end] if m and m.things), None)
    return (text.things(mention.things or NOTHING), True) if mention else None


def image_after(text: Passage, i: int) -> int | None:
    """Where 'of the image' ends, if that follows; or 'of which', 'of it', 'of its extent', after
    the image.
    """
    words = text.reading.words
    if words[i + 1 : i + 3] == ["of", "which"]:
        return i + 3 if IMAGE.intersection(words[max(0, i - 3) : i]) else None
    if words[i + 1 : i + 3] == ["of", "it"]:
        return i + 3 if _image_is_last(text, i) else None
    if words[i + 1 : i + 3] == ["of", "its"] and _EXTENT.intersection(words[i + 3 : i + 4]):
        begin, _ = text.sentence(i)
        return i + 4 if not IMAGE.isdisjoint(words[begin:i]) else None
    for j in range(i + 1, min(len(words), i + _FAR)):
        if (words[j] in IMAGE and words[j] != "whole") or words[j] in _PICTURED:
            return j + 1  # 'most of the image', 'most of what is shown'
        if words[j] not in _BEFORE_IMAGE:
            return None
    return None


def _image_is_last(text: Passage, i: int) -> bool:
    """Whether the picture was named last in the sentence, so that 'it' means that."""
    begin, _ = text.sentence(i)
    images = [k for k in range(begin, i) if text.reading.words[k] in IMAGE]
    return bool(images) and not any(text.at[images[-1] : i])


def said_of(text: Passage, i: int) -> Said:
    """What the clause of a word is about."""
    return text.scope(i), text.named_there(i)


def share_told(
    text: Passage, span: tuple[int, int], bounds: tuple[float, float], said: Said
) -> Statement | None:
    """Whether one of these things has a share within the bounds; ``span`` are the words."""
    things, named = said
    told = [pair for thing in things for pair in thing.shares]
    if not told and not named:
        told = [pair for thing in text.main() for pair in thing.shares]
    if not told:
        return None
    words = text.reading.said(*span)
    right = [number for share, number in told if bounds[0] <= share <= bounds[1]]
    if right:
        return Statement(CHECK, words, frozenset(right))
    return wrong(CHECK, words, "the facts measure another size", text.known.fact(told[0][1]))
