"""Source ``naip``: a real STAC API and a real file server, over the sample's images."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rsteller_sample
import shapely
from imagery_servers import Served, file_server, item_of, stac_api, token_server
from rsteller_local import Local, LocalOptions
from rsteller_naip import Naip, NaipOptions
from test_end_to_end import Silent, samples

from rsteller_core import Pixels, Scene, SceneQuery, Skipped, Window
from rsteller_core.config import merge, resolve
from rsteller_core.errors import InputError
from rsteller_core.folder import Folder
from rsteller_core.geometry import covered
from rsteller_core.plan import TAKEN
from rsteller_core.query import parse_dates
from rsteller_core.run import plan_of, run
from rsteller_core.values import PlanRow

DATA = Path(rsteller_sample.__file__).parent / "data"
PLACE = "-94.0,41.0,-93.0,42.0"
AOI = shapely.box(-94, 41, -93, 42)
WHEN = "2021-07-06T16:49:31Z"


@pytest.fixture(scope="module")
def files() -> Iterator[Served]:
    with file_server(DATA) as served:
        yield served


@pytest.fixture(scope="module")
def items(files: Served) -> list[dict[str, Any]]:
    """The four scenes of the sample place, as items of NAIP."""
    paths = sorted(DATA.glob("*.tif"))
    sun = {"view:sun_azimuth": 135.0, "view:sun_elevation": 52.0}
    return [item_of(p, f"{files.url}/{p.name}", "naip", WHEN, **sun) for p in paths]


@pytest.fixture(scope="module")
def api(items: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with stac_api(items, tmp_path_factory.mktemp("api")) as url:
        yield url


def listed(path: Path, items: list[dict[str, Any]]) -> str:
    """A list of items in a file."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": items}))
    return str(path)


def naip(catalogue: str, **options: Any) -> Naip:
    return Naip(NaipOptions(catalogue=catalogue, **options))


def scenes(source: Naip, query: SceneQuery | None = None) -> list[Scene]:
    with source:
        found = list(source.scenes(query or SceneQuery(AOI)))
    assert [answer for answer in found if isinstance(answer, Skipped)] == []
    return found  # type: ignore[return-value]


def test_the_same_run_as_local_pixel_for_pixel(api: str, tmp_path: Path) -> None:
    def made(name: str, source: dict[str, Any]) -> dict[str, Any]:
        tree = {"source": source, "extractor": {"use": "sample"}, "aoi": PLACE}
        run(
            resolve(merge([tree, {"run": {"shard_size": 20}}])),
            Folder(tmp_path / name),
            1,
            Silent(),
        )
        return samples(tmp_path / name)

    ours = made("naip", {"use": "naip", "catalogue": api})
    local = made("local", {"use": "local", "path": str(DATA)})
    assert len(ours) == 48
    assert ours.keys() == local.keys()
    for key, (pixels, record) in ours.items():
        np.testing.assert_array_equal(pixels, local[key][0])
        there = local[key][1]
        assert record["fact_sheets"] == there["fact_sheets"]
        assert [a["text"] for a in record["annotations"]] == [
            a["text"] for a in there["annotations"]
        ]


def test_what_the_catalogue_says_is_in_the_scene(api: str) -> None:
    first = scenes(naip(api))[0]
    assert first.id == "sample_ne"
    assert first.crs == "EPSG:32615"
    assert first.gsd == pytest.approx(0.6, abs=0.001)
    assert first.acquired.isoformat() == "2021-07-06T16:49:31+00:00"
    assert first.licence == "public domain"
    assert "USDA" in first.attribution
    assert first.attribution.endswith("2021")
    assert first.properties["item"] == "sample_ne"
    assert first.properties["sun_azimuth"] == 135.0
    assert first.properties["catalogue"] == api


def test_listing_opens_no_image(api: str, files: Served) -> None:
    files.asked.clear()
    assert len(scenes(naip(api))) == 4
    assert files.asked == []


