"""One shard's work: rows to captions to pixels to a file, and a report of what became of it.

Shards need nobody else. Local processes and clusters differ only in who calls ``run_shards``.
"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import Any

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from rsteller_core.annotators import Annotator, Annotators
from rsteller_core.captioning import Captioned, Captioner
from rsteller_core.config import RunConfig
from rsteller_core.folder import Folder, write_json, written_aside
from rsteller_core.interfaces import ImageSource, Sink
from rsteller_core.journal import Journal
from rsteller_core.plan import PlanFile, map_time
from rsteller_core.prompting import Prompts
from rsteller_core.quality import DUPLICATES, quality_of, without_repeats, write_marks
from rsteller_core.record import map_credit, sample_record
from rsteller_core.values import (
    Annotation,
    Json,
    Objection,
    PlanRow,
    Rejection,
    Sample,
    Scene,
    ShardReport,
    Skipped,
)

NODATA = "more nodata than grid.max_nodata"
REJECTED = "no caption accepted"
REPEATED = "only repeated captions"


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs to know: picklable."""

    config: RunConfig
    folder: Folder


def read_report(folder: Folder, shard: int) -> dict[str, Any]:
    """The report of a finished shard as JSON, with its ``rejections``."""
    return dict(json.loads(folder.report(shard).read_text(encoding="utf-8")))


def run_shards(
    job: Job, shards: Iterable[int], progress: Callable[[int], None] = lambda patches: None
) -> Iterator[ShardReport]:
    """Run shards as one stream of requests; each report comes when its shard is on disk.

    Reading and encoding go on in a thread beside the backend. ``progress`` is told how many more
    patches have their captions.
    """
    with ExitStack() as opened:
        annotators = opened.enter_context(annotators_of(job.config))
        plan = PlanFile(job.folder.scenes, job.folder.plan)
        writer = _Writer(
            job,
            plan.scenes(),
            opened.enter_context(job.config.source.make()),
            opened.enter_context(job.config.sink.make()),
            map_credit(job.config.extractor.make()),
        )
        captioner = captioner_of(job.config, annotators)
        thread = opened.enter_context(ThreadPoolExecutor(1, "shard-writer"))
        under_way: list[Future[ShardReport]] = []
        for shard, captioned in _captioned_shards(job, plan, captioner, shards, progress):
            under_way.append(thread.submit(writer.write, shard, captioned))
            while under_way and under_way[0].done():
                yield under_way.pop(0).result()
        for report in under_way:
            yield report.result()


@contextmanager
def annotators_of(config: RunConfig) -> Iterator[Annotators]:
    """Those who write a run's captions, until the block ends."""
    with ExitStack() as opened:
        members = [
            Annotator(
                opened.enter_context(chosen.make()), chosen.part.share, chosen.part.of_revisions
            )
            for chosen in config.llms
        ]
        yield Annotators(members, by_share=config.run.annotator == "by_share")


def captioner_of(config: RunConfig, annotators: Annotators) -> Captioner:
    """Who asks them, as a run's options say."""
    prompts, run = Prompts(config.prompts), config.run
    return Captioner(config.make_tasks(), prompts, annotators, run.attempts, run.seed)


def _captioned_shards(
    job: Job,
    plan: PlanFile,
    captioner: Captioner,
    shards: Iterable[int],
    progress: Callable[[int], None],
) -> Iterator[tuple[int, list[Captioned]]]:
    """Shards whose captions are all decided, each with its patches in plan order."""
    gathered: dict[int, list[Captioned]] = defaultdict(list)
    journals: dict[int, Journal] = {}

    def rows() -> Iterator[PlanRow]:
        for shard in shards:
            journals[shard] = Journal(job.folder.journal(shard))
            yield from plan.rows(shard)

    try:
        for captioned in captioner.caption(rows(), journals.__getitem__):
            shard = captioned.row.shard
            gathered[shard].append(captioned)
            progress(1)
            if len(gathered[shard]) == plan.planned(shard):
                journals.pop(shard).close()
                yield shard, sorted(gathered.pop(shard), key=lambda c: c.row.number)
    finally:
        for journal in journals.values():
            journal.close()


