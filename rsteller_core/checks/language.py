"""One language: no words of another, no script that the facts do not hold."""

from __future__ import annotations

import unicodedata

from rsteller_core.checks.reading import FIRST_NAME, LAST_NAME, Reading
from rsteller_core.checks.tables import word_list
from rsteller_core.values import Objection

CHECK = "one_language"
_FOREIGN = frozenset(
    # Words that hold sentences together in other languages, and are no English words.
    word_list("language.foreign")
) - frozenset(
    # Words that are English, too, or stand in English texts.
    word_list("language.also_english")
)
_ENGLISH = frozenset(word_list("language.english"))
_ENOUGH = 2
_LONG = 4
_LATIN = ("LATIN", "MODIFIER", "COMBINING", "FEMININE", "MASCULINE")


def one_language(reading: Reading) -> Objection | None:
    """Only Latin letters, few words of another language, and no sentence without English ones.

    Two words with letters that English does not have are of another language, too.
    """
    strange = [] if reading.text.isascii() else [w for w in reading.words if _other_script(w)]
    if strange:
        return Objection(CHECK, " ".join(strange), "letters of another script than the facts have")
    foreign = sorted(_FOREIGN.intersection(reading.words))
    if len(foreign) >= _ENOUGH:
        return Objection(CHECK, " ".join(foreign), "words of another language")
    ascii_only = reading.text.isascii()
    for begin, end in reading.sentences:
        words = reading.words[begin:end]
        if (not ascii_only or _ENGLISH.isdisjoint(words)) and _is_foreign(words):
            return Objection(CHECK, reading.said(begin, end), "a sentence in another language")
    return None


def _is_foreign(words: list[str]) -> bool:
    """Whether a sentence has two words that no English text has, or none that English ones have."""
    words = [word for word in words if _own(word)]
    if sum(not word.isascii() for word in set(words)) >= _ENOUGH:
        return True
    if not _ENGLISH.isdisjoint(words):
        return False
    words = [word for word in words if word[0].isalpha()]
    return len(words) >= _LONG and _is_odd(words)


def _own(word: str) -> bool:
    return not (len(word) == 1 and ord(word) >= FIRST_NAME)


def _is_odd(words: list[str]) -> bool:
    return len(words) > _LONG + 2 or any(w in _FOREIGN or not w.isascii() for w in words)


def _other_script(word: str) -> bool:
    return any(
        char > "ɏ"
        and char.isalpha()
        and not FIRST_NAME <= ord(char) <= LAST_NAME
        and not unicodedata.name(char, "").startswith(_LATIN)
        for char in word
    )
