"""Making a dataset from its options, or going on with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from rsteller_core.config import RunConfig
from rsteller_core.credits import notice
from rsteller_core.errors import OutputError, RunMismatch
from rsteller_core.folder import Folder, write_json, write_text, written_aside
from rsteller_core.identity import differences, run_identity
from rsteller_core.plan import BY_SAMPLING, NO_ELEMENT, TAKEN, PlanFile
from rsteller_core.quality import Counts, added_up, rates, repeats_in
from rsteller_core.run.failures import FailureWatch
from rsteller_core.run.planning import plan_into
from rsteller_core.run.processes import in_processes
from rsteller_core.run.progress import Progress
from rsteller_core.shard import Job, read_report, run_shards
from rsteller_core.values import Json, Scene, Window


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
        plan_into(config, folder, progress, patches)
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
    watch = FailureWatch(config.run.max_failures)
    for shard in set(range(plan.shards)) - set(shards):
        before = read_report(folder, shard)
        watch.add(before["planned"], before["skipped"])
    if not shards:
        return  # a model is not loaded for nothing
    if config.shares_an_engine or min(workers, len(shards)) <= 1:
        reports = run_shards(job, shards, progress.advanced)
    else:
        reports = in_processes(job, shards, min(workers, len(shards)), progress.advanced)
    for report in reports:
        watch.add(report.planned, report.skipped)


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