@dataclass(frozen=True, slots=True)
class _Writer:
    """What turns captioned patches into a shard on disk."""

    job: Job
    scenes: Mapping[str, Scene]
    source: ImageSource[Any]
    sink: Sink[Any]
    credit: Mapping[str, Json]

    def write(self, shard: int, captioned: Sequence[Captioned]) -> ShardReport:
        """Read, encode and write a shard, then its report."""
        start = time.monotonic()
        skipped: Counter[str] = Counter()
        written: list[Captioned] = []
        captioned = _without_repeats(captioned, self.job.config.run.max_similarity)
        samples = self._samples(captioned, skipped, written)
        self.sink.write(self.job.folder.root, shard, samples)
        report = _report(shard, captioned, written, skipped, time.monotonic() - start)
        rejected: list[Json] = [asdict(r) for c in captioned for r in c.rejections]
        with written_aside(self.job.folder.marks(shard)) as aside:
            write_marks(aside, [a.text for patch in written for a in patch.annotations])
        write_json(self.job.folder.report(shard), {**asdict(report), "rejections": rejected})
        return report

    def _samples(
        self, captioned: Sequence[Captioned], skipped: Counter[str], written: list[Captioned]
    ) -> Iterator[Sample]:
        """The samples of a shard, scene by scene; counts what is left out."""
        for patch in captioned:
            if not patch.annotations:
                skipped[_why_none(patch)] += 1
        accepted = [patch for patch in captioned if patch.annotations]
        for scene_id, group in groupby(accepted, key=lambda c: c.row.patch.scene_id):
            for patch, sample in self._scene_samples(self.scenes[scene_id], list(group)):
                if isinstance(sample, Skipped):
                    skipped[sample.reason] += 1
                else:
                    written.append(patch)
                    yield sample

    def _scene_samples(
        self, scene: Scene, captioned: Sequence[Captioned]
    ) -> Iterator[tuple[Captioned, Sample | Skipped]]:
        config = self.job.config
        at = map_time(scene, timedelta(days=config.run.map_delay))
        credit = {**self.credit, "at": at.isoformat() if at else None}
        windows = [patch.row.patch.window for patch in captioned]
        for patch, pixels in zip(captioned, self.source.read(scene, windows), strict=True):
            key = patch.row.patch.patch_id
            if isinstance(pixels, Skipped):
                yield patch, pixels
            elif pixels.nodata > config.grid.max_nodata:
                yield patch, Skipped(key, NODATA)
            else:
                jpeg = _encode(pixels.rgb, config.run.jpeg_quality)
                record = sample_record(patch.row.patch, scene, pixels, patch.annotations, credit)
                yield patch, Sample(key, jpeg, record)


def _why_none(patch: Captioned) -> str:
    """Why a patch has no caption."""
    if any(objection.check == DUPLICATES for r in patch.rejections for objection in r.objections):
        return REPEATED
    return patch.failures[0] if patch.failures else REJECTED


def _without_repeats(captioned: Sequence[Captioned], similarity: float) -> list[Captioned]:
    """The patches with the captions that repeat none before it in the shard; the others are
    rejected.
    """
    found = without_repeats(
        [patch.annotations for patch in captioned],
        [patch.row.patch.patch_id for patch in captioned],
        similarity,
    )
    return [
        replace(
            patch,
            annotations=tuple(kept),
            rejections=(
                *patch.rejections,
                *(_dropped(patch, annotation, why) for annotation, why in dropped),
            ),
        )
        for patch, (kept, dropped) in zip(captioned, found, strict=True)
    ]


def _dropped(patch: Captioned, annotation: Annotation, why: Objection) -> Rejection:
    return Rejection(
        patch.row.patch.patch_id,
        annotation.sheet.task,
        annotation.text,
        annotation.annotator,
        annotation.attempts,
        (why,),
    )


def _encode(rgb: NDArray[np.uint8], quality: int) -> bytes:
    """A JPEG with 4:2:0 chroma, as most readers and datasets have it."""
    return bytes(
        simplejpeg.encode_jpeg(rgb, quality=quality, colorspace="RGB", colorsubsampling="420")
    )


def _report(
    shard: int,
    captioned: Sequence[Captioned],
    written: Sequence[Captioned],
    skipped: Mapping[str, int],
    seconds: float,
) -> ShardReport:
    published = [a for patch in written for a in patch.annotations]
    rejected = [r for patch in captioned for r in patch.rejections]
    return ShardReport(
        shard=shard,
        planned=len(captioned),
        samples=len(written),
        captions=dict(sorted(Counter(str(a.task) for a in published).items())),
        skipped=dict(sorted(skipped.items())),
        rejected=dict(sorted(Counter(r.objections[0].check for r in rejected).items())),
        tokens_in=sum(patch.tokens_in for patch in captioned),
        tokens_out=sum(patch.tokens_out for patch in captioned),
        seconds=round(seconds, 3),
        quality=quality_of(a for patch in captioned for a in patch.attempts),
    )
