"""Counts over records; memory depends on how many kinds of things there are, not on how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

import shapely

from rsteller_core.checks import count_words
from rsteller_core.dataset import Dataset, StoredSample
from rsteller_core.quality import Counts, added_up, rates
from rsteller_core.seeds import rng
from rsteller_core.statistics.wording import wording
from rsteller_core.values import Json

_BIN_WORDS = 10
_BIN_SHARE = 0.1
_TEXTS = 5_000
"""Of so many captions the wording is measured, drawn evenly from all."""
_CENTRES = 20_000
"""So many middles of patches, lon/lat, are kept for maps, drawn evenly from all."""

T = TypeVar("T")


class Reservoir(Generic[T]):
    """Some of a stream of things, each as likely to be ``kept``, however many there will be."""

    def __init__(self, size: int) -> None:
        self.kept: list[T] = []
        self._size = size
        self._seen = 0
        self._rng = rng("reservoir")

    def add(self, thing: T) -> None:
        """The next of the stream."""
        self._seen += 1
        if len(self.kept) < self._size:
            self.kept.append(thing)
        elif (place := self._rng.randrange(self._seen)) < self._size:
            self.kept[place] = thing


class Statistics:
    """The numbers of a dataset. Give it every record once, then ask."""

    def __init__(self) -> None:
        self.samples = 0
        self.unreadable: Counter[str] = Counter()
        self.captions: Counter[tuple[int, str]] = Counter()
        self.attempts: Counter[int] = Counter()
        self.rejected: Counter[str] = Counter()
        self.planned = 0
        self.skipped: Counter[str] = Counter()
        self.seconds = 0.0
        self.outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.tokens: Counter[str] = Counter()
        self.quality: Counts = added_up(())
        self.kinds: Counter[str] = Counter()
        self.facts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.words: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self.credits: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.gsd: list[float] = []
        self.bounds: list[float] = []
        self.acquired: list[datetime] = []
        self.centres: Reservoir[tuple[float, float]] = Reservoir(_CENTRES)
        self.texts: Reservoir[str] = Reservoir(_TEXTS)

    def add(self, record: Mapping[str, Any]) -> None:
        """The next sample's record."""
        self.samples += 1
        self._add_metadata(record["metadata"])
        for annotation in record["annotations"]:
            self._add_annotation(annotation)
        for sheet in record.get("fact_sheets", ()):
            self._add_facts(sheet["facts"])

    def add_report(self, report: Mapping[str, Any]) -> None:
        """What became of a shard."""
        self.planned += report["planned"]
        self.seconds += report["seconds"]
        self.skipped.update(report["skipped"])
        self.rejected.update(report["rejected"])
        self.quality = added_up((self.quality, report["quality"]))
        for rejection in report["rejections"]:
            self.outcomes[rejection["annotator"]]["never"] += 1
        self.tokens.update(tokens_in=report["tokens_in"], tokens_out=report["tokens_out"])

    def to_json(self) -> dict[str, Json]:
        """All of it. Words are binned by ten, shares by tenths; ``bounds`` are lon/lat degrees."""
        tasks: Counter[str] = Counter()
        by_task: defaultdict[str, dict[str, Json]] = defaultdict(dict)
        for (task, annotator), count in sorted(self.captions.items()):
            tasks[str(task)] += count
            by_task[str(task)][annotator] = count
        return {
            "samples": self.samples,
            "captions": tasks.total(),
            "captions_by_task": dict(tasks),
            "captions_by_task_and_annotator": dict(by_task),
            "accepted_at_attempt": {str(n): c for n, c in sorted(self.attempts.items())},
            "rejected_by_check": dict(self.rejected.most_common()),
            "quality": rates(self.quality),
            "outcomes_by_annotator": {who: dict(n) for who, n in sorted(self.outcomes.items())},
            "patches_planned": self.planned or self.samples,
            "patches_skipped": dict(self.skipped.most_common()),
            "unreadable": dict(self.unreadable.most_common()),
            "kinds": dict(self.kinds.most_common()),
            "facts": {kind: dict(found.most_common()) for kind, found in self.facts.items()},
            "words_by_task": {str(t): _sorted(found) for t, found in sorted(self.words.items())},
            "wording": wording(self.texts.kept),
            "gsd": self.gsd,
            "bounds": self.bounds,
            "acquired": [moment.isoformat() for moment in self.acquired],
            "imagery": _credits(self.credits["imagery"]),
            "map": _credits(self.credits["map"]),
            "tokens_in": self.tokens["tokens_in"],
            "tokens_out": self.tokens["tokens_out"],
            "seconds": round(self.seconds, 1),
        }

    def _add_metadata(self, metadata: Mapping[str, Any]) -> None:
        self.gsd = _range([*self.gsd, metadata["gsd"]])
        if metadata["acquired"]:
            self.acquired = _range([*self.acquired, datetime.fromisoformat(metadata["acquired"])])
        footprint = shapely.from_wkt(metadata["footprint"])
        self.centres.add((footprint.centroid.x, footprint.centroid.y))
        west, south, east, north = footprint.bounds
        old = self.bounds or [west, south, east, north]
        self.bounds = [
            min(old[0], west),
            min(old[1], south),
            max(old[2], east),
            max(old[3], north),
        ]
        self.credits["imagery"][metadata["attribution"], metadata["licence"]] += 1
        self.credits["map"][metadata["map"]["attribution"], metadata["map"]["licence"]] += 1

    def _add_annotation(self, annotation: Mapping[str, Any]) -> None:
        task, text = annotation["task"], annotation["text"]
        self.captions[task, annotation["annotator"]] += 1
        self.attempts[annotation["attempts"]] += 1
        outcome = "first" if annotation["attempts"] == 1 else "retried"
        self.outcomes[annotation["annotator"]][outcome] += 1
        self.words[task][count_words(text) // _BIN_WORDS * _BIN_WORDS] += 1
        self.texts.add(text)

    def _add_facts(self, facts: Iterable[Mapping[str, Any]]) -> None:
        for fact in facts:
            kind, value = fact["kind"], fact["value"]
            if kind == "kind":
                self.kinds[value["key"]] += 1
            elif kind == "position":
                self.facts["position"][value["image"]] += 1
            elif kind == "orientation":
                self.facts["orientation"][value["axis"]] += 1
            elif kind == "share":
                low = min(int(value / _BIN_SHARE), 9)
                self.facts["share"][f"{low / 10:.1f}-{(low + 1) / 10:.1f}"] += 1
            elif kind in ("shape", "geometry"):
                self.facts[kind][value] += 1


def statistics_of(dataset: Dataset) -> Statistics:
    """The numbers of all that can be read of a dataset, and of its reports."""
    statistics = Statistics()
    for sample in dataset.samples():
        if isinstance(sample, StoredSample):
            statistics.add(sample.record)
        else:
            statistics.unreadable[sample.reason] += 1
    for report in dataset.reports():
        statistics.add_report(report)
    return statistics


def _range(values: list[Any]) -> list[Any]:
    return [min(values), max(values)]


def _sorted(counts: Counter[int]) -> dict[str, int]:
    return {str(value): count for value, count in sorted(counts.items())}


def _credits(counts: Counter[tuple[str, str]]) -> list[Json]:
    return [
        {"attribution": attribution, "licence": licence, "samples": count}
        for (attribution, licence), count in counts.most_common()
    ]