def test_an_area_of_several_parts_is_honoured(api: str) -> None:
    whole = {scene.id: scene.footprint for scene in scenes(naip(api))}
    parts = [whole[name].representative_point().buffer(1e-4) for name in ("sample_nw", "sample_se")]
    here = SceneQuery(shapely.MultiPolygon(parts))
    assert [scene.id for scene in scenes(naip(api), here)] == ["sample_nw", "sample_se"]


def test_an_area_of_very_many_corners_is_honoured(api: str) -> None:
    centre = scenes(naip(api))[0].footprint.representative_point()
    round_ = shapely.MultiPolygon([centre.buffer(1e-4, quad_segs=800), shapely.box(10, 10, 11, 11)])
    assert [scene.id for scene in scenes(naip(api), SceneQuery(round_))] == ["sample_ne"]


# Tokens


def test_one_token_for_a_collection_and_none_in_the_plan(tmp_path: Path) -> None:
    with token_server() as (tokens, current), file_server(DATA, current) as files:
        paths = sorted(DATA.glob("*.tif"))
        items = [item_of(p, f"{files.url}/{p.name}", "naip", WHEN) for p in paths]
        source = naip(listed(tmp_path / "i.json", items), tokens=f"{tokens.url}/token/naip")
        with source:
            for scene in source.scenes(SceneQuery(AOI)):
                (pixels,) = source.read(scene, [Window(0, 0, 64, 64)])
                assert isinstance(pixels, Pixels), pixels
                assert "sig=" not in scene.href + json.dumps(dict(scene.properties))
        assert len(tokens.asked) == 1


def test_a_token_is_renewed_before_it_ends(tmp_path: Path) -> None:
    """One that would end within minutes is not used a second time."""
    with token_server(seconds=60) as (tokens, current), file_server(DATA, current) as files:
        path = DATA / "sample_ne.tif"
        items = [item_of(path, f"{files.url}/{path.name}", "naip", WHEN)]
        source = naip(listed(tmp_path / "i.json", items), tokens=f"{tokens.url}/token/naip")
        with source:
            (scene,) = source.scenes(SceneQuery(AOI))
            for row in (0, 448):
                (pixels,) = source.read(scene, [Window(0, row, 64, 64)])
                assert isinstance(pixels, Pixels), pixels
        assert len(tokens.asked) > 1
        assert not [path for _, path, _ in files.asked if "sig=" not in path]


def test_a_refused_token_is_replaced(tmp_path: Path) -> None:
    good: list[str] = ["another"]
    with token_server() as (tokens, _), file_server(DATA, lambda: good[0]) as files:
        path = DATA / "sample_ne.tif"
        items = [item_of(path, f"{files.url}/{path.name}", "naip", WHEN)]
        source = naip(listed(tmp_path / "i.json", items), tokens=f"{tokens.url}/token/naip")
        with source:
            (scene,) = source.scenes(SceneQuery(AOI))
            good[0] = "st=now&se=later&sp=rl&sr=c&sig=secret1"
            (pixels,) = source.read(scene, [Window(0, 0, 64, 64)])
            assert isinstance(pixels, Pixels), pixels
        assert len(tokens.asked) == 2


def test_images_in_a_bucket(tmp_path: Path) -> None:
    pytest.importorskip("obstore", reason="needs obstore")
    path = DATA / "sample_ne.tif"
    (tmp_path / "photos" / "2021").mkdir(parents=True)
    shutil.copy(path, tmp_path / "photos" / "2021" / path.name)
    items = [item_of(path, f"s3://photos/2021/{path.name}", "naip", WHEN)]
    with file_server(tmp_path) as files:
        bucket = {"endpoint": files.url, "region": "us-west-2", "skip_signature": "true"}
        with naip(listed(tmp_path / "items.json", items), storage=bucket) as source:
            (scene,) = source.scenes(SceneQuery(AOI))
            (pixels,) = source.read(scene, [Window(0, 0, 64, 64)])
            assert "endpoint" not in repr(scene)
            dumped = json.dumps(source.options.model_dump(mode="json"))
    assert isinstance(pixels, Pixels), pixels
    assert files.url not in dumped, "settings of a store may be keys"


# Overlaps


