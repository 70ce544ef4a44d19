"""The sample place: the picture shows what the map says, where the map says it."""

from __future__ import annotations

import sys
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import osmium
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.features import rasterize

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from sample_place.frame import (
    CRS,
    DATA,
    GSD,
    HEIGHT,
    MAP,
    ORIGIN,
    SCENE_COLUMNS,
    SCENE_ROWS,
    SCENES,
    WIDTH,
    SceneFrame,
)
from sample_place.osm_xml import MapElement, read_map, to_xml
from sample_place.palette import LandClass, load_palette
from sample_place.place import draw_place
from sample_place.render import render

PALETTE = load_palette()
CLASSES = {kind.name: kind for kind in PALETTE.classes}
PATCH = 448


@cache
def elements() -> list[MapElement]:
    return read_map(MAP)


@cache
def pixels(scene: SceneFrame) -> np.ndarray:
    with rasterio.open(scene.path) as dataset:
        return np.moveaxis(dataset.read(), 0, -1)


def grid(scene: SceneFrame) -> Affine:
    return Affine(GSD, 0, scene.left, 0, -GSD, scene.top)


def inside(shape: shapely.Geometry, scene: SceneFrame) -> np.ndarray:
    if shape.is_empty:
        return np.zeros((SCENE_ROWS, SCENE_COLUMNS), dtype=bool)
    return rasterize([shape], (SCENE_ROWS, SCENE_COLUMNS), transform=grid(scene)).astype(bool)


def core(element: MapElement, kind: LandClass) -> shapely.Geometry:
    """What of an element certainly shows its colour."""
    if kind.width:
        return element.geometry.buffer(kind.width / 2 - 1, cap_style="flat")
    return element.geometry.buffer(-1 if kind.layer == 9 else -3)


@cache
def of_class(name: str) -> list[MapElement]:
    return [e for e in elements() if (k := PALETTE.find(e.tags)) is not None and k.name == name]


@cache
def joined(*names: str) -> shapely.Geometry:
    return shapely.union_all([e.geometry for name in names for e in of_class(name)])


def test_the_map_is_what_the_script_draws():
    assert to_xml(draw_place()) == MAP.read_text(encoding="utf-8")


