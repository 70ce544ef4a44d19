"""Names: every name in a caption is one of the map's."""

from __future__ import annotations

import re

from rsteller_core.checks.kinds import is_word
from rsteller_core.checks.masking import PLAIN_NAME, Known, sentences
from rsteller_core.values import Objection

_CAPITALS = re.compile(
    r"(?<![\w-])[^\W\d_a-zß-öø-ÿ][\w'’.]*\w(?:[ -](?:of |de |the )?[^\W\d_a-zß-öø-ÿ][\w'’.-]*\w)*"
)
_INTRODUCED = re.compile(
    r"\b(?:named|called|known as|labell?ed|bears the name|the name)(?: the)?\s+[\"“'‘]?"
    rf"(?!(?:{PLAIN_NAME}|after|for|as|of|is)\b)([\w'’-]+)",
    re.I,
)
_QUOTED = re.compile(r"[\"“‘«]([^\"“”’»]{2,60})[\"”’»]")
_VERB = re.compile(
    r"\s+(?:lies|runs|covers|stretches|fills|occupies|crosses|is|sits|winds|flows|spreads|stands|"
    r"takes|spans|extends|passes|cuts|can|and its|has)\b"
)
_OPENERS = frozenset(
    # Words other than kinds that begin a sentence before a verb.
    [
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "there",
        "here",
        "what",
        "which",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "most",
        "much",
        "all",
        "everything",
        "nothing",
        "both",
        "each",
        "half",
        "another",
        "some",
        "many",
        "several",
        "others",
        "the",
        "a",
        "an",
        "image",
        "scene",
        "frame",
        "patch",
        "picture",
        "view",
        "ground",
        "part",
        "land",
        "nearby",
        "beside",
        "north",
        "south",
        "east",
        "west",
        "name",
        "roughly",
        "about",
        "nearly",
        "almost",
        "more",
        "less",
        "only",
        "between",
        "beyond",
        "around",
        "across",
        "inside",
        "outside",
        "elsewhere",
        "together",
        "parallel",
        "shape",
        "outline",
        "length",
        "width",
        "course",
        "size",
        "its",
        "together",
        "also",
        "they",
        "he",
        "she",
        "we",
        "who",
    ]
)
_ORDINARY = re.compile(
    r"(?:[LUTHISXYFEVZ]|I|[A-Z]-shaped|[LUTHXYF]-?shaped|TV|North|South|East|West|ATM|EV|HVAC|RV|"
    r"(?:North|South)(?:ern|west|east|-\w+)?|(?:East|West)(?:ern)?)"
)


def names_known(text: str, known: Known) -> Objection | None:
    """No name that the sheet does not hold; part of a name in one piece is that name."""
    told = " | ".join(f" {name.casefold()} " for name in known.names)
    for name in _found(text):
        if f" {name.casefold()} " not in told and name != PLAIN_NAME:
            return Objection("names", name, "this name is not among the facts")
    return None


def _found(text: str) -> list[str]:
    found = [match.group(1) for match in _INTRODUCED.finditer(text)]
    found += [quote for quote in _QUOTED.findall(text) if quote.strip(".,") != PLAIN_NAME]
    for sentence in sentences(text):
        first = len(sentence) - len(sentence.lstrip("\"“'‘( "))
        for match in _CAPITALS.finditer(sentence):
            found += _name_in(match, sentence, first)
    return [name for name in found if name]


def _name_in(match: re.Match[str], sentence: str, first: int) -> list[str]:
    words = match.group().split()
    if match.start() == first:
        begins = words[0].casefold()
        ordinary = begins in _OPENERS or is_word(begins) or "-" in begins
        if ordinary or not (len(words) > 1 or _VERB.match(sentence, match.end())):
            words = words[1:]
    words = [word for word in words if word not in ("of", "de", "the")]
    strange = [word for word in words if not _is_ordinary(word)]
    if not strange:
        return []
    joined = " ".join(words)
    return [joined] if joined.replace(PLAIN_NAME, "").strip() else []


def _is_ordinary(word: str) -> bool:
    bare = word.removesuffix("'s").removesuffix("’s")
    return bool(_ORDINARY.fullmatch(bare)) or bare == PLAIN_NAME or is_word(bare, proper=True)
