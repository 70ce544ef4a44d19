"""One language: no words of another, no script that the facts do not hold."""

from __future__ import annotations

import re
import unicodedata

from rsteller_core.values import Objection

_FOREIGN = frozenset(
    # Words that hold sentences together in German, French, Spanish, Italian, Dutch, Portuguese,
    # and are no English words.
    [
        "der",
        "das",
        "und",
        "ist",
        "ein",
        "eine",
        "einem",
        "einen",
        "liegt",
        "sich",
        "mit",
        "von",
        "dem",
        "den",
        "auf",
        "im",
        "zum",
        "zur",
        "nicht",
        "wird",
        "le",
        "les",
        "des",
        "est",
        "une",
        "dans",
        "du",
        "sur",
        "avec",
        "qui",
        "pour",
        "au",
        "aux",
        "et",
        "cette",
        "ce",
        "se",
        "trouve",
        "située",
        "el",
        "los",
        "las",
        "una",
        "con",
        "por",
        "del",
        "y",
        "en",
        "que",
        "está",
        "este",
        "esta",
        "como",
        "para",
        "su",
        "il",
        "lo",
        "gli",
        "della",
        "nel",
        "nella",
        "sono",
        "questo",
        "questa",
        "di",
        "che",
        "è",
        "si",
        "trova",
        "het",
        "een",
        "van",
        "aan",
        "de",
        "zijn",
        "wordt",
        "ligt",
        "met",
        "dat",
        "niet",
        "uma",
        "o",
        "os",
        "da",
        "do",
        "na",
        "no",
        "em",
        "é",
        "um",
        "pela",
        "pelo",
        "fica",
    ]
) - {"no", "do", "den", "die", "o", "y", "lo", "si", "com"}
_FUNCTION = re.compile(r"[^\W\d_]+")
_ENOUGH = 2


def one_language(text: str) -> Objection | None:
    """Few words of another language, and only Latin letters, in a text without its names."""
    strange = "".join(char for char in text if char > "ɏ" and char.isalpha() and not _latin(char))
    if strange:
        return Objection("one_language", strange, "letters of another script than the facts have")
    foreign = [word for word in _FUNCTION.findall(text) if word in _FOREIGN]
    if len(set(foreign)) >= _ENOUGH:
        return Objection("one_language", " ".join(foreign), "words of another language")
    return None


def _latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("LATIN", "MODIFIER"))
