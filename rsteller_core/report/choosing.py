"""Which samples are shown of a dataset that holds more than pages should."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import heappush, heappushpop, nlargest
from typing import Any

from rsteller_core.dataset import StoredSample
from rsteller_core.seeds import derive

Stratum = tuple[str, str]


def chosen(samples: Iterable[StoredSample], most: int, seed: int = 0) -> frozenset[str] | None:
    """The keys of at most so many samples, drawn by the seed; None where there are no more.

    Strata are the task and the kind of what a sample is about. Each gives as many as its share of
    the dataset, and the small ones at least one as long as there is room.
    """
    # Of each stratum the first in the drawn order are kept, at most as many as can be shown.
    kept: defaultdict[Stratum, list[tuple[int, str]]] = defaultdict(list)
    sizes: Counter[Stratum] = Counter()
    for sample in samples:
        stratum = _stratum(sample.record)
        sizes[stratum] += 1
        ranked = (-derive(seed, sample.key), sample.key)
        if len(kept[stratum]) < most:
            heappush(kept[stratum], ranked)
        else:
            heappushpop(kept[stratum], ranked)
    if sizes.total() <= most:
        return None
    quotas = _quotas(sizes, most)
    return frozenset(
        key
        for stratum, ranked_keys in kept.items()
        for _, key in nlargest(quotas[stratum], ranked_keys)
    )


def _stratum(record: Mapping[str, Any]) -> Stratum:
    sheets = record.get("fact_sheets") or [{"task": "", "facts": ()}]
    kinds = (fact["value"]["key"] for fact in sheets[0]["facts"] if fact["kind"] == "kind")
    return sheets[0]["task"], next(kinds, "")


def _quotas(sizes: Mapping[Stratum, int], most: int) -> Counter[Stratum]:
    """Shares by largest remainder, after one for each stratum, the largest first."""
    order = sorted(sizes, key=lambda stratum: (-sizes[stratum], stratum))
    quotas: Counter[Stratum] = Counter(order[:most])
    room, total = most - quotas.total(), sum(sizes.values())
    exact = {stratum: room * sizes[stratum] / total for stratum in order}
    for stratum in order:
        quotas[stratum] += min(int(exact[stratum]), sizes[stratum] - quotas[stratum])
    for stratum in sorted(order, key=lambda s: (int(exact[s]) - exact[s], s)):
        if quotas.total() < most and quotas[stratum] < sizes[stratum]:
            quotas[stratum] += 1
    return quotas
