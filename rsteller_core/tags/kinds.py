"""What kind of thing an element is, by the most specific preset that fits its tags."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from rsteller_core.tags.names import article, caption_name, names
from rsteller_core.tags.table import ANY, Preset, Tags, table

GeometryKind = Literal["area", "line", "point"]

GEOMETRY_KINDS: tuple[GeometryKind, ...] = ("area", "line", "point")
BY_DIMENSION: tuple[GeometryKind, ...] = ("point", "line", "area")
"""What a geometry of 0, 1 and 2 dimensions is."""

Telling = tuple[tuple[str, str], ...]

_REMEMBERED = 1 << 14

# A kind known only by tags that the schema calls out of date loses against one it knows.
_OUTDATED = 0.99


@dataclass(frozen=True, slots=True)
class Kind:
    """What an element is.

    `name` is a noun as it reads inside a sentence ('tennis court'), always in the singular.
    `article` goes before it: 'a', 'an', or '' for stuff that cannot be counted ('farmland').
    `tags` are those of the element's tags that say so, the chief one first.
    """

    name: str
    article: str
    tags: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """The chief tag, such as 'leisure=pitch'."""
        return "=".join(self.tags[0])

    @property
    def countable(self) -> bool:
        """Whether one can say 'three of them'."""
        return bool(self.article)

    @property
    def phrase(self) -> str:
        """The name with its article: 'a tennis court', 'farmland'."""
        return f"{self.article} {self.name}" if self.article else self.name


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A preset under its caption name. `rank` decides between equal scores: the higher wins."""

    name: str
    article: str
    tags: tuple[tuple[str, str], ...]
    also: tuple[tuple[str, str], ...]
    score: float
    rank: tuple[int, int, int]


# By key, then by value (or ANY): the candidates to be tried. Each is in one place only.
_Index = Mapping[str, Mapping[str, tuple[_Candidate, ...]]]


def kind(tags: Tags, geometry: GeometryKind) -> Kind | None:
    """The most specific kind that the tags give to an element drawn as `geometry`.

    More tags beat fewer, a stated value beats any value; between equals `names.toml` decides,
    never the order of the tags. None where nothing says what the thing is: a name alone, a
    boundary, a key with a value that is not in the schema (but for broad kinds that are known by
    their key, such as 'building'), a thing that is tagged as gone.
    """
    return _kind(_telling(tags), geometry)


def is_hidden(tags: Tags) -> bool:
    """Whether a thing with these tags is out of sight from above: in a tunnel, under the ground or
    a roof (`[hidden]` in `names.toml`).
    """
    hidden = names().hidden
    if hidden.keys().isdisjoint(tags):
        return False
    return any(
        tags[key] in values or ("*" in values and tags[key] != "no")
        for key, values in hidden.items()
        if key in tags
    )


def coded_kinds(
    several: Iterable[Tags], geometries: Iterable[int]
) -> tuple[list[int], list[Kind | None]]:
    """What each of several elements is, as its place in a list of the kinds that there are. None
    stands there also for what is out of sight, whatever it is (`is_hidden`).

    `geometries` are dimensions: 0 for a point, 1 for a line, 2 for an area.
    """
    places: dict[int, int] = {}
    kinds: list[Kind | None] = []
    codes = []
    for tags, dimension in zip(several, geometries, strict=True):
        found = None if is_hidden(tags) else _kind(_telling(tags), BY_DIMENSION[dimension])
        if id(found) not in places:
            places[id(found)] = len(kinds)
            kinds.append(found)  # kept alive here, so that no other takes its id
        codes.append(places[id(found)])
    return codes, kinds


# The same few tags come again and again.
@lru_cache(maxsize=_REMEMBERED)
def _kind(telling: Telling, geometry: GeometryKind) -> Kind | None:
    tags = dict(telling)
    best: _Candidate | None = None
    top: tuple[float, tuple[int, int, int]] = (0.0, (0, 0, 0))
    for candidate in _fitting(tags, _indexes()[geometry]):
        standing = (_score(candidate, tags), candidate.rank)
        if best is None or standing > top:
            best, top = candidate, standing
    if best is None:
        return None
    return Kind(best.name, best.article, tuple((key, tags[key]) for key, _ in best.tags))


def is_scene_element(tags: Tags) -> bool:
    """Whether an element with these tags is a thing in the landscape that can be told of.

    False for administrative and other boundaries (any `boundary` or `admin_level`) and for
    whatever has no kind: pure metadata, an address, a name alone.
    """
    if "boundary" in tags or "admin_level" in tags:
        return False
    return _has_a_kind(_telling(tags))


