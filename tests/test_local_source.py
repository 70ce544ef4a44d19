"""Image source ``local``: which files, in what order, with what reasons."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine as Transform
from pydantic import ValidationError
from rsteller_local import Local, LocalOptions
from shapely import box

from rsteller_core import InputError, Pixels, Scene, SceneQuery, Skipped, Window, fingerprint

ANY = SceneQuery()


def raster(path: Path, east: float = 480000, **profile) -> Path:
    path.parent.mkdir(exist_ok=True)
    shape = {"driver": "GTiff", "count": 3, "width": 80, "height": 60, "dtype": "uint8"}
    at = {"crs": "EPSG:32615", "transform": Transform(1, 0, east, 0, -1, 4600000)}
    with rasterio.open(path, "w", **{**shape, **at, **profile}) as out:
        out.write(np.full((3, 60, 80), 100, np.uint8))
    return path


def local(path: Path, **options) -> Local:
    return Local(LocalOptions(path=path, **options))


def ids(source: Local, query: SceneQuery = ANY) -> list[str]:
    return [found.id for found in source.scenes(query) if isinstance(found, Scene)]


def test_a_file_a_pattern_and_a_folder(tmp_path):
    for name in ("b.tif", "a.TIF", "c.jpg.tif", "notes.txt", "d.png.tiff"):
        target = tmp_path / name
        target.write_text("words") if name.endswith("txt") else raster(target)
    assert ids(local(tmp_path / "b.tif")) == ["b"]
    assert ids(local(tmp_path / "[ab].*")) == ["a", "b"]
    assert ids(local(tmp_path)) == ["a", "b", "c-jpg", "d-png"]


def test_paths_are_taken_from_the_working_directory(tmp_path, monkeypatch):
    raster(tmp_path / "town.tif")
    monkeypatch.chdir(tmp_path)
    (scene,) = local(Path("town.tif")).scenes(ANY)
    assert scene.href == "town.tif"


def test_ids_are_unique_and_plain(tmp_path):
    for folder in ("north", "south"):
        raster(tmp_path / folder / "tile.1 (new).tif")
    assert ids(local(tmp_path / "*" / "*.tif")) == ["tile-1--new-", "tile-1--new--2"]


def test_what_the_user_states_is_in_the_scene(tmp_path):
    when = datetime(2020, 5, 6, tzinfo=UTC)
    source = local(
        raster(tmp_path / "town_20190101.tif"),
        licence="CC-BY-4.0",
        attribution="© Town",
        acquired="2020-05-06",
    )
    (scene,) = source.scenes(ANY)
    assert (scene.licence, scene.attribution, scene.acquired) == ("CC-BY-4.0", "© Town", when)
    assert pickle.loads(pickle.dumps(scene)) == scene


def test_a_worker_reads_from_the_scene_alone(tmp_path):
    path = raster(tmp_path / "town.tif")
    (scene,) = local(path).scenes(ANY)
    with local(path) as other:
        first, second = other.read(pickle.loads(pickle.dumps(scene)), [Window(0, 0, 8, 8)] * 2)
    assert isinstance(first, Pixels)
    assert (first.rgb == 100).all()
    assert np.array_equal(first.rgb, second.rgb)


def test_place_and_time_are_honoured(tmp_path):
    raster(tmp_path / "west_20200101.tif", 480000)
    raster(tmp_path / "east_20210101.tif", 490000)
    raster(tmp_path / "undated.tif", 480000)
    source = local(tmp_path)
    (west,) = [found for found in source.scenes(ANY) if found.id.startswith("west")]
    assert ids(source, SceneQuery(aoi=west.footprint)) == ["undated", "west_20200101"]
    assert ids(source, SceneQuery(aoi=box(0, 0, 1, 1))) == []
    day = datetime(2020, 1, 1, tzinfo=UTC)
    in_time = SceneQuery(start=day, end=day)
    assert ids(source, in_time) == ["west_20200101"]
    assert ids(source, SceneQuery(start=day + timedelta(days=1))) == ["east_20210101"]
    skipped = [found for found in source.scenes(in_time) if isinstance(found, Skipped)]
    assert skipped == [Skipped("undated", "no acquisition date, and dates were asked for")]


def test_a_bad_file_among_others_is_skipped_with_its_reason(tmp_path):
    raster(tmp_path / "good.tif")
    raster(tmp_path / "placeless.tif", crs=None)
    (tmp_path / "text.tif").write_text("words")
    found = list(local(tmp_path).scenes(ANY))
    assert [type(each) for each in found] == [Scene, Skipped, Skipped]
    assert found[1].reason.startswith("has no coordinate reference system")
    assert found[2] == Skipped(str(tmp_path / "text.tif"), "is not a raster that GDAL can read")


def test_the_only_file_must_be_good(tmp_path):
    path = raster(tmp_path / "placeless.tif", crs=None)
    with pytest.raises(InputError, match=r"placeless\.tif has no coordinate reference system"):
        list(local(path).scenes(ANY))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("town.tif", "no such file or folder: .*town.tif"),
        ("*.tif", r"nothing matches .*\*\.tif"),
        ("", r"no \.img, \.jp2, \.tif, \.tiff, \.vrt file in the folder"),
    ],
)
def test_a_path_to_nothing_is_a_mistake_in_the_options(tmp_path, name, message):
    with pytest.raises(ValidationError, match=message):
        LocalOptions(path=tmp_path / name)


def test_inputs_are_all_files_that_are_read(tmp_path):
    one, two = raster(tmp_path / "a.tif"), raster(tmp_path / "b.tif")
    mask = tmp_path / "a.tif.msk"
    with rasterio.open(one, "r+") as out, rasterio.Env(GDAL_TIFF_INTERNAL_MASK=False):
        out.write_mask(np.full((60, 80), 255, np.uint8))
    expected = {path.name: fingerprint(path) for path in (one, two, mask) if path.exists()}
    assert local(tmp_path).inputs() == expected
    assert len(expected) == 3


def test_a_fingerprint_tells_files_apart(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"one")
    first = fingerprint(path)
    assert first.startswith("sha256:")
    path.write_bytes(b"two")
    assert fingerprint(path) != first
    with pytest.raises(InputError, match=r"cannot read .*gone"):
        fingerprint(tmp_path / "gone")


def test_the_ends_and_the_middle_of_a_large_file_count(tmp_path):
    path = tmp_path / "large.bin"
    size = 65 << 20
    prints = set()
    for offset in (None, 0, size // 2, size - 1):
        with path.open("wb") as file:
            file.truncate(size)
            if offset is not None:
                file.seek(offset)
                file.write(b"x")
        prints.add(fingerprint(path))
    assert len(prints) == 4


def test_two_zones_of_real_imagery(shared_data):
    found = list(local(shared_data / "m_*.tif").scenes(ANY))
    assert [scene.crs for scene in found] == ["EPSG:26918", "EPSG:26917"]
    assert {scene.acquired.date().isoformat() for scene in found} == {"2016-06-20"}
    # Neighbours across a zone border: they touch.
    assert found[0].footprint.distance(found[1].footprint) < 0.001