def test_the_data_are_small_and_say_that_they_are_synthetic():
    assert sum(f.stat().st_size for f in DATA.iterdir()) < 5e6
    for name in ("README.md", "place.osm"):
        assert "ynthetic" in (DATA / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("scene", SCENES, ids=lambda s: s.name)
def test_scenes_are_north_up_in_utm_and_dated(scene):
    with rasterio.open(scene.path) as dataset:
        assert dataset.crs == CRS
        assert dataset.shape == (SCENE_ROWS, SCENE_COLUMNS)
        corner = (ORIGIN[0] + scene.left, ORIGIN[1] + scene.top)
        assert dataset.transform == Affine(GSD, 0, corner[0], 0, -GSD, corner[1])
        tags = dataset.tags()
    assert tags["ACQUISITION_TIME"] == scene.acquired
    assert tags["TIFFTAG_IMAGEDESCRIPTION"].startswith("Synthetic")


def test_osmium_assembles_every_area_of_the_map():
    assembled = {
        ("way" if item.from_way() else "relation", item.orig_id())
        for item in osmium.FileProcessor(str(MAP)).with_areas()
        if item.is_area() and item.num_rings()[0] > 0
    }
    drawn = [e for e in elements() if "Polygon" in e.geometry.geom_type]
    missing = [
        e.number
        for e in drawn
        if tuple(e.number.split("/")) not in {(k, str(n)) for k, n in assembled}
    ]
    assert not missing
    assert all(e.geometry.is_valid for e in drawn)


def test_ids_versions_and_times_are_like_those_of_a_real_map():
    seen = set()
    for item in osmium.FileProcessor(str(MAP)):
        seen.add((item.type_str(), item.id))
        assert item.id > 0
        assert 1 <= item.version < 10
        assert item.timestamp.year in range(2014, 2021)
    assert len(seen) > 4000


@pytest.mark.parametrize("scene", SCENES, ids=lambda s: s.name)
def test_elements_have_the_colour_of_their_class(scene):
    known = [(e, PALETTE.find(e.tags)) for e in elements()]
    plain = [(e, k) for e, k in known if k is not None and k.uniform]
    cores = [(core(e, k), number) for number, (e, k) in enumerate(plain, start=1)]
    labels = rasterize(
        [(shape, number) for shape, number in cores if not shape.is_empty],
        (SCENE_ROWS, SCENE_COLUMNS),
        transform=grid(scene),
        dtype="uint16",
    ).ravel()
    counts = np.bincount(labels, minlength=len(plain) + 1)
    sums = [
        np.bincount(labels, band.ravel(), len(plain) + 1)
        for band in np.moveaxis(pixels(scene), -1, 0)
    ]
    wrong = []
    for number, (element, kind) in enumerate(plain, start=1):
        if counts[number] >= 60:
            mean = np.array([total[number] for total in sums]) / counts[number]
            if np.abs(mean - kind.rgb).max() > kind.tolerance:
                wrong.append((kind.name, element.number, mean.round(), counts[number]))
    assert not wrong


@pytest.mark.parametrize("scene", SCENES, ids=lambda s: s.name)
def test_water_is_where_the_map_says_and_nowhere_else(scene):
    water = CLASSES["water"]
    looks = (np.abs(pixels(scene) - np.float32(water.rgb)) <= water.pixel_tolerance).all(axis=-1)
    shape = joined("water").difference(joined("asphalt", "asphalt_secondary").buffer(14))
    assert looks[inside(shape.buffer(-3), scene)].mean() > 0.97
    for kind in (k for k in PALETTE.classes if k.uniform and k.name != "water"):
        area = shapely.union_all([core(e, kind) for e in of_class(kind.name)])
        mask = inside(area.difference(joined("water").buffer(12)), scene)
        if mask.sum() > 200:
            assert looks[mask].mean() < 0.06, kind.name


def offset(shape: shapely.Geometry, scene: SceneFrame, window: tuple[slice, slice]) -> list[float]:
    """By how many pixels (east, south) the water in a picture lies off its outline in the map."""
    fine, reach = 5, 5
    rows, columns = window
    picture = pixels(scene)[rows, columns].astype(np.float32)
    blue = picture[..., 2] - picture[..., 0]
    left, top = scene.left + columns.start * GSD, scene.top - rows.start * GSD
    whole = Affine(GSD / fine, 0, left, 0, -GSD / fine, top)
    mask = rasterize([shape], (PATCH * fine, PATCH * fine), transform=whole)
    found = []
    for axis in (1, 0):
        scores = []
        for shift in range(-reach, reach + 1):
            moved = np.roll(mask, shift, axis).reshape(PATCH, fine, PATCH, fine).mean(axis=(1, 3))
            cut = slice(4, -4)
            scores.append(np.corrcoef(moved[cut, cut].ravel(), blue[cut, cut].ravel())[0, 1])
        best = int(np.argmax(scores))
        assert 0 < best < 2 * reach
        low, top, high = scores[best - 1 : best + 2]
        found.append((best - reach + (low - high) / (2 * (low - 2 * top + high))) / fine)
    return found


def test_picture_and_map_agree_to_a_fraction_of_a_pixel():
    lake = next(e.geometry for e in elements() if e.tags.get("water") == "reservoir")
    north_west = SCENES[0]
    column = int(lake.centroid.x / GSD) - PATCH // 2
    row = int((north_west.top - lake.centroid.y) / GSD) - PATCH // 2
    window = (slice(row, row + PATCH), slice(column, column + PATCH))
    shown = lake.difference(joined("dam"))
    assert np.abs(offset(shown, north_west, window)).max() < 0.25


def test_a_window_rendered_again_is_the_one_on_disk():
    scene, size = SCENES[1], 128
    again = render(elements(), PALETTE, scene, (700, 500, size, size)).astype(np.float32)
    stored = pixels(scene)[500 : 500 + size, 700 : 700 + size]
    assert np.abs(again - stored).mean() < 6


def test_every_patch_holds_something_worth_a_caption():
    side = PATCH * GSD
    index = shapely.STRtree([e.geometry for e in elements()])
    for left in np.arange(0, WIDTH - 1, side):
        for bottom in np.arange(0, HEIGHT - 1, side):
            patch = shapely.box(left, bottom, left + side, bottom + side)
            near = [elements()[i].geometry for i in index.query(patch)]
            parts = [shapely.clip_by_rect(g, *patch.bounds) for g in near]
            assert any(
                p.area > 0.05 * patch.area or (p.area == 0 and p.length > 0.3 * side) for p in parts
            ), (left, bottom)


def test_houses_stand_clear_of_roads_water_and_each_other():
    buildings = [e.geometry for e in elements() if "building" in e.tags]
    roads = joined(
        "asphalt",
        "asphalt_secondary",
        "asphalt_tertiary",
        "asphalt_street",
        "asphalt_lane",
        "service",
        "service_gravel",
        "dirt",
        "ballast",
    )
    assert not [b for b in buildings if b.distance(roads) < 2 or b.intersects(joined("water"))]
    index = shapely.STRtree(buildings)
    pairs = index.query(buildings, predicate="intersects").T
    assert all(a == b for a, b in pairs)


def test_fields_woods_and_water_do_not_overlap():
    open_land = (
        "corn",
        "soy",
        "wheat",
        "barley",
        "rapeseed",
        "alfalfa",
        "sunflower",
        "soil",
        "orchard",
        "vineyard",
        "forest",
        "meadow",
        "water",
        "residential",
        "quarry",
    )
    shapes = {name: joined(name) for name in open_land}
    for one, other in combinations(open_land, 2):
        if {one, other} != {"water", "quarry"}:
            assert shapes[one].intersection(shapes[other]).area < 1, (one, other)
