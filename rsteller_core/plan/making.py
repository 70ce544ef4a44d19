"""Making the plan: scenes to patches to the fact sheets worth a caption."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import shapely

from rsteller_core.geometry import grid, views
from rsteller_core.interfaces import CaptionTask, ElementExtractor, ImageSource, RevisionTask
from rsteller_core.seeds import rng
from rsteller_core.tags import Glossary, default_glossary, is_scene_element
from rsteller_core.values import (
    Bounds,
    Element,
    FactSheet,
    Patch,
    PatchView,
    PlanRow,
    Scene,
    SceneQuery,
    Skipped,
)

NO_ELEMENT = "no element worth a caption"

MAP_DELAY = timedelta(days=30)
"""How long after the image the map is read: a thing is mapped some time after it is built."""


@dataclass(frozen=True, slots=True)
class PlanRules:
    """What decides a plan besides the sources: the grid, the tasks, the seed, the glossary."""

    patch_size: int
    stride: int
    seed: int
    shard_size: int
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
    for scene in source.scenes(query):
        yield scene
        if isinstance(scene, Skipped):
            continue
        for item in _plan_scene(scene, extractor, query, rules):
            if isinstance(item, Skipped):
                yield item
                continue
            patch, sheet, follow_ups = item
            yield PlanRow(planned, planned // rules.shard_size, patch, (sheet,), follow_ups)
            planned += 1


def _plan_scene(
    scene: Scene, extractor: ElementExtractor[Any], query: SceneQuery, rules: PlanRules
) -> Iterator[Skipped | tuple[Patch, FactSheet, tuple[str, ...]]]:
    patches = list(grid(scene, rules.patch_size, rules.stride, query.aoi))
    if not patches:
        yield Skipped(scene.id, "no whole patch of this size in the scene and the area")
        return
    bounds = Bounds(*shapely.total_bounds([patch.footprint for patch in patches]).tolist())
    elements: list[Element] = []
    for item in extractor.extract(bounds, scene.acquired and scene.acquired + MAP_DELAY):
        if isinstance(item, Skipped):
            yield item
        elif is_scene_element(item.tags):
            elements.append(item)
    for view in views(scene, patches, elements):
        if isinstance(view, Skipped):
            yield view
            continue
        sheet = _choose_sheet(replace(view, glossary=rules.glossary), rules)
        if sheet is None:
            yield Skipped(view.patch.patch_id, NO_ELEMENT)
        else:
            yield view.patch, sheet, _follow_ups(view.patch.patch_id, rules)


def _choose_sheet(view: PatchView, rules: PlanRules) -> FactSheet | None:
    """The sheet of one task, drawn by weight among those that find something.

    A task that finds nothing leaves the draw to the others: no sheet is made in vain.
    """
    patch_id = view.patch.patch_id
    chance = rng(rules.seed, patch_id, "task")
    left = {name: task for name, task in rules.captions.items() if task.options.weight}
    while left:
        (name,) = chance.choices(list(left), [task.options.weight for task in left.values()])
        sheet = left.pop(name).sheet(view, rng(rules.seed, patch_id, name))
        if sheet is not None:
            return sheet
    return None


def _follow_ups(patch_id: str, rules: PlanRules) -> tuple[str, ...]:
    return tuple(
        name
        for name, task in rules.revisions.items()
        for _ in range(task.count(rng(rules.seed, patch_id, name)))
    )
