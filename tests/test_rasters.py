"""Rasters of every kind, written here, read back as scenes."""

from __future__ import annotations

import warnings
from dataclasses import replace
from math import cos, radians, sin
from pathlib import Path

import numpy as np
import pytest
import rasterio
import tifffile
from affine import Affine as Transform
from hypothesis import HealthCheck, given, settings, strategies as st
from pydantic import ValidationError
from pyproj import CRS, Geod, Transformer
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning
from shapely import Point

from rsteller_core.errors import InputError
from rsteller_core.rasters import RasterOptions, SceneReader, describe
from rsteller_core.rasters.dates import acquired
from rsteller_core.rasters.grid import place
from rsteller_core.values import Pixels, Scene, Skipped, Window

UTM = Transform(0.6, 0, 480000, 0, -0.6, 4600000)
JPEG = {"compress": "jpeg", "tiled": True, "blockxsize": 64, "blockysize": 64}
BANDS = np.random.default_rng(7).integers(1, 255, (4, 150, 210), dtype=np.uint8)


def write(path: Path, bands: np.ndarray, **profile) -> Path:
    count, height, width = bands.shape
    mask, marks = profile.pop("mask", None), profile.pop("marks", None)
    shape = {"count": count, "height": height, "width": width, "dtype": bands.dtype.name}
    given_place = {"crs": "EPSG:32615", "transform": UTM}
    with warnings.catch_warnings(), rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path, "w", driver="GTiff", **{**shape, **given_place, **profile}) as out:
            if marks:
                out.colorinterp = marks
            out.write(bands)
            if mask is not None:
                out.write_mask(mask)
    return path


def scene_of(path: Path, **options) -> Scene:
    return describe(path, RasterOptions(**options), "CC0", "nobody")


def read(scene: Scene, *windows: Window) -> list[Pixels | Skipped]:
    reader = SceneReader()
    results = list(reader.read(scene, windows or (Window(0, 0, scene.width, scene.height),)))
    reader.close()
    return results


def image(path: Path, **options) -> Pixels:
    (pixels,) = read(scene_of(path, **options))
    assert isinstance(pixels, Pixels)
    return pixels


def smooth(count: int, height: int = 300, width: int = 400) -> np.ndarray:
    """What a photograph is like, as JPEG sees it: slow changes of colour."""
    rows, cols = np.mgrid[:height, :width] / 40
    waves = [np.sin(rows * (1 + k / 3) + k) + np.cos(cols * (1.3 - k / 5)) for k in range(count)]
    return (np.stack(waves) * 50 + 128).astype(np.uint8)


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"compress": "lzw"},
        {"compress": "deflate", "predictor": 2, "interleave": "pixel"},
        {"compress": "deflate", "tiled": True, "blockxsize": 64, "blockysize": 32},
        {"tiled": True, "blockxsize": 16, "blockysize": 16, "interleave": "pixel"},
    ],
    ids=str,
)
def test_the_own_grid_gives_the_very_pixels(tmp_path, layout):
    path = write(tmp_path / "a.tif", BANDS[:3], **layout)
    whole, part = read(scene_of(path), Window(0, 0, 210, 150), Window(33, 41, 100, 70))
    assert np.array_equal(whole.rgb, BANDS[:3].transpose(1, 2, 0))
    assert np.array_equal(part.rgb, BANDS[:3, 41:111, 33:133].transpose(1, 2, 0))
    assert part.rgb.flags.c_contiguous
    assert whole.nodata == part.nodata == 0


def test_grey_is_repeated_and_alpha_is_no_colour(tmp_path):
    grey = image(write(tmp_path / "grey.tif", BANDS[:1]))
    assert np.array_equal(grey.rgb, np.repeat(BANDS[0][..., None], 3, axis=2))
    marks = [ColorInterp.gray, ColorInterp.alpha]
    two = image(write(tmp_path / "two.tif", BANDS[:2], marks=marks))
    assert np.array_equal(two.rgb, grey.rgb)


