"""Rasters on a server: the same pixels as on a disk, few requests, each byte once."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.shutil
import shapely
from affine import Affine as Transform
from hypothesis import given, strategies as st
from range_server import RangeServer
from rasterio.enums import ColorInterp
from rasterio.windows import Window as RasterWindow
from remote_town import Town, TownOptions
from test_rasters import smooth, write

from rsteller_core import Access, RasterBand, scene_from_metadata
from rsteller_core.errors import InputError, NotServed
from rsteller_core.rasters import RasterOptions, SceneReader, describe
from rsteller_core.rasters.fetching import ahead
from rsteller_core.rasters.fetching.ranges import GAP, Span, merged
from rsteller_core.testing import ImageSourceContract
from rsteller_core.values import Affine, Pixels, Scene, Skipped, Window

NOISE = np.random.default_rng(3).integers(1, 255, (4, 700, 900), dtype=np.uint8)
TILED = {"tiled": True, "blockxsize": 128, "blockysize": 128, "interleave": "pixel"}
PLACE = Affine(0.6, 0.0, 480000.0, 0.0, -0.6, 4600000.0)
HEAD = 64 << 10


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RangeServer]:
    with RangeServer(tmp_path) as server:
        yield server


def patches(scene: Scene, size: int = 150) -> list[Window]:
    return [
        Window(col, row, size, size)
        for row in range(0, scene.height - size + 1, size)
        for col in range(0, scene.width - size + 1, size)
    ]


def scene_of(href: str | Path, **options) -> Scene:
    return describe(href, RasterOptions(**options), "CC0", "nobody")


def read(
    scene: Scene, windows: Sequence[Window] | None = None, access: Access | None = None
) -> list[Pixels | Skipped]:
    reader = SceneReader(access)
    results = list(reader.read(scene, patches(scene) if windows is None else windows))
    reader.close()
    return results


def same(one: Sequence[Pixels | Skipped], other: Sequence[Pixels | Skipped]) -> bool:
    pairs = list(zip(one, other, strict=True))
    return bool(pairs) and all(
        isinstance(a, Pixels)
        and isinstance(b, Pixels)
        and np.array_equal(a.rgb, b.rgb)
        and a.nodata == b.nodata
        for a, b in pairs
    )


def twice_asked(server: RangeServer) -> int:
    """Bytes after the head of the file that were asked for more than once."""
    counts = np.zeros(max(asked.end for asked in server.asked), np.uint8)
    for asked in server.asked:
        counts[asked.start : asked.end] += 1
    return int((counts[HEAD:] > 1).sum())


def cog(path: Path, bands: np.ndarray, *, overviews: str = "AUTO", mask=None, **options) -> Path:
    profile = {key: options.pop(key) for key in ("nodata", "marks") if key in options}
    raw = write(path.with_suffix(".raw.tif"), bands, mask=mask, **profile)
    rasterio.shutil.copy(raw, path, driver="COG", blocksize=128, overviews=overviews, **options)
    return path


LAYOUTS = {
    "jpeg": {"compress": "jpeg", **TILED, "photometric": "ycbcr"},
    "deflate": {"compress": "deflate", "predictor": 2, **TILED},
    "deflate without predictor": {"compress": "deflate", **TILED},
    "zstd": {"compress": "zstd", "predictor": 2, **TILED},
    "lzw": {"compress": "lzw", "predictor": 2, **TILED},
    "plain": TILED,
    "by band": {**TILED, "interleave": "band", "compress": "deflate"},
    "strips": {"compress": "deflate", "interleave": "pixel"},
    "big-endian": {"compress": "deflate", "predictor": 2, **TILED, "endianness": "big"},
    "BigTIFF": {"compress": "deflate", **TILED, "bigtiff": "yes"},
}


@pytest.mark.parametrize(
    ("layout", "dtype"),
    [("jpeg", "uint8")]
    + [
        (name, kind)
        for name in LAYOUTS
        if name != "jpeg"
        for kind in ("uint8", "uint16", "float32")
    ]
    + [("deflate", "int16")],
)
def test_the_pixels_are_those_that_gdal_reads(tmp_path, server, layout, dtype):
    profile = dict(LAYOUTS[layout])
    if dtype == "float32" and profile.get("predictor"):
        profile["predictor"] = 3
    bands = NOISE[:3] if layout != "jpeg" else smooth(3, 700, 900)
    bands = bands.astype(dtype) * (1 if dtype == "uint8" else 7)
    path = write(tmp_path / "a.tif", bands, **profile)
    stretch = {} if dtype == "uint8" else {"stretch": "range", "range": "0,1800"}
    near, far = scene_of(path, **stretch), scene_of(server.url("a.tif"), **stretch)
    assert replace(far, href=near.href) == near
    by_gdal = replace(near, properties={**near.properties, "decoder": "GDAL"})
    results = read(far)
    assert same(results, read(near))
    if layout != "jpeg":
        assert same(results, read(by_gdal))
    if dtype == "uint8" and layout != "jpeg":
        with rasterio.open(path) as raster:
            windows = [RasterWindow(*window) for window in patches(near)]
            truth = [raster.read(window=window).transpose(1, 2, 0) for window in windows]
        assert all(np.array_equal(a.rgb, b) for a, b in zip(results, truth, strict=True))


@pytest.mark.parametrize(
    "options",
    [{"gsd": 1.7}, {"gsd": 0.35, "resampling": "cubic"}, {"bands": "4,2,1"}, {"bands": 3}],
    ids=str,
)
def test_options_act_alike_near_and_far(tmp_path, server, options):
    path = write(tmp_path / "a.tif", NOISE, compress="deflate", **TILED, photometric="minisblack")
    near, far = scene_of(path, **options), scene_of(server.url("a.tif"), **options)
    assert same(read(far), read(near))


@pytest.mark.parametrize("compress", ["jpeg", "deflate", "lzw"])
@pytest.mark.parametrize("valid", ["mask", "alpha", "value"])
def test_what_is_no_data_is_told_alike_near_and_far(tmp_path, server, compress, valid):
    bands, mask = smooth(3, 700, 900), np.full((700, 900), 255, np.uint8)
    mask[:, :200] = 0
    if valid == "mask":
        cog(tmp_path / "a.tif", bands, mask=mask, compress=compress)
    elif valid == "alpha":
        marks = [ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha]
        bands = np.concatenate([bands, mask[None]])
        write(tmp_path / "a.tif", bands, marks=marks, compress=compress, **TILED)
    else:
        bands[:, mask == 0] = 0
        cog(tmp_path / "a.tif", bands, nodata=0, compress=compress)
    near, far = scene_of(tmp_path / "a.tif"), scene_of(server.url("a.tif"))
    assert far.footprint.equals(near.footprint)
    server.asked.clear()
    results = read(far)
    assert same(results, read(near))
    assert results[0].nodata > 0.9
    assert twice_asked(server) == 0


@pytest.mark.parametrize("nodata", [None, 7, -9999])
@pytest.mark.parametrize("compress", ["jpeg", "deflate", "lzw"])
def test_tiles_left_out_are_as_gdal_has_them(tmp_path, server, compress, nodata):
    profile = {"compress": compress, **TILED, "sparse_ok": True, "nodata": nodata}
    if nodata == -9999:
        profile["dtype"] = "int16" if compress != "jpeg" else "uint8"
        profile["nodata"] = nodata if compress != "jpeg" else None
    bands = np.zeros((3, 700, 900), profile.get("dtype", "uint8"))
    path = tmp_path / "a.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=900,
        height=700,
        count=3,
        crs="EPSG:32615",
        transform=Transform(*PLACE),
        **{"dtype": "uint8", **profile},
    ) as raster:
        raster.write(bands[:, :128, :128] + 90, window=RasterWindow(0, 0, 128, 128))
    stretch = {} if bands.dtype == np.uint8 else {"stretch": "range", "range": "0,100"}
    near, far = scene_of(path, **stretch), scene_of(server.url("a.tif"), **stretch)
    by_gdal = replace(near, properties={**near.properties, "decoder": "GDAL"})
    assert same(read(far), read(near))
    for ours, gdals in zip(read(near), read(by_gdal), strict=True):
        assert ours.nodata == gdals.nodata
        assert np.abs(ours.rgb.astype(int) - gdals.rgb).max() <= 1


@pytest.mark.parametrize("kind", ["south up", "rotated"])
def test_a_turned_raster_is_fetched_once_too(tmp_path, server, kind):
    turned = {
        "south up": Transform(2, 0, 480000, 0, 2, 4600000),
        "rotated": Transform.translation(480000, 4600000)
        @ Transform.rotation(27)
        @ Transform.scale(2, -2),
    }[kind]
    write(tmp_path / "a.tif", NOISE[:3], transform=turned, compress="deflate", **TILED)
    near, far = scene_of(tmp_path / "a.tif"), scene_of(server.url("a.tif"))
    server.asked.clear()
    assert same(read(far), read(near))
    assert twice_asked(server) == 0


def test_few_requests_and_each_block_once(tmp_path, server):
    path = cog(tmp_path / "a.tif", NOISE[:3], compress="deflate", overviews="none")
    scene = scene_of(server.url("a.tif"))
    assert len(server.asked) == 1  # the header
    server.asked.clear()
    assert all(isinstance(pixels, Pixels) for pixels in read(scene))
    rows = -(-700 // 128)
    assert len(server.asked) <= rows + 1
    assert twice_asked(server) == 0
    assert sum(a.end - a.start for a in server.asked) <= path.stat().st_size + HEAD
    assert {asked.path for asked in server.asked} == {"/a.tif"}


def test_connections_are_used_again(tmp_path, server):
    cog(tmp_path / "a.tif", NOISE[:3], compress="deflate", overviews="none")
    scene = scene_of(server.url("a.tif"))
    server.connections = 0
    reader = SceneReader(Access(connections=2))
    for _ in range(3):
        assert all(isinstance(pixels, Pixels) for pixels in reader.read(scene, patches(scene)))
    reader.close()
    assert server.connections <= 2
    assert len(server.asked) > 3 * 5


def test_only_what_is_under_the_windows_is_fetched(tmp_path, server):
    cog(tmp_path / "a.tif", NOISE[:3], compress="deflate", overviews="none")
    scene = scene_of(server.url("a.tif"))
    server.asked.clear()
    windows = [Window(10, 10, 50, 50), Window(600, 20, 50, 50), Window(300, 500, 100, 100)]
    assert same(read(scene, windows), read(scene_of(tmp_path / "a.tif"), windows))
    under, block = 1 + 2 + 4, 128 * 128 * 3
    assert sum(a.end - a.start for a in server.asked[1:]) <= 1.02 * under * block


def test_percentiles_of_an_overview_cost_few_requests(tmp_path, server):
    bands = np.tile(smooth(1, 700, 900).astype("uint16") * 9, (3, 3, 3))
    cog(tmp_path / "a.tif", bands, compress="deflate")
    near, far = scene_of(tmp_path / "a.tif"), scene_of(server.url("a.tif"))
    assert far.properties == near.properties
    assert len(server.asked) <= 8
    assert server.sent < (tmp_path / "a.tif").stat().st_size / 3


def from_metadata(hrefs: Sequence[str], **rest) -> Scene:
    stated = {"width": 900, "height": 700, "licence": "CC0", "attribution": "nobody", **rest}
    bands = [RasterBand(href, 1) for href in hrefs]
    return scene_from_metadata("one", bands, "EPSG:32615", PLACE, **stated)


def test_a_scene_of_metadata_costs_no_request_and_reads_the_same(tmp_path, server):
    path = write(tmp_path / "a.tif", NOISE, photometric="minisblack", compress="deflate", **TILED)
    bands = [RasterBand(server.url("a.tif"), number) for number in (4, 1, 2)]
    scene = scene_from_metadata(
        "one", bands, "EPSG:32615", PLACE, 900, 700, licence="CC0", attribution="nobody"
    )
    assert server.asked == []
    told = scene_of(path, bands="4,1,2")
    assert (scene.crs, scene.transform, scene.gsd) == (told.crs, told.transform, told.gsd)
    assert scene.footprint.equals_exact(told.footprint, 1e-9)
    json.dumps(dict(scene.properties), allow_nan=False)
    assert same(read(scene), read(told))


def test_metadata_may_leave_to_the_file_what_is_no_data(tmp_path, server):
    bands = NOISE[:3].copy()
    bands[:, :, :300] = 0
    path = write(tmp_path / "a.tif", bands, nodata=0, compress="deflate", **TILED)
    rgb = [RasterBand(server.url("a.tif"), number) for number in (1, 2, 3)]
    for gsd in (None, 1.0):
        scene = scene_from_metadata(
            "a", rgb, "EPSG:32615", PLACE, 900, 700, licence="", attribution="", gsd=gsd
        )
        results = read(scene)
        assert same(results, read(scene_of(path, gsd=gsd)))
        assert results[0].nodata == pytest.approx(1)


def test_bands_in_several_files_are_one_picture(tmp_path, server):
    for number, name in enumerate(("red", "green", "blue")):
        write(tmp_path / f"{name}.tif", NOISE[number : number + 1] * np.uint16(10), **TILED)
    write(tmp_path / "all.tif", NOISE[:3] * np.uint16(10), **TILED)
    scene = from_metadata(
        [server.url(f"{name}.tif") for name in ("red", "green", "blue")],
        dtype="uint16",
        range=(0, 2550),
    )
    together = scene_of(tmp_path / "all.tif", stretch="range", range="0,2550")
    assert same(read(scene), read(together))
    bgr = from_metadata(list(reversed(scene.properties["hrefs"])), dtype="uint16", range=(0, 2550))
    assert np.array_equal(read(bgr)[0].rgb, read(scene)[0].rgb[..., ::-1])


class TestTown(ImageSourceContract):
    @pytest.fixture
    def component(self, tmp_path, server):
        cog(tmp_path / "town.tif", smooth(3, 700, 900), compress="jpeg")
        return Town(TownOptions(url=server.url("town.tif")))


def test_a_map_of_clouds_is_read_as_it_is_under_each_window(tmp_path, server):
    write(tmp_path / "a.tif", NOISE[:3], **TILED)
    clouds = NOISE[:1, :350, :450] % 12
    coarse = Transform(1.2, 0, 480000, 0, -1.2, 4600000)
    write(tmp_path / "scl.tif", clouds, transform=coarse, compress="deflate", **TILED)
    source = Town(TownOptions(url=server.url("a.tif")))
    scene = scene_of(server.url("a.tif"))
    windows = [Window(0, 0, 100, 80), Window(101, 51, 2, 2), Window(899, 699, 1, 1)]
    first, odd, last = source.values(scene, server.url("scl.tif"), windows)
    assert np.array_equal(first, clouds[0, :40, :50])
    assert np.array_equal(odd, clouds[0, 25:27, 50:52])
    assert np.array_equal(last, clouds[0, 349:, 449:])
    assert {array.dtype.name for array in (first, odd, last)} == {"uint8"}
    resampled = scene_of(server.url("a.tif"), gsd=1.2)
    (quarter,) = source.values(resampled, server.url("scl.tif"), [Window(10, 20, 30, 40)])
    assert np.array_equal(quarter[-40:, -30:], clouds[0, 20:60, 10:40])
    source.close()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"width": 800}, "another grid than the catalogue states"),
        ({"transform": Affine(0.6, 0, 480001, 0, -0.6, 4600000)}, "another grid"),
        ({"dtype": "uint16", "range": (0, 99)}, "another type of values"),
        ({"band": 5}, "fewer bands"),
    ],
    ids=str,
)
def test_a_file_that_is_not_what_the_catalogue_says_is_skipped(tmp_path, server, change, reason):
    write(tmp_path / "a.tif", NOISE[:3], **TILED)
    stated = {"transform": PLACE, "width": 900, "height": 700, "band": 1, **change}
    band = RasterBand(server.url("a.tif"), stated.pop("band"))
    scene = scene_from_metadata("a", [band], "EPSG:32615", **stated, licence="", attribution="")
    (result,) = read(scene, [Window(0, 0, 9, 9)])
    assert isinstance(result, Skipped)
    assert reason in result.reason


def test_metadata_that_make_no_scene_are_refused():
    with pytest.raises(InputError, match="one holds uint16 values, which need a range"):
        from_metadata(["https://a.example/a.tif"], dtype="uint16")
    with pytest.raises(InputError, match="footprint that does not touch its grid"):
        from_metadata(["https://a.example/a.tif"], footprint=shapely.box(0, 0, 1, 1))
    with pytest.raises(InputError, match="no longitude and latitude"):
        scene_from_metadata(
            "one", [RasterBand("a")], "EPSG:1", PLACE, 9, 9, licence="", attribution=""
        )


def test_a_catalogues_footprint_is_cut_to_the_grid():
    whole = from_metadata(["https://a.example/a.tif"]).footprint
    west, south, east, north = whole.bounds
    half = shapely.box(west - 1, south - 1, (west + east) / 2, north + 1)
    cut = from_metadata(["https://a.example/a.tif"], footprint=half).footprint
    assert cut.area == pytest.approx(whole.area / 2, rel=0.01)
    assert whole.buffer(1e-9).covers(cut)


def test_what_is_no_raster_is_refused_in_a_sentence(tmp_path, server):
    (tmp_path / "text.tif").write_text("not a picture" * 99)
    write(tmp_path / "whole.tif", NOISE[:3], **TILED)
    (tmp_path / "cut.tif").write_bytes((tmp_path / "whole.tif").read_bytes()[:90_000])
    cases = {
        "text.tif": "text.tif: no raster that GDAL can read",
        "none.tif": r"none.tif: the server has no such file \(404\)",
        "cut.tif": "cut.tif is cut short, 90,000 of at least",
    }
    for name, message in cases.items():
        with pytest.raises(InputError, match=message) as caught:
            scene_of(server.url(name))
        assert "\n" not in str(caught.value)


@st.composite
def blocks(draw) -> list[Span]:
    found, at = [], draw(st.integers(0, 100))
    for _ in range(draw(st.integers(1, 40))):
        at += draw(st.sampled_from([0, 0, 0, 4, 500, GAP, 10 * GAP]))
        length = draw(st.integers(1, 400_000))
        found.append(Span(at, at + length))
        at += length
    return draw(st.permutations(found))


@given(blocks())
def test_every_block_is_whole_in_one_request_and_little_else(found):
    parts = list(merged(found))
    for block in found:
        assert sum(p.start <= block.start and block.end <= p.end for p in parts) == 1
    assert all(one.end <= other.start for one, other in itertools.pairwise(parts))
    wanted = sum(block.length for block in found)
    assert sum(part.length for part in parts) <= 1.05 * wanted + 64 * len(parts)


@pytest.mark.slow
def test_little_is_held_however_slow_the_reader_is(tmp_path, server):
    big = np.random.default_rng(1).integers(0, 255, (3, 6144, 6144), dtype=np.uint8)
    path = write(
        tmp_path / "a.tif", big, tiled=True, blockxsize=512, blockysize=512, interleave="pixel"
    )
    scene = scene_of(server.url("a.tif"))
    reader = SceneReader()
    windows = patches(scene, 512)
    results = reader.read(scene, windows)
    next(results)
    time.sleep(2)
    assert server.sent < 60 << 20
    assert sum(1 for _ in results) == len(windows) - 1
    assert server.sent < 1.05 * path.stat().st_size
    reader.close()


@pytest.mark.parametrize("compress", ["deflate", "lzw"])
def test_windows_in_no_order_are_read_within_bounds(tmp_path, server, monkeypatch, compress):
    monkeypatch.setattr(ahead, "AHEAD", 50_000)
    monkeypatch.setattr(ahead, "HELD", 300_000)
    cog(tmp_path / "a.tif", NOISE[:3], compress=compress, overviews="none")
    near, far = scene_of(tmp_path / "a.tif"), scene_of(server.url("a.tif"))
    windows = patches(far, 90)
    np.random.default_rng(5).shuffle(windows)
    windows = [Window(*map(int, window)) for window in windows]
    assert same(read(far, windows), read(near, windows))


NGINX = """
{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log; client_body_temp_path {folder}; proxy_temp_path {folder};
    fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[str]:
    """The address of a real web server of the folder."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("needs nginx: apt-get install nginx-light")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "nginx"
    folder.mkdir()
    # Its workers would else be somebody who may not read the tests' files.
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "conf").write_text(NGINX.format(user=user, folder=folder, port=port, root=tmp_path))
    with subprocess.Popen([program, "-c", folder / "conf"], stderr=subprocess.DEVNULL) as process:
        for _ in range(100):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.mark.parametrize("compress", ["jpeg", "deflate", "lzw"])
def test_nginx_gives_the_same(tmp_path, nginx, compress):
    cog(tmp_path / "a.tif", smooth(3, 700, 900), compress=compress)
    near, far = scene_of(tmp_path / "a.tif"), scene_of(f"{nginx}/a.tif")
    assert same(read(far), read(near))
    log = (tmp_path / "nginx" / "access.log").read_text().splitlines()
    assert {line.split('"')[1].split()[1] for line in log} == {"/a.tif"}
    with pytest.raises(NotServed, match=r"no such file \(404\)"):
        scene_of(f"{nginx}/b.tif")
