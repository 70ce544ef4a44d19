"""The plan of a run, as it is made and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta

from rsteller_core.config import RunConfig
from rsteller_core.errors import InputError
from rsteller_core.folder import Folder, write_json
from rsteller_core.interfaces import CaptionTask, RevisionTask
from rsteller_core.plan import PlanRules, few, make_plan, sampled, write_plan
from rsteller_core.run.progress import Progress
from rsteller_core.values import PlanRow, Scene, Skipped


def plan_of(
    config: RunConfig, tell: Callable[[str, float | None], None] = lambda doing, share: None
) -> Iterator[Scene | PlanRow | Skipped]:
    """The plan of a run, as it is made; ``tell`` is told of what comes before it."""
    run_options, grid = config.run, config.grid
    tasks = config.make_tasks()
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


def plan_into(config: RunConfig, folder: Folder, progress: Progress, patches: int | None) -> None:
    """Write the plan of a run into its folder; without one, its identity goes, too."""
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
