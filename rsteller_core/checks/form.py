"""The form of a caption: its length, its characters, what leaked into it.

A *word* is what stands between white space and holds a letter or a digit: 'north-east' is one
word, '3.2' is one, a dash alone is none.

Names on the fact sheet are the map's, not the writer's: whatever signs they hold are no fault of
the caption, so they are taken out before the form is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rsteller_core.values import Objection

Check = Callable[[str], Objection | None]
"""A check of form: what is wrong with this text, or None. Its name is the function's."""

_WORD = re.compile(r"\S*\w\S*")
_RAW = re.compile(r"\S*[={}<>\\|]\S*|\w*[^\W_]_[^\W_]\w*|\b[a-z]{2,}:[a-z]\w*")
_MARKUP = re.compile(r"\*\*?\w|\b__\w|`+|^\s*(?:#+\s|[-*•]\s|\d+[.)]\s)|\]\(|https?://\S*", re.M)
_LABEL = re.compile(
    r"(?:\A|[.!?]\s)\W*(?:(?:first|second|revised|new|alternative|image|final)\s)?(?:caption|revision|"
    r"answer|output|description|response|note|json|option|version|text|task|facts?|element)"
    r"(?:\s\w)?\s*:"
    r"|\A\W*(?:sure|certainly|of course)[,!]"
    r"|\A\W*here(?:'s| is) (?:the|a|your|my) [\w ]*(?:caption|description|revision|version)",
    re.I,
)
_SOURCE = re.compile(
    r"\b(?:OpenStreetMap|OSM|fact sheet|(?:given|provided|listed|stated|above) facts|"
    r"facts? (?:say|state|list|provide|indicate)\w*|(?:map|metadata) tags?|tagged (?:as|with)|"
    r"latitudes?|longitudes?|pixel coordinates?|as an AI|language model|"
    r"(?:cannot|can't|unable to|not able to) (?:see|view|access)(?: the| this| any)? images?|"
    r"(?:based on|according to) the (?:facts?|data|map|information|tags?)|this caption)\b",
    re.I,
)
_END = re.compile(r"[.!?。！？।؟][\"'”’»)\]]*\Z")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))


def count_words(text: str) -> int:
    """The number of words in a text, by the rule above."""
    return len(_WORD.findall(text))


def length(caption: str, least: int, most: int) -> Objection | None:
    """From ``least`` to ``most`` words, both included."""
    count = count_words(caption)
    if count < least:
        return Objection("length", caption, f"{count} words are too few: at least {least}")
    if count > most:
        return Objection("length", caption, f"{count} words are too many: at most {most}")
    return None


def one_paragraph(text: str) -> Objection | None:
    """No line breaks, no control characters, no characters that stand for broken ones."""
    broken = re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd]", text)
    if broken is None:
        return None
    words = text[max(0, broken.start() - 20) : broken.end() + 20]
    return Objection("one_paragraph", words, "a caption is one paragraph of printable characters")


def no_raw_tags(text: str) -> Objection | None:
    """No ``key=value``, ``snake_case``, ``addr:street``, braces or angle brackets."""
    return _found("no_raw_tags", _RAW, text, "raw data or markup in place of words")


def no_markdown(text: str) -> Objection | None:
    """No headings, lists, bold, code or links."""
    return _found("no_markdown", _MARKUP, text, "a caption has no markdown and no links")


def no_label(text: str) -> Objection | None:
    """No ``Caption:`` or ``Here is the description`` before it."""
    return _found("no_label", _LABEL, text, "the caption begins with a label or an announcement")


def no_source(text: str) -> Objection | None:
    """Nothing about facts, tags, coordinates or the writer: only about the picture."""
    return _found("no_source", _SOURCE, text, "a caption speaks of the picture, not of its source")


def balanced(text: str) -> Objection | None:
    """Every bracket and quotation mark is closed."""
    wrong = [left for left, right in _PAIRS if text.count(left) != text.count(right)]
    wrong += ['"'] if text.count('"') % 2 else []
    if not wrong:
        return None
    return Objection("balanced", wrong[0], f"{wrong[0]} is not closed, or closed twice")


def finished(text: str) -> Objection | None:
    """The last sentence has its full stop: an answer that was cut at a length has not."""
    if _END.search(text):
        return None
    return Objection("finished", text[-40:], "the last sentence does not end with a full stop")


FORM: tuple[Check, ...] = (
    one_paragraph,
    no_raw_tags,
    no_markdown,
    no_label,
    no_source,
    balanced,
)


def not_a_copy(caption: str, previous: str) -> Objection | None:
    """Other words than the previous caption's, whatever the case, spaces and punctuation."""
    if _bare(caption) != _bare(previous):
        return None
    return Objection("not_a_copy", caption, "the revision repeats the caption it should revise")


def _bare(text: str) -> Sequence[str]:
    return re.findall(r"\w+", text.casefold())


def _found(name: str, pattern: re.Pattern[str], text: str, reason: str) -> Objection | None:
    match = pattern.search(text)
    return Objection(name, match.group().strip(), reason) if match else None
