"""Sizes: 'huge' only of what is not small, 'small' of what is not large, 'most' of half or more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rsteller_core.checks.mentions import IMAGE, Mention
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Thing

CHECK = "sizes"
LARGE_FROM, SMALL_TO = 0.1, 0.25
HUGE_FROM, TINY_TO = 0.2, 0.1
MOST_FROM, NEARLY_FROM, ALL_FROM, LITTLE_TO = 0.45, 0.75, 0.85, 0.3
"""Shares of the image."""
LONG_FROM, SHORT_TO = 0.3, 0.7
"""Sides of the image."""

_LARGE = frozenset(word_list("sizes.large"))
_SMALL = frozenset(word_list("sizes.small"))
_HUGE = frozenset(("huge", "vast", "massive", "enormous", "immense"))
_TINY = frozenset(("tiny", "diminutive", "minute", "miniature"))
_LONG, _SHORT = frozenset(("long", "lengthy")), frozenset(("short", "brief"))
_MOST = frozenset(["most", "majority", "bulk", "much"])
_ALL = frozenset(["all", "entire", "whole", "entirety"])
_BEFORE_LITTLE = frozenset(word_list("sizes.before_little"))
_BEFORE_IMAGE = frozenset(word_list("sizes.before_image"))
_UNITS = frozenset(word_list("sizes.units"))
_REST = frozenset(word_list("sizes.rest"))
_NEARLY = frozenset(("nearly", "almost", "practically", "virtually"))
_PICTURED = frozenset(word_list("sizes.pictured"))
_COMPARING = frozenset(("of", "to", "with", "than", "against"))
_WITHIN = frozenset(("across", "for", "in", "over", "throughout", "within"))
_IS = frozenset(("is", "are", "remains", "stays"))
_GREATER = frozenset(("greater", "better", "larger", "bigger", "major"))
_SHARE = frozenset(("part", "portion", "share"))
_SLIVER = frozenset(word_list("sizes.sliver"))
_SCRAP = frozenset(("sliver", "scrap", "shred"))
_GROUND = frozenset(("ground", "land", "terrain"))
_FAR = 4


def sizes_known(text: Passage) -> Iterator[Statement]:
    """Words of size are true of the things they are said of."""
    words = text.reading.words
    for i in [i for i, word in enumerate(words) if word in _WORDS]:
        said = None if text.at[i] else _said(text, i)
        if said:
            yield said


_WORDS = _LARGE | _SMALL | _LONG | _SHORT | _MOST | _ALL | _GREATER | _SLIVER


def _said(text: Passage, i: int) -> Statement | None:
    word = text.reading.words[i]
    if word in _LONG | _SHORT:
        return _length(text, i)
    if word in _MOST | _ALL:
        return _all_of_image(text, i)
    if word in _GREATER:
        return _greater_part(text, i)
    if word in _SLIVER:
        return _sliver(text, i)
    if word in _SMALL:
        return _small(text, i)
    if _is_measure(text.reading.words, i):
        return None
    return _share(text, i, i + 1, HUGE_FROM if word in _HUGE else LARGE_FROM, 1.1)


def _is_measure(words: Sequence[str], i: int) -> bool:
    """'About 20 meters broad', 'as large as a field'; not 'described as large'."""
    before = words[i - 1] if i else ""
    return before in _UNITS or (before == "as" and "as" in words[i + 1 : i + 3])


def _all_of_image(text: Passage, i: int) -> Statement | None:
    words = text.reading.words
    before = words[max(0, i - 2) : i] if words[i] in _ALL else []
    if _COMPARING.intersection(before) or (_WITHIN.intersection(before) and _counts(text, i)):
        return None  # 'a third of the whole scene', 'across the whole view there are ten houses'
    of_which = words[i + 1 : i + 3] == ["of", "which"]
    said_in = i + 2 if of_which else i  # 'a view, most of which is farmland'
    if not _has_subject(text, said_in):
        return None  # 'the whole scene is viewed from above'
    image = i + 3 if _of_it(text, i) else _image_after(words, i)
    least = MOST_FROM if words[i] in _MOST else ALL_FROM
    if _NEARLY.intersection(words[max(0, i - 2) : i]):
        least = NEARLY_FROM
    return _share(text, i, image, least, 1.1, of=said_in, spread=True) if image else None


def _sliver(text: Passage, i: int) -> Statement | None:
    """'A sliver of the image', 'a narrow strip of the picture'; also 'a sliver of farmland'."""
    image = _image_after(text.reading.words, i)
    if image:
        return _share(text, i, image, 0.0, LITTLE_TO)
    if text.reading.words[i + 1 : i + 2] != ["of"] or text.reading.words[i] not in _SCRAP:
        return None
    return _share(text, i, i + 1, 0.0, SMALL_TO)


def _greater_part(text: Passage, i: int) -> Statement | None:
    """'The greater part of the image', 'the better part of it'; not 'a greater share than'."""
    words = text.reading.words
    if words[i - 1] != "the" or words[i + 1 : i + 2] == [] or words[i + 1] not in _SHARE:
        return None
    image = _image_after(words, i + 1)
    if words[i + 2 : i + 4] == ["of", "it"] and not IMAGE.isdisjoint(words[: i - 1]):
        image = i + 4  # 'dominates the image and fills the greater part of it'
    return _share(text, i, image, MOST_FROM, 1.1, spread=True) if image else None


def _has_subject(text: Passage, i: int) -> bool:
    """Whether the clause of a word tells of a thing: one that it names, or that a pronoun means,
    there or in what it opens ('spread over most of the frame, it ...').
    """
    begin, end = text.clause(i)
    if any(text.at[begin:end]) or text.pronouns[text.clause_of[i]]:
        return True
    words = text.reading.words
    return _IS.isdisjoint(words[begin:end]) and words[end : end + 1] == ["it"]


def _of_it(text: Passage, i: int) -> bool:
    """'If one looks at the scene, most of it is farmland': whether 'it' is the picture."""
    words = text.reading.words
    begin, _ = text.sentence(i)
    if words[i + 1 : i + 3] != ["of", "it"]:
        return False
    images = [k for k in range(begin, i) if words[k] in IMAGE]
    return bool(images) and not any(text.at[images[-1] : i])


def _small(text: Passage, i: int) -> Statement | None:
    words = text.reading.words
    after = words[i + 1 : i + 3]
    if after[:1] and after[0] in _BEFORE_LITTLE:
        image = _image_after(words, i + 1)
        if image:
            return _share(text, i, image, 0.0, LITTLE_TO)
        if after[1:] != ["of"] or not (any(text.at[i + 3 : i + 5]) or words[i + 3] in _GROUND):
            return None
    if words[i] == "little" and not any(text.at[i + 1 : i + 3]):
        return None  # 'a little greater', 'and little else'
    if _is_rest(words, i + 1):
        return None  # 'but for a tiny remainder'
    return _share(text, i, i + 1, 0.0, TINY_TO if words[i] in _TINY else SMALL_TO)


def _is_rest(words: Sequence[str], i: int) -> bool:
    return i < len(words) and words[i] in _REST


def _counts(text: Passage, i: int) -> bool:
    """Whether the clause of a word tells of things that are counted."""
    return any(thing.plural for thing in text.scope(i))


def _image_after(words: Sequence[str], i: int) -> int | None:
    """Where 'of the image' ends, if that follows; or 'of which', after the image."""
    if list(words[i + 1 : i + 3]) == ["of", "which"]:
        return i + 3 if IMAGE.intersection(words[max(0, i - 3) : i]) else None
    for j in range(i + 1, min(len(words), i + 6)):
        if (words[j] in IMAGE and words[j] != "whole") or words[j] in _PICTURED:
            return j + 1  # 'most of the image', 'most of what is shown'
        if words[j] not in _BEFORE_IMAGE:
            return None
    return None


def _things(text: Passage, i: int) -> tuple[list[Thing], bool]:
    """Of what a size is said: of the noun after it, else of the clause; whether that is named."""
    noun = _noun(text, i)
    if text.reading.words[i] == "which":  # of the image; what is told of it stands after it
        noun = next((mention for mention in text.at[i : text.clause(i)[1]] if mention), None)
    if noun and noun.things:
        return [text.known.things[k] for k in sorted(noun.things)], True
    return text.scope(i), text.named_there(i)


def _noun(text: Passage, i: int) -> Mention | None:
    words = text.reading.words
    for j in range(i + 1, min(len(words), i + _FAR)):
        if text.at[j]:
            return text.at[j]
        if words[j] == "of" and words[j - 1] in _BEFORE_LITTLE:
            continue  # 'a small patch of forest'
        if not words[j].isalpha() or words[j] in ("of", "in", "on", "at", "to", "and", "with"):
            return None
    return None


def _share(
    text: Passage,
    i: int,
    end: int,
    least: float,
    most: float,
    of: int | None = None,
    spread: bool = False,
) -> Statement | None:
    """The size that the words from ``i`` to ``end`` tell, of what the word at ``of`` is said of."""
    things, named = _things(text, i if of is None else of)
    told = [pair for thing in things for pair in thing.shares]
    if not told and not named:
        things = text.main()
        told = [pair for thing in things for pair in thing.shares]
    if not told or (spread and any(thing.spread or thing.line for thing in things)):
        return None
    said = text.reading.said(i, end)
    right = [number for share, number in told if least <= share <= most]
    if right:
        return Statement(CHECK, said, frozenset(right))
    return wrong(CHECK, said, "the facts measure another size", text.known.fact(told[0][1]))


def _length(text: Passage, i: int) -> Statement | None:
    words, side = text.reading.words, text.known.side
    noun = _noun(text, i)
    if _is_measure(words, i) or not noun or not noun.things or not side:
        return None
    told = [
        pair for k in sorted(noun.things) if text.known.things[k].line
        for pair in text.known.things[k].lengths
    ]  # fmt: skip
    if not told:
        return None
    long = words[i] in _LONG
    said = text.reading.said(i, i + 1)
    right = [n for m, n in told if (m >= LONG_FROM * side if long else m <= SHORT_TO * side)]
    if right:
        return Statement(CHECK, said, frozenset(right))
    return wrong(CHECK, said, "the facts measure another length", text.known.fact(told[0][1]))