def is_boundary(tags: Tags) -> bool:
    """Whether a relation with these tags is a named boundary: a county, a park, a protected area.

    It is no thing that one sees, but says where a place lies.
    """
    return "name" in tags and ("boundary" in tags or "admin_level" in tags)


def scene_keys() -> frozenset[str]:
    """Keys of which every scene element has at least one."""
    return frozenset(key for index in _indexes().values() for key in index)


@lru_cache(maxsize=_REMEMBERED)
def _has_a_kind(telling: Telling) -> bool:
    return any(_kind(telling, geometry) for geometry in GEOMETRY_KINDS)


def _telling(tags: Tags) -> Telling:
    """Those of the tags that can decide what a thing is."""
    keys = _telling_keys()
    return tuple([tag for tag in tags.items() if tag[0] in keys])


@cache
def _telling_keys() -> frozenset[str]:
    candidates = (
        candidate
        for index in _indexes().values()
        for by_value in index.values()
        for several in by_value.values()
        for candidate in several
    )
    return frozenset(key for one in candidates for key, _ in (*one.tags, *one.also))


def _fitting(tags: Tags, index: _Index) -> Iterator[_Candidate]:
    absent = names().absent
    for key, value in tags.items():
        by_value = index.get(key)
        if by_value is None:
            continue
        for candidate in by_value.get(value, ()):
            if _fits(candidate, tags):
                yield candidate
        if value not in absent:
            for candidate in by_value.get(ANY, ()):
                if _fits(candidate, tags):
                    yield candidate


def _fits(candidate: _Candidate, tags: Tags) -> bool:
    for key, wanted in candidate.tags:
        value = tags.get(key)
        if value != wanted and (value is None or wanted != ANY):
            return False
    return True


def _score(candidate: _Candidate, tags: Tags) -> float:
    """A point for each tag, half a point for 'any value', times the preset's weight."""
    points = sum(0.5 if wanted == ANY else 1 for _, wanted in candidate.tags)
    points += sum(tags.get(key) == value for key, value in candidate.also)
    return points * candidate.score


@cache
def _indexes() -> dict[GeometryKind, _Index]:
    presets = [preset for preset in table().presets if preset.name not in names().silent]
    named = [_candidate(preset, caption_name(preset.name)) for preset in presets]
    extra = [_candidate(preset, preset.name) for preset in names().extra]
    indexes = {}
    for geometry in GEOMETRY_KINDS:
        drawn = (preset.geometry for preset in (*presets, *names().extra))
        current = [c for c, kinds in zip(named + extra, drawn, strict=True) if geometry in kinds]
        indexes[geometry] = _index([*current, *_outdated(_index(current))])
    return indexes


def _candidate(preset: Preset, name: str) -> _Candidate:
    tags = tuple(preset.tags.items())
    return _Candidate(
        name, article(name), tags, tuple(preset.also.items()), preset.score, _rank(tags)
    )


def _rank(tags: tuple[tuple[str, str], ...]) -> tuple[int, int, int]:
    known = names()
    weak = any("=".join(tag) in known.weak for tag in tags)
    order = min(known.key_order.get(key, len(known.key_order)) for key, _ in tags)
    return (-int(weak), len(tags), -order)


def _outdated(current: _Index) -> Iterator[_Candidate]:
    """Kinds for tags that the schema has replaced, under the names of what replaced them."""
    for old, new in table().deprecated:
        tags = tuple(old.items())
        if ANY not in old.values() and not _best_exact(old, current):
            found = _best_exact(new, current)
            if found:
                yield _Candidate(
                    found.name, found.article, tags, (), found.score * _OUTDATED, _rank(tags)
                )


def _best_exact(tags: Tags, index: _Index) -> _Candidate | None:
    exact = [c for c in _fitting(tags, index) if all(wanted != ANY for _, wanted in c.tags)]
    return max(exact, key=lambda c: (_score(c, tags), c.rank), default=None)


def _index(candidates: Iterable[_Candidate]) -> _Index:
    """Each candidate under the rarest of its tags, so that few are tried for an element."""
    candidates = list(candidates)
    uses = Counter(tag for candidate in candidates for tag in candidate.tags)
    found: dict[str, dict[str, list[_Candidate]]] = defaultdict(lambda: defaultdict(list))
    for candidate in candidates:
        key, value = min(candidate.tags, key=lambda tag: (tag[1] == ANY, uses[tag]))
        found[key][value].append(candidate)
    return {
        key: {value: tuple(several) for value, several in by_value.items()}
        for key, by_value in found.items()
    }
