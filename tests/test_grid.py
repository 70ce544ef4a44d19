"""Patches: which windows of a scene, where they lie, and what their pixels are worth."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings, strategies as st

from rsteller_core.geometry import grid
from rsteller_core.geometry.projection import lonlat
from rsteller_core.values import Affine, Bounds, Scene, Window

GEOD = pyproj.Geod(ellps="WGS84")
WORLD = shapely.box(-540, -90, 540, 90)


def scene_at(crs, west, north, step, width=300, height=200, footprint=WORLD, step_y=None):
    """A scene with its top left corner at a place in its CRS."""
    return Scene(
        id="town.2021",
        href="",
        footprint=footprint,
        crs=crs,
        transform=Affine(step, 0, west, 0, -(step_y or step), north),
        width=width,
        height=height,
        gsd=1.0,
        acquired=datetime(2021, 6, 1, tzinfo=UTC),
        licence="",
        attribution="",
    )


def utm(**changes):
    return scene_at("EPSG:32633", 500_000, 5_800_000, 1.0, **changes)


def test_windows_lie_row_by_row_from_the_top_left_and_wholly_inside():
    patches = list(grid(utm(), 100, 100))
    assert [(p.window.row, p.window.col) for p in patches] == [
        (0, 0), (0, 100), (0, 200), (100, 0), (100, 100), (100, 200),
    ]  # fmt: skip
    assert list(grid(utm(), 201, 201)) == []


def test_a_smaller_stride_overlaps_and_a_larger_one_leaves_gaps():
    assert [p.window.col for p in grid(utm(), 200, 50)] == [0, 50, 100]
    assert [p.window.col for p in grid(utm(), 50, 125)] == [0, 125, 250] * 2


def test_ids_are_keys():
    first, *_, last = grid(utm(), 100, 100)
    assert first.patch_id == "town-2021_00000_00000"
    assert last.patch_id == "town-2021_00100_00200"
    assert first.scene_id == "town.2021"


def test_bounds_are_those_of_the_window_in_the_crs():
    patch = list(grid(utm(), 100, 100))[4]
    assert patch.window == Window(100, 100, 100, 100)
    assert patch.bounds == Bounds(500_100, 5_799_800, 500_200, 5_799_900)


def test_what_only_touches_the_area_is_left_out():
    scene = scene_at("EPSG:4326", 10, 50, 0.001)
    aoi = shapely.box(10.1, 49, 10.15, 51)
    assert [p.window.col for p in grid(scene, 100, 100, aoi)] == [100, 100]


def test_windows_without_data_are_left_out():
    scene = scene_at("EPSG:4326", 10, 50, 0.001, footprint=shapely.box(10, 49.95, 10.05, 50))
    assert [p.patch_id for p in grid(scene, 100, 100)] == ["town-2021_00000_00000"]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32660"])
def test_a_patch_across_the_antimeridian_is_in_one_piece(crs):
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(179.999, -17)
    step = 1e-5 if crs == "EPSG:4326" else 1.0
    scene = scene_at(crs, x - 50 * step, y, step, width=200)
    (patch,) = grid(scene, 200, 200)
    west, _, east, _ = patch.footprint.bounds
    assert west < 180 < east
    assert east - west < 0.01
    for aoi in (shapely.box(-180, -18, -179.9, -16), shapely.box(179, -18, 181, -16)):
        assert list(grid(scene, 200, 200, aoi)) == [patch]
    assert list(grid(scene, 200, 200, shapely.box(0, -18, 170, -16))) == []


@st.composite
def scenes(draw):
    """A scene anywhere up to 80 degrees, of 0.3 to 10 metres, in one of the usual CRS."""
    lon, lat = draw(st.floats(-179, 179)), draw(st.floats(-80, 80))
    metres = draw(st.floats(0.3, 10))
    kind = draw(st.sampled_from(["utm", "geographic", "mercator"]))
    if kind == "geographic":
        step_y = metres / 111_000
        step = step_y / max(np.cos(np.radians(lat)), 0.1)
        return scene_at("EPSG:4326", lon, lat, step, 448, 448, step_y=step_y)
    if kind == "mercator":
        crs, step = "EPSG:3857", metres / np.cos(np.radians(lat))
    else:
        zone = int((lon + 180) // 6) + 1
        crs, step = f"EPSG:{(32600 if lat >= 0 else 32700) + zone}", metres
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    return scene_at(crs, x, y, step, 448, 448)


@settings(max_examples=60, deadline=None)
@given(scenes())
def test_a_pixel_is_worth_its_geodesic_metres(scene):
    (patch,) = grid(scene, 448, 448)
    t = scene.transform
    x = t.c + t.a * np.array([224.0, 234, 224])
    y = t.f + t.e * np.array([224.0, 224, 214])
    lon, lat = lonlat(scene, x, y)
    azimuth, _, distance = GEOD.inv(lon[[0, 0]], lat[[0, 0]], lon[1:], lat[1:])
    east, north = np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))
    expected = np.array([east * distance, north * distance]).ravel() / 10
    assert patch.metres == pytest.approx(expected, abs=2e-4 * np.abs(expected).max())


def test_where_left_would_not_be_west_there_is_no_patch():
    transform = pyproj.Transformer.from_crs(4326, 3413, always_xy=True).transform
    upright = scene_at("EPSG:3413", *transform(-40, 75), 10.0)
    leaning = scene_at("EPSG:3413", *transform(10, 75), 10.0)
    (patch,) = grid(upright, 200, 300)
    assert patch.metres[1] != 0
    assert list(grid(leaning, 200, 300)) == []


def test_where_the_crs_has_no_place_there_is_no_patch():
    assert list(grid(scene_at("EPSG:4326", 10, 100, 0.001), 100, 100)) == []
    assert list(grid(scene_at("EPSG:3413", 1e9, 1e9, 10.0), 100, 100)) == []
