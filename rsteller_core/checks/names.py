"""Names: every name in a caption is one of the map's, and told of the thing that has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rsteller_core.checks.compass import SIDES
from rsteller_core.checks.mentions import IMAGE, Mention
from rsteller_core.checks.numerals import STARTS
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.reading import FIRST_NAME
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.vocabulary import is_word

CHECK = "names"
_JOINING = frozenset(word_list("names.joining"))
_OPENERS = frozenset(
    # Words other than kinds that begin a sentence before a verb or a name.
    word_list("names.openers")
)
_LONG, _LONG_KIND = 4, 3
_ENDINGS = ("ing", "tion", "ment", "ness", "ity", "ly", "age", "ure", "ed", "ance", "ence", "ism",
            "land", "ways", "ward", "ern", "ery", "scape", "side")  # fmt: skip
_VERBS = frozenset(word_list("names.verbs"))
_ORDINARY = re.compile(
    r"I|[A-Z]|TV|ATM|EV|HVAC|RV|UFO|(?:North|South)(?:ern|west|east|western|eastern)?|"
    r"(?:East|West)(?:ern)?"
)
_CALLED = frozenset(("named", "called"))
_OPENING = frozenset("\"“'‘(«")


def names_known(text: Passage) -> Iterator[Statement]:
    """No name that the sheet does not hold; part of a name in one piece is that name."""
    for mention in text.mentions:
        if mention.name:
            yield _told(text, mention)
    told = " | ".join(f" {name.casefold()} " for name in text.known.names)
    for begin, end in (*_capitals(text), *_quotes(text)):
        said = text.reading.said(begin, end)
        if f" {said.casefold()} " not in told:
            text.strange.update(range(begin, end))
            yield wrong(CHECK, said, "this name is not among the facts")


def _told(text: Passage, mention: Mention) -> Statement:
    """A name of the map: of 'a lake named X' the lake is the thing that has it."""
    said, things = text.reading.said(mention.begin, mention.end), mention.things or frozenset()
    kind = _called(text, mention.begin)
    if kind and kind.things and things and not kind.things & things:
        return wrong(CHECK, said, "this is the name of another thing")
    return Statement(CHECK, said, things)


def _called(text: Passage, begin: int) -> Mention | None:
    words = text.reading.words
    if begin >= 2 and words[begin - 1] in _CALLED:
        return text.at[begin - 2]
    if begin >= 3 and words[begin - 2 : begin] == ["known", "as"]:
        return text.at[begin - 3]
    return None


def _capitals(text: Passage) -> Iterator[tuple[int, int]]:
    """Runs of words with capitals that are no ordinary words."""
    reading = text.reading
    words, raw, starts = reading.words, reading.text, reading.starts
    capitals = [i for i, start in enumerate(starts) if raw[start].isupper()]
    firsts = {_first_word(words, *sentence): sentence[1] for sentence in reading.sentences}
    done = 0
    for i in capitals:
        if i < done:
            continue
        last = firsts.get(i) or next(end for begin, end in reading.sentences if begin <= i < end)
        done = _run(text, i, last)
        begin = i + 1 if i in firsts and _is_opener(text, i, done) else i
        begin, stop = _trimmed(text, begin, done)
        kind = text.at[begin] if begin < stop else None
        if kind and kind.end >= stop and len(kind.phrase) >= _LONG_KIND:
            continue  # 'Kingdom Hall of Jehovah's Witnesses'
        if any(not _is_ordinary(text, j) for j in range(begin, stop)):
            yield begin, stop


def _first_word(words: Sequence[str], first: int, last: int) -> int:
    while first < last - 1 and words[first] in _OPENING:
        first += 1
    return first


def _run(text: Passage, i: int, last: int) -> int:
    """Where a run of capitals ends; small words of names may stand inside it."""
    words, raw, starts = text.reading.words, text.reading.text, text.reading.starts
    end = i + 1
    while end < last:
        if raw[starts[end]].isupper():
            end += 1
        elif words[end] in _JOINING and end + 1 < last and raw[starts[end + 1]].isupper():
            end += 2
        else:
            return end
    return end


def _trimmed(text: Passage, begin: int, end: int) -> tuple[int, int]:
    while begin < end and text.reading.words[begin] in _JOINING:
        begin += 1
    return begin, end


def _is_opener(text: Passage, i: int, end: int) -> bool:
    """Whether the first word of a sentence has its capital from there alone."""
    word = text.reading.words[i]
    if word in _OPENERS:
        return True
    common = word in IMAGE or word.endswith(_ENDINGS) or bool(text.at[i])
    if not common and _apposed(text, i):
        return False  # 'Upper, a road'
    if word in SIDES or word in IMAGE or word in STARTS:
        return True
    if end > i + 1 or _begins_like_a_name(text, i):
        return False
    if text.at[i] or word in text.known.loose_words or is_word(word):
        return True
    if len(word) > _LONG and word.endswith(_ENDINGS):
        return True
    after = text.reading.words[i + 1] if i + 1 < len(text.reading.words) else ""
    named = ord(after[:1] or " ") >= FIRST_NAME
    # 'Osterwick comes into view': a word in 's' that is no thing is a verb.
    verb = after in _VERBS or (len(after) >= _LONG and after.endswith("s") and not is_word(after))
    return not (named or verb)


def _begins_like_a_name(text: Passage, i: int) -> bool:
    """Whether what follows is the rest of a name of the sheet: 'Marlow du Lac' for 'Rue du Lac'."""
    rest = text.reading.text[text.reading.ends[i] :].lstrip()
    tails = (name.partition(" ")[2] for name in text.known.names)
    return any(
        tail and rest.startswith(tail) and not rest[len(tail) : len(tail) + 1].isalnum()
        for tail in tails
    )


def _apposed(text: Passage, i: int) -> bool:
    """Whether what follows is an apposition: 'X, a road, ...', 'X, farmland, ...'."""
    after = text.reading.words[i + 1 : i + 3]
    return after[:1] in ([","], ["—"], ["("]) and (
        after[1:] in (["a"], ["an"]) or bool(any(text.at[i + 2 : i + 3]))
    )


def _is_ordinary(text: Passage, i: int) -> bool:
    reading = text.reading
    word = reading.text[reading.starts[i] : reading.ends[i]].removesuffix("'s")
    if word[0].isdecimal() or ord(word[0]) >= FIRST_NAME or word.lower() in _JOINING:
        return True
    return bool(_ORDINARY.fullmatch(word)) or is_word(word, proper=True)


def _quotes(text: Passage) -> Iterator[tuple[int, int]]:
    """What stands between double quotation marks and is no name."""
    words, open_at = text.reading.words, -1
    for i, word in enumerate(words):
        if word in ('"', "“", "”", "«", "»"):
            if open_at < 0:
                open_at = i
                continue
            inner = [j for j in range(open_at + 1, i) if words[j] not in (".", ",")]
            if inner and not (len(inner) == 1 and ord(words[inner[0]][0]) >= FIRST_NAME):
                yield inner[0], inner[-1] + 1
            open_at = -1
