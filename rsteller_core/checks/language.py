"""One language: no words of another, no script that the facts do not hold."""

from __future__ import annotations

import unicodedata

from rsteller_core.checks.reading import FIRST_NAME, Reading
from rsteller_core.values import Objection

CHECK = "one_language"
_FOREIGN = frozenset(
    # Words that hold sentences together in other languages, and are no English words.
    """
    der das und ist ein eine einem einen einer liegt sich mit von dem auf im zum zur nicht wird
    durch führt über es des sind neben
    le les est une dans du sur avec qui pour au aux et cette ce trouve située situé par la il elle
    el los las una con por del en que está este esta como para su al hay cerca
    lo gli della del dello nel nella sono questo questa di che è si trova alla dal da al
    het een van aan de zijn wordt ligt met dat niet naar langs bij dit deze heeft
    uma os na em é um pela pelo fica ao dos das não e ou seu sua
    är och som av på ett den det med ligger från till har finns mitten vid
    jest w na z i przez się oraz do po nie jego tej tym bardzo wzdłuż biegnie
    je se ve a v na přes jako která který leží podél
    ve bir bu ile için olan çok yol
    on ja ei se joka sekä noin kuva
    și este care cu din pe
    yang dan di ini dengan dari
    az egy és van nem ez
    """.split()
) - frozenset(
    # Words that are English, too, or stand in English texts.
    "no do den die o y on an is was man a i we us van e v w z con par dos bin in das pour".split()
)
_ENGLISH = frozenset(
    """
    the a an of and in on at to from by with is are was it its this that these those there here
    which while where as for into over along across near beside about around some most all both
    each every one two three no not or but be has have can up out than then so more its their them
    they through between within beyond toward towards past under above below inside outside next
    lies runs covers
    """.split()
)
_ENOUGH = 2
_LONG = 4
_LATIN = ("LATIN", "MODIFIER", "COMBINING", "FEMININE", "MASCULINE")


def one_language(reading: Reading) -> Objection | None:
    """Only Latin letters, few words of another language, and no sentence without English ones."""
    strange = "" if reading.text.isascii() else _other_script(reading.text)
    if strange:
        return Objection(CHECK, strange, "letters of another script than the facts have")
    foreign = sorted(_FOREIGN.intersection(reading.words))
    if len(foreign) >= _ENOUGH:
        return Objection(CHECK, " ".join(foreign), "words of another language")
    for begin, end in reading.sentences:
        if not _ENGLISH.isdisjoint(reading.words[begin:end]):
            continue
        words = [word for word in reading.words[begin:end] if word[0].isalpha() and _own(word)]
        if len(words) >= _LONG and _is_odd(words):
            return Objection(CHECK, reading.said(begin, end), "a sentence in another language")
    return None


def _own(word: str) -> bool:
    return not (len(word) == 1 and ord(word) >= FIRST_NAME)


def _is_odd(words: list[str]) -> bool:
    return len(words) > _LONG + 2 or any(w in _FOREIGN or not w.isascii() for w in words)


def _other_script(text: str) -> str:
    return "".join(
        char
        for char in text
        if char > "ɏ" and char.isalpha() and not FIRST_NAME <= ord(char) <= 0xF8FF
        and not unicodedata.name(char, "").startswith(_LATIN)
    )  # fmt: skip
