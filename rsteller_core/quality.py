"""How good the captions of a run are: what was accepted when, what was false, what repeats.

A caption is *asked for* once or more; each answer that holds a text is an *attempt*. Statements are
counted over all attempts, accepted or not, so that the rates tell how the model writes and not
only what the checks let through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rsteller_core.checks import MARKS, count_repeats, marks, near_duplicates
from rsteller_core.values import Annotation, Attempt, Json, Objection

DUPLICATES = "duplicates"
"""The check that a caption fails which repeats another of its shard."""

OUTCOMES = ("first", "retried", "never", "unanswered")
"""Accepted at first, accepted after a retry, never accepted, no answer in the end."""

_TOLD_AS = {"places": "directions"}
_PARTS = ("captions", "attempts", "objections", "stated", "false")

Counts = Mapping[str, Mapping[str, int]]
"""The parts of a shard's quality, each counts by name: ``captions`` by outcome, the ``attempts``
of each task, ``objections`` (attempts) by check, statements ``stated`` and ``false`` by kind.
"""


def quality_of(attempts: Iterable[Attempt]) -> dict[str, dict[str, int]]:
    """The counts of these attempts."""
    counts: dict[str, Counter[str]] = {part: Counter() for part in _PARTS}
    for attempt in attempts:
        counts["attempts"][attempt.task] += 1
        counts["stated"].update(attempt.stated)
        counts["false"].update(attempt.false)
        counts["objections"].update({objection.check for objection in attempt.objections})
        if attempt.decided:
            counts["captions"][_outcome(attempt)] += 1
    return {part: dict(sorted(count.items())) for part, count in counts.items()}


def added_up(parts: Iterable[Counts]) -> dict[str, dict[str, int]]:
    """The counts of several shards together."""
    sums: dict[str, Counter[str]] = {part: Counter() for part in _PARTS}
    for counts in parts:
        for part, count in sums.items():
            count.update(counts[part])
    return {part: dict(sorted(count.items())) for part, count in sums.items()}


def rates(counts: Counts) -> dict[str, Json]:
    """The counts with the shares that they come to; shares are of all captions asked for."""
    asked = sum(counts["captions"].values())
    outcomes = {name: counts["captions"].get(name, 0) for name in OUTCOMES}
    attempts = sum(counts["attempts"].values())
    return {
        "captions": {name: _share(count, asked) for name, count in outcomes.items()},
        "attempts": attempts,
        "objections": {
            check: _share(count, attempts) for check, count in counts["objections"].items()
        },
        "statements": {
            _TOLD_AS.get(kind, kind): _per_thousand(stated, counts["false"].get(kind, 0))
            for kind, stated in counts["stated"].items()
        },
    }


def _outcome(attempt: Attempt) -> str:
    if attempt.failed:
        return "unanswered"
    if attempt.objections:
        return "never"
    return "first" if attempt.number == 1 else "retried"


def _share(count: int, total: int) -> dict[str, Json]:
    return {"count": count, "share": round(count / total, 4) if total else None}


def _per_thousand(stated: int, false: int) -> dict[str, Json]:
    rate = round(1000 * false / stated, 2) if stated else None
    return {"stated": stated, "false": false, "false_per_thousand": rate}


def without_repeats(
    patches: Sequence[Sequence[Annotation]], patch_ids: Sequence[str], similarity: float
) -> list[tuple[list[Annotation], list[tuple[Annotation, Objection]]]]:
    """Of each patch the captions that repeat no earlier one of these patches, and those that do.

    The first of those that are alike is kept, in the order given, so that the outcome is the same
    however the work is spread.
    """
    owners = [i for i, annotations in enumerate(patches) for _ in annotations]
    flat = [annotation for annotations in patches for annotation in annotations]
    repeats = near_duplicates([annotation.text for annotation in flat], similarity)
    found: list[tuple[list[Annotation], list[tuple[Annotation, Objection]]]] = [
        ([], []) for _ in patches
    ]
    for place, annotation in enumerate(flat):
        kept, dropped = found[owners[place]]
        if place in repeats:
            other = patch_ids[owners[repeats[place]]]
            reason = f"this caption repeats one of {other}"
            dropped.append((annotation, Objection(DUPLICATES, annotation.text, reason)))
        else:
            kept.append(annotation)
    return found


def write_marks(path: Path, texts: Sequence[str]) -> None:
    """Keep what tells the captions of a shard from those of others."""
    with path.open("wb") as file:
        np.save(file, marks(texts))


def repeats_in(paths: Sequence[Path]) -> dict[str, Json]:
    """How many captions of a run repeat an earlier one of it, by the marks of its shards."""

    def columns() -> Iterator[NDArray[np.uint64]]:
        for column in range(MARKS):
            parts = [np.load(path, mmap_mode="r")[:, column] for path in paths]
            yield np.concatenate(parts) if parts else np.empty(0, np.uint64)

    compared = sum(len(np.load(path, mmap_mode="r")) for path in paths)
    exact, near = count_repeats(columns())
    return {"compared": compared, "exact": exact, "near": near}
