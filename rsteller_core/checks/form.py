"""The form of a caption: its length, its characters, what leaked into it.

A *word* is what stands between white space and holds a letter or a digit: 'north-east' is one
word, '3.2' is one, a dash alone is none.

Names on the fact sheet are the map's, not the writer's: whatever signs they hold are no fault of
the caption, so they are taken out before the form is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rsteller_core.checks.reading import Reading
from rsteller_core.checks.tables import word_list
from rsteller_core.values import Objection

Check = Callable[[str], Objection | None]
"""A check of form: what is wrong with this text, or None. Its name is the function's."""

_WORD = re.compile(r"\S*\w\S*")
_BROKEN = re.compile(
    # Control characters, line ends, invisible ones and those that turn the writing direction.
    r"[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffc\ufffd]"
)
_RAW = re.compile(r"\S*[={}<>\\|]\S*|\w*[^\W_]_[^\W_]\w*|\b[a-z][a-z_]+:[^\s/]\S*")
_RAW_MARKS = re.compile(r"[={}<>\\|_:]")
_MARKUP = re.compile(
    r"\*+\S?|\b__\S|`|~~|^\s*(?:#+\s|>\s|[-*•]\s|\d+[.)]\s)|\]\(|https?:|www\.|\w#\s|\s#{1,6}\s"
    r"|&(?:amp|lt|gt|quot|nbsp);",
    re.M,
)
_MARKUP_MARKS = re.compile(r"[*_`~#>•\[&:.](?=[\w*_`~#(/]|\s#)|\A\s*[-\d#>*•]|[*`~#•&]")
_OF = (
    r"(?:caption|revision|answer|output|description|response|note|json|option|version|text|task|"
    r"\bid|annotator|annotation|assistant|facts?|element|summary|title|alt text|paraphrase|rewrite)"
)
_LABEL = re.compile(
    rf"(?:\A|[.!?(\"“]\s?)\W*(?:(?:first|second|revised|new|alternative|image|final|the|scene|"
    rf"aerial|rewritten|short|long|my)\s){{0,2}}{_OF}(?:\s(?:\w|\d+))?(?:\s\([^)]*\))?\s?"
    r"(?::|\s[-–—]\s|\)\s*:)"
    r"|\A\W*(?:sure|certainly|of course|absolutely|okay|ok|great|understood)\s?[,!.:]"
    r"|\b(?:let me know|feel free to|(?:i )?hope (?:this|that|it)|would you like|"
    r"as requested|per your request|i can (?:also )?(?:shorten|add|change|rewrite))\b"
    rf"|\A\W*here(?:'s|’s| is| are) (?:the|a|an|your|my) [\w ]*{_OF}",
    re.I,
)
_SOURCE = re.compile(
    r"\b(?:openstreetmap|osm|fact sheet|(?:given|provided|listed|stated|above|these) facts|"
    r"facts? (?:say|state|list|provide|indicate)\w*|according to the facts?|tags?\b|tagged|"
    r"latitudes?|longitudes?|pixels? (?:coordinates?|size)|as an ai|language model|metadata|"
    r"(?:based on|according to) (?:the|these) (?:given |provided |available |supplied )?"
    r"(?:facts?|data|map|information|tags?)|this caption|"
    r"the caption|data ?sets?|data ?base|(?:is|are) set to|"
    r"attributes?\b.{1,40}\bvalue|value\b.{1,40}\b(?:attribute|key))\b|\bof type [\w ]{1,40} \(",
    re.I,
)
_BLIND = re.compile(
    r"\b(?:(?:i|we) (?:cannot|can't|can not|am unable|do not have|don't have)|"
    r"(?:cannot|can't|can not|unable to|not able to) (?:see|view|access|display|describe)"
    r"(?: the| this| any)? (?:images?|pictures?|photos?)|not provided|sorry\b|apologi[sz]e)",
    re.I,
)
_PROMPT = re.compile(
    r"\(not visible\)|\bjson\b|\bnorth is up\b|\bfacts\s*$|\b(?:never fewer|never more) than\b|"
    r"\bone (?:fact )?to a line\b|\bquotation marks\b|\bwritten from (?:the )?facts\b|"
    r"\b(?:was|were) not accepted\b|\bthe rules\b|\bignore (?:all|the|previous)\b|"
    r"\b(?:system|user) prompt\b|\bas instructed\b|\bmy task\b|<\|",
    re.I,
)
_SECOND = re.compile(
    r"(?:\A|[.!?]\s)(?:alternatively|or alternatively|another (?:version|option|caption)|"
    r"(?:option|version|caption) (?:\d|one|two|b)|or)\s?[:,]",
    re.I,
)
_SECONDS = re.compile(r"[lL]ternatively|nother|ption|ersion|\b[Oo]r\s?[:,]")
_SENTENCE = re.compile(r"[.!?]\s+|[.!?]$")
_END = re.compile(r"[.!?。！？।؟][\"'”’»)\]]*\Z")
_OPENED = {"(": ")", "[": "]", "“": "”", "«": "»", "„": "“"}
_CLOSED = {right: left for left, right in _OPENED.items() if left != "„"}
_BRACKETS = re.compile(r"[()\[\]“”«»\"]")
_LONG_SENTENCE = 4


