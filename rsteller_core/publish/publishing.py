"""From a run's folder to one that is ready to be published: whole, or not there at all."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
import shapely

from rsteller_core.dataset import Dataset, StoredSample, flattened
from rsteller_core.errors import OutputError
from rsteller_core.folder import Folder, folder_written_aside, write_json, write_text
from rsteller_core.plugins import find
from rsteller_core.publish.alike import ALIKE, Seen, image_hash, require_hashing
from rsteller_core.publish.card import card
from rsteller_core.publish.croissant import croissant
from rsteller_core.publish.index import split_of, write_index
from rsteller_core.publish.licences import licence_files
from rsteller_core.publish.review import REVIEWED, Review
from rsteller_core.publish.splits import NEIGHBOURS, Splits, assign
from rsteller_core.statistics import Statistics
from rsteller_core.values import Sample, Skipped
from rsteller_core.version import version

ONE = "train"
_SHARD_SIZE = 1000
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published, and how: ``shares`` are splits with their shares, empty for one split;
    ``resolution`` that of the H3 cells, None for one that fits the patches. An image whose
    perceptual hash differs from an earlier one's in at most ``alike`` bits is left out.
    """

    name: str
    shares: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    resolution: int | None = None
    shard_size: int = _SHARD_SIZE
    review: Review = field(default_factory=Review)
    alike: int | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: samples by split, and what was left out, by reason."""

    splits: Mapping[str, int]
    left_out: Mapping[str, int]


def publish(
    source: Path,
    destination: Path,
    publication: Publication,
    unfinished: bool = False,
    advanced: Callable[[int], None] = lambda samples: None,
) -> Published:
    """Write ``destination``, which must not be there yet.

    Raises OutputError where it is there or cannot be written, and where shards of the run are
    still missing (unless ``unfinished``), InputError where the source is no dataset, MissingExtra
    where images are to be compared without the extra ``publish``.
    """
    if publication.alike is not None:
        require_hashing()
    dataset = Dataset(source)
    if dataset.missing and not unfinished:
        raise OutputError(_incomplete(dataset))
    if destination.exists():
        raise OutputError(f"{destination} is there already; choose another folder")
    with folder_written_aside(destination) as aside:
        return _fill(dataset, aside, publication, advanced)


def _incomplete(dataset: Dataset) -> str:
    missing = dataset.missing
    first = ", ".join(map(str, missing[:5])) + (" ..." if len(missing) > 5 else "")
    return (
        f"{dataset.root} is not finished: {len(missing)} of its shards are missing ({first}); "
        "give the run's command again, or add --unfinished to publish what is there"
    )


def _fill(
    dataset: Dataset, folder: Path, publication: Publication, advanced: Callable[[int], None]
) -> Published:
    alike = _alike(dataset, publication)
    splits, left_out = _splits(dataset, publication, alike)
    names = tuple(publication.shares) or (ONE,)
    for name in names:
        _write_shards(dataset, folder, name, splits.of, publication, alike, advanced)
    written = Statistics()
    counts = Counter(dict.fromkeys(names, 0))
    write_index(
        _counted(Dataset(folder), written, counts),
        folder / "index.parquet",
        folder / "tags.parquet",
    )
    _describe(dataset, folder, publication, splits, counts, written)
    parted = sum(not name for name in splits.of)
    if parted:
        left_out[NEIGHBOURS] = parted
    return Published({name: counts[name] for name in names}, dict(left_out))


def _splits(
    dataset: Dataset, publication: Publication, alike: Set[str]
) -> tuple[Splits, Counter[str]]:
    """The split of each readable sample, in their order, and what cannot be read, by reason."""
    left_out: Counter[str] = Counter()
    edges = chain.from_iterable(_boxes(dataset, publication, alike, left_out))
    boxes = np.fromiter(edges, np.float64).reshape(-1, 4)
    if not publication.shares:
        return Splits((ONE,) * len(boxes), -1), left_out
    shares, seed = publication.shares, publication.seed
    return assign(boxes, shares, seed, publication.resolution), left_out


def _boxes(
    dataset: Dataset, publication: Publication, alike: Set[str], left_out: Counter[str]
) -> Iterator[tuple[float, ...]]:
    for sample in _accepted(dataset, publication, alike):
        if isinstance(sample, StoredSample):
            yield shapely.from_wkt(sample.record["metadata"]["footprint"]).bounds
        else:
            left_out[sample.reason] += 1


def _alike(dataset: Dataset, publication: Publication) -> frozenset[str]:
    """The keys of the images that look like an earlier one, of those that the review leaves."""
    if publication.alike is None:
        return frozenset()
    seen = Seen(publication.alike)
    return frozenset(
        sample.key
        for sample in dataset.samples()
        if isinstance(sample, StoredSample)
        and publication.review.after(sample) is not None
        and seen.is_like_one(image_hash(sample.jpeg()))
    )


def _accepted(
    dataset: Dataset, publication: Publication, alike: Set[str]
) -> Iterator[StoredSample | Skipped]:
    """What is left of each sample after the review, and of images that look alike the first."""
    for sample in dataset.samples():
        if not isinstance(sample, StoredSample):
            yield sample
        elif (left := publication.review.after(sample)) is None:
            yield Skipped(sample.key, REVIEWED)
        elif sample.key in alike:
            yield Skipped(sample.key, ALIKE)
        else:
            yield left


def _write_shards(
    dataset: Dataset,
    folder: Path,
    split: str,
    of: tuple[str, ...],
    publication: Publication,
    alike: Set[str],
    advanced: Callable[[int], None],
) -> None:
    """The samples of one split, in their order, in shards without gaps."""
    component = find("sink", "webdataset")
    sink: Any = component(component.options_model.model_validate({"prefix": split}))
    accepted = _accepted(dataset, publication, alike)
    samples = (sample for sample in accepted if isinstance(sample, StoredSample))
    chosen = (sample for sample, name in zip(samples, of, strict=True) if name == split)
    for shard, first in enumerate(chosen):
        batch = chain((first,), islice(chosen, publication.shard_size - 1))
        sink.write(folder, shard, (_sample(sample, split, advanced) for sample in batch))


def _sample(stored: StoredSample, split: str, advanced: Callable[[int], None]) -> Sample:
    advanced(1)
    metadata = {**stored.record["metadata"], "split": split}
    record = flattened({**stored.record, "metadata": metadata})
    return Sample(stored.key, stored.jpeg(), record)


def _counted(
    dataset: Dataset, statistics: Statistics, counts: Counter[str]
) -> Iterator[StoredSample]:
    for sample in dataset.samples():
        if isinstance(sample, StoredSample):
            statistics.add(sample.record)
            counts[split_of(sample.shard)] += 1
            yield sample


def _describe(
    dataset: Dataset,
    folder: Path,
    publication: Publication,
    splits: Splits,
    counts: Mapping[str, int],
    written: Statistics,
) -> None:
    """All that stands beside the shards: card, Croissant, licences, the run's identity."""
    numbers = written.to_json()
    licences = _licences(written)
    split = bool(publication.shares)
    first = next(iter(counts))
    last = sum(split_of(shard) == first for shard in Dataset(folder).shards) - 1
    text = card(
        publication.name,
        numbers,
        counts,
        licences,
        resolution=splits.resolution if split else None,
        seed=publication.seed,
        parted=sum(not name for name in splits.of),
        shards=f"shards/{first}-{{000000..{last:06d}}}.tar",
        version=version(),
    )
    write_text(folder / "README.md", text)
    description = (
        f"{written.samples} remote-sensing image patches with captions from OpenStreetMap facts"
    )
    document = croissant(folder, publication.name, description, licences, numbers)
    write_json(folder / "croissant.json", document)
    write_json(folder / "statistics.json", numbers)
    for name, licence in licence_files(licences).items():
        write_text(folder / "LICENSES" / name, licence)
    if dataset.run:
        write_json(Folder(folder).run, _without_places(dataset.run))
    notice = Folder(dataset.root).notice
    if notice.exists():
        shutil.copyfile(notice, folder / notice.name)


def _licences(written: Statistics) -> list[str]:
    """The licences of the imagery and of the map, each once."""
    owners = written.credits.values()
    return sorted({licence for counts in owners for _, licence in counts})


def _without_places(told: Any) -> Any:  # noqa: ANN401 - any JSON
    """Of absolute paths only the names: where files lay on the maker's machine is nobody's."""
    if isinstance(told, Mapping):
        return {_without_places(key): _without_places(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_without_places(value) for value in told]
    if isinstance(told, str) and (PurePosixPath(told).is_absolute() or _WINDOWS.match(told)):
        return PureWindowsPath(told).name
    return told
