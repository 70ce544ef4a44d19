"""Source ``sentinel2``: a real STAC API and file server over small made tiles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from imagery_servers import Served, file_server, item_of, stac_api
from pydantic import ValidationError
from rsteller_sentinel2 import Sentinel2, Sentinel2Options
from test_end_to_end import Silent, samples
from test_naip import field, listed, planned

from rsteller_core import Pixels, Scene, SceneQuery, Skipped, Window
from rsteller_core.config import resolve
from rsteller_core.folder import Folder
from rsteller_core.geometry import grid
from rsteller_core.run import run

SIDE = 1024
"""Pixels of 10 m."""
WEST, NORTH = 399_960.0, 5_800_020.0
AOI = shapely.box(10, 50, 17, 55)
CLOUD, SHADOW, VEGETATION, SNOW = 9, 3, 4, 11


def raster(path: Path, pixels: np.ndarray, metres: float) -> Path:
    profile = {"driver": "COG", "crs": "EPSG:32633", "compress": "deflate", "blocksize": 256}
    transform = rasterio.Affine(metres, 0, WEST, 0, -metres, NORTH)
    count, height, width = pixels.shape
    size = {"count": count, "height": height, "width": width, "dtype": pixels.dtype}
    options = {"overview_resampling": "nearest", "nodata": 0}
    with rasterio.open(path, "w", **profile, **size, transform=transform, **options) as out:
        out.write(pixels)
    return path


def tile(folder: Path, name: str, day: str, clouds: slice, cover: float, **said: Any):
    """The files and the item of a tile with clouds over some columns of the SCL."""
    rng = np.random.default_rng(len(name))
    numbers = rng.integers(500, 2500, (3, SIDE, SIDE)).astype(np.uint16)
    raster(folder / f"{name}_TCI.tif", (numbers // 10 + 1).clip(1, 255).astype(np.uint8), 10)
    for band, values in zip(("B04", "B03", "B02"), numbers, strict=True):
        raster(folder / f"{name}_{band}.tif", values[None], 10)
    scl = np.full((1, SIDE // 2, SIDE // 2), VEGETATION, np.uint8)
    scl[:, :, clouds] = CLOUD
    scl[:, -40:, 220:340] = SNOW
    raster(folder / f"{name}_SCL.tif", scl, 20)
    return name, f"{day}T10:20:30.024000Z", cover, said


def item(folder: Path, url: str, made: tuple[str, str, float, dict[str, Any]]) -> dict[str, Any]:
    """As Earth Search describes it: each asset has a grid of its own."""
    name, when, cover, said = made
    told = {"eo:cloud_cover": cover, "platform": "sentinel-2b", "view:sun_azimuth": 160.5, **said}
    whole = item_of(folder / f"{name}_TCI.tif", "", "sentinel-2-l2a", when, **told)
    grid = {key: whole["properties"].pop(key) for key in ("proj:shape", "proj:transform")}
    coarse = {"proj:shape": [SIDE // 2] * 2, "proj:transform": [20, 0, WEST, 0, -20, NORTH]}
    numbers = [{"data_type": "uint16", "scale": 1e-4, "offset": -0.1, "nodata": 0}]
    named = {"visual": "TCI", "red": "B04", "green": "B03", "blue": "B02", "scl": "SCL"}
    whole["id"] = name
    whole["assets"] = {
        asset: {
            "href": f"{url}/{name}_{file}.tif",
            **(coarse if asset == "scl" else grid),
            **({"raster:bands": numbers} if asset in ("red", "green", "blue") else {}),
        }
        for asset, file in named.items()
    }
    return whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tiles")


@pytest.fixture(scope="module")
def files(folder: Path) -> Iterator[Served]:
    with file_server(folder) as served:
        yield served


@pytest.fixture(scope="module")
def items(folder: Path, files: Served) -> list[dict[str, Any]]:
    """Clouds over the west in May, over the east in June, nearly everywhere in July."""
    made = [
        tile(folder, "S2A_33UUU_20210501_0_L2A", "2021-05-01", slice(0, 200), 15.0),
        tile(folder, "S2B_33UUU_20210604_0_L2A", "2021-06-04", slice(350, 512), 12.0),
        tile(folder, "S2B_33UUU_20210714_0_L2A", "2021-07-14", slice(0, 500), 97.0),
    ]
    return [item(folder, files.url, one) for one in made]


@pytest.fixture(scope="module")
def api(items: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with stac_api(items, tmp_path_factory.mktemp("api")) as url:
        yield url


def sentinel2(catalogue: str, **options: Any) -> Sentinel2:
    return Sentinel2(Sentinel2Options(catalogue=catalogue, **options))


def test_the_clearest_scenes_first_and_cloudy_ones_not_at_all(api: str) -> None:
    with sentinel2(api) as source:
        answers = list(source.scenes(SceneQuery(AOI)))
    scenes = [answer for answer in answers if isinstance(answer, Scene)]
    assert [s.id[10:19] for s in scenes] == ["20210604_", "20210501_"]
    assert Skipped("S2B_33UUU_20210714_0_L2A", "more clouds than source.max_cloud") in answers
    first = scenes[0]
    assert first.gsd == pytest.approx(10, rel=0.01)
    assert first.attribution == "contains modified Copernicus Sentinel data 2021"
    assert first.properties["cloud_cover"] == 12.0
    assert first.properties["sun_azimuth"] == 160.5
    assert first.properties["platform"] == "sentinel-2b"
    assert first.acquired.isoformat() == "2021-06-04T10:20:30.024000+00:00"


def test_patches_under_clouds_are_not_cut_and_those_under_snow_are(api: str) -> None:
    """The SCL of May has clouds over columns 0 to 400 of the picture."""
    with sentinel2(api) as source:
        may = next(
            s for s in source.scenes(SceneQuery(AOI)) if isinstance(s, Scene) and "0501" in s.id
        )
    columns = {patch.window.col for patch in grid(may, 128, 128)}
    assert columns == {512, 640, 768, 896}, "column 384 is cloudy for 16 of 128 pixels"
    assert {patch.window.row for patch in grid(may, 128, 128)} == set(range(0, 1024, 128))
    with sentinel2(api, max_patch_cloud=0.2) as source:
        may = next(
            s for s in source.scenes(SceneQuery(AOI)) if isinstance(s, Scene) and "0501" in s.id
        )
    assert {patch.window.col for patch in grid(may, 128, 128)} == {384, 512, 640, 768, 896}


def test_what_clouds_hide_in_one_scene_is_taken_from_another(api: str, tmp_path: Path) -> None:
    osm = tmp_path / "field.osm"
    osm.write_text(field(13, 52, 15, 53))
    rows, taken = planned(
        {"use": "sentinel2", "catalogue": api},
        extractor={"use": "pbf", "path": str(osm)},
        grid={"patch_size": 128},
        aoi="13,52,15,53",
    )
    places = [row.patch.window[:2] for row in rows]
    assert len(places) == len(set(places)) == 64, "the whole tile, each place once"
    assert len({row.patch.scene_id for row in rows}) == 2
    assert taken > 0


def test_the_bands_are_stretched_by_reflectance(api: str, folder: Path) -> None:
    with sentinel2(api, colour="reflectance") as source:
        scene = next(s for s in source.scenes(SceneQuery(AOI)) if isinstance(s, Scene))
        (read,) = source.read(scene, [Window(100, 200, 64, 64)])
    assert isinstance(read, Pixels), read
    with rasterio.open(folder / f"{scene.id}_B04.tif") as red:
        numbers = red.read(1, window=((200, 264), (100, 164))).astype(float)
    reflectance = numbers * 1e-4 - 0.1
    expected = np.rint(np.clip(reflectance / 0.3, 0, 1) * 255)
    assert np.abs(read.rgb[..., 0] - expected).max() <= 1


def test_an_offset_that_the_catalogue_has_taken_off_is_not_taken_off_again(
    items: list[dict[str, Any]], tmp_path: Path
) -> None:
    done = {**items[1]["properties"], "earthsearch:boa_offset_applied": True}
    catalogue = listed(tmp_path / "items.json", [{**items[1], "properties": done}])
    with sentinel2(catalogue, colour="reflectance", reflectance="0,0.25") as source:
        (scene,) = source.scenes(SceneQuery(AOI))
    assert scene.properties["stretch"]["low"] == [0, 0, 0]
    assert scene.properties["stretch"]["high"] == pytest.approx([2500] * 3)


def test_the_visual_image_is_read_as_it_is(api: str, folder: Path) -> None:
    with sentinel2(api) as source:
        scene = next(s for s in source.scenes(SceneQuery(AOI)) if isinstance(s, Scene))
        (read,) = source.read(scene, [Window(300, 300, 128, 128)])
    assert isinstance(read, Pixels), read
    with rasterio.open(folder / f"{scene.id}_TCI.tif") as raster:
        there = raster.read(window=((300, 428), (300, 428))).transpose(1, 2, 0)
    np.testing.assert_array_equal(read.rgb, there)


def test_maps_of_clouds_are_not_read_where_nothing_is_left_to_cover(
    items: list[dict[str, Any]], files: Served, tmp_path: Path
) -> None:
    clear, other = items[1], items[0]
    quiet = {**clear["properties"], "eo:cloud_cover": 0.0}
    assets = {**clear["assets"], "scl": {**clear["assets"]["visual"]}}
    catalogue = listed(
        tmp_path / "i.json", [other, {**clear, "properties": quiet, "assets": assets}]
    )
    files.asked.clear()
    with sentinel2(catalogue) as source:
        answers = list(source.scenes(SceneQuery(AOI)))
    assert [a.id for a in answers if isinstance(a, Scene)] == [clear["id"]]
    assert Skipped(other["id"], "scenes before it cover all of it") in answers
    assert not [path for _, path, _ in files.asked if "20210501" in path]


def test_a_map_of_clouds_that_is_gone_leaves_its_scene_out(
    items: list[dict[str, Any]], tmp_path: Path
) -> None:
    gone = {**items[0]["assets"]["scl"], "href": items[0]["assets"]["scl"]["href"] + "x"}
    without = {**items[0], "assets": {**items[0]["assets"], "scl": gone}}
    with sentinel2(listed(tmp_path / "items.json", [without, items[1]])) as source:
        answers = list(source.scenes(SceneQuery(AOI)))
    assert [a.id for a in answers if isinstance(a, Scene)] == [items[1]["id"]]
    (skipped,) = [a for a in answers if isinstance(a, Skipped)]
    assert skipped.reason.startswith("its map of classes cannot be read")


def test_a_scene_under_clouds_altogether_is_left_out(folder: Path, files: Served, tmp_path: Path):
    made = tile(folder, "S2A_33UUU_20210801_0_L2A", "2021-08-01", slice(0, 512), 3.0)
    catalogue = listed(tmp_path / "items.json", [item(folder, files.url, made)])
    with sentinel2(catalogue) as source:
        scenes = [a for a in source.scenes(SceneQuery(AOI)) if isinstance(a, Scene)]
    assert [patch for scene in scenes for patch in grid(scene, 448, 448)] == []


def test_the_same_run_as_local_pixel_for_pixel(
    items: list[dict[str, Any]], folder: Path, tmp_path: Path
) -> None:
    osm = tmp_path / "field.osm"
    osm.write_text(field(13, 52, 15, 53))
    name = items[0]["id"]
    catalogue = listed(tmp_path / "items.json", [items[0]])
    sources = {
        "ours": {"use": "sentinel2", "catalogue": catalogue, "max_patch_cloud": 1},
        "local": {"use": "local", "path": str(folder / f"{name}_TCI.tif")},
    }
    made = {}
    for out, source in sources.items():
        tree = {"source": source, "extractor": {"use": "pbf", "path": str(osm)}}
        tree["grid"] = {"patch_size": 256}
        run(resolve(tree), Folder(tmp_path / out), 1, Silent())
        made[out] = samples(tmp_path / out)
    assert len(made["ours"]) == 16
    for key, (pixels, record) in made["ours"].items():
        same, there = made["local"][key.replace(name, f"{name}_TCI")]
        np.testing.assert_array_equal(pixels, same)
        assert record["fact_sheets"][0]["facts"] == there["fact_sheets"][0]["facts"]
        assert record["metadata"]["attribution"].startswith("contains modified Copernicus")


def test_holes_in_the_data_are_told(folder: Path, files: Served, tmp_path: Path) -> None:
    made = tile(folder, "S2A_33UUU_20210901_0_L2A", "2021-09-01", slice(0, 0), 1.0)
    with rasterio.open(folder / f"{made[0]}_TCI.tif") as old:
        pixels = old.read()
    pixels[:, :64, :32] = 0
    raster(folder / f"{made[0]}_TCI.tif", pixels, 10)
    with sentinel2(listed(tmp_path / "items.json", [item(folder, files.url, made)])) as source:
        (scene,) = source.scenes(SceneQuery(AOI))
        read = list(source.read(scene, [Window(0, 0, 128, 128), Window(128, 128, 128, 128)]))
    assert [answer.nodata for answer in read] == [0.125, 0]
    assert not read[0].rgb[:64, :32].any()


def test_wrong_options_are_refused() -> None:
    with pytest.raises(ValidationError, match="first must be below"):
        Sentinel2Options(reflectance="0.3,0")