def test_bands_are_chosen_by_option_by_mark_or_by_order(tmp_path):
    marks = [ColorInterp.undefined] * 4
    path = write(tmp_path / "plain.tif", BANDS, photometric="minisblack", marks=marks)
    assert np.array_equal(image(path).rgb[..., 0], BANDS[0])
    assert np.array_equal(image(path, bands="3,2,1").rgb[..., 0], BANDS[2])
    assert np.array_equal(image(path, bands=4).rgb[..., 1], BANDS[3])
    marks = [ColorInterp.blue, ColorInterp.green, ColorInterp.red]
    bgr = write(tmp_path / "bgr.tif", BANDS[:3], photometric="minisblack", marks=marks)
    assert np.array_equal(image(bgr).rgb[..., 0], BANDS[2])
    with pytest.raises(InputError, match=r"has 4 bands; -o source\.bands=1,2,5 asks more"):
        scene_of(path, bands="1,2,5")


@pytest.mark.parametrize("dtype", ["uint16", "int16", "float32"])
def test_percentiles_are_stated_and_kept_to(tmp_path, dtype):
    values = (BANDS.astype(dtype) * 40 - 500 * (dtype != "uint16")).astype(dtype)
    scene = scene_of(write(tmp_path / "a.tif", values), bands="1,2,3", percentiles="5,95")
    stretch = scene.properties["stretch"]
    assert stretch["kind"] == "percentile"
    assert np.allclose(stretch["low"], [np.percentile(b, 5) for b in values[:3]])
    low, high = np.array(stretch["low"]), np.array(stretch["high"])
    expected = np.clip((values[:3].transpose(1, 2, 0) - low) / (high - low), 0, 1) * 255
    assert np.abs(read(scene)[0].rgb - expected).max() <= 0.51


def test_a_stated_range_holds_for_every_band(tmp_path):
    path = write(tmp_path / "a.tif", BANDS[:3].astype("uint16") * 10)
    scene = scene_of(path, stretch="range", range="0,2550")
    assert scene.properties["stretch"] == {
        "kind": "range",
        "low": [0.0, 0.0, 0.0],
        "high": [2550.0, 2550.0, 2550.0],
    }
    assert np.array_equal(read(scene)[0].rgb, BANDS[:3].transpose(1, 2, 0))


def hole() -> np.ndarray:
    """A mask of data with the west half missing, but for a speck."""
    mask = np.full(BANDS.shape[1:], 255, np.uint8)
    mask[:, :105] = 0
    mask[4, 4] = 255
    return mask


def with_hole(tmp_path: Path, kind: str) -> Path:
    mask, bands = hole(), BANDS[:3].copy()
    if kind == "alpha":
        return write(tmp_path / "a.tif", np.concatenate([bands, mask[None]]), alpha="yes")
    if kind == "mask":
        return write(tmp_path / "a.tif", bands, mask=mask)
    if kind == "jpeg mask":
        return write(tmp_path / "a.tif", bands, mask=mask, photometric="ycbcr", **JPEG)
    if kind == "jpeg alpha":
        return write(tmp_path / "a.tif", np.concatenate([bands, mask[None]]), **JPEG)
    if kind == "nan":
        values = np.where(mask, bands, np.nan).astype("float32")
        return write(tmp_path / "a.tif", values)
    return write(tmp_path / "a.tif", np.where(mask, bands, 0).astype(np.uint8), nodata=0)


