"""What can not be seen is not told as seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from rsteller_core.checks.mentions import IMAGE
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.reading import FIRST_NAME, plain
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.vocabulary import Phrase, split
from rsteller_core.values import Fact

CHECK = "seen"
_SEEING = frozenset(word_list("seen.seeing"))
_PLAIN = frozenset(word_list("seen.plain"))
_SPOKEN: dict[str, tuple[Phrase, ...]] = {
    "maxspeed": (("speed", "limit"), ("maximum", "speed")),
    "maxweight": (("weight", "limit"), ("maximum", "weight")),
    "maxheight": (("height", "limit"), ("maximum", "height")),
    "lit": (("lighting",), ("lit",), ("street", "lights"), ("lights",)),
    "oneway": (("one", "way"), ("oneway",)),
    "tracktype": (("track", "type"), ("tracktype",)),
    "start_date": (("built", "in"), ("dates", "from")),
}
_SPELLED = {str(n): word for n, word in enumerate(word_list("numerals.small"))}
_SHORT, _OPENING = 4, 5
# 'Makes out', 'gives away', 'by the look of it'.
_TOGETHER: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("make", "made", "makes", "pick", "picked", "picks"), ("out", "up")),
    **dict.fromkeys(("give", "gives", "given"), ("away",)),
    **dict.fromkeys(("by", "from"), ("look", "looks")),
}
_MARKS = frozenset(",.;:\"'()/%°-")
_TELLING = frozenset(word_list("seen.telling"))


def only_visible_seen(text: Passage) -> Iterator[Statement]:
    """No sentence tells a fact that is not visible in words of seeing."""
    if not text.known.unseen:
        return
    words = text.reading.words
    for begin, end in text.reading.sentences:
        spoken = words[begin:end]
        if _SEEING.isdisjoint(spoken) and not _sees(spoken):
            continue
        sentence = [i for i in range(begin, end) if words[i] not in _MARKS]
        for fact in text.known.unseen:
            if fact.kind == "tag" and _tells(text, sentence, fact):
                said = text.reading.said(begin, end)
                yield wrong(CHECK, said, "this can not be seen in the image", fact.text)
                break


def _sees(words: Sequence[str]) -> bool:
    """Whether words together tell of seeing: 'pick out', 'it looks as though'."""
    if "looks" in words and not {"though", "if"}.isdisjoint(words):
        return True
    if "that" in words and not IMAGE.isdisjoint(words[: min(_OPENING, words.index("that"))]):
        return True  # 'the picture gives away that'
    return any(
        any(after in words[i + 1 : i + _OPENING] for after in _TOGETHER.get(word, ()))
        for i, word in enumerate(words)
    )


def _tells(text: Passage, sentence: Sequence[int], fact: Fact) -> bool:
    """Whether a sentence tells the key of a tag, or a value that speaks for itself."""
    value: Any = fact.value
    keys, told, weak = _words_of(value["key"], str(value["value"]))
    name = plain(str(value["value"])).rstrip(". ")
    if name in text.known.names:
        told = (chr(FIRST_NAME + text.known.names.index(name)),)
        return not text.known.by_name[name] and _holds(text, sentence, told)
    if weak:
        spelled = (_SPELLED.get(told[0], told[0]), *told[1:]) if told else told
        return all(_holds(text, sentence, key, True) for key in keys) and (
            _holds(text, sentence, told, True) or _holds(text, sentence, spelled, True)
        )
    if any(_holds(text, sentence, key) for key in keys):
        return True
    if len(told) == 1 and (told[0] in _PLAIN or len(told[0]) < _SHORT or told[0].isdecimal()):
        return False
    if not told or _is_told_else(text, told):
        return False
    return _holds(text, sentence, told)


def _is_told_else(text: Passage, told: Phrase) -> bool:
    """Whether a fact that can be seen has the same word."""
    return any(
        told[-1] in split(fact.text)
        for fact in text.known.sheet.facts
        if fact.visibility == "visible"
    )


@lru_cache(maxsize=4096)
def _words_of(key: str, value: str) -> tuple[tuple[Phrase, ...], Phrase, bool]:
    """Ways to say the key; the value; whether only both together tell something."""
    own = split(re.sub(r"[_:.]", " ", key))
    return (
        (*_SPOKEN.get(key, ()), own),
        split(value.replace("_", " ")),
        len(own) == 1 and own[0] in _TELLING,
    )


def _holds(text: Passage, sentence: Sequence[int], phrase: Phrase, anywhere: bool = False) -> bool:
    """Whether a sentence has these words, but not as a part of what a thing is called.

    'Cobblestone' and 'cobblestones' are one.
    """
    words, count = text.reading.words, len(phrase)
    first, *rest = (word.removesuffix("s") for word in phrase)
    for k in range(len(sentence) - count + 1):
        at = sentence[k : k + count]
        if words[at[0]].removesuffix("s") != first:
            continue
        if [words[i].removesuffix("s") for i in at[1:]] == rest:
            mention = text.at[at[0]]
            inside = mention and mention.things and not mention.name and at[-1] < mention.end
            if anywhere or not inside:
                return True
    return False
