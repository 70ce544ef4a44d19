"""Which of the patches that could be captioned are: so that a dataset is not all residential roads.

The tag of a patch is that of the kind of its first element (``highway=residential``). The rules
apply one after the other, to the patches in an order drawn by the seed: ``keep``, ``per_element``,
``per_name``, ``spacing``, and last ``quota``, which is a share of what is taken in the end.
"""

from __future__ import annotations

import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from rsteller_core.plan.table import PlanFile, plan_writer
from rsteller_core.seeds import derive, rng
from rsteller_core.settings import SamplingOptions
from rsteller_core.values import FactSheet, PlanRow, Scene, Skipped

EARTH = 6_371_008.8
"""The mean radius of the earth in metres; spacing is a distance on that sphere."""

UNTAGGED = "none"

BY_SAMPLING = "left out by sampling."
"""How the reason begins for which a patch is left out; the name of the rule follows."""

Shares = Mapping[str, float]


class Candidate(NamedTuple):
    """What sampling needs to know of a patch that could be captioned."""

    patch_id: str
    tag: str
    element: str
    name: str
    lon: float
    lat: float


def candidate_of(row: PlanRow) -> Candidate:
    """A plan row as sampling sees it."""
    sheet = row.sheets[0]
    centre = row.patch.footprint.centroid
    element = sheet.elements[0].id if sheet.elements else ""
    return Candidate(row.patch.patch_id, tag_of(sheet), element, _name(sheet), centre.x, centre.y)


def tag_of(sheet: FactSheet) -> str:
    """The tag that says what the first element of a sheet is."""
    fact = sheet.of_kind("kind")
    return str(fact.value["key"]) if fact and isinstance(fact.value, Mapping) else UNTAGGED


def _name(sheet: FactSheet) -> str:
    fact = sheet.of_kind("name")
    return str(fact.value) if fact else ""


@dataclass(frozen=True, slots=True)
class Sampling:
    """What was taken of what was there, by tag."""

    there: Mapping[str, int]
    taken: Mapping[str, int]


def sampled(
    items: Iterable[Scene | PlanRow | Skipped],
    options: SamplingOptions,
    seed: int,
    shard_size: int,
    tell: Callable[[Sampling], None],
) -> Iterator[Scene | PlanRow | Skipped]:
    """A plan with what sampling leaves of its rows, numbered anew; what it leaves out is Skipped.

    The rows wait in a temporary file; in memory is a line for each. ``tell`` is told the outcome.
    """
    candidates: list[Candidate] = []
    with tempfile.TemporaryDirectory(prefix="rsteller-") as folder:
        paths = Path(folder, "scenes.parquet"), Path(folder, "plan.parquet")
        with plan_writer(*paths) as spool:
            for item in items:
                if isinstance(item, PlanRow):
                    spool.add(item)
                    candidates.append(candidate_of(item))
                else:
                    yield item
        out = sample(candidates, options, seed)
        spooled = PlanFile(*paths)
        rows = (row for shard in range(spooled.shards) for row in spooled.rows(shard))
        number = 0
        for place, row in enumerate(rows):
            if place in out:
                yield Skipped(row.patch.patch_id, BY_SAMPLING + out[place])
            else:
                yield replace(row, number=number, shard=number // shard_size)
                number += 1
    tell(_outcome(candidates, out))


def _outcome(candidates: Sequence[Candidate], out: Mapping[int, str]) -> Sampling:
    there = Counter(candidate.tag for candidate in candidates)
    taken = Counter(c.tag for place, c in enumerate(candidates) if place not in out)
    return Sampling(dict(sorted(there.items())), dict(sorted(taken.items())))


def sample(candidates: Sequence[Candidate], options: SamplingOptions, seed: int) -> dict[int, str]:
    """Which candidates are left out, by their place in the sequence, and by which rule."""
    out: dict[int, str] = {}
    rules: tuple[tuple[str, Callable[[Candidate], bool]], ...] = (
        ("keep", _keep(options.keep, seed)),
        ("per_element", _at_most(options.per_element, lambda c: c.element)),
        ("per_name", _at_most(options.per_name, lambda c: c.name)),
        ("spacing", _apart(options.spacing)),
    )
    taken = []
    for place in _drawn_order(candidates, seed):
        broken = next((name for name, holds in rules if not holds(candidates[place])), None)
        if broken is None:
            taken.append(place)
        else:
            out[place] = broken
    for place in _over_quota(taken, candidates, options.quota):
        out[place] = "quota"
    return out


def _drawn_order(candidates: Sequence[Candidate], seed: int) -> list[int]:
    """Places in an order that depends on the seed and the ids alone."""
    return sorted(
        range(len(candidates)), key=lambda place: derive(seed, candidates[place].patch_id)
    )


def _matching(tag: str, shares: Shares) -> list[str]:
    """The entries of a table that are about a tag."""
    return [entry for entry in (tag, f"{tag.partition('=')[0]}=*") if entry in shares]


def _keep(shares: Shares, seed: int) -> Callable[[Candidate], bool]:
    def holds(candidate: Candidate) -> bool:
        # The entry of the very tag goes before that of its key.
        for entry in _matching(candidate.tag, shares)[:1]:
            return rng(seed, candidate.patch_id, "keep").random() < shares[entry]
        return True

    return holds


def _at_most(most: int | None, of: Callable[[Candidate], str]) -> Callable[[Candidate], bool]:
    seen: Counter[str] = Counter()

    def holds(candidate: Candidate) -> bool:
        key = of(candidate)
        if most is None or not key:
            return True
        seen[key] += 1
        return seen[key] <= most

    return holds


def _apart(spacing: float) -> Callable[[Candidate], bool]:
    """Whether a patch is far enough from all that were taken; they lie in cells of a 3D grid."""
    cells: dict[tuple[int, int, int], list[tuple[float, float, float]]] = defaultdict(list)

    def holds(candidate: Candidate) -> bool:
        if not spacing:
            return True
        point = _on_sphere(candidate.lon, candidate.lat)
        x, y, z = (math.floor(c / spacing) for c in point)
        near = (
            other
            for i in (x - 1, x, x + 1)
            for j in (y - 1, y, y + 1)
            for k in (z - 1, z, z + 1)
            for other in cells.get((i, j, k), ())
        )
        if any(math.dist(point, other) < spacing for other in near):
            return False
        cells[x, y, z].append(point)
        return True

    return holds


def _on_sphere(lon: float, lat: float) -> tuple[float, float, float]:
    east, north = math.radians(lon), math.radians(lat)
    level = EARTH * math.cos(north)
    return level * math.cos(east), level * math.sin(east), EARTH * math.sin(north)


def _over_quota(taken: Sequence[int], candidates: Sequence[Candidate], quota: Shares) -> list[int]:
    """What is over the largest share of its tag, the last drawn first."""
    groups = {
        entry: [place for place in taken if entry in _matching(candidates[place].tag, quota)]
        for entry in quota
    }
    out: set[int] = set()
    while over := _one_over(groups, len(taken) - len(out), quota, out):
        out.update(over)
    return sorted(out)


def _one_over(
    groups: Mapping[str, Sequence[int]], total: int, quota: Shares, out: set[int]
) -> list[int]:
    """What to leave out of the first group that is over its share of the total."""
    for entry, places in groups.items():
        left = [place for place in places if place not in out]
        others, share = total - len(left), quota[entry]
        # With n of them kept, n / (others + n) is their share.
        most = math.floor(others * share / (1 - share)) if share < 1 else len(left)
        if len(left) > most:
            return left[most:]
    return []
