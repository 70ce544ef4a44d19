"""A run: its identity, its plan, its shards, and going on where it was stopped."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

from rsteller_core.config import RunConfig
from rsteller_core.credits import notice
from rsteller_core.errors import InputError, OutputError, RunMismatch, TooManyFailures
from rsteller_core.folder import Folder, write_json, write_text, written_aside
from rsteller_core.identity import differences, run_identity
from rsteller_core.interfaces import CaptionTask, RevisionTask
from rsteller_core.plan import (
    BY_SAMPLING,
    NO_ELEMENT,
    TAKEN,
    PlanFile,
    PlanRules,
    few,
    make_plan,
    sampled,
    write_plan,
)
from rsteller_core.quality import Counts, added_up, rates, repeats_in
from rsteller_core.shard import NODATA, REPEATED, Job, read_report, run_shards
from rsteller_core.values import Json, PlanRow, Scene, ShardReport, Skipped, Window


class Progress(Protocol):
    """Who is told how a run goes on."""

    def preparing(self, doing: str, share: float | None) -> None:
        """This is being done before planning can begin; None: nobody knows how far it is."""

    def planning(self, scenes: int, patches: int) -> None:
        """So many scenes are planned, with so many patches worth a caption."""

    def planned(self, patches: int, done: int) -> None:
        """The plan is there; so many of its patches were done before."""

    def costs(self, words: str) -> None:
        """What reading the imagery will take, as its source reckons."""

    def advanced(self, patches: int) -> None:
        """So many more patches are done."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to. Counts are of patches, but for ``captions`` (by task number) and
    ``rejected`` (captions by check); ``quality`` is what ``quality.json`` holds.
    """

    seen: int
    planned: int
    samples: int
    captions: Mapping[str, int]
    left_out: Mapping[str, int]
    skipped: Mapping[str, int]
    rejected: Mapping[str, int]
    shards: int
    tokens_in: int
    tokens_out: int
    quality: Mapping[str, Json] = field(default_factory=dict)


_SUMMED = ("samples", "tokens_in", "tokens_out")
_COUNTED = ("captions", "skipped", "rejected")
"""What a summary adds up of the reports: numbers, and counts by name."""


def run(
    config: RunConfig,
    folder: Folder,
    workers: int,
    progress: Progress,
    patches: int | None = None,
) -> Summary:
    """Make a dataset, or go on with it; the folder is locked meanwhile.

    ``patches`` makes it a preview: so many are drawn, by the seed, from the first that are found.
    Raises RunMismatch where the folder holds a run with other options, TooManyFailures where
    more than ``run.max_failures`` of the patches fail, and what the components raise.
    """
    with folder.locked():
        plan, open_shards = _prepared(config, folder, progress, patches)
        _run_shards(config, folder, plan, open_shards, workers, progress)
        write_text(folder.notice, _notice(config, plan))
        return _conclude(folder, plan)


def prepare(config: RunConfig, folder: Folder, progress: Progress) -> None:
    """Make the plan and tell what it will take; ``run`` goes on from there. Raises as it does."""
    with folder.locked():
        _prepared(config, folder, progress)


def _prepared(
    config: RunConfig, folder: Folder, progress: Progress, patches: int | None = None
) -> tuple[PlanFile, list[int]]:
    """The plan, made if it is not there, and the shards that are still to do."""
    _identify(config, folder, patches)
    if not folder.plan.exists():
        _plan(config, folder, progress, patches)
    plan = PlanFile(folder.scenes, folder.plan)
    open_shards = [n for n in range(plan.shards) if not _is_done(config, folder, n)]
    progress.planned(plan.patches, plan.patches - sum(map(plan.planned, open_shards)))
    if open_shards:
        with config.source.make() as source:
            if words := source.cost(_reads(plan, open_shards)):
                progress.costs(words)
    return plan, open_shards


def _reads(plan: PlanFile, shards: Sequence[int]) -> Iterator[tuple[Scene, Sequence[Window]]]:
    """What is read of each scene for each shard, if every patch gets a caption."""
    scenes = plan.scenes()
    for shard in shards:
        for scene_id, group in groupby(plan.windows(shard), key=itemgetter(0)):
            yield scenes[scene_id], [window for _, window in group]


def plan_of(
    config: RunConfig, tell: Callable[[str, float | None], None] = lambda doing, share: None
) -> Iterator[Scene | PlanRow | Skipped]:
    """The plan of a run, as it is made; ``tell`` is told of what comes before it."""
    run_options, grid = config.run, config.grid
    tasks = {chosen.name: chosen.make() for chosen in config.tasks}
    rules = PlanRules(
        patch_size=grid.patch_size,
        stride=grid.stride or grid.patch_size,
        seed=run_options.seed,
        shard_size=run_options.shard_size,
        map_delay=timedelta(days=run_options.map_delay),
        captions={n: task for n, task in tasks.items() if isinstance(task, CaptionTask)},
        revisions={n: task for n, task in tasks.items() if isinstance(task, RevisionTask)},
        glossary=config.glossary.load(),
    )
    with config.source.make() as source, config.extractor.make() as extractor:
        extractor.prepare(tell)
        yield from make_plan(source, extractor, config.query, rules)


def _identify(config: RunConfig, folder: Folder, patches: int | None) -> None:
    """Write the run's identity, or hold it against the one that is there."""
    identity = run_identity(config)
    if patches is not None:
        identity["preview"] = patches
    if not _holds_patches(folder):
        folder.plan.unlink(missing_ok=True)
        write_json(folder.run, identity)
        return
    try:
        there = json.loads(folder.run.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        raise OutputError(f"{folder.run} is missing or damaged; choose another --out") from None
    found = differences(there, identity)
    if found:
        listed = "\n".join(f"  {line}" for line in found)
        raise RunMismatch(
            f"{folder.root} holds a run that differs from this one:\n{listed}\n"
            "choose another --out, or give the options it was started with"
        )


def _holds_patches(folder: Folder) -> bool:
    """Whether there is a plan to hold to: one without patches binds nobody."""
    return folder.plan.exists() and PlanFile(folder.scenes, folder.plan).patches > 0


def _plan(config: RunConfig, folder: Folder, progress: Progress, patches: int | None) -> None:
    items = _watched(config, progress)
    if patches is not None:
        items = few(items, patches, config.run.seed, config.run.shard_size)
    if config.sampling.active:
        run_options = config.run
        items = sampled(
            items,
            config.sampling,
            run_options.seed,
            run_options.shard_size,
            lambda outcome: write_json(folder.sampling, asdict(outcome)),
        )
    try:
        write_plan(items, folder.scenes, folder.plan)
    except BaseException:
        folder.run.unlink()
        raise


def _watched(config: RunConfig, progress: Progress) -> Iterator[Scene | PlanRow | Skipped]:
    """The plan as it is made; raises InputError at its end where there was no scene at all."""
    scenes = patches = 0
    skipped: list[Skipped] = []
    for item in plan_of(config, progress.preparing):
        scenes += isinstance(item, Scene)
        patches += isinstance(item, PlanRow)
        if isinstance(item, Skipped) and not scenes:
            skipped.append(item)
        progress.planning(scenes, patches)
        yield item
    if not scenes:
        raise InputError(_no_scene(config, skipped))


def _no_scene(config: RunConfig, skipped: Sequence[Skipped]) -> str:
    asked = [f"--{word} {config.words[word]}" for word in ("aoi", "dates") if word in config.words]
    message = f"source {config.source.name!r} has no scene"
    # A source that knows which of the two left nothing names it.
    named = [skip.reason for skip in skipped if skip.what.startswith("--")]
    if asked:
        advice = named or ["widen the area or the dates"]
        message += f" for {' and '.join(asked)}: {'; '.join(advice)}"
    reasons = [f"{skip.what}: {skip.reason}" for skip in skipped if not skip.what.startswith("--")]
    return f"{message} ({'; '.join(reasons[:5])})" if reasons else message


def _is_done(config: RunConfig, folder: Folder, shard: int) -> bool:
    path = config.sink.make().path(folder.root, shard)
    return folder.report(shard).exists() and path.exists()


def _run_shards(
    config: RunConfig,
    folder: Folder,
    plan: PlanFile,
    shards: Sequence[int],
    workers: int,
    progress: Progress,
) -> None:
    job = Job(config, folder)
    watch = _FailureWatch(config.run.max_failures)
    for shard in set(range(plan.shards)) - set(shards):
        before = read_report(folder, shard)
        watch.add(before["planned"], before["skipped"])
    if not shards:
        return  # a model is not loaded for nothing
    if config.shares_an_engine or min(workers, len(shards)) <= 1:
        reports = run_shards(job, shards, progress.advanced)
    else:
        reports = _in_processes(job, shards, min(workers, len(shards)), progress.advanced)
    for report in reports:
        watch.add(report.planned, report.skipped)


def _in_processes(
    job: Job, shards: Sequence[int], workers: int, advanced: Callable[[int], None]
) -> Iterator[ShardReport]:
    """Reports of shards that run in processes of their own, as they finish."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _start_worker) as pool:
        under_way: set[Future[ShardReport]] = {
            pool.submit(_run_one, job, shard) for shard in shards
        }
        try:
            while under_way:
                finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in finished:
                    report = future.result()
                    advanced(report.planned)
                    yield report
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _run_one(job: Job, shard: int) -> ShardReport:
    return next(run_shards(job, [shard]))


def _start_worker() -> None:
    """Leave Ctrl-C to the run, which lets the shards under way finish; die with the run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def _die_with(parent: Any) -> None:  # noqa: ANN401 - the class has no public name
    parent.join()
    os._exit(1)


_NO_FAILURES = (NODATA, REPEATED)


class _FailureWatch:
    """Stops a run in which too much fails."""

    def __init__(self, allowed: float) -> None:
        self._allowed = allowed
        self._planned = 0
        self._failures: Counter[str] = Counter()

    def add(self, planned: int, skipped: Mapping[str, int]) -> None:
        """Count a shard. Raises TooManyFailures."""
        self._planned += planned
        self._failures.update({why: n for why, n in skipped.items() if why not in _NO_FAILURES})
        failed = self._failures.total()
        if failed > self._allowed * self._planned:
            worst = "; ".join(f"{reason}: {n}" for reason, n in self._failures.most_common(5))
            raise TooManyFailures(
                f"{failed} of {self._planned} patches failed, more than run.max_failures "
                f"({self._allowed:g}) allows: {worst}; raise it to go on all the same"
            )


def _is_of_a_patch(reason: str) -> bool:
    """Whether it was a patch that was left out of the plan, not a scene or an element."""
    return reason in (NO_ELEMENT, TAKEN) or reason.startswith(BY_SAMPLING)


def _notice(config: RunConfig, plan: PlanFile) -> str:
    with ExitStack() as opened:
        extractor = opened.enter_context(config.extractor.make())
        annotators = [opened.enter_context(chosen.make()) for chosen in config.llms]
        return notice(plan.scenes().values(), extractor, annotators)


def _conclude(folder: Folder, plan: PlanFile) -> Summary:
    """Add up the reports, and put what was rejected into one file; one report in memory."""
    sums: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = {name: Counter() for name in _COUNTED}
    qualities: list[Counts] = []
    with written_aside(folder.rejected) as aside, aside.open("w", encoding="utf-8") as file:
        for shard in range(plan.shards):
            report = read_report(folder, shard)
            qualities = [added_up((*qualities, report["quality"]))]
            sums.update({name: report[name] for name in _SUMMED})
            for name, count in counts.items():
                count.update(report[name])
            for rejection in report["rejections"]:
                file.write(json.dumps(rejection, ensure_ascii=False) + "\n")
    marks = [folder.marks(shard) for shard in range(plan.shards)]
    quality = {**rates(added_up(qualities)), "repeats": repeats_in(marks)}
    write_json(folder.quality, quality)
    return Summary(
        seen=plan.patches + sum(n for why, n in plan.left_out.items() if _is_of_a_patch(why)),
        planned=plan.patches,
        samples=sums["samples"],
        captions=_by_name(counts["captions"]),
        left_out=plan.left_out,
        skipped=_by_name(counts["skipped"]),
        rejected=_by_name(counts["rejected"]),
        shards=plan.shards,
        tokens_in=sums["tokens_in"],
        tokens_out=sums["tokens_out"],
        quality=quality,
    )


def _by_name(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
