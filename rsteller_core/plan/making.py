"""Making the plan: scenes to patches to the fact sheets worth a caption."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import shapely

from rsteller_core.geometry import grid, holding, views
from rsteller_core.interfaces import CaptionTask, ElementExtractor, ImageSource, RevisionTask
from rsteller_core.plan.mosaic import Mosaics
from rsteller_core.seeds import rng
from rsteller_core.tags import Glossary, default_glossary, is_scene_element
from rsteller_core.values import (
    Bounds,
    Element,
    FactSheet,
    Patch,
    PatchView,
    PlacedElement,
    PlanRow,
    Scene,
    SceneQuery,
    Skipped,
)

_BATCH = 64
"""Patches whose facts are stated together: more is hardly faster, and takes more memory."""

NO_ELEMENT = "no element worth a caption"
TAKEN = "its place is in a patch of an earlier scene"


@dataclass(frozen=True, slots=True)
class PlanRules:
    """What decides a plan besides the sources: the grid, the tasks, the seed, the map's delay, the
    glossary.
    """

    patch_size: int
    stride: int
    seed: int
    shard_size: int
    map_delay: timedelta
    captions: Mapping[str, CaptionTask[Any]]
    revisions: Mapping[str, RevisionTask[Any]]
    glossary: Glossary = field(default_factory=default_glossary)


def make_plan(
    source: ImageSource[Any],
    extractor: ElementExtractor[Any],
    query: SceneQuery,
    rules: PlanRules,
) -> Iterator[Scene | PlanRow | Skipped]:
    """Scenes, each followed by its rows, in a fixed order; and what was left out.

    Memory is bounded by one scene's elements.
    """
    planned = 0
    mosaics = Mosaics()
    for scene in source.scenes(query):
        yield scene
        if isinstance(scene, Skipped):
            continue
        patches = list(grid(scene, rules.patch_size, rules.stride, query.aoi))
        if not patches:
            yield Skipped(scene.id, "no whole patch of this size in the scene and the area")
        free, taken = mosaics.share_out(scene, patches)
        yield from (Skipped(patch.patch_id, TAKEN) for patch in taken)
        for item in _plan_scene(scene, free, extractor, rules):
            if isinstance(item, Skipped):
                yield item
                continue
            patch, sheet, follow_ups = item
            yield PlanRow(planned, planned // rules.shard_size, patch, (sheet,), follow_ups)
            planned += 1


def map_time(scene: Scene, delay: timedelta) -> datetime | None:
    """The time of which the map of a scene is read: a thing is mapped some time after it is built.

    None where nobody knows when the image was taken.
    """
    return scene.acquired and scene.acquired + delay


def _plan_scene(
    scene: Scene, patches: Sequence[Patch], extractor: ElementExtractor[Any], rules: PlanRules
) -> Iterator[Skipped | tuple[Patch, FactSheet, tuple[str, ...]]]:
    if not patches:
        return
    bounds = Bounds(*shapely.total_bounds([patch.footprint for patch in patches]).tolist())
    elements: list[Element] = []
    at = map_time(scene, rules.map_delay)
    for item in extractor.extract(bounds, at):
        if isinstance(item, Skipped):
            yield item
        elif is_scene_element(item.tags):
            elements.append(item)
    around = iter(holding(patches, list(extractor.boundaries(bounds, at))))
    found = views(scene, patches, elements, rules.glossary)
    while batch := list(islice(found, _BATCH)):
        yield from (item for item in batch if isinstance(item, Skipped))
        seen = (item for item in batch if isinstance(item, PatchView))
        yield from _plan_views([replace(view, boundaries=next(around)) for view in seen], rules)


def _plan_views(
    batch: Sequence[PatchView], rules: PlanRules
) -> Iterator[Skipped | tuple[Patch, FactSheet, tuple[str, ...]]]:
    """What becomes of some patches, in their order."""
    sheets = _sheets([(view, *_draw(view, rules)) for view in batch], rules)
    for view in batch:
        patch_id = view.patch.patch_id
        if patch_id in sheets:
            yield view.patch, sheets[patch_id], _follow_ups(patch_id, rules)
        else:
            yield Skipped(patch_id, NO_ELEMENT)


def _sheets(
    drawn: Sequence[tuple[PatchView, str, Sequence[PlacedElement]]], rules: PlanRules
) -> dict[str, FactSheet]:
    """The sheets by patch: those of one task are made together."""
    made: dict[str, FactSheet] = {}
    for name, task in rules.captions.items():
        picked = [(view, chosen) for view, of, chosen in drawn if of == name]
        for (view, _), sheet in zip(picked, task.sheets(picked) if picked else (), strict=True):
            made[view.patch.patch_id] = sheet
    return made


def _draw(view: PatchView, rules: PlanRules) -> tuple[str, Sequence[PlacedElement]]:
    """A task, drawn by weight among those that find something, and what it chooses; else no task.

    A task that finds nothing leaves the draw to the others.
    """
    patch_id = view.patch.patch_id
    chance = rng(rules.seed, patch_id, "task")
    left = {name: task for name, task in rules.captions.items() if task.options.weight}
    while left:
        (name,) = chance.choices(list(left), [task.options.weight for task in left.values()])
        chosen = left.pop(name).choose(view, rng(rules.seed, patch_id, name))
        if chosen:
            return name, chosen
    return "", ()


def _follow_ups(patch_id: str, rules: PlanRules) -> tuple[str, ...]:
    return tuple(
        name
        for name, task in rules.revisions.items()
        for _ in range(task.count(rng(rules.seed, patch_id, name)))
    )
