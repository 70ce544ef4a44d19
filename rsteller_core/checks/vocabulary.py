"""Which words of a caption speak of things: the lexicon of the glossary, word by word.

The lexicon has the words of all kinds there are. Some of these have other meanings that are far
more usual in a description ('line', 'square', 'stop'): they are not looked for. What no map tells
of, but models like to see (cars, people), is.
"""

from __future__ import annotations

import re
from functools import cache

from rsteller_core.tags import lexicon, plural
from rsteller_core.tags.names import names

Phrase = tuple[str, ...]

_COMMON = frozenset(
    # Words of kinds that are mostly said in another sense.
    """
    line lines course courses stop stops crossing crossings cross crosses block blocks bank banks
    bar bars club clubs chain chains common commons dip dips fell fells map maps lot lots quarter
    quarters room rooms shower showers slide slides swing swings saddle saddles square squares
    structure structures drive drives drains brush brushes bust busts attraction attractions plant
    plants stable hall halls ring rings post posts spring springs office offices store stores
    shelter shelters cut clock clocks city cities signal signals board boards table tables steps
    step roof roofs cape capes bay bays ford fords peak peaks terrace room entrance entrances
    rock rocks ladder studio studios lounger loungers moat sand mud strait straits barrier barriers
    fen fens crane cranes mooring
    """.split()
)
_UNMAPPED = (
    """
    car vehicle truck boat ship yacht person pedestrian animal cow horse bird shadow cloud airplane
    aircraft plane bus train turbine panel hill mountain dune sea ocean lagoon sailboat cyclist
    tractor tent container swimmer cathedral skyscraper roundabout footbridge overpass underpass
    viaduct flyover interchange villa mansion cottage wharf dyke rapid sandbar gorge canyon cave
    crater mangrove palm pine oak hedgerow thicket copse grove paddock haystack arena racetrack
    velodrome shipyard refinery abbey convent shrine fortress citadel campsite caravan trailer
    scooter bicycle motorcycle bike helicopter pylon wire cable streetlight umbrella drawbridge
    depot causeway tollbooth windbreak waterslide smokestack
    """.split(),
    "people cattle sheep snow livestock traffic wheat corn maize rice ice fog".split(),
)
_BRITISH = {"harbour": "harbor", "theatre": "theater", "kerb": "curb", "centre": "center"}
_HEAD = re.compile(r" (?:of|under|with|in|planted|for) ")
_TRAILING = (" building", " area", " track", " tree", " site", " grounds")
_WORDS = re.compile(r"\d+(?:,\d\d\d)*(?:\.\d+)?|[^\W_]+(?:'[^\W_]+)*")


def split(name: str) -> Phrase:
    """A name or phrase as the words that a reading has."""
    return tuple(
        word[:-2] if word.endswith("'s") else word for word in _WORDS.findall(name.lower())
    )


@cache
def phrases() -> dict[str, tuple[tuple[Phrase, frozenset[str]], ...]]:
    """By its first word: the phrases that mean things, the longest first, with their kinds."""
    found: dict[Phrase, set[str]] = {}
    for phrase, kinds in lexicon().items():
        found.setdefault(split(phrase), set()).update(kinds)
    for phrase in list(found):
        if any(word in _BRITISH.values() for word in phrase):
            for british, word in _BRITISH.items():
                turned = tuple(british if w == word else w for w in phrase)
                found.setdefault(turned, set()).update(found[phrase])
    for word in (*_UNMAPPED[0], *map(plural, _UNMAPPED[0]), *_UNMAPPED[1]):
        found.setdefault((word,), set())
    for word in _COMMON:
        found.pop((word,), None)
    by_first: dict[str, list[tuple[Phrase, frozenset[str]]]] = {}
    for phrase, meant in found.items():
        if phrase:
            by_first.setdefault(phrase[0], []).append((phrase, frozenset(meant)))
    return {
        first: tuple(sorted(several, key=lambda pair: -len(pair[0])))
        for first, several in by_first.items()
    }


@cache
def heads(kind: str) -> frozenset[Phrase]:
    """Shorter ways to say a kind: 'garage' and 'parking garage' for 'underground parking garage',
    'university' for 'university building', 'trees' for 'row of trees'.
    """
    core = _HEAD.split(kind)
    words = split(core[0])
    found = {words[i:] for i in range(len(words))}
    found |= {split(part) for part in core[1:]}
    found |= {split(kind.removesuffix(ending)) for ending in _TRAILING if kind.endswith(ending)}
    plurals = {(*phrase[:-1], plural(phrase[-1])) for phrase in found if phrase}
    return frozenset(found | plurals)


@cache
def single_words() -> frozenset[str]:
    """All words of which names of kinds are made, in singular and plural."""
    spoken = {word for phrase in lexicon() for word in split(phrase)}
    return frozenset(spoken | phrases().keys())


def is_word(word: str, proper: bool = False) -> bool:
    """Whether this is a word of some kind of thing; ``proper``: one with a capital."""
    return word in names().proper if proper else word.lower() in single_words()
