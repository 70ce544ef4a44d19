"""Which words of a caption speak of things: the lexicon of the glossary, word by word.

The lexicon has the words of all kinds there are. Some of these have other meanings that are far
more usual in a description ('line', 'square', 'stop'): they are looked for only where a sheet has
such a thing. What no map tells of, or tells in other words, but models like to see (cars, people,
shopping centers) is looked for always: our own list, `unmapped.txt`, and in `things.txt` words of
WordNet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from rsteller_core.checks.tables import word_list
from rsteller_core.tags import lexicon, plural
from rsteller_core.tags.names import names

Phrase = tuple[str, ...]

COMMON = frozenset(
    # Words of kinds that are mostly said in another sense: they mean a thing only where the sheet
    # has such a thing.
    word_list("vocabulary.common")
)
_OTHER_SENSES = frozenset(word_list("vocabulary.other_senses"))
_UNMAPPED_STUFF = word_list("vocabulary.unmapped_stuff")
_BRITISH = {"harbor": "harbour", "theater": "theatre", "curb": "kerb", "center": "centre"}
_GROUNDS = (
    "residential",
    "industrial",
    "commercial",
    "wooded",
    "forested",
    "grassy",
    "agricultural",
)
"""What ground is said to be without a noun: 'the surroundings are residential'."""
_HEAD = re.compile(r" (?:of|under|with|in|planted|for) ")
_TRAILING = (" building", " area", " track", " tree", " site", " grounds")
_WORDS = re.compile(r"\d+(?:,\d\d\d)*(?:\.\d+)?|[^\W_]+(?:'[^\W_]+)*")


@lru_cache(maxsize=1 << 14)
def split(name: str) -> Phrase:
    """A name or phrase as the words that a reading has."""
    return tuple([word.removesuffix("'s") for word in _WORDS.findall(name.lower())])


@cache
def phrases() -> dict[str, tuple[tuple[Phrase, frozenset[str]], ...]]:
    """By its first word: the phrases that mean things, the longest first, with their kinds."""
    found: dict[Phrase, set[str]] = {}
    for phrase, kinds in lexicon().items():
        words = split(phrase)
        found.setdefault(words, set()).update(kinds)
        found.setdefault(tuple(_BRITISH.get(word, word) for word in words), set()).update(kinds)
    for words in map(split, (*_unmapped(), *_UNMAPPED_STUFF)):
        found.setdefault(words, set())
    for adjective in _GROUNDS:
        kinds = lexicon()[f"{adjective} land"]
        for verb in ("is", "are"):
            found.setdefault((verb, adjective), set()).update(kinds)
    by_first: dict[str, list[tuple[Phrase, frozenset[str]]]] = {}
    for words, meant in found.items():
        if words:
            by_first.setdefault(words[0], []).append((words, frozenset(meant)))
    return {
        first: tuple(sorted(several, key=lambda pair: -len(pair[0])))
        for first, several in by_first.items()
    }


def _unmapped() -> Iterator[str]:
    """In singular and plural."""
    ours, theirs = (
        (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
        for name in ("unmapped.txt", "things.txt")
    )
    for word in (*ours, *(word for word in theirs if word not in _OTHER_SENSES)):
        yield from (word, plural(word))


@cache
def heads(kind: str) -> frozenset[Phrase]:
    """Shorter ways to say a kind: 'garage' and 'parking garage' for 'underground parking garage',
    'university' for 'university building', 'trees' for 'row of trees'.
    """
    core = _HEAD.split(kind)
    words = split(core[0])
    found = {words[i:] for i in range(len(words))}
    found.update(split(part) for part in core[1:])
    found |= {split(kind.removesuffix(ending)) for ending in _TRAILING if kind.endswith(ending)}
    found |= {(*words, more) for more in ("building", "area", "site", "complex")}
    found.discard(())
    return frozenset(found | {(*phrase[:-1], plural(phrase[-1])) for phrase in found})


@cache
def single_words() -> frozenset[str]:
    """All words of which names of kinds are made, in singular and plural."""
    spoken = {word for phrase in lexicon() for word in split(phrase)}
    return frozenset(spoken | phrases().keys())


def is_predicate(phrase: Phrase) -> bool:
    """Whether a phrase says of what sort ground is: 'is wooded'."""
    return phrase[0] in ("is", "are")


def is_word(word: str, proper: bool = False) -> bool:
    """Whether this is a word of some kind of thing; ``proper``: one with a capital."""
    return word in names().proper if proper else word.lower() in single_words()
