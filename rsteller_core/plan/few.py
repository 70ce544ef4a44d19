"""A handful of a plan: to look at before anything big is spent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rsteller_core.seeds import derive
from rsteller_core.values import PlanRow, Scene, Skipped

_AMONG = 40
"""A preview looks no further than at so many times the patches that it takes."""


def few(
    items: Iterable[Scene | PlanRow | Skipped], patches: int, seed: int, shard_size: int
) -> Iterator[Scene | PlanRow | Skipped]:
    """A plan of so many patches, drawn by the seed from the first that are found, in their order
    and numbered anew. The rest of the plan is not made.
    """
    rows: list[PlanRow] = []
    for item in items:
        if isinstance(item, PlanRow):
            rows.append(item)
            if len(rows) == _AMONG * patches:
                break
        else:
            yield item
    drawn = sorted(rows, key=lambda row: derive(seed, row.patch.patch_id))[:patches]
    for number, row in enumerate(sorted(drawn, key=lambda row: row.number)):
        yield replace(row, number=number, shard=number // shard_size)
