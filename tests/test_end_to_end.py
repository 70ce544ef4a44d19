"""The whole path on made places: what the pixels show, the outline says and the caption tells."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings, strategies as st
from PIL import Image
from places import CENTRES, Thing, place
from rasterio.features import rasterize
from shapely.affinity import scale, translate

from rsteller_core.config import merge, resolve
from rsteller_core.errors import TooManyFailures
from rsteller_core.folder import Folder
from rsteller_core.run import Summary, run

LAKE = {"natural": "water", "water": "lake", "name": "Mirror Lake"}


class Silent:
    """Nobody is told."""

    def preparing(self, doing: str, share: float | None) -> None: ...

    def planning(self, scenes: int, patches: int) -> None: ...
    def planned(self, patches: int, done: int) -> None: ...
    def costs(self, words: str) -> None: ...
    def advanced(self, patches: int) -> None: ...


def make(out: Path, tif: Path, osm: Path, *more: dict[str, Any], workers: int = 1) -> Summary:
    tree = {
        "source": {"use": "local", "path": str(tif)},
        "extractor": {"path": str(osm)},
        "grid": {"patch_size": 128},
    }
    return run(resolve(merge([tree, *more])), Folder(out), workers, Silent())


def samples(out: Path) -> dict[str, tuple[np.ndarray, dict[str, Any]]]:
    found: dict[str, dict[str, bytes]] = {}
    for path in sorted((out / "shards").glob("*.tar")):
        with tarfile.open(path) as tar:
            for member in tar:
                key, _, ending = member.name.partition(".")
                found.setdefault(key, {})[ending] = tar.extractfile(member).read()
    return {
        key: (np.asarray(Image.open(io.BytesIO(parts["jpg"]))), json.loads(parts["json"]))
        for key, parts in found.items()
    }


def drawn(outline: str, height: int) -> np.ndarray:
    """The outline of an element (WKT, y up) as a mask of the picture (y down)."""
    geometry = translate(scale(shapely.from_wkt(outline), 1, -1, origin=(0, 0)), 0, height)
    return rasterize([geometry], out_shape=(height, height)).astype(bool)


@pytest.mark.parametrize("crs", CENTRES)
def test_outlines_lie_on_the_pixels(tmp_path: Path, crs: str) -> None:
    things = [
        Thing(shapely.Point(100, 90).buffer(40), LAKE),
        Thing(shapely.box(300, 60, 420, 130), LAKE),
        Thing(shapely.Polygon([(60, 300), (230, 330), (180, 470), (90, 400)]), LAKE),
        Thing(shapely.Point(400, 390).buffer(90).difference(shapely.box(390, 290, 500, 390)), LAKE),
    ]
    summary = make(tmp_path / "out", *place(tmp_path, crs, things))
    assert summary.samples >= 8
    for pixels, record in samples(tmp_path / "out").values():
        blue = (pixels[..., 2].astype(int) - pixels[..., 1]) > 40
        sheet = record["fact_sheets"][0]
        mask = drawn(sheet["elements"][0]["outline"], 128)
        others = shapely.from_wkt(sheet["elements"][0]["outline"]).boundary.buffer(1.5)
        edge = drawn(others.wkt, 128)
        wrong = (mask & ~blue) & ~edge
        assert wrong.sum() == 0, "within a pixel of its outline, the lake is where the map says"


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    crs=st.sampled_from(sorted(CENTRES)),
    column=st.integers(80, 432),
    row=st.integers(80, 432),
)
def test_left_is_west_in_picture_outline_and_words(
    tmp_path_factory, crs: str, column: int, row: int
) -> None:
    folder = tmp_path_factory.mktemp("place")
    lake = Thing(shapely.Point(column, row).buffer(75), LAKE)
    make(folder / "out", *place(folder, crs, [lake]), {"grid": {"patch_size": 512}})
    ((pixels, record),) = samples(folder / "out").values()
    blue = (pixels[..., 2].astype(int) - pixels[..., 1]) > 40
    rows, columns = np.nonzero(blue)
    sheet = record["fact_sheets"][0]
    outline = shapely.from_wkt(sheet["elements"][0]["outline"]).centroid
    assert outline.x == pytest.approx(columns.mean() + 0.5, abs=1)
    assert 512 - outline.y == pytest.approx(rows.mean() + 0.5, abs=1)
    (position,) = [fact["value"] for fact in sheet["facts"] if fact["kind"] == "position"]
    words = f"{position['image']} {position['compass']}"
    if columns.mean() < 512 / 3 - 2:
        assert "left" in words
        assert "west" in words
    if columns.mean() > 512 * 2 / 3 + 2:
        assert "right" in words
        assert "east" in words
    if rows.mean() < 512 / 3 - 2:
        assert "north" in words
        assert "south" not in words
    if rows.mean() > 512 * 2 / 3 + 2:
        assert "south" in words
        assert "north" not in words
    west = record["metadata"]["bounds"]["west"]
    assert west < record["metadata"]["bounds"]["east"]


def test_the_record_is_rstellers_with_ours_beside_it(tmp_path: Path) -> None:
    road = Thing(
        shapely.LineString([(0, 64), (300, 64), (511, 120)]),
        {"highway": "primary", "name": "Straße {{ 7*7 }}", "source": "survey"},
    )
    make(tmp_path / "out", *place(tmp_path, "EPSG:32633", [road]))
    for key, (pixels, record) in samples(tmp_path / "out").items():
        assert pixels.shape == (128, 128, 3)
        metadata = record["metadata"]
        assert metadata["patch_id"] == key
        assert metadata["image_name"] == "town"
        assert metadata["acquired"].startswith("2021-06-01T10:00:00")
        assert metadata["crs"] == "EPSG:32633"
        assert metadata["map"]["licence"] == "ODbL-1.0"
        for annotation in record["annotations"]:
            assert annotation["task"] in (2, 3)
            assert annotation["annotator"] == "rsteller/template"
            assert annotation["elements"] == [{"id": "way/1", "version": 2}]
            assert "Straße {{ 7*7 }}" in annotation["text"]
            assert annotation["fact_sheet"] == 0
        (sheet,) = record["fact_sheets"]
        assert sheet["elements"][0]["tags"]["source"] == "survey", "all tags are kept, to trace"
        assert "survey" not in json.dumps(sheet["facts"]), "and the dropped ones are no facts"


def test_one_worker_or_two_give_the_same_bytes(tmp_path: Path) -> None:
    tif, osm = _lakes(tmp_path)
    small = {"run": {"shard_size": 5}}
    make(tmp_path / "one", tif, osm, small, workers=1)
    make(tmp_path / "two", tif, osm, small, workers=2)
    names = ["plan.parquet", "scenes.parquet", "rejected.jsonl", "run.json"]
    names += [f"shards/train-00000{n}.tar" for n in range(4)]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def told(out: Path, name: str) -> str:
    return (out / name).read_text(encoding="utf-8")


def test_quality_and_what_repeats_do_not_depend_on_workers_or_on_a_restart(tmp_path: Path) -> None:
    tif, osm = _lakes(tmp_path)
    options = {"run": {"shard_size": 5, "max_similarity": 0.6}}
    for workers in (1, 2):
        make(tmp_path / str(workers), tif, osm, options, workers=workers)
    for name in ("quality.json", "rejected.jsonl"):
        assert told(tmp_path / "1", name) == told(tmp_path / "2", name)
    quality = json.loads(told(tmp_path / "1", "quality.json"))
    shard = next((tmp_path / "1" / "shards").glob("*.tar"))
    shard.unlink()
    make(tmp_path / "1", tif, osm, options)
    assert json.loads(told(tmp_path / "1", "quality.json")) == quality
    assert quality["captions"]["first"]["count"] > 0
    assert {"names", "numbers", "directions", "kinds"} <= quality["statements"].keys()


def test_captions_that_repeat_are_dropped_and_kept_with_the_reason(tmp_path: Path) -> None:
    tif, osm = _lakes(tmp_path)
    alike = {"run": {"max_similarity": 0.5}}
    every = make(tmp_path / "all", tif, osm)
    few = make(tmp_path / "few", tif, osm, alike)
    rejected = [json.loads(line) for line in told(tmp_path / "few", "rejected.jsonl").splitlines()]
    dropped = [r for r in rejected if r["objections"][0]["check"] == "duplicates"]
    assert few.rejected.get("duplicates", 0) == len(dropped)
    equal = every.rejected.get("duplicates", 0)
    assert sum(every.captions.values()) + equal == sum(few.captions.values()) + len(dropped)
    assert dropped
    assert all("repeats one of" in r["objections"][0]["reason"] for r in dropped)
    assert few.quality["repeats"]["compared"] == sum(few.captions.values())  # type: ignore[index,call-overload]


def test_the_folder_says_whose_work_it_was_made_from(tmp_path: Path) -> None:
    tif, osm = _lakes(tmp_path)
    owner = {"licence": "CC-BY-4.0", "attribution": "Town of Mirror Lake"}
    make(tmp_path / "out", tif, osm, {"source": owner})
    notice = (tmp_path / "out" / "NOTICE").read_text()
    assert "- Town of Mirror Lake; licence: CC-BY-4.0; scenes: 1" in notice
    assert "- © OpenStreetMap contributors; licence: ODbL-1.0" in notice
    assert "- written by rsteller/template" in notice


def test_patches_without_data_are_dropped_and_counted(tmp_path: Path) -> None:
    import rasterio

    lake = Thing(shapely.Point(256, 64).buffer(60), LAKE)
    tif, osm = place(tmp_path, "EPSG:32633", [lake])
    with rasterio.open(tif, "r+") as raster:
        raster.nodata = 0
        pixels = raster.read()
        pixels[:, :40, 128:256] = 0
        raster.write(pixels)
    summary = make(tmp_path / "out", tif, osm)
    assert summary.skipped == {"more nodata than grid.max_nodata": 1}
    assert summary.samples == summary.planned - 1


def test_a_place_without_a_map_gives_an_empty_dataset(tmp_path: Path) -> None:
    tif, osm = place(tmp_path, "EPSG:32633", [])
    summary = make(tmp_path / "out", tif, osm)
    assert (summary.seen, summary.planned, summary.samples, summary.shards) == (16, 0, 0, 0)


def _damage(tif: Path, first: int, last: int) -> None:
    """Overwrite the data of some tiles of a raster with zeros."""
    import tifffile

    with tifffile.TiffFile(tif) as opened:
        page = opened.pages[0]
        places = list(zip(page.dataoffsets, page.databytecounts, strict=True))[first:last]
    content = bytearray(tif.read_bytes())
    for offset, size in places:
        content[offset : offset + size] = bytes(size)
    tif.write_bytes(content)


def _lakes(folder: Path) -> tuple[Path, Path]:
    lakes = [
        Thing(shapely.Point(64 + 128 * i, 64 + 128 * j).buffer(30), LAKE)
        for i in range(4)
        for j in range(4)
    ]
    return place(folder, "EPSG:32633", lakes)


def test_unreadable_tiles_are_counted_and_the_run_goes_on(tmp_path: Path) -> None:
    tif, osm = _lakes(tmp_path)
    _damage(tif, 5, 7)
    summary = make(tmp_path / "out", tif, osm)
    assert summary.samples == 14
    assert sum(summary.skipped.values()) == 2
    assert not samples(tmp_path / "out").keys() & {"town_00128_00128", "town_00128_00256"}


def test_when_too_much_fails_the_run_stops_and_says_why(tmp_path: Path) -> None:
    tif, osm = _lakes(tmp_path)
    _damage(tif, 4, 12)
    with pytest.raises(TooManyFailures, match=r"8 of 16 patches failed.*run\.max_failures"):
        make(tmp_path / "out", tif, osm)
    with pytest.raises(TooManyFailures):
        make(tmp_path / "out", tif, osm)
    summary = make(tmp_path / "out", tif, osm, {"run": {"max_failures": 0.5}})
    assert summary.samples == 8
