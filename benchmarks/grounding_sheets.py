"""Fact sheets over real extracts: grids of made scenes, no pixels needed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import shapely
from rsteller_tasks import rsteller_prompt_tasks

from rsteller_core import Affine, Element, FactSheet, PatchView, Scene, grid, views
from rsteller_core.interfaces import CaptionTask
from rsteller_core.osm.reading import RawElement, read_elements
from rsteller_core.tags import is_scene_element

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "plugins" / "rsteller_sample" / "data" / "place.osm"
MEASURING = ("malta_2016", "bench_merged_real_extracts")
TUNING = ("liechtenstein_2021", "heidelberg_2015")
GSDS = (0.3, 0.6, 1.0, 2.0)
SIDE = 4480


def maps(names: Sequence[str] = MEASURING) -> list[Path]:
    """The real extracts beside the checkout; where they are missing, the sample place's map."""
    folder = ROOT.parent / "shared" / "data" / "osm"
    found = [folder / f"{name}.osm.pbf" for name in names]
    if all(path.exists() for path in found):
        return found
    print(f"skipped: {folder} is missing; the map of the sample place alone gives fewer sheets")
    return [SAMPLE]


def sheets(least: int, seed: int, names: Sequence[str] = MEASURING) -> list[FactSheet]:
    """At least so many sheets of all tasks, if the maps hold them."""
    rng, found = random.Random(seed), list[FactSheet]()
    paths = maps(names)
    for path in paths:
        wanted = len(found) + -(-least // len(paths))
        for sheet in _of_map(path, rng):
            found.append(sheet)
            if len(found) == wanted:
                break
    return found


def _of_map(path: Path, rng: random.Random) -> Iterator[FactSheet]:
    elements = [
        Element(f"{raw.kind}/{raw.id}", raw.tags, shapely.from_wkb(raw.geometry))
        for raw in read_elements(path)
        if isinstance(raw, RawElement) and is_scene_element(raw.tags)
    ]
    middles = np.array([shapely.centroid(e.geometry).coords[0] for e in elements if e.geometry])
    tree = shapely.STRtree([element.geometry for element in elements])
    tasks = [
        task(task.options_model())
        for task in rsteller_prompt_tasks()
        if issubclass(task, CaptionTask)
    ]
    for turn in range(200):
        lon, lat = middles[rng.randrange(len(middles))]
        scene = _scene(f"{path.name}-{turn}", lon, lat, GSDS[turn % len(GSDS)])
        near = [elements[i] for i in sorted(tree.query(scene.footprint))]
        patches = list(grid(scene, 448, 448))
        rng.shuffle(patches)
        for view in views(scene, patches[:24], near):
            if isinstance(view, PatchView) and view.elements:
                task = tasks[rng.randrange(len(tasks))]
                sheet = task.sheet(view, rng)
                if sheet:
                    yield sheet


def _scene(name: str, lon: float, lat: float, gsd: float) -> Scene:
    zone = f"EPSG:{32601 + int((lon + 180) // 6)}"
    from pyproj import Transformer

    to = Transformer.from_crs("EPSG:4326", zone, always_xy=True)
    x, y = to.transform(lon, lat)
    half = SIDE * gsd / 2
    corners = np.array(
        [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    )
    around = shapely.Polygon(
        np.column_stack(to.transform(corners[:, 0], corners[:, 1], direction="INVERSE"))
    )
    transform = Affine(gsd, 0, x - half, 0, -gsd, y + half)
    return Scene(
        id=name,
        href="",
        footprint=around,
        crs=zone,
        transform=transform,
        width=SIDE,
        height=SIDE,
        gsd=gsd,
        acquired=None,
        licence="",
        attribution="",
    )