KINDS = ["alpha", "mask", "value", "nan", "jpeg mask", "jpeg alpha"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gsd", [None, 1.2])
def test_missing_pixels_are_counted_black_and_outside_the_footprint(tmp_path, kind, gsd):
    scene = scene_of(with_hole(tmp_path, kind), gsd=gsd)
    half = scene.width // 2
    west = Window(0, scene.height // 2, half - 2, 20)
    east = Window(half + 2, 0, half - 4, 20)
    missing, there = read(scene, west, east)
    assert (missing.nodata, there.nodata) == (1, 0)
    assert not missing.rgb.any()
    assert there.rgb.mean() > 50
    a, _, c, _, e, f = scene.transform
    lonlat = Transformer.from_crs(scene.crs, 4326, always_xy=True)
    for col, inside in ((half / 2, False), (half * 1.5, True)):
        point = Point(lonlat.transform(c + a * col, f + e * scene.height / 2))
        assert scene.footprint.contains(point) is inside


@pytest.mark.parametrize(
    ("count", "profile"),
    [
        (3, {"photometric": "ycbcr"}),
        (3, {"photometric": "rgb"}),
        (3, {"interleave": "band"}),
        (1, {}),
        (4, {"photometric": "minisblack", "marks": [ColorInterp.undefined] * 4}),
    ],
    ids=["ycbcr", "rgb", "by band", "grey", "four bands"],
)
def test_fast_jpeg_is_gdals_jpeg(tmp_path, count, profile):
    path = write(tmp_path / "a.tif", smooth(count), **{"interleave": "pixel", **JPEG, **profile})
    scene = scene_of(path)
    by_gdal = replace(scene, properties={**scene.properties, "decoder": "GDAL"})
    windows = [Window(c, r, 100, 90) for r in (0, 45, 210) for c in (0, 37, 300)]
    for fast, slow in zip(read(scene, *windows), read(by_gdal, *windows), strict=True):
        difference = np.abs(fast.rgb.astype(int) - slow.rgb)
        assert difference.mean() < 1
        assert difference.max() < 12
    planar = profile.get("interleave") == "band"
    assert scene.properties["decoder"].startswith("GDAL" if planar else "libjpeg-turbo")


def test_fast_jpeg_does_not_shift(tmp_path):
    truth = smooth(3).transpose(1, 2, 0).astype(float)
    path = write(tmp_path / "a.tif", smooth(3), photometric="ycbcr", interleave="pixel", **JPEG)
    got = image(path).rgb.astype(float)
    inner = got[2:-2, 2:-2]
    height, width = inner.shape[:2]
    errors = {
        (dr, dc): np.abs(inner - truth[2 + dr : 2 + dr + height, 2 + dc : 2 + dc + width]).mean()
        for dr in (-1, 0, 1)
        for dc in (-1, 0, 1)
    }
    assert min(errors, key=errors.__getitem__) == (0, 0)


def test_a_broken_tile_spoils_its_own_windows_only(tmp_path):
    for layout in (JPEG | {"photometric": "ycbcr"}, JPEG | {"compress": "deflate"}):
        path = write(tmp_path / "a.tif", smooth(3), interleave="pixel", **layout)
        with tifffile.TiffFile(path) as file:
            page = file.pages.first
            offset, length = page.dataoffsets[8], page.databytecounts[8]  # column 1, row 1
        content = bytearray(path.read_bytes())
        content[offset : offset + length] = bytes(length)
        path.write_bytes(content)
        results = read(
            scene_of(path),
            Window(0, 0, 64, 64),
            Window(60, 60, 10, 10),
            Window(64, 64, 64, 64),
            Window(128, 64, 64, 64),
        )
        assert [type(result) for result in results] == [Pixels, Skipped, Skipped, Pixels]
        assert results[1].what == "a at column 60, row 60"
        assert "unreadable" in results[1].reason


def test_threads_and_unfinished_reads_do_not_disturb_each_other(tmp_path):
    scene = scene_of(write(tmp_path / "a.tif", BANDS[:3]))
    windows = [Window(0, 0, 10, 10), Window(10, 0, 10, 10)]
    reader = SceneReader()
    one, other = reader.read(scene, windows), reader.read(scene, windows)
    first = next(one)
    assert np.array_equal(next(other).rgb, first.rgb)
    other.close()
    assert np.array_equal(next(one).rgb, BANDS[:3, :10, 10:20].transpose(1, 2, 0))
    reader.close()


def turned(degrees: float, size: float) -> Transform:
    return Transform.rotation(degrees) @ Transform.scale(size, -size)


def placed(crs: str, lon: float, lat: float, shape: Transform) -> Transform:
    x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    return Transform.translation(x, y) @ shape


PLACES = {
    "utm": placed("EPSG:32633", 13.2, 52.4, Transform.scale(2, -2)),
    "geographic": placed("EPSG:4326", 20.5, -34.0, Transform.scale(2.5e-5, -2.5e-5)),
    "web mercator": placed("EPSG:3857", -122.3, 37.8, Transform.scale(2.5, -2.5)),
    "rotated": placed("EPSG:32633", 13.2, 52.4, turned(27, 2)),
    "south-up": placed("EPSG:32633", 13.2, 52.4, Transform.scale(2, 2)),
    "mirrored": placed("EPSG:32633", 13.2, 52.4, Transform.scale(-2, -2)),
    "quarter turn": placed("EPSG:3857", -122.3, 37.8, turned(90, 2.5)),
}
CODES = {"geographic": "EPSG:4326", "web mercator": "EPSG:3857", "quarter turn": "EPSG:3857"}
AS_IT_IS, COARSER, FINER = None, 3.7, 1.3


@pytest.mark.parametrize("gsd", [AS_IT_IS, COARSER, FINER])
@pytest.mark.parametrize("kind", PLACES)
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(col=st.integers(25, 170), row=st.integers(25, 120))
def test_a_dot_is_found_where_it_lies(tmp_path, kind, gsd, col, row):
    bands = np.full((3, 150, 200), 20, np.uint8)
    bands[0, row - 4 : row + 5, col - 4 : col + 5] = 250
    crs = CODES.get(kind, "EPSG:32633")
    path = write(tmp_path / "dot.tif", bands, crs=crs, transform=PLACES[kind])
    lonlat = Transformer.from_crs(crs, 4326, always_xy=True)
    truth = lonlat.transform(*(PLACES[kind] @ (col + 0.5, row + 0.5)))
    scene = scene_of(path, gsd=gsd)
    red = read(scene)[0].rgb[..., 0].astype(float) - 20
    red[red < 0] = 0
    rows, cols = np.mgrid[: scene.height, : scene.width] + 0.5
    found = (cols * red).sum() / red.sum(), (rows * red).sum() / red.sum()
    x, y = lonlat.transform(*truth, direction="INVERSE")
    a, _, c, _, e, f = scene.transform
    assert abs((x - c) / a - found[0]) < 0.35
    assert abs((y - f) / e - found[1]) < 0.35
    assert scene.footprint.contains(Point(truth))


@pytest.mark.parametrize("kind", PLACES)
def test_gsd_is_metres_on_the_ground(tmp_path, kind):
    crs = CODES.get(kind, "EPSG:32633")
    path = write(tmp_path / "a.tif", BANDS[:3], crs=crs, transform=PLACES[kind])
    native, wanted = scene_of(path), scene_of(path, gsd=5.0)
    a, b, _, d, e, _ = scene_of(path).transform
    assert b == d == 0
    assert a > 0 > e
    side = {"web mercator": 1.977, "quarter turn": 1.977, "geographic": 2.531}.get(kind, 2.0)
    assert native.gsd == pytest.approx(side, rel=2e-3)
    assert wanted.gsd == pytest.approx(5.0, rel=1e-6)
    lonlat = Transformer.from_crs(wanted.crs, 4326, always_xy=True)
    middle = wanted.width / 2, wanted.height / 2
    for step in ((1, 0), (0, 1)):
        one = lonlat.transform(*place(wanted.transform, *middle))
        other = lonlat.transform(*place(wanted.transform, middle[0] + step[0], middle[1] + step[1]))
        assert Geod(ellps="WGS84").inv(*one, *other)[2] == pytest.approx(5.0, rel=1e-3)


def test_south_up_is_flipped_without_loss(tmp_path):
    south_up = Transform(2, 0, 480000, 0, 2, 4600000)
    assert np.array_equal(
        image(write(tmp_path / "a.tif", BANDS[:3], transform=south_up)).rgb,
        BANDS[:3, ::-1].transpose(1, 2, 0),
    )


def test_the_corners_of_a_rotated_raster_have_no_data(tmp_path):
    path = write(tmp_path / "a.tif", BANDS[:3], transform=PLACES["rotated"], crs="EPSG:32633")
    scene = scene_of(path)
    corner, whole = read(scene, Window(0, 0, 20, 20), Window(0, 0, scene.width, scene.height))
    assert corner.nodata == 1
    angle = radians(27)
    area = (210 * cos(angle) + 150 * sin(angle)) * (150 * cos(angle) + 210 * sin(angle))
    assert whole.nodata == pytest.approx(1 - 210 * 150 / area, abs=0.01)


def test_a_gsd_that_is_the_rasters_own_changes_no_pixel(tmp_path):
    scene = scene_of(write(tmp_path / "a.tif", BANDS[:3]), gsd=0.6)
    assert scene.properties["resampling"] is None
    assert scene.gsd == pytest.approx(0.6, rel=1e-3)


def test_footprint_bends_with_the_projection(tmp_path):
    far = Transform(100, 0, 750000, 0, -100, 6500000)
    scene = scene_of(write(tmp_path / "a.tif", np.ones((1, 500, 500), np.uint8), transform=far))
    lonlat = Transformer.from_crs("EPSG:32615", 4326, always_xy=True)
    middle = Point(lonlat.transform(775000, 6500000))
    assert scene.footprint.exterior.distance(middle) < 1e-4


@pytest.mark.parametrize("code", ["EPSG:26917", "EPSG:3857", "EPSG:4326", "EPSG:31467"])
def test_a_crs_keeps_its_code(tmp_path, code):
    at = placed(code, 9.0, 50.0, Transform.scale(1, -1))
    assert scene_of(write(tmp_path / "a.tif", BANDS[:1], crs=code, transform=at)).crs == code


def test_a_crs_without_a_code_is_kept_as_text(tmp_path):
    own = "+proj=laea +lat_0=10 +lon_0=20 +datum=WGS84 +units=m"
    at = Transform(1, 0, 100, 0, -1, 100)
    scene = scene_of(write(tmp_path / "a.tif", BANDS[:1], crs=own, transform=at))
    assert CRS.from_user_input(scene.crs).coordinate_operation.method_code == "9820"  # LAEA


def test_bad_files_are_refused_in_a_sentence(tmp_path):
    good = write(tmp_path / "good.tif", BANDS[:3])
    cut = tmp_path / "cut.tif"
    cut.write_bytes(good.read_bytes()[:50_000])
    stub = tmp_path / "stub.tif"
    stub.write_bytes(good.read_bytes()[:40])
    text = tmp_path / "text.tif"
    text.write_text("not a picture")
    unplaced = write(tmp_path / "unplaced.tif", BANDS[:3], transform=Transform.identity())
    cases = {
        tmp_path / "none.tif": "no such file: .*none.tif",
        cut: "cut.tif is cut short, 50,000 of at least .* bytes: copy or download it again",
        stub: "stub.tif is damaged or cut short",
        text: "text.tif is not a raster that GDAL can read",
        write(tmp_path / "nocrs.tif", BANDS, crs=None): "no coordinate reference system: .*rio",
        unplaced: "has no georeference",
        write(tmp_path / "c.tif", BANDS.astype("complex64")): "complex numbers",
    }
    for path, message in cases.items():
        with pytest.raises(InputError, match=message) as caught:
            scene_of(path)
        assert "\n" not in str(caught.value)


def test_values_without_colours_are_refused(tmp_path):
    floats = write(tmp_path / "f.tif", BANDS.astype("float32"))
    with pytest.raises(InputError, match="float32 values, which need a stretch"):
        scene_of(floats, stretch="none")
    path = tmp_path / "palette.tif"
    write(path, BANDS[:1])
    with rasterio.open(path, "r+") as raster:
        raster.write_colormap(1, {0: (0, 0, 0, 255), 1: (255, 0, 0, 255)})
    with pytest.raises(InputError, match="colour palette"):
        scene_of(path)
    empty = write(tmp_path / "empty.tif", np.zeros((3, 9, 9), np.uint8), nodata=0)
    with pytest.raises(InputError, match="holds no data"):
        scene_of(empty)


@pytest.mark.parametrize(
    ("stem", "tags", "when"),
    [
        ("m_3607717_sw_18_1_20160620_20161004", {}, "2016-06-20"),
        ("town-2019-05-06", {"TIFFTAG_DATETIME": "2020:01:02 03:04:05"}, "2019-05-06"),
        ("town", {"TIFFTAG_DATETIME": "2020:01:02 03:04:05"}, "2020-01-02"),
        ("20200101", {"ACQUISITION_DATE": "2018-07-08T09:10:11Z"}, "2018-07-08"),
        ("s2", {"DATETIME": "2017-02-16T10:21:01Z"}, "2017-02-16"),
        ("20190231_town_3420B_2010_328", {}, None),
        ("x201605061", {"ACQUISITIONDATE": "yesterday"}, None),
    ],
)
def test_dates(stem, tags, when):
    found = acquired(stem, tags)
    assert (found and found[0].date().isoformat()) == when
    assert found is None or found[0].tzinfo is not None


@pytest.mark.parametrize("value", ["3,2,1", "3, 2, 1", [3, 2, 1], (3, 2, 1)])
def test_bands_as_typed_and_as_listed(value):
    assert RasterOptions(bands=value).bands == (3, 2, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"bands": "1,2"}, "one band or three"),
        ({"bands": "0"}, "counted from 1"),
        ({"bands": "red"}, "valid integer"),
        ({"percentiles": "98,2"}, "the first must be below the second"),
        ({"percentiles": "2,198"}, "between 0 and 100"),
        ({"stretch": "range"}, "needs the option range, for example 0,3000"),
        ({"range": "0,3000"}, "needs stretch = range"),
        ({"gsd": 0}, "greater than 0"),
    ],
)
def test_wrong_options(options, message):
    with pytest.raises(ValidationError, match=message):
        RasterOptions(**options)


@pytest.mark.parametrize(
    ("name", "options", "size", "gsd"),
    [
        ("swellendam_za_3420B_2010_328_RGB_2.5m_4326.tif", {}, (1098, 3039), 2.53),
        (
            "sentinel2_l1c_T33UUU_20170216_brandenburg_B02B03B04B08_10m_cog.tif",
            {"bands": "3,2,1"},
            (1536, 768),
            10.0,
        ),
        ("m_3607717_sw_18_1_20160620_subset.tif", {}, (300, 300), 1.0),
        ("m_3607824_se_17_1_20160620_subset.tif", {}, (300, 300), 1.0),
        ("naip_va_sherando_rgbn_1m_utm17n.tif", {}, (597, 510), 1.0),
    ],
)
def test_real_imagery(shared_data, name, options, size, gsd):
    scene = scene_of(shared_data / name, **options)
    assert (scene.width, scene.height) == size
    assert scene.gsd == pytest.approx(gsd, rel=1e-3)
    (pixels,) = read(scene)
    assert pixels.nodata == 0
    # Land by daylight: no band of it is black or burnt out.
    assert (pixels.rgb.mean(axis=(0, 1)) > 60).all()
    assert (pixels.rgb.mean(axis=(0, 1)) < 160).all()
