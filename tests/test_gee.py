"""Source ``gee``: the real client library against a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import rsteller_sample
import shapely
from earth_engine import PERMISSION, QUOTA, EarthEngine, earth_engine, error, key_file
from hypothesis import given, strategies as st
from pydantic import ValidationError
from rsteller_gee import Gee, GeeOptions
from rsteller_gee.blocks import SPARSE, blocks_of, holds, pieces_of
from test_end_to_end import Silent, samples
from test_naip import AOI, PLACE, planned

from rsteller_core import Pixels, Scene, SceneQuery, Skipped, Window
from rsteller_core.config import merge, resolve
from rsteller_core.errors import ConfigError, InputError
from rsteller_core.folder import Folder
from rsteller_core.query import parse_dates
from rsteller_core.run import prepare, run

DATA = Path(rsteller_sample.__file__).parent / "data"
NAIP = "USDA/NAIP/DOQQ"
WHEN = "2021-07-06T16:49:31Z"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's images without loss, so that no decoder has a part in the pixels."""
    folder = tmp_path_factory.mktemp("place")
    for path in DATA.glob("*.tif"):
        with rasterio.open(path) as raster:
            profile, pixels = raster.profile, raster.read()
        profile.update(compress="deflate", photometric="rgb")
        with rasterio.open(folder / path.name, "w", **profile) as raster:
            raster.write(pixels)
            raster.update_tags(TIFFTAG_DATETIME="2021:07:06 16:49:31")
    return folder


@pytest.fixture
def engine(place: Path) -> Iterator[EarthEngine]:
    with earth_engine() as made:
        for path in sorted(place.glob("*.tif")):
            made.add(NAIP, path, ["R", "G", "B"], WHEN, SUN_ELEVATION=52.0)
        yield made


@pytest.fixture
def options(engine: EarthEngine, tmp_path: Path) -> dict[str, Any]:
    return {
        "collection": NAIP,
        "project": "demo-project",
        "service_account": str(key_file(tmp_path / "key.json", engine.url)),
        "url": engine.url,
    }


def gee(options: dict[str, Any], **more: Any) -> Gee:
    return Gee(GeeOptions(**{**options, **more}))


def only(source: Gee, name: str = "sample_ne") -> Scene:
    found = {s.id: s for s in source.scenes(SceneQuery(AOI)) if isinstance(s, Scene)}
    return found[name]


def test_the_same_run_as_local_pixel_for_pixel(
    options: dict[str, Any], place: Path, tmp_path: Path
) -> None:
    def made(name: str, source: dict[str, Any]) -> dict[str, Any]:
        tree = {"source": source, "extractor": {"use": "sample"}, "aoi": PLACE}
        tree["run"] = {"shard_size": 20}
        run(resolve(merge([tree])), Folder(tmp_path / name), 1, Silent())
        return samples(tmp_path / name)

    ours = made("gee", {"use": "gee", **options, "request_bytes": 2_000_000})
    local = made("local", {"use": "local", "path": str(place)})
    assert len(ours) == 48
    assert ours.keys() == local.keys()
    for key, (pixels, record) in ours.items():
        np.testing.assert_array_equal(pixels, local[key][0])
        there = local[key][1]
        assert record["fact_sheets"] == there["fact_sheets"]
        assert record["metadata"]["acquired"] == "2021-07-06T16:49:31+00:00"


def test_requests_are_few_and_none_is_for_a_patch(
    engine: EarthEngine, options: dict[str, Any]
) -> None:
    source = gee(options)
    scene = only(source)
    assert len(engine.asked(":listAssets")) == 2, "a page each"
    windows = [Window(c, r, 448, 448) for r in (0, 448, 896) for c in (0, 448, 896, 1344)]
    read = list(source.read(scene, windows))
    assert all(isinstance(answer, Pixels) for answer in read)
    assert len(engine.asked(":computePixels")) == 1
    assert not engine.asked("value:compute")
    assert not engine.asked("thumbnails")
    (_, _, body) = engine.asked(":computePixels")[0]
    assert json.loads(body)["workloadTag"] == "rsteller"


def test_the_metadata_is_real(options: dict[str, Any]) -> None:
    scene = only(gee(options))
    assert scene.crs == "EPSG:32615"
    assert scene.gsd == pytest.approx(0.6, abs=0.001)
    assert scene.licence == "public domain"
    assert scene.attribution.endswith("NAIP, 2021")
    assert scene.properties["image"] == f"{NAIP}/sample_ne"
    assert scene.properties["bands"] == ["R", "G", "B"]
    assert scene.properties["decoder"] == "Earth Engine"
    assert scene.properties["sun_elevation"] == 52.0


