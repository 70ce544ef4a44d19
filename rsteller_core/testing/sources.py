"""What an image source promises."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely

from rsteller_core.interfaces import ImageSource
from rsteller_core.plan import PlanFile, write_plan
from rsteller_core.testing.component import ComponentContract, anew
from rsteller_core.testing.watching import touched
from rsteller_core.values import Bounds, Pixels, Scene, SceneQuery, Skipped, Window

LARGEST = 256
"""The longest side, in pixels, of the windows that are read."""


def scenes_of(source: ImageSource[Any], query: SceneQuery) -> list[Scene]:
    """The scenes alone, without what was skipped."""
    return [scene for scene in source.scenes(query) if isinstance(scene, Scene)]


def some_windows(scene: Scene) -> list[Window]:
    """Windows of many sizes in no order: overlapping, equal, single pixels, the far corner."""
    width, height = min(LARGEST, scene.width), min(LARGEST, scene.height)
    right, bottom = scene.width - width, scene.height - height
    return [
        Window(right, bottom, width, height),
        Window(0, 0, width, height),
        Window(right // 2, bottom // 2, max(1, width // 2), max(1, height // 3)),
        Window(scene.width - 1, scene.height - 1, 1, 1),
        Window(0, 0, max(1, width // 2), max(1, height // 2)),
        Window(0, 0, width, height),
        Window(width // 4, height // 4, max(1, width // 2), max(1, height // 2)),
    ]


def _read(source: ImageSource[Any], scene: Scene, windows: Sequence[Window]) -> list[Pixels]:
    results = list(source.read(scene, windows))
    skipped = [result for result in results if isinstance(result, Skipped)]
    assert not skipped, "the contract is held on a scene that can be read"
    return [result for result in results if isinstance(result, Pixels)]


def _common(one: Window, other: Window) -> Window | None:
    """Where two windows overlap, in pixels of the scene."""
    col, row = max(one.col, other.col), max(one.row, other.row)
    width = min(one.col + one.width, other.col + other.width) - col
    height = min(one.row + one.height, other.row + other.height) - row
    return Window(col, row, width, height) if width > 0 and height > 0 else None


def _cut(pixels: Pixels, window: Window, part: Window) -> Any:  # noqa: ANN401 - an array
    col, row = part.col - window.col, part.row - window.row
    return pixels.rgb[row : row + part.height, col : col + part.width]


class ImageSourceContract(ComponentContract):
    """Define ``component``; and ``query`` where the source needs a place or a time.

    At least one scene must be found, and the first must be readable.
    """

    @pytest.fixture
    def query(self) -> SceneQuery:
        """What to ask for."""
        return SceneQuery()

    @pytest.fixture
    def scene(self, component: ImageSource[Any], query: SceneQuery) -> Scene:
        """The first scene."""
        scenes = scenes_of(component, query)
        assert scenes, "there is no scene to test with"
        return scenes[0]

    def test_scenes_come_in_the_same_order(
        self, component: ImageSource[Any], query: SceneQuery
    ) -> None:
        """Every time, and from every component made with the same options."""
        ids = [scene.id for scene in scenes_of(component, query)]
        assert ids
        assert [scene.id for scene in scenes_of(component, query)] == ids
        with anew(component) as other:
            assert [scene.id for scene in scenes_of(other, query)] == ids

    def test_scene_ids_are_unique(self, component: ImageSource[Any], query: SceneQuery) -> None:
        """Patches are named after them."""
        ids = [scene.id for scene in scenes_of(component, query)]
        assert len(set(ids)) == len(ids)
        assert all(ids)

    def test_the_grid_is_north_up(self, scene: Scene) -> None:
        """Rows go south, columns go east."""
        a, b, _, d, e, _ = scene.transform
        assert (b, d) == (0, 0)
        assert a > 0 > e
        assert scene.width > 0
        assert scene.height > 0

    def test_gsd_is_metres_on_the_ground(self, scene: Scene) -> None:
        """The side of a square as large as the pixel at the centre, to a twentieth."""
        col, row = scene.width / 2, scene.height / 2
        across = _metres(scene, (col - 0.5, row), (col + 0.5, row))
        down = _metres(scene, (col, row - 0.5), (col, row + 0.5))
        assert scene.gsd == pytest.approx(sqrt(across * down), rel=0.05)

    def test_the_footprint_is_the_scene_in_degrees(self, scene: Scene) -> None:
        """A valid polygon that lies in the grid, but for a pixel or two."""
        assert scene.footprint.geom_type in ("Polygon", "MultiPolygon")
        assert scene.footprint.is_valid
        assert not scene.footprint.is_empty
        edge = [
            *[(x / 16 * scene.width, 0) for x in range(16)],
            *[(scene.width, y / 16 * scene.height) for y in range(16)],
            *[((1 - x / 16) * scene.width, scene.height) for x in range(16)],
            *[(0, (1 - y / 16) * scene.height) for y in range(16)],
        ]
        grid = shapely.Polygon([_lonlat(scene, *point) for point in edge])
        slack = 2 * grid.length / (2 * (scene.width + scene.height))
        assert grid.buffer(slack).covers(scene.footprint)

    def test_the_time_has_a_zone(self, component: ImageSource[Any], query: SceneQuery) -> None:
        """Where it is known."""
        times = [scene.acquired for scene in scenes_of(component, query) if scene.acquired]
        assert [time for time in times if time.utcoffset() is None] == []

    def test_properties_are_json(self, scene: Scene) -> None:
        """They go into the metadata of every sample."""
        properties = json.loads(json.dumps(dict(scene.properties), allow_nan=False))
        assert properties.keys() == scene.properties.keys()

    def test_a_place_is_respected(
        self, component: ImageSource[Any], query: SceneQuery, scene: Scene
    ) -> None:
        """A scene is found from a point in it, and not from the other side of the earth."""
        point = scene.footprint.representative_point()
        here = SceneQuery(point.buffer(1e-6), query.start, query.end)
        assert scene.id in [found.id for found in scenes_of(component, here)]
        away = shapely.box(*_opposite(point.x, point.y))
        there = SceneQuery(away, query.start, query.end)
        assert scenes_of(component, there) == []

    def test_a_time_is_respected(
        self, component: ImageSource[Any], query: SceneQuery, scene: Scene
    ) -> None:
        """A scene is found at its own instant, and not long before it."""
        if scene.acquired is None:
            pytest.skip("the first scene has no time")
        at = SceneQuery(query.aoi, scene.acquired, scene.acquired)
        assert scene.id in [found.id for found in scenes_of(component, at)]
        long_ago = datetime(1900, 1, 1, tzinfo=UTC)
        before = SceneQuery(query.aoi, long_ago, long_ago + timedelta(days=1))
        assert [found.id for found in scenes_of(component, before) if found.acquired] == []

    def test_one_result_for_each_window(self, component: ImageSource[Any], scene: Scene) -> None:
        """In the order given; 8 bit, three colours, of the window's size."""
        windows = some_windows(scene)
        results = _read(component, scene, windows)
        assert [pixels.rgb.shape for pixels in results] == [(w.height, w.width, 3) for w in windows]
        assert {pixels.rgb.dtype for pixels in results} == {np.dtype(np.uint8)}
        assert all(0 <= pixels.nodata <= 1 for pixels in results)

    def test_what_reading_takes_is_told_in_words(
        self, component: ImageSource[Any], scene: Scene
    ) -> None:
        """Asking nobody; the words are empty where it takes nothing but time."""
        with touched() as seen:
            words = component.cost([(scene, some_windows(scene))])
        assert isinstance(words, str)
        assert [event for event in seen if event.startswith("socket")] == []

    def test_no_window_no_result(self, component: ImageSource[Any], scene: Scene) -> None:
        """An empty list is a list."""
        assert list(component.read(scene, [])) == []

    def test_windows_agree_where_they_overlap(
        self, component: ImageSource[Any], scene: Scene
    ) -> None:
        """Pixel for pixel: a window is a piece of one grid."""
        windows = some_windows(scene)
        read = list(zip(windows, _read(component, scene, windows), strict=True))
        for (one, pixels), (other, others) in combinations(read, 2):
            if (part := _common(one, other)) is not None:
                np.testing.assert_array_equal(_cut(pixels, one, part), _cut(others, other, part))

    def test_windows_are_the_same_alone_and_together(
        self, component: ImageSource[Any], scene: Scene
    ) -> None:
        """Whatever else is asked for with them, and in whatever order."""
        windows = some_windows(scene)
        together = _read(component, scene, windows)
        alone = [_read(component, scene, [window])[0] for window in windows]
        backwards = _read(component, scene, windows[::-1])[::-1]
        for first, *others in zip(together, alone, backwards, strict=True):
            for other in others:
                np.testing.assert_array_equal(first.rgb, other.rgb)
                assert first.nodata == other.nodata

    def test_a_result_stays_as_it_was_given(
        self, component: ImageSource[Any], scene: Scene
    ) -> None:
        """No buffer is used again under a result that is still held."""
        first, second = some_windows(scene)[:2]
        results = component.read(scene, [first, second])
        held = next(results)
        assert isinstance(held, Pixels)
        before = held.rgb.copy()
        list(results)
        np.testing.assert_array_equal(held.rgb, before)

    def test_a_worker_reads_the_same(
        self, component: ImageSource[Any], scene: Scene, tmp_path: Path
    ) -> None:
        """One that knows the scene only from the plan, in a thread of its own."""
        write_plan(iter([scene]), tmp_path / "scenes.parquet", tmp_path / "plan.parquet")
        planned = PlanFile(tmp_path / "scenes.parquet", tmp_path / "plan.parquet").scenes()
        window = some_windows(scene)[0]
        here = _read(component, scene, [window])[0]
        with anew(component) as other, ThreadPoolExecutor(1) as thread:
            there = thread.submit(_read, other, planned[scene.id], [window]).result()[0]
        np.testing.assert_array_equal(here.rgb, there.rgb)

    def test_scenes_travel(self, scene: Scene) -> None:
        """They are picklable."""
        assert pickle.loads(pickle.dumps(scene)) == scene


def _lonlat(scene: Scene, col: float, row: float) -> tuple[float, float]:
    a, _, c, _, e, f = scene.transform
    to_lonlat = pyproj.Transformer.from_crs(scene.crs, "EPSG:4326", always_xy=True)
    return to_lonlat.transform(a * col + c, e * row + f)


def _metres(scene: Scene, start: tuple[float, float], end: tuple[float, float]) -> float:
    geod = pyproj.Geod(ellps="WGS84")
    return float(geod.inv(*_lonlat(scene, *start), *_lonlat(scene, *end))[2])


def _opposite(lon: float, lat: float) -> Bounds:
    """A small box on the other side of the earth."""
    west, south = (lon - 180 if lon > 0 else lon + 179), max(-89.0, min(88.0, -lat))
    return Bounds(west, south, west + 1, south + 1)