def test_the_newest_year_goes_first_and_no_place_is_taken_twice(
    items: list[dict[str, Any]], tmp_path: Path
) -> None:
    older = [
        {**item, "id": f"{item['id']}_2018", "properties": {**item["properties"], **said}}
        for item in items
        for said in ({"datetime": "2018-07-01T00:00:00Z"},)
    ]
    catalogue = listed(tmp_path / "items.json", older + items)
    rows, taken = planned({"use": "naip", "catalogue": catalogue})
    assert len(rows) == 48
    assert not [row for row in rows if "2018" in row.patch.scene_id]
    assert taken == 48
    rows, taken = planned({"use": "naip", "catalogue": catalogue, "repeat_years": True})
    assert len(rows) == 96
    assert taken == 0


def planned(source: dict[str, Any], **more: Any) -> tuple[list[PlanRow], int]:
    tree = {"source": source, "extractor": {"use": "sample"}, "aoi": PLACE, **more}
    answers = list(plan_of(resolve(tree)))
    rows = [answer for answer in answers if isinstance(answer, PlanRow)]
    return rows, sum(isinstance(a, Skipped) and a.reason == TAKEN for a in answers)


def test_two_utm_zones_give_no_place_twice(shared_data: Path, tmp_path: Path) -> None:
    """Real quarter-quads on both sides of a zone's edge, under one large field."""
    paths = sorted(shared_data.glob("m_36*.tif"))
    items = [item_of(path, str(path), "naip", "2016-06-20T00:00:00Z") for path in paths]
    west, south, east, north = shapely.union_all(
        [shapely.geometry.shape(item["geometry"]) for item in items]
    ).bounds
    osm = tmp_path / "field.osm"
    osm.write_text(field(west - 0.01, south - 0.01, east + 0.01, north + 0.01))
    rows, taken = planned(
        {"use": "naip", "catalogue": listed(tmp_path / "items.json", items)},
        extractor={"use": "pbf", "path": str(osm)},
        grid={"patch_size": 50},
        aoi=f"{west - 1},{south - 1},{east + 1},{north + 1}",
    )
    by_scene = {
        scene: np.array([row.patch.footprint for row in rows if row.patch.scene_id == scene])
        for scene in {row.patch.scene_id for row in rows}
    }
    assert len(by_scene) == 2
    one, other = by_scene.values()
    assert len(one) + len(other) + taken == 72
    assert taken > 0, "the images do overlap"
    assert covered(one, shapely.union_all(other)).max() < 0.002


def test_real_images_are_read_as_local_reads_them(shared_data: Path, tmp_path: Path) -> None:
    """Four bands, uncompressed in strips and deflated in tiles, from a server."""
    paths = sorted([*shared_data.glob("m_36*.tif"), *shared_data.glob("naip_*.tif")])
    with file_server(shared_data) as files:
        items = [item_of(p, f"{files.url}/{p.name}", "naip", "2016-06-20T00:00:00Z") for p in paths]
        here = {s.id: s for s in Local(LocalOptions(path=shared_data)).scenes(SceneQuery())}
        windows = [Window(c, r, 128, 128) for r in (0, 128, 172) for c in (0, 100, 172)]
        with (
            naip(listed(tmp_path / "items.json", items)) as source,
            Local(LocalOptions(path=shared_data)) as local,
        ):
            listing = list(source.scenes(SceneQuery()))
            assert len(listing) == len(paths) > 0
            for scene in listing:
                theirs = local.read(here[scene.id], windows)
                for ours, other in zip(source.read(scene, windows), theirs, strict=True):
                    np.testing.assert_array_equal(ours.rgb, other.rgb)


def field(west: float, south: float, east: float, north: float) -> str:
    corners = [(west, south), (east, south), (east, north), (west, north)]
    nodes = [
        f'<node id="{n}" version="1" lon="{x}" lat="{y}"/>' for n, (x, y) in enumerate(corners, 1)
    ]
    refs = "".join(f'<nd ref="{n}"/>' for n in (1, 2, 3, 4, 1))
    way = f'<way id="1" version="1">{refs}<tag k="landuse" v="farmland"/></way>'
    return "\n".join(['<osm version="0.6">', *nodes, way, "</osm>"])