def test_values_of_more_bits_are_stretched_and_holes_are_nodata(
    engine: EarthEngine, options: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "tile.tif"
    profile = {"driver": "GTiff", "width": 64, "height": 64, "count": 3, "dtype": "uint16"}
    place = {"crs": "EPSG:32615", "transform": rasterio.Affine(10, 0, 450_000, 0, -10, 4_639_000)}
    pixels = np.full((3, 64, 64), 1500, np.uint16)
    pixels[:, :16] = 0
    pixels[0, 32:] = 9000
    with rasterio.open(path, "w", **profile, **place, nodata=0) as raster:
        raster.write(pixels)
    engine.add("COPERNICUS/S2_TEST", path, ["R", "G", "B"], WHEN)
    source = gee(options, collection="COPERNICUS/S2_TEST", bands="R,G,B", range="0,3000")
    (read,) = source.read(only(source, "tile"), [Window(0, 0, 64, 64)])
    assert isinstance(read, Pixels)
    assert read.nodata == 0.25
    assert read.rgb[0, 0].tolist() == [0, 0, 0]
    assert read.rgb[20, 0].tolist() == [128, 128, 128]
    assert read.rgb[40, 0].tolist() == [255, 128, 128]
    assert "Copernicus Sentinel data 2021" in only(source, "tile").attribution


def test_images_of_years_and_neighbours_give_no_place_twice(
    engine: EarthEngine, options: dict[str, Any], place: Path, tmp_path: Path
) -> None:
    for path in sorted(place.glob("*.tif")):
        older = tmp_path / f"{path.stem}_2018.tif"
        older.write_bytes(path.read_bytes())
        engine.add(NAIP, older, ["R", "G", "B"], "2018-07-01T00:00:00Z")
    rows, taken = planned({"use": "gee", **options})
    assert (len(rows), taken) == (48, 48)
    assert not [row for row in rows if "2018" in row.patch.scene_id]
    rows, taken = planned({"use": "gee", **options, "repeat_years": True})
    assert (len(rows), taken) == (96, 0)


# What it costs


def test_a_plan_tells_what_reading_will_take(
    engine: EarthEngine, options: dict[str, Any], tmp_path: Path
) -> None:
    told: list[str] = []

    class Told(Silent):
        def costs(self, words: str) -> None:
            told.append(words)

    tree = {"source": {"use": "gee", **options}, "extractor": {"use": "sample"}, "aoi": PLACE}
    config = resolve(tree)
    prepare(config, Folder(tmp_path / "out"), Told())
    assert engine.asked(":computePixels") == []
    run(config, Folder(tmp_path / "out"), 1, Silent())
    (words,) = told
    assert words.startswith(
        f"Earth Engine: {len(engine.asked(':computePixels'))} requests, 0.04 GB"
    )
    assert "about 0.5 EECU-seconds or 0.00 EECU-hours (reckoned with 0.05" in words
    assert "source.eecu_per_megapixel" in words


# What goes wrong


def test_too_many_requests_are_made_again_later(
    engine: EarthEngine, options: dict[str, Any]
) -> None:
    source = gee(options)
    scene = only(source)
    engine.faults.extend([error(429, QUOTA), error(503, "The service is currently unavailable.")])
    (read,) = source.read(scene, [Window(0, 0, 448, 448)])
    assert isinstance(read, Pixels)
    assert len(engine.asked(":computePixels")) == 3


def test_a_block_that_never_comes_is_skipped_and_the_others_are_read(
    engine: EarthEngine, options: dict[str, Any]
) -> None:
    source = gee(options, attempts=1, request_bytes=65_536, at_once=1)
    scene = only(source)
    windows = [Window(0, 0, 100, 100), Window(1000, 0, 100, 100), Window(0, 1000, 100, 100)]
    engine.faults.extend([error(429, QUOTA)])
    read = list(source.read(scene, windows))
    assert [type(answer) for answer in read] == [Skipped, Pixels, Pixels]
    assert read[0] == Skipped("sample_ne at column 0, row 0", "Earth Engine: too many requests")


def test_no_more_requests_at_a_time_than_allowed(
    engine: EarthEngine, options: dict[str, Any]
) -> None:
    engine.seconds = 0.05
    source = gee(options, request_bytes=65_536, at_once=3)
    windows = [Window(c, r, 100, 100) for r in range(0, 400, 100) for c in range(0, 1700, 100)]
    assert len(list(source.read(only(source), windows))) == 68
    assert engine.most == 3
    assert len(engine.asked(":computePixels")) > 10


def test_all_workers_together_make_forty_requests_at_most(
    engine: EarthEngine, options: dict[str, Any]
) -> None:
    engine.seconds, engine.crowd = 4.0, 41
    many = {"request_bytes": 65_536, "at_once": 24}
    scene = only(gee(options, **many))
    windows = [Window(c, r, 100, 100) for r in (0, 100) for c in range(0, 1200, 100)]
    with ThreadPoolExecutor(2) as workers:
        reading = [
            workers.submit(lambda: list(gee(options, **many).read(scene, windows)))
            for _ in range(2)
        ]
        read = [answer for one in reading for answer in one.result()]
    assert len(read) == 48
    assert all(isinstance(answer, Pixels) for answer in read)
    assert 30 < engine.most <= 40


def test_a_refusal_of_the_project_stops_the_run(
    engine: EarthEngine, options: dict[str, Any]
) -> None:
    source = gee(options)
    scene = only(source)
    engine.faults.append(error(403, PERMISSION))
    with pytest.raises(InputError, match=r"Earth Engine refuses.*demo-project.*source\.project"):
        list(source.read(scene, [Window(0, 0, 448, 448)]))


def test_a_project_that_is_refused_at_once_is_said(
    engine: EarthEngine, options: dict[str, Any]
) -> None:
    engine.refuse = error(403, PERMISSION)
    with pytest.raises(InputError, match=r"Earth Engine refuses.*source\.project"):
        only(gee(options))


def test_missing_credentials_say_what_to_type(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InputError) as raised:
        only(gee(options, service_account=None))
    assert "`earthengine authenticate`" in str(raised.value)
    assert "`earthengine set_project PROJECT`" in str(raised.value)


def test_a_key_that_is_no_key_is_said(options: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps({"type": "service_account"}))
    with pytest.raises(InputError, match=r"wrong\.json is no key file"):
        only(gee(options, service_account=str(path)))


def test_a_collection_that_is_not_there_is_said(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="has no image collection USDA/NAIP/NONE"):
        only(gee(options, collection="USDA/NAIP/NONE"))


def test_a_listing_without_end_is_ended(engine: EarthEngine, options: dict[str, Any]) -> None:
    engine.endless = True
    with pytest.raises(InputError, match="listed without end"):
        only(gee(options))


def test_a_server_that_is_not_there_is_said(options: dict[str, Any], tmp_path: Path) -> None:
    with earth_engine() as gone:
        nowhere = gone.url
    key = key_file(tmp_path / "gone.json", nowhere)
    with pytest.raises(InputError, match="cannot be reached"):
        only(gee(options, url=nowhere, service_account=str(key), attempts=1))


def test_no_image_says_whether_to_widen_the_place_or_the_time(options: dict[str, Any]) -> None:
    start, end = parse_dates("2015/2016")
    (said,) = gee(options).scenes(SceneQuery(AOI, start, end))
    assert said.what == "--dates"
    assert "from 2021-07-06 to 2021-07-06" in said.reason
    (said,) = gee(options).scenes(SceneQuery(shapely.box(10, 50, 11, 51), start, end))
    assert said == Skipped("--aoi", "there is no image of this area of any date: widen --aoi")


def test_an_area_of_many_parts_and_corners_is_honoured(options: dict[str, Any]) -> None:
    source = gee(options)
    centres = [only(source, name).footprint.centroid for name in ("sample_nw", "sample_se")]
    parts = [centre.buffer(1e-4, quad_segs=200) for centre in centres]
    parts += [shapely.box(179, 60, 180, 61), shapely.box(-180, 60, -179, 61)]
    found = source.scenes(SceneQuery(shapely.MultiPolygon(parts)))
    assert [scene.id for scene in found] == ["sample_nw", "sample_se"]


def test_an_image_without_one_of_its_bands_is_left_out(
    engine: EarthEngine, options: dict[str, Any]
) -> None:
    del engine.assets[next(iter(engine.assets))]["bands"][1]
    answers = list(gee(options).scenes(SceneQuery(AOI)))
    assert [a.reason for a in answers if isinstance(a, Skipped)] == ["has no band G, it has R, B"]
    assert len([a for a in answers if isinstance(a, Scene)]) == 3


def test_a_filter_in_earth_engines_words(options: dict[str, Any]) -> None:
    clear = gee(options, filter="properties.SUN_ELEVATION < 40")
    assert not [a for a in clear.scenes(SceneQuery(AOI)) if isinstance(a, Scene)]


def test_unknown_collections_need_their_bands() -> None:
    with pytest.raises(ConfigError, match=r"say which bands of MY/OWN.*source\.bands=R,G,B"):
        resolve({"source": {"use": "gee", "collection": "MY/OWN"}})
    with pytest.raises(ValidationError, match="one band or three"):
        GeeOptions(collection=NAIP, bands="R,G")


# Blocks

WINDOWS = st.lists(
    st.builds(
        Window,
        st.integers(0, 5000),
        st.integers(0, 5000),
        st.integers(1, 700),
        st.integers(1, 700),
    ),
    min_size=1,
    max_size=60,
)


@given(WINDOWS, st.integers(10_000, 4_000_000))
def test_blocks_hold_every_piece_and_keep_to_the_limit(windows: list[Window], most: int) -> None:
    blocks = blocks_of(windows, most)
    assert max(block.width * block.height for block in blocks) <= most
    for window in windows:
        pieces = pieces_of(window, most)
        assert sum(p.width * p.height for p in pieces) == window.width * window.height
        assert all(any(holds(block, piece) for block in blocks) for piece in pieces)
    wanted = sum(window.width * window.height for window in windows)
    assert sum(block.width * block.height for block in blocks) <= SPARSE * wanted


def test_a_grid_of_patches_comes_in_few_full_blocks_each_once() -> None:
    windows = [Window(c, r, 448, 448) for r in range(0, 8960, 448) for c in range(0, 8960, 448)]
    most = GeeOptions(collection=NAIP).request_bytes // 4
    blocks = blocks_of(windows, most)
    assert sum(block.width * block.height for block in blocks) == 8960 * 8960
    assert len(blocks) == 7, "as many rows of patches as fit"
