"""Scenes that overlap: no place is cut into patches twice, and none is lost that was free."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings, strategies as st
from pyproj import Transformer

from rsteller_core import Affine, Scene
from rsteller_core.geometry import covered, grid
from rsteller_core.plan.mosaic import SLIVER, Mosaics


def scene(name: str, crs: str, west: float, north: float, size: int = 600, **more) -> Scene:
    to_lonlat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    corners = [(0, 0), (size, 0), (size, -size), (0, -size)]
    lon, lat = to_lonlat.transform(*np.array([(west + x, north + y) for x, y in corners]).T)
    outline = shapely.Polygon(np.column_stack((np.unwrap(lon, period=360), lat)))
    return Scene(
        id=name,
        href="",
        footprint=outline,
        crs=crs,
        transform=Affine(1, 0, west, 0, -1, north),
        width=size,
        height=size,
        gsd=1.0,
        acquired=None,
        licence="",
        attribution="",
        **{"mosaic": "m", **more},
    )


def cut(*scenes: Scene, size: int = 100):
    mosaics = Mosaics()
    return [mosaics.share_out(s, list(grid(s, size, size)))[0] for s in scenes]


@settings(max_examples=40)
@given(
    across=st.integers(-700, 700),
    down=st.integers(-700, 700),
    zone=st.sampled_from(["EPSG:32617", "EPSG:32618"]),
)
def test_no_two_patches_of_a_mosaic_overlap(across: int, down: int, zone: str) -> None:
    first = scene("a", "EPSG:32618", 200_000, 4_200_000)
    lon, lat = first.footprint.centroid.coords[0]
    x, y = Transformer.from_crs("EPSG:4326", zone, always_xy=True).transform(lon, lat)
    second = scene("b", zone, round(x) - 300 + across, round(y) + 300 + down)
    ours, theirs = cut(first, second)
    assert len(ours) == 36
    ground = shapely.union_all([patch.footprint for patch in ours])
    if theirs:
        assert covered(np.array([patch.footprint for patch in theirs]), ground).max() <= SLIVER
    free = [p for p in grid(second, 100, 100) if p.footprint.disjoint(ground)]
    assert {p.patch_id for p in free} <= {p.patch_id for p in theirs}


def test_what_is_too_narrow_for_a_patch_of_the_first_is_free_for_the_second() -> None:
    first = scene("a", "EPSG:32618", 500_000, 4_200_000, size=650)
    second = scene("b", "EPSG:32618", 500_600, 4_200_000)
    assert len(cut(first, second)[1]) == 36


def test_scenes_laid_edge_to_edge_lose_nothing() -> None:
    first = scene("a", "EPSG:32618", 500_000, 4_200_000)
    beside = scene("b", "EPSG:32618", 500_600, 4_200_000)
    below = scene("c", "EPSG:32618", 500_000, 4_199_400)
    assert [len(patches) for patches in cut(first, beside, below)] == [36, 36, 36]


@pytest.mark.parametrize("name", ["", "another"])
def test_scenes_of_no_mosaic_or_another_stand_for_themselves(name: str) -> None:
    first = scene("a", "EPSG:32618", 500_000, 4_200_000)
    assert len(cut(first, replace(first, id="b", mosaic=name))[1]) == 36


def test_across_the_antimeridian_too() -> None:
    def at(zone: str, lon: float) -> Scene:
        x, y = Transformer.from_crs("EPSG:4326", zone, always_xy=True).transform(lon, 18.0)
        return scene(zone[-2:], zone, round(x), round(y), size=2000)

    east, west = at("EPSG:32601", -179.995), at("EPSG:32660", 179.99)
    assert east.footprint.bounds[2] < -179
    before, after = cut(east, west)
    whole = len(list(grid(west, 100, 100)))
    assert len(before) == 400
    assert 0 < len(after) < whole


def test_min_cover_asks_for_a_share_of_each_patch() -> None:
    whole = scene("a", "EPSG:32618", 500_000, 4_200_000)
    west, south, east, north = whole.footprint.bounds
    half = shapely.box(west, south, west + (east - west) * 0.55, north)
    partly = replace(whole, footprint=whole.footprint.intersection(half))
    assert len(list(grid(partly, 100, 100))) == 24, "any share of the footprint is enough"
    assert len(list(grid(replace(partly, min_cover=0.95), 100, 100))) == 18
    assert len(list(grid(replace(partly, min_cover=0.2), 100, 100))) == 24
