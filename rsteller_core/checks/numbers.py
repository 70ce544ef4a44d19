"""Numbers: with units, as shares, as counts; each within a stated tolerance of a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rsteller_core.checks.counts import CHECK, EXACT, LOOSE, counted
from rsteller_core.checks.mentions import IMAGE
from rsteller_core.checks.numerals import ABOUT, STARTS, Numeral, numeral_at
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Thing, Told

SHARE_LOOSE = 0.03
"""By how much of the image a share may be off, or by a tenth of itself."""

_PLACES = frozenset(word_list("numbers.places"))
_DIGITS = frozenset("0123456789")
_ANOTHER = frozenset(("another", "second"))
_ORDINALS = frozenset(("third", "fourth", "fifth", "sixth"))
_AFTER_ORDINAL = frozenset(word_list("numbers.after_ordinal"))
_COVER = frozenset(word_list("numbers.cover"))


def numbers_known(text: Passage) -> Iterator[Statement]:
    """Measures, shares and counts are those of the facts about the things they are said of."""
    words, reading = text.reading.words, text.reading
    done = 0
    for i in [i for i, word in enumerate(words) if word in STARTS or word[0] in _DIGITS]:
        found = None if i < done or text.at[i] else numeral_at(words, i)
        if found is None:
            continue
        done = found.end
        if not _is_no_number(text, found):
            said = reading.said(found.begin, found.end)
            yield (
                counted(text, found, said) if found.what == "count" else _measure(text, found, said)
            )


def _is_no_number(text: Passage, found: Numeral) -> bool:
    words, begin = text.reading.words, found.begin
    before = words[begin - 1] if begin else ""
    if found.what == "share" and _is_ordinal(text, found):
        return True
    if found.what == "share" and (before in _PLACES or text.reading.glued(begin)):
        return words[found.end - 1] not in ("percent", "%", "cent")
    if found.what == "count" and found.value == 1.0 and found.end == begin + 1:
        return True
    starts, ends = text.reading.starts, text.reading.ends
    # 'A40': the number of a road, a name.
    return bool(begin) and starts[begin] == ends[begin - 1] and before.isalpha()


def _is_ordinal(text: Passage, found: Numeral) -> bool:
    """'A third-class road', 'between two tracks, with a third beside them'."""
    words = text.reading.words
    if words[found.end - 1] not in _ORDINALS or words[found.begin] not in ("a", "an"):
        return False
    after = words[found.end] if found.end < len(words) else ""
    if words[found.begin - 1] == "as":
        return True  # 'with scrub as a third feature'
    first, _ = text.sentence(found.begin)
    if after == "," and found.begin == first:
        return True  # 'A third, Mill Lane, lies beside it'
    if after in (",", ".") and not _ANOTHER.isdisjoint(words[first : found.begin]):
        return True  # 'follows the edge of another, and passes beside a third'
    if after == "of" and words[found.end + 1 : found.end + 2]:
        # 'between two of them lies a third of about 2 hectares'
        return words[found.end + 1] in ABOUT
    return after in _AFTER_ORDINAL or (after != "" and text.reading.glued(found.end))


def _measure(text: Passage, found: Numeral, said: str) -> Statement:
    things = text.scope(found.begin)
    stated = _stated(things, found.what)
    if not stated and not text.named_there(found.begin):
        things = text.main()
        stated = _stated(things, found.what)
    if found.what in ("length", "area") and _is_of_image(text, found):
        stated = [*_stated([text.known.image], found.what), *stated]
    begin, end = text.sentence(found.begin)
    if found.what == "share" and not _COVER.isdisjoint(text.reading.words[begin:end]):
        stated = [*stated, *_stated(text.known.covers(), "share")]
    right = [number for value, number in stated if _near(found, value)]
    if right:
        return Statement(CHECK, said, frozenset(right))
    nearest = min(stated, key=lambda told: abs(told[0] - found.value), default=None)
    reason = f"no fact has this {found.what if found.what != 'other' else 'number'}"
    return wrong(CHECK, said, reason, text.known.fact(nearest[1]) if nearest else None)


def _stated(things: Iterable[Thing], what: str) -> list[Told]:
    return [told for thing in things for told in _OF[what](thing)]


_OF = {
    "length": lambda thing: thing.lengths,
    "area": lambda thing: thing.areas,
    "share": lambda thing: thing.shares,
    "other": lambda thing: thing.loose,
}


def _near(found: Numeral, value: float) -> bool:
    loose = LOOSE * value if found.what in ("length", "area") else EXACT
    if found.what == "share":
        loose = max(SHARE_LOOSE, LOOSE * found.value)
    return found.low * found.value - loose <= value <= found.high * found.value + loose


def _is_of_image(text: Passage, found: Numeral) -> bool:
    """Whether the picture is measured: 'the image covers 269 m', 'a view of 269 m by 269 m'."""
    words, word = text.reading.words, found.begin
    if "by" in (*words[word - 1 : word], *words[found.end : found.end + 1]):
        return True
    begin, _ = text.clause(word)
    before = words[begin:word]
    if any(text.at[i] for i in range(begin, word)) or {"it", "its"} & set(before):
        return False
    return any(
        w in IMAGE and not {"of", "in", "within", "inside"} & set(before[max(0, j - 2) : j])
        for j, w in enumerate(before)
    )
