"""Numbers: with units, as shares, as counts; each within a stated tolerance of a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rsteller_core.checks.kinds import singular
from rsteller_core.checks.masking import Known
from rsteller_core.values import Objection

LOOSE = 0.1
"""By how much of itself a measure may be off: it is rounded, and said with 'about'."""
SHARE_LOOSE = 0.03
"""By how much of the image a share may be off, or by a tenth of itself."""

_WORDS = dict(
    zip(
        [
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
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        range(2, 21),
        strict=True,
    )
)
_TENS = {
    word: 10 * n
    for n, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_UNITS = (
    ("area", 1e6, r"square kilomet(?:er|re)s?|sq\.? ?km|km²|km2"),
    ("area", 1e4, r"hectares?|ha\b"),
    ("area", 4046.86, r"acres?"),
    ("area", 1.0, r"square met(?:er|re)s?|sq\.? ?m|m²|m2"),
    ("area", 0.0929, r"square (?:feet|foot)"),
    ("length", 1000.0, r"kilomet(?:er|re)s?|km\b"),
    ("length", 1609.34, r"miles?"),
    ("length", 0.3048, r"feet|foot|ft\b"),
    ("length", 0.9144, r"yards?"),
    ("length", 1.0, r"met(?:er|re)s?|m\b"),
    ("share", 0.01, r"percent\b|per cent\b|%"),
)
_SMALL = "|".join(("one", *_WORDS, *_TENS))
_NUMBER = (
    rf"\d[\d,]*(?:\.\d+)?|(?:{_SMALL})(?:[- ](?:one|{'|'.join(list(_WORDS)[:8])}))?\b(?: hundred)?"
)
_MEASURE = re.compile(
    rf"(?<![\w.])({_NUMBER}|an?|hundred)(?:[- ]|\s?)"
    rf"({'|'.join(unit for *_, unit in _UNITS)})(?!\w)",
    re.I,
)
_FRACTION = re.compile(
    rf"\b(?:(a|an|one|two|three|four|five|1|2|3)[- ])?({'|'.join(_PARTS)})s?\b"
    r"(?=(?: of| the\b|[,.;]| is\b| its\b|$))",
    re.I,
)
_OF_PLACE = re.compile(
    r"(?:north|south|east|west|left|right|top|bottom|upper|lower|cent\w+|middle|outer|inner)"
    r"\w*(?:[- ]\w+)?[- ]$",
    re.I,
)
_WHOLE = re.compile(
    r"^ of (?:the|this) (?:\w+ )?(?:image|scene|frame|patch|picture|view|land|ground)", re.I
)
_AMOUNT = re.compile(
    r"\b(more than|over|above|at least|under|less than|below|up to|almost|nearly|just under|"
    r"just over|well over)\s+(?:an?\s+)?$",
    re.I,
)
_COUNT = re.compile(
    rf"(?<![\w.,-])({_NUMBER})(?![\w%²-]|[.,]\d)"
    r"(?=(?:\s+([a-z][\w-]*))?(?:\s+([a-z][\w-]*))?(?:\s+([a-z][\w-]*))?)",
    re.I,
)
_MOST = re.compile(
    r"\b(?:most|the majority|much|bulk) of the (?:image|scene|frame|patch|picture|view)\b", re.I
)
_ALL = re.compile(
    r"\b(?:(?:nearly|almost|virtually) (?:all|the (?:whole|entire)|the entirety)|"
    r"(?:the )?(?:whole|entire)|all|entirety) (?:of )?the "
    r"(?:image|scene|frame|patch|picture|view)\b|"
    r"\b(?:the )?(?:entire|whole) (?:image|scene|frame|patch|picture|view)\b",
    re.I,
)
_BIG = re.compile(
    r"\b(?:huge|vast|massive|enormous|immense|extensive|large|expansive|big)\b(?!st)", re.I
)
_TINY = re.compile(r"\b(?:tiny|small|little|minor|diminutive|modest|minute)\b(?! than)", re.I)


def numbers_known(text: str, known: Known) -> Objection | None:
    """Measures, shares and counts are those of the facts."""
    rest = text
    for match in _MEASURE.finditer(text):
        wrong = _measure(match, text, known)
        if wrong:
            return wrong
        rest = _blank(rest, match)
    for match in _FRACTION.finditer(rest):
        if _OF_PLACE.search(rest[: match.start()]):
            continue
        wrong = _share(_fraction(match), match.group(), rest[: match.start()], known)
        if wrong:
            return wrong
        rest = _blank(rest, match)
    return _counts(rest, known)


def sizes_known(text: str, known: Known) -> Objection | None:
    """'Huge' only of what is not small, 'small' only of what is not large, 'most' of over half."""
    covers = _shares(known)
    own = [(share, told) for share, told in covers if told in {f.text for f in known.of("share")}]
    for pattern, least, most in (
        (_ALL, 0.85, 1.1),
        (_MOST, 0.45, 1.1),
        (_BIG, 0.1, 1.1),
        (_TINY, 0, 0.25),
    ):
        match = pattern.search(text)
        shares = covers if pattern in (_ALL, _MOST) else own
        spread = pattern in (_ALL, _MOST) and known.of("spread")
        if (
            match
            and shares
            and not spread
            and not any(least <= share <= most for share, _ in shares)
        ):
            return Objection("sizes", match.group(), "the facts measure another size", shares[0][1])
    return None


def _measure(match: re.Match[str], text: str, known: Known) -> Objection | None:
    unit = match.group(2)
    what, factor = next(
        (what, factor) for what, factor, form in _UNITS if re.fullmatch(form, unit, re.I)
    )
    value = factor * _number(match.group(1))
    if what == "share":
        return _share(value, match.group(), text[: match.start()], known)
    stated = _areas(known) if what == "area" else _lengths(known)
    if any(abs(value - fact) <= LOOSE * fact for fact, _ in stated):
        return None
    nearest = min(stated, key=lambda pair: abs(pair[0] - value), default=(0, None))[1]
    return Objection("numbers", match.group(), f"no fact has this {what}", nearest)


def _share(value: float, words: str, before: str, known: Known) -> Objection | None:
    amount = _AMOUNT.search(before)
    low, high = value - max(SHARE_LOOSE, LOOSE * value), value + max(SHARE_LOOSE, LOOSE * value)
    if amount:
        over = amount.group(1).lower() in (
            "more than",
            "over",
            "above",
            "at least",
            "just over",
            "well over",
        )
        low, high = (low, 1.4 * value) if over else (0.6 * value, high)
    shares = _shares(known)
    if any(low <= share <= high for share, _ in shares):
        return None
    nearest = min(shares, key=lambda pair: abs(pair[0] - value), default=(0, None))[1]
    return Objection("numbers", words, "no fact has this share", nearest)


def _counts(text: str, known: Known) -> Objection | None:
    bag = set(_bag(known))
    kinds = _by_kind(known)
    for match in _COUNT.finditer(text):
        number = _number(match.group(1))
        if number == 1:
            continue
        nouns = [singular(word) for word in match.groups()[1:] if word]
        counted = next((kinds[noun] for noun in reversed(nouns) if noun in kinds), None)
        right = counted[0] | {n for n in bag if not counted} if counted else bag
        if number not in right:
            fact = counted[1] if counted else None
            return Objection("numbers", match.group().strip(), "no fact has this number", fact)
    return None


def _by_kind(known: Known) -> dict[str, tuple[set[float], str]]:
    """Of each counted noun how many there are."""
    found: dict[str, tuple[set[float], str]] = {}
    for fact in known.of("count"):
        value: Any = fact.value
        head = singular(value["kind"].split()[-1])
        numbers = found.get(head, (set(), fact.text))[0] | {float(value["count"])}
        found[head] = (numbers, fact.text)
    return found


def _bag(known: Known) -> Iterator[float]:
    """The numbers that stand alone: parts, gaps, edges, elements, and those in tags."""
    yield float(len(known.of("kind")))
    for fact in known.facts:
        value: Any = fact.value
        if fact.kind in ("parts", "holes"):
            yield float(value)
        elif fact.kind == "sinuosity":
            yield from (float(value), round(float(value), 1))
        elif fact.kind == "edges":
            yield float(len(value))
        elif fact.kind == "count":
            yield float(value["count"])
        elif fact.kind == "course":
            yield 2.0
        elif fact.kind == "tag":
            yield from (float(n) for n in re.findall(r"\d+(?:\.\d+)?", str(value["value"])))


def _lengths(known: Known) -> list[tuple[float, str]]:
    found = []
    for fact in known.of("length", "width", "sides", "image_size", "tag"):
        value: Any = fact.value
        if fact.kind == "tag":
            measures = re.findall(r"\d+(?:\.\d+)?", str(value["value"]))
        elif isinstance(value, dict):
            measures = [n for key, n in value.items() if key.endswith("_m")]
        else:
            measures = [value]
        found += [(float(number), fact.text) for number in measures]
    return found


def _areas(known: Known) -> list[tuple[float, str]]:
    found = [(float(fact.value), fact.text) for fact in known.of("area")]  # type: ignore[arg-type]
    for fact in known.of("image_size"):
        size: Any = fact.value
        found.append((size["width_m"] * size["height_m"], fact.text))
    return found


def _shares(known: Known) -> list[tuple[float, str]]:
    found = []
    for fact in known.of("share", "land_cover"):
        value: Any = fact.value
        found.append((value["share"] if fact.kind == "land_cover" else value, fact.text))
    return found


def _fraction(match: re.Match[str]) -> float:
    many = (match.group(1) or "a").lower()
    count = 1 if many in ("a", "an", "one") else _number(many)
    return count / _PARTS[match.group(2).lower()]


def _number(text: str) -> float:
    text = text.lower().replace(",", "")
    if text in ("a", "an", "one"):
        return 1
    if text[0].isdigit():
        return float(text)
    words = re.split(r"[- ]", text)
    total = sum(
        _TENS.get(word) or _WORDS.get(word) or int(word == "one")
        for word in words
        if word != "hundred"
    )
    return (total or 1) * (100 if "hundred" in words else 1)


def _blank(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + "~" * len(match.group()) + text[match.end() :]
