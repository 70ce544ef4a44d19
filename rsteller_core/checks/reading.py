"""A caption as words: read once, for all checks.

The names of the map are taken out first: whatever signs, capitals and scripts they hold, they are
one word each. What is left is words, numbers and marks, in sentences and in clauses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rsteller_core.checks.compass import CELL, EDGE, SIDES
from rsteller_core.checks.tables import word_list

FIRST_NAME, LAST_NAME = 0xE000, 0xF8FF
"""The private characters that stand for names."""
_PRIVATE = re.compile(f"[{chr(FIRST_NAME)}-{chr(LAST_NAME)}]")
_DASHES = "–‑-"
_TOKEN = re.compile(
    rf"{_PRIVATE.pattern}|[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:,\d\d\d)*(?:\.\d+)?|[^\w\s{_DASHES}]|_"
)
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "−": "-"})
_STOPS = frozenset(".!?")
_CLOSING = frozenset("\"”»')]")
_AFTER_COMMA = frozenset(word_list("reading.after_comma"))
_PARTING = _AFTER_COMMA | {";", ":"}
_ALWAYS = frozenset(("while", "whereas", "whose", "which", "but"))
_OPENING = frozenset(("while", "whereas", "although", "though", "as"))
_BESIDE = frozenset(("beside", "between", "near", "by", "alongside", "along", "next", "past"))
_HAVING = frozenset(("with", "containing", "holding", "including", "enclosing"))
_NEW_SUBJECT = frozenset(("the", "a", "an", "it", "this", "there", "its"))


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a caption, in lower case, a name as one private character.

    ``starts`` and ``ends`` are where each stands in ``text``, the caption with its names taken
    out. ``sentences`` and ``clauses`` are ranges of words; a clause has the number of its sentence.
    """

    text: str
    names: Sequence[str]
    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]
    clauses: list[tuple[int, int, int]]

    def glued(self, i: int) -> bool:
        """Whether only a hyphen parts a word from the one before it."""
        if not i or self.starts[i] != self.ends[i - 1] + 1:
            return False
        return self.text[self.ends[i - 1]] in _DASHES

    def said(self, begin: int, end: int) -> str:
        """The words from ``begin`` up to ``end`` as the caption has them."""
        return self.named(self.text[self.starts[begin] : self.ends[end - 1]])

    def named(self, text: str) -> str:
        """A part of the text with the names put back."""
        return _PRIVATE.sub(self._name, text)

    def _name(self, mark: re.Match[str]) -> str:
        number = ord(mark[0]) - FIRST_NAME
        return self.names[number] if number < len(self.names) else mark[0]


def plain(text: str) -> str:
    """Composed letters and straight apostrophes: how captions and names are compared."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).translate(_STRAIGHT)


def read(caption: str, names: Sequence[str]) -> Reading:
    """Read a caption, taking out these names (the longest first)."""
    text = without_names(caption, names)
    spans = [match.span() for match in _TOKEN.finditer(text)]
    low = text.lower()
    if len(low) == len(text):
        words = [low[start:end] for start, end in spans]
    else:  # some capitals are two letters when small
        words = [text[start:end].lower() for start, end in spans]
    if "'s" in low:
        words = [word.removesuffix("'s") for word in words]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    sentences = _sentences(text, words, starts)
    return Reading(text, names, words, starts, ends, sentences, _clauses(words, sentences))


def without_names(caption: str, names: Sequence[str]) -> str:
    """The caption with a private character for each name that stands in it as a whole word."""
    text = _PRIVATE.sub("�", plain(caption))
    for number, name in enumerate(names):
        if name in text:
            text = _replaced(text, name, chr(FIRST_NAME + number))
        elif name[:1].islower() and (begun := name[0].upper() + name[1:]) in text:
            text = _replaced(text, begun, chr(FIRST_NAME + number))
    return text


def _replaced(text: str, name: str, mark: str) -> str:
    parts, begin, at = [], 0, text.find(name)
    while at >= 0:
        end = at + len(name)
        before, after = text[at - 1 : at], text[end : end + 1]
        if name[-1].isdigit() and after in (",", ".") and text[end + 1 : end + 2].isdigit():
            after = name[-1]  # '6' is no name in '6,800'
        if not (_wordlike(before) and _wordlike(name[0])) and not (
            _wordlike(after) and _wordlike(name[-1])
        ):
            parts += [text[begin:at], mark]
            begin = end
        at = text.find(name, max(end, at + 1))
    return "".join((*parts, text[begin:]))


def _wordlike(char: str) -> bool:
    return char.isalnum() and not _PRIVATE.match(char)


def _sentences(text: str, words: list[str], starts: list[int]) -> list[tuple[int, int]]:
    """A sentence ends at a full stop before a capital, a digit, a name or the end."""
    found, begin, count = [], 0, len(words)
    for i in [i for i, word in enumerate(words) if word in _STOPS]:
        after = i + 1
        while after < count and words[after] in _CLOSING:
            after += 1
        if after == count or not text[starts[after]].islower():
            found.append((begin, after))
            begin = after
    if begin < count:
        found.append((begin, count))
    return [(a, b) for a, b in found if a < b]


def _clauses(words: list[str], sentences: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    parting = [i for i, word in enumerate(words) if word in _PARTING or word == ","]
    found = []
    for number, (begin, end) in enumerate(sentences):
        start = begin
        for i in parting:
            at = _clause_at(words, i, begin, end)
            if at > start:
                found.append((start, at, number))
                start = at
        found.append((start, end, number))
    return found


def _clause_at(words: list[str], i: int, begin: int, end: int) -> int:
    """Where the clause begins that this word starts; 0 where it starts none."""
    if not begin <= i < end - 1:
        return 0
    word, after = words[i], words[i + 1]
    if word in ";:":
        return i + 1
    if word == ",":
        # 'While the one lies here, the other lies there.'
        return i + 1 if words[begin] in _OPENING and after in _NEW_SUBJECT else 0
    if i == begin:
        return 0
    if word in _ALWAYS or words[i - 1] == ",":
        return i
    if word != "and" or _goes_on(words, i, begin, end):
        return 0
    return i if after in _NEW_SUBJECT or after >= chr(FIRST_NAME) else 0


def _goes_on(words: list[str], i: int, begin: int, end: int) -> bool:
    """Whether this 'and' only joins two sides: 'between A and B', 'the top and the left'."""
    between = max((j for j in range(begin, i) if words[j] == "between"), default=-1)
    if between >= 0 and "and" not in words[between:i]:
        return True
    comma = max((j for j in range(begin, i) if words[j] == ","), default=begin - 1)
    beside = comma >= begin and words[comma + 1] in _BESIDE
    if beside or not _HAVING.isdisjoint(words[comma + 1 : i]):
        return True  # 'an area with a dock and a shed', 'a field, beside a pond and a road, ...'
    after = i + 1 + (words[i + 1] in ("the", "its"))
    first = after
    while after < end and words[after] in SIDES:
        after += 1
    if after == first:
        return False
    return after >= end or not words[after].isalpha() or words[after] in EDGE | CELL | {"one", "of"}