# Bad input


def test_no_image_says_whether_to_widen_the_place_or_the_time(api: str) -> None:
    start, end = parse_dates("2015/2016")
    with naip(api) as source:
        (said,) = source.scenes(SceneQuery(AOI, start, end))
        assert said == Skipped(
            "--dates", "the images of this area are from 2021-07-06: widen --dates"
        )
        (said,) = source.scenes(SceneQuery(shapely.box(10, 50, 11, 51), start, end))
        assert said == Skipped(
            "--aoi", "collection naip has no image of this area of any date: widen --aoi"
        )


def test_a_run_without_a_scene_passes_that_on(api: str, tmp_path: Path) -> None:
    tree = {"source": {"use": "naip", "catalogue": api}, "aoi": PLACE, "dates": "2015/2016"}
    with pytest.raises(InputError, match=r"no scene for --aoi .* from 2021-07-06: widen --dates"):
        run(resolve({**tree, "extractor": {"use": "sample"}}), Folder(tmp_path), 1, Silent())


@pytest.mark.parametrize(
    "aoi",
    [
        shapely.MultiPolygon([shapely.box(179, 50, 180, 52), shapely.box(-180, 50, -179, 52)]),
        shapely.box(-180, 88, 180, 90),
        shapely.box(-180, -90, 180, 90),
    ],
)
def test_an_area_over_the_antimeridian_or_a_pole(api: str, aoi: shapely.Geometry) -> None:
    with naip(api) as source:
        found = [a for a in source.scenes(SceneQuery(aoi)) if isinstance(a, Scene)]
    assert len(found) == (4 if aoi.area > 50_000 else 0)


def test_an_item_that_lacks_what_is_needed_is_left_out(
    items: list[dict[str, Any]], tmp_path: Path
) -> None:
    good, no_image, no_grid, no_date = items
    no_image = {**no_image, "assets": {"thumbnail": {"href": "x.jpg"}}}
    no_grid = {**no_grid, "properties": {"datetime": WHEN}}
    no_date = {**no_date, "properties": {**no_date["properties"], "datetime": None}}
    catalogue = listed(tmp_path / "items.json", [good, no_image, no_grid, no_date])
    start, end = parse_dates("2021")
    with naip(catalogue) as source:
        answers = list(source.scenes(SceneQuery(AOI, start, end)))
    reasons = {a.what: a.reason for a in answers if isinstance(a, Skipped)}
    assert reasons == {
        "sample_nw": "the catalogue gives no 'image'",
        "sample_se": "the catalogue does not state its grid "
        "(proj:code, proj:shape, proj:transform)",
        "sample_sw": "no acquisition date, and dates were asked for",
    }
    assert [a.id for a in answers if isinstance(a, Scene)] == ["sample_ne"]


def test_an_image_that_is_gone_is_skipped_and_the_others_are_read(
    items: list[dict[str, Any]], tmp_path: Path
) -> None:
    gone = {**items[0], "assets": {"image": {"href": f"{items[0]['assets']['image']['href']}x"}}}
    with naip(listed(tmp_path / "items.json", [gone, *items[1:]])) as source:
        read = [
            next(iter(source.read(scene, [Window(0, 0, 32, 32)])))
            for scene in source.scenes(SceneQuery(AOI))
            if isinstance(scene, Scene)
        ]
    assert [isinstance(answer, Pixels) for answer in read] == [False, True, True, True]


def test_an_image_with_fewer_bands_is_skipped(tmp_path: Path) -> None:
    import rasterio

    with rasterio.open(DATA / "sample_ne.tif") as raster:
        profile, grey = raster.profile, raster.read(1)
    profile.update(count=1, compress="deflate", photometric=None)
    path = tmp_path / "grey.tif"
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(grey, 1)
    catalogue = listed(tmp_path / "items.json", [item_of(path, str(path), "naip", WHEN)])
    with naip(catalogue) as source:
        (scene,) = source.scenes(SceneQuery(AOI))
        (answer,) = source.read(scene, [Window(0, 0, 32, 32)])
    assert isinstance(answer, Skipped)
    assert "fewer bands" in answer.reason