def count_words(text: str) -> int:
    """The number of words in a text, by the rule above."""
    return len(_WORD.findall(text))


def length(caption: str, least: int, most: int) -> Objection | None:
    """From ``least`` to ``most`` words, both included."""
    count = count_words(caption)
    if count < least:
        return Objection("length", caption, f"{count} words are too few: at least {least}")
    if count > most:
        shown = caption if len(caption) <= 200 else f"{caption[:200]}…"
        return Objection("length", shown, f"{count} words are too many: at most {most}")
    return None


def one_paragraph(text: str) -> Objection | None:
    """No line breaks, no control characters, none that are unseen, turn the text or are broken."""
    broken = _BROKEN.search(text)
    if broken is None:
        return None
    words = text[max(0, broken.start() - 20) : broken.end() + 20]
    return Objection("one_paragraph", words, "a caption is one paragraph of printable characters")


def no_raw_tags(text: str) -> Objection | None:
    """No ``key=value``, ``snake_case``, ``addr:street``, braces or angle brackets."""
    return _found("no_raw_tags", _RAW, text, "raw data or markup in place of words", _RAW_MARKS)


def no_markdown(text: str) -> Objection | None:
    """No headings, lists, bold, code or links."""
    reason = "a caption has no markdown and no links"
    return _found("no_markdown", _MARKUP, text, reason, _MARKUP_MARKS)


def no_label(text: str) -> Objection | None:
    """No ``Caption:`` or ``Here is the description`` before it, no note after it."""
    return _found("no_label", _LABEL, text, "a label or an announcement is no part of a caption")


def no_source(text: str) -> Objection | None:
    """Nothing about facts, tags or coordinates, and no claim of not seeing: only the picture."""
    found = _found("no_source", _SOURCE, text, "a caption speaks of the picture, not of its source")
    return found or _found("no_source", _BLIND, text, "a caption does not speak of its writer")


def no_prompt(text: str) -> Objection | None:
    """Nothing of what the prompt says."""
    return _found("no_prompt", _PROMPT, text, "words of the prompt are no part of a caption")


def one_answer(text: str) -> Objection | None:
    """No second caption after the first, no sentence twice."""
    found = _found("one_answer", _SECOND, text, "one caption is asked for, not several", _SECONDS)
    if found:
        return found
    said: set[str] = set()
    for sentence in _SENTENCE.split(text.lower()):
        known = sentence.count(" ") >= _LONG_SENTENCE and not sentence.startswith(("it", "they"))
        if sentence in said and known:
            return Objection("one_answer", sentence.strip(), "the same sentence stands there twice")
        said.add(sentence)
    return None


def balanced(text: str) -> Objection | None:
    """Every bracket and quotation mark is closed, the last opened first."""
    opened: list[str] = []
    for mark in _BRACKETS.findall(text):
        if mark == '"':
            opened.remove(mark) if mark in opened else opened.append(mark)
        elif mark in _OPENED:
            opened.append(mark)
        elif opened and opened[-1] == _CLOSED[mark]:
            opened.pop()
        else:
            return Objection("balanced", mark, f"{mark} closes nothing")
    return Objection("balanced", opened[0], f"{opened[0]} is not closed") if opened else None


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
    no_prompt,
    one_answer,
    balanced,
)


_TRIGGERS: dict[str, frozenset[str]] = {
    "no_label": frozenset(word_list("form.triggers_no_label")),
    "no_source": frozenset(word_list("form.triggers_no_source")),
    "no_prompt": frozenset(word_list("form.triggers_no_prompt")),
}
"""Words without one of which a check finds nothing, to save the search."""


def of_form(reading: Reading) -> Iterator[Objection | None]:
    """What the checks of form say to a caption without its names."""
    words = frozenset(reading.words)
    for check in FORM:
        triggers = _TRIGGERS.get(check.__name__)
        if not triggers or not triggers.isdisjoint(words):
            yield check(reading.text)


def _found(
    name: str,
    pattern: re.Pattern[str],
    text: str,
    reason: str,
    first: re.Pattern[str] | None = None,
) -> Objection | None:
    """What the pattern finds; ``first`` is a quick one without which it finds nothing."""
    if first and not first.search(text):
        return None
    match = pattern.search(text)
    return Objection(name, match.group().strip().lstrip(".!? "), reason) if match else None
