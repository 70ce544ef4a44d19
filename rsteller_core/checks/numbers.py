"""Numbers: with units, as shares, as counts; each within a stated tolerance of a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rsteller_core.checks.mentions import IMAGE, Mention
from rsteller_core.checks.numerals import STARTS, Numeral, numeral_at
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list
from rsteller_core.checks.things import Thing, Told
from rsteller_core.checks.vocabulary import is_predicate

CHECK = "numbers"
LOOSE = 0.1
"""By how much of itself a measure may be off: it is rounded, and said with 'about'."""
SHARE_LOOSE = 0.03
"""By how much of the image a share may be off, or by a tenth of itself."""
_EXACT = 1e-6

_PLACES = frozenset(word_list("numbers.places"))
_ENDS = frozenset(word_list("numbers.ends"))
_PARTS = frozenset(word_list("numbers.parts"))
_HOLES = frozenset(word_list("numbers.holes"))
_TAGGED = frozenset(["lane", "lanes", "track", "tracks"])
_DIGITS = frozenset("0123456789")
_COMES = frozenset(word_list("numbers.comes"))
_METERS = frozenset(("meters", "metres", "m"))
_CORNERS = 4.0
_ANOTHER = frozenset(("another", "second"))
_OTHERS = frozenset(("other", "more", "further"))
_ORDINALS = frozenset(("third", "fourth", "fifth", "sixth"))
_ABOUT = frozenset(("about", "some", "roughly", "around", "approximately", "nearly", "almost"))
_AFTER_ORDINAL = frozenset(word_list("numbers.after_ordinal"))
_COVER = frozenset(word_list("numbers.cover"))
_FAR = 4
_EQUALS = frozenset(word_list("numbers.equals"))
_ALL_KINDS = {("areas",): False, ("lines",): True}
"""Words for all that is described of one form: whether these are lines."""
_BREAKS = frozenset(",;:().")


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
                _count(text, found, said) if found.what == "count" else _measure(text, found, said)
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
        return words[found.end + 1] in _ABOUT
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
    loose = LOOSE * value if found.what in ("length", "area") else _EXACT
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


def _count(text: Passage, found: Numeral, said: str) -> Statement:
    noun = _counted(text, found)
    if noun and noun.things:
        return _count_of(text, found, noun)
    stated = _uncounted(text, found)
    if stated is None:
        return Statement(CHECK, said)
    right = [number for value, number in stated if _equal(found, value)]
    if right:
        return Statement(CHECK, said, frozenset(right))
    return wrong(CHECK, said, "no fact has this number", _nearest(text, found.value, stated))


def _uncounted(text: Passage, found: Numeral) -> list[Told] | None:
    """The numbers of facts that a number can be which counts no things of one kind; None where it
    need be none of them.
    """
    words, things = text.reading.words, text.scope(found.begin)
    after = set(words[found.end : found.end + 3])
    if words[found.begin - 1] == "by" and words[found.begin - 2] in _METERS:
        lengths = [told for thing in things for told in thing.lengths]  # '47 meters by 27'
        return None if any(_near_length(found, told) for told in lengths) else lengths
    if _is_elliptic(text, found):
        return None
    if after & _PARTS:
        if _are_so_many(text, found):
            return None
        return [told for thing in things for told in thing.parts]
    if after & _HOLES:
        return [told for thing in things for told in thing.holes]
    if _is_of_those_told(text, found) or (after & _ENDS and found.value in (2.0, _CORNERS)):
        return None
    return [told for thing in text.known.things for told in (*thing.loose, *thing.counts)]


def _is_elliptic(text: Passage, found: Numeral) -> bool:
    """'64 meters long and 39 wide', 'one is 130 meters long, the other 110': a length whose unit
    stands before.
    """
    first, _ = text.sentence(found.begin)
    if _METERS.isdisjoint(text.reading.words[first : found.begin]):
        return False
    things = (*text.scope(found.begin), *text.main())
    return any(_near_length(found, told) for thing in things for told in thing.lengths)


def _near_length(found: Numeral, told: Told) -> bool:
    return abs(found.value - told[0]) <= LOOSE * told[0]


def _is_of_those_told(text: Passage, found: Numeral) -> bool:
    """'The two of them', 'all three', 'three ways thread through it': of what is described."""
    words = text.reading.words
    if "all" in words[found.begin - 1 : found.begin]:
        return True
    if words[found.end : found.end + 2] in (["of", "them"], ["of", "these"]):
        return found.value <= len(text.known.things)
    return found.value == 2.0 or 2.0 <= found.value <= len(text.known.main)


def _are_so_many(text: Passage, found: Numeral) -> bool:
    """'Two pieces of farmland': whether so many things of the kind are described."""
    words = text.reading.words
    at = next((i for i in range(found.end, found.end + 3) if words[i : i + 1] == ["of"]), None)
    mention = next(filter(None, text.at[at : at + 3]), None) if at else None
    things = (mention.things if mention else None) or frozenset()
    return 2.0 <= found.value <= len(things)


def _counted(text: Passage, found: Numeral) -> Mention | None:
    """The noun that a number counts."""
    words = text.reading.words
    if _TAGGED.intersection(words[found.end : found.end + 2]):
        return None  # 'a two-lane road', 'two asphalt lanes'
    if found.begin and words[found.begin - 1] in _EQUALS:
        # 'the number of houses is eleven', 'the houses number eleven'
        begin, _ = text.clause(found.begin)
        named = [m for m in text.at[begin : found.begin] if m]
        if named and words[found.begin - 1] == "number":
            return named[-1]
        if named and _COMES.intersection(words[found.begin - 2 : found.begin]):
            return named[0]
        if named and {"of", "other"}.intersection(words[named[0].begin - 2 : named[0].begin]):
            return named[0]
    for i in range(found.end, min(len(words), found.end + _FAR)):
        mention = text.at[i]
        if mention:
            return None if is_predicate(mention.phrase) else mention
        if words[i] in text.known.counted:
            return Mention(i, i + 1, (words[i],), text.known.counted[words[i]])
        if words[i] in _BREAKS or words[i] in _PARTS or words[i] in _ENDS:
            return None
    return None


def _count_of(text: Passage, found: Numeral, noun: Mention) -> Statement:
    said = text.reading.said(found.begin, noun.end)
    things = [text.known.things[i] for i in sorted(noun.things or ())]
    counts = [told for thing in things for told in thing.counts]
    others = not _OTHERS.isdisjoint(text.reading.words[found.end : noun.begin])
    if others and any(_is_of_others(text, told) for told in counts):
        counts = [told for told in counts if _is_of_others(text, told)]
    right = [number for value, number in counts if _equal(found, value)]
    if len(counts) > 1 and _equal(found, sum(value for value, _ in counts)):
        right = [number for _, number in counts]
    if right:
        return Statement(CHECK, said, frozenset(right))
    if others:
        some = _are_others(text, found, counts)
    else:
        some = found.value == _described(text, noun) or _are_flanks(text, found, noun)
    if some:
        return Statement(CHECK, said)
    single = sum(not thing.plural for thing in things)
    if 2.0 <= found.value <= single and (not counts or _are_named(text, found, noun)):
        # Some of them: 'two residential roads, A and B'
        return Statement(CHECK, said)
    return wrong(CHECK, said, "no fact has this count", _nearest(text, found.value, counts))


def _is_of_others(text: Passage, told: Told) -> bool:
    """Whether a fact counts 'other buildings', of no stated kind."""
    return " other " in text.known.fact(told[1])


def _are_others(text: Passage, found: Numeral, counts: Sequence[Told]) -> bool:
    """'Three other tanks' than the one told of, where there are four."""
    return any(found.value + 1.0 == told[0] for told in counts if not _is_of_others(text, told))


def _described(text: Passage, noun: Mention) -> int:
    """How many of those that the sheet describes a noun means: 'three roads', 'two areas'."""
    described = (text.known.things[i] for i in sorted(text.known.main))
    if noun.phrase in _ALL_KINDS:
        return sum(thing.line == _ALL_KINDS[noun.phrase] for thing in described)
    return len((noun.things or frozenset()) & text.known.main)


def _are_flanks(text: Passage, found: Numeral, noun: Mention) -> bool:
    """'Between two buildings', 'two buildings have it between them'."""
    words = text.reading.words
    _, end = text.sentence(found.begin)
    between = "between" in (*words[found.begin - 1 : found.begin], *words[noun.end : end])
    single = sum(not text.known.things[i].plural for i in noun.things or ())
    return between and found.value == 2.0 <= single


def _are_named(text: Passage, found: Numeral, noun: Mention) -> bool:
    """Whether those that are counted are named: 'two universities: A and B'."""
    begin, end = text.sentence(found.begin)
    if "one of them" in " ".join(text.reading.words[found.end : end]):
        return True
    counted = noun.things or frozenset()
    named = [m for m in text.at[begin:end] if m and m.name and m.things]
    return sum((m.things or frozenset()) <= counted for m in named) > 1


def _equal(found: Numeral, value: float) -> bool:
    """Counts are told exactly, but where the words say that they are rough."""
    if found.rough or (found.low, found.high) != (1.0, 1.0):
        return (
            found.low * found.value * (1 - LOOSE) <= value <= found.high * found.value * (1 + LOOSE)
        )
    return abs(found.value - value) < _EXACT


def _nearest(text: Passage, value: float, stated: Sequence[Told]) -> str | None:
    nearest = min(stated, key=lambda told: abs(told[0] - value), default=None)
    return text.known.fact(nearest[1]) if nearest else None
