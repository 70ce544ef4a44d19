"""What facts cost beside clipping: ``python benchmarks/facts.py``.

The input is made here: a scene of 10,000 x 10,000 pixels at 0.6 m with buildings, roads and land
cover, about 30 elements in each of its 484 patches, in random places from a fixed seed.

The clip side is ``STRtree.query`` and ``shapely.clip_by_rect`` on the same elements in scene
pixels, one call of each for a patch, and nothing else: no shift to the patch, no mending, no value
made. Reading, parsing and projecting are on neither side, being done once for a scene.

On our side, as ratios to that:

- ``ratio_to_clip``: all that the planner does for a patch that it takes: every element of the
  patch queried, clipped, mended, moved to patch coordinates and given as values (``placed``), and
  the fact sheet of **one** chosen element: its own facts with their words, its relations to what
  is round it, the counts and the land cover (``sheet``).
- ``ratio_placed``: only ``placed``, which is done for every patch, taken or not.
- ``ratio_own_facts``: ``placed``, and the chosen element's own facts, nothing of its surroundings.

The medians of ``--runs`` runs, the sides taking turns, in CPU time. The last line is one JSON
object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import shapely
from shapely import Geometry

from rsteller_core import Affine, Element, Fact, PatchView, Scene, grid, sheets_of, views
from rsteller_core.facts.element import own_facts
from rsteller_core.geometry.projection import lonlat, pixels
from rsteller_core.values import FactSheet, Patch, PlacedElement

PIXELS, PATCH, GSD = 10_000, 448, 0.6
ELEMENTS = 9_000
LAND = (
    {"natural": "wood"},
    {"natural": "water", "water": "pond"},
    {"landuse": "farmland"},
    {"landuse": "residential"},
)
WEST, NORTH = 500_000.0, 4_200_000.0


def made_scene() -> Scene:
    """A scene in UTM zone 18 north."""
    return Scene(
        id="made",
        href="",
        footprint=shapely.box(-78, 30, -70, 45),
        crs="EPSG:26918",
        transform=Affine(GSD, 0, WEST, 0, -GSD, NORTH),
        width=PIXELS,
        height=PIXELS,
        gsd=GSD,
        acquired=None,
        licence="",
        attribution="",
    )


def made_elements(scene: Scene) -> list[Element]:
    """Half buildings, three in ten roads, the rest land cover."""
    rng = np.random.default_rng(0)
    makers = (*[_building] * 5, *[_road] * 3, *[_land] * 2)
    elements = []
    for number in range(ELEMENTS):
        tags, shape = makers[number % len(makers)](rng)
        placed = shapely.transform(shape, lambda xy: _ground(scene, xy))
        elements.append(Element(f"way/{number}", tags, placed))
    return elements


def _ground(scene: Scene, xy: np.ndarray) -> np.ndarray:
    return np.column_stack(lonlat(scene, WEST + GSD * xy[:, 0], NORTH - GSD * xy[:, 1]))


Made = tuple[dict[str, str], Geometry]


def _building(rng: np.random.Generator) -> Made:
    angle = np.linspace(0, 2 * np.pi, 5)[:-1] + rng.uniform(0, 3)
    corners = rng.uniform(10, 30) * np.column_stack((np.cos(angle), np.sin(angle)))
    return {"building": "house"}, shapely.Polygon(corners + rng.uniform(0, PIXELS, 2))


def _road(rng: np.random.Generator) -> Made:
    heading = rng.uniform(0, 6) + np.cumsum(rng.normal(0, 0.3, rng.integers(3, 20)))
    steps = 30 * np.column_stack((np.cos(heading), np.sin(heading)))
    line = shapely.LineString(rng.uniform(0, PIXELS, 2) + np.cumsum(steps, axis=0))
    return {"highway": "residential", "surface": "asphalt", "name": "Mill Lane"}, line


def _land(rng: np.random.Generator) -> Made:
    count = rng.integers(8, 40)
    angle = np.linspace(0, 2 * np.pi, count)[:-1]
    radius = rng.uniform(40, 200) * (1 + 0.2 * rng.normal(size=count - 1))
    ring = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
    tags = LAND[int(rng.integers(len(LAND)))]
    return tags, shapely.Polygon(ring + rng.uniform(0, PIXELS, 2))


def clips(shapes: np.ndarray, tree: shapely.STRtree, patches: list[Patch]) -> None:
    """The clip side."""
    for patch in patches:
        col, row, width, height = patch.window
        frame = (col, row, col + width, row + height)
        shapely.clip_by_rect(shapes[tree.query(shapely.box(*frame))], *frame)


Chosen = Sequence[tuple[PatchView, PlacedElement]]


def batches(chosen: Chosen) -> Iterator[Chosen]:
    """As many together as the planner takes."""
    for first in range(0, len(chosen), 64):
        yield chosen[first : first + 64]


def made_sheets(chosen: Chosen) -> Iterator[FactSheet]:
    """A sheet for each."""
    for batch in batches(chosen):
        yield from sheets_of("area", [(view, (placed,)) for view, placed in batch])


def own(chosen: Chosen) -> Iterator[tuple[Fact, ...]]:
    """The facts of each, and nothing of what is round it."""
    for batch in batches(chosen):
        yield from own_facts(batch)


def spent(things: Iterable[object]) -> None:
    """Make each, and keep none: as the planner does."""
    deque(things, maxlen=0)


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Time the sides in turns and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    scene = made_scene()
    elements, patches = made_elements(scene), list(grid(scene, PATCH, PATCH))
    lonlats = [element.geometry for element in elements]
    shapes = shapely.transform(lonlats, lambda xy: pixels(scene, xy) * (1, -1))
    tree = shapely.STRtree(shapes)
    seen = [view for view in views(scene, patches, elements) if isinstance(view, PatchView)]
    held = statistics.mean(len(view.elements) for view in seen)
    chosen = [(view, view.elements[len(view.elements) // 2]) for view in seen if view.elements]
    sides: dict[str, Callable[[], object]] = {
        "clip": lambda: clips(shapes, tree, patches),
        "once": lambda: spent(views(scene, patches[:1], elements)),
        "placed": lambda: spent(views(scene, patches, elements)),
        "own": lambda: spent(own(chosen)),
        "sheet": lambda: spent(made_sheets(chosen)),
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(runs):
        for name, work in sides.items():
            times[name].append(cpu(work))
    each = {name: 1e3 * statistics.median(t) / len(patches) for name, t in times.items()}
    placed = each["placed"] - each["once"]
    figures = {
        "ratio_to_clip": (placed + each["sheet"]) / each["clip"],
        "ratio_placed": placed / each["clip"],
        "ratio_own_facts": (placed + each["own"]) / each["clip"],
        "elements_per_patch": held,
        "clip_ms": each["clip"],
        "placed_ms": placed,
        "own_facts_ms": each["own"],
        "sheet_ms": each["sheet"],
        "scene_once_ms": each["once"],
    }
    for name, figure in figures.items():
        print(f"{name:20} {figure:8.3f}")
    print(json.dumps({name: round(figure, 4) for name, figure in figures.items()}))


if __name__ == "__main__":
    main()
