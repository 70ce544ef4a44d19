"""Catalogues of all kinds, whole and broken."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rsteller_sample
import shapely
from hypothesis import HealthCheck, example, given, settings, strategies as st
from imagery_servers import Reply, item_of, json_reply, ranged, serving
from pydantic import Field
from pyproj import CRS
from rsteller_naip import Naip, NaipOptions
from test_naip import AOI, WHEN, listed

from rsteller_core import InputError, Scene, SceneQuery, Skipped, StacOptions, StacSource
from rsteller_core.catalogues.items import item_from_json, resolved
from rsteller_core.query import parse_dates

DATA = Path(rsteller_sample.__file__).parent / "data"
IDS = ["sample_ne", "sample_nw", "sample_se", "sample_sw"]


@pytest.fixture(scope="module")
def items() -> list[dict[str, Any]]:
    return [item_of(p, str(p), "naip", WHEN) for p in sorted(DATA.glob("*.tif"))]


def found(catalogue: str, query: SceneQuery | None = None, **options: Any) -> list[str]:
    with Naip(NaipOptions(catalogue=catalogue, **options)) as source:
        answers = list(source.scenes(query or SceneQuery(AOI)))
    return [answer.id for answer in answers if isinstance(answer, Scene)]


def skipped(catalogue: str) -> list[Skipped]:
    with Naip(NaipOptions(catalogue=catalogue)) as source:
        return [a for a in source.scenes(SceneQuery(AOI)) if isinstance(a, Skipped)]


def static(folder: Path, items: list[dict[str, Any]]) -> Path:
    """A catalogue of files with relative links: a catalogue, a collection, items below."""

    def write(path: Path, document: dict[str, Any]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))
        return path

    for item in items:
        name = Path(item["assets"]["image"]["href"]).name
        shutil.copy(DATA / name, folder / name)
        relative = {"image": {**item["assets"]["image"], "href": f"../{name}"}}
        write(folder / "items" / f"{item['id']}.json", {**item, "assets": relative})
    below = [{"rel": "item", "href": f"./items/{item['id']}.json"} for item in items]
    back = [{"rel": "child", "href": "./catalog.json"}, {"rel": "root", "href": "./catalog.json"}]
    collection = {"type": "Collection", "id": "naip", "links": [*below, *back]}
    other = {"type": "Collection", "id": "other", "links": below}
    write(folder / "naip.json", collection)
    write(folder / "other.json", other)
    children = [{"rel": "child", "href": f"./{name}.json"} for name in ("naip", "other")]
    return write(folder / "catalog.json", {"type": "Catalog", "id": "root", "links": children})


def test_a_static_catalogue_on_a_disk_each_document_once(
    items: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Also where its links run in a circle."""
    catalogue = static(tmp_path, items)
    assert found(str(catalogue)) == IDS
    with Naip(NaipOptions(catalogue=str(catalogue))) as source:
        first = next(a for a in source.scenes(SceneQuery(AOI)) if isinstance(a, Scene))
    assert Path(first.href).resolve() == tmp_path / "sample_ne.tif"


def test_a_static_catalogue_on_the_web(items: list[dict[str, Any]], tmp_path: Path) -> None:
    static(tmp_path, items)

    def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        file = tmp_path / path.lstrip("/")
        return Reply(200, file.read_bytes()) if file.is_file() else Reply(404, b"gone")

    with serving(answer) as served:
        assert found(f"{served.url}/catalog.json") == IDS
        (tmp_path / "items" / "sample_nw.json").unlink()
        assert found(f"{served.url}/catalog.json") == [i for i in IDS if i != "sample_nw"]
        (said,) = skipped(f"{served.url}/catalog.json")
        assert said.what.endswith("sample_nw.json")


def test_a_stac_geoparquet_file(items: list[dict[str, Any]], tmp_path: Path) -> None:
    path = parquet(tmp_path, items)
    assert found(str(path)) == IDS
    away = SceneQuery(shapely.box(10, 10, 11, 11))
    assert found(str(path), away) == []
    start, end = parse_dates("2021-07")
    assert found(str(path), SceneQuery(AOI, start, end)) == IDS
    assert found(str(path), SceneQuery()) == IDS


def parquet(folder: Path, items: list[dict[str, Any]]) -> Path:
    program = shutil.which("rustac")
    if program is None:
        pytest.skip("needs rustac, of the test extra")
    subprocess.run([program, "translate", listed(folder / "i.json", items), folder / "i.parquet"])
    return folder / "i.parquet"


def test_a_stac_geoparquet_file_on_the_web_and_in_a_bucket(
    items: list[dict[str, Any]], tmp_path: Path
) -> None:
    pytest.importorskip("obstore", reason="needs obstore")
    content = parquet(tmp_path, items).read_bytes()

    def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        if not path.endswith("/i.parquet"):
            return Reply(404, b"")
        return ranged(content, headers.get("range"))

    with serving(answer) as served:
        assert found(f"{served.url}/lists/i.parquet") == IDS
        bucket = {
            "endpoint": served.url,
            "region": "us-west-2",
            "skip_signature": "true",
        }
        assert found("s3://lists/i.parquet", storage=bucket) == IDS
        with pytest.raises(InputError, match=r"no such file: s3://lists/none\.parquet"):
            found("s3://lists/none.parquet", storage=bucket)


def test_a_parquet_file_of_something_else_is_said(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": [1]}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="no stac-geoparquet file"):
        found(str(tmp_path / "a.parquet"))
    (tmp_path / "b.parquet").write_text("not at all")
    with pytest.raises(InputError, match="cannot be read as stac-geoparquet"):
        found(str(tmp_path / "b.parquet"))


# An API that misbehaves

SEARCH = {"rel": "search", "method": "POST", "type": "application/geo+json"}


def api(pages: Callable[[int, str], Reply]):
    """A STAC API whose search answers as it is told, by the number of the question."""
    count = [0]

    def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        root = f"http://{headers['host']}"
        if path.startswith("/search"):
            count[0] += 1
            return pages(count[0], root)
        links = [{**SEARCH, "href": f"{root}/search"}]
        conforms = ["https://api.stacspec.org/v1.0.0/item-search"]
        document = {"type": "Catalog", "id": "api", "stac_version": "1.0.0", "description": "x"}
        return json_reply({**document, "links": links, "conformsTo": conforms})

    return serving(answer)


def page(root: str, features: list[dict[str, Any]], more: bool = True) -> Reply:
    links = [{"rel": "next", "href": f"{root}/search", "method": "POST", "body": {}}]
    found = {"type": "FeatureCollection", "features": features}
    return json_reply({**found, "links": links if more else []})


def test_a_catalogue_that_gives_the_same_page_for_ever(items: list[dict[str, Any]]) -> None:
    with (
        api(lambda n, root: page(root, items[:2])) as served,
        pytest.raises(InputError, match="goes round in circles"),
    ):
        found(served.url)


def test_a_catalogue_that_never_ends(items: list[dict[str, Any]]) -> None:
    def endless(number: int, root: str) -> Reply:
        return page(root, [{**items[0], "id": f"{number}_{n}"} for n in range(20)])

    with (
        api(endless) as served,
        pytest.raises(InputError, match=r"more than 100 scenes: choose a smaller --aoi"),
    ):
        found(served.url, max_scenes=100)
    assert len([path for _, path, _ in served.asked if path == "/search"]) == 6


def test_a_page_that_is_given_twice_counts_once(items: list[dict[str, Any]]) -> None:
    pages = [items[:3], items[2:]]
    with api(lambda n, root: page(root, pages[n - 1], more=n < 2)) as served:
        assert found(served.url) == IDS


def test_a_busy_server_is_asked_again(items: list[dict[str, Any]]) -> None:
    def busy(number: int, root: str) -> Reply:
        if number <= 2:
            return Reply(429 if number == 1 else 503, b"busy", {"Retry-After": "0"})
        return page(root, items, more=False)

    with api(busy) as served:
        assert found(served.url) == IDS
        assert len([path for _, path, _ in served.asked if path == "/search"]) == 3


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(400, b'{"detail": "invalid collection"}'), "400.*invalid collection"),
        (Reply(200, b"<html>sorry</html>"), "cannot be asked"),
        (Reply(200, b'{"type": "FeatureCollection"}'), None),
    ],
)
def test_an_answer_that_is_none(reply: Reply, said: str | None) -> None:
    with api(lambda n, root: reply) as served:
        if said is None:
            assert found(served.url) == []
        else:
            with pytest.raises(InputError, match=said):
                found(served.url)


def test_a_catalogue_that_is_not_there(tmp_path: Path) -> None:
    with serving(lambda *asked: Reply(404, b"nothing")) as served:
        with pytest.raises(InputError, match="cannot be read"):
            found(served.url)
        with pytest.raises(InputError, match="cannot be read"):
            found(f"{served.url}/items.parquet")
    with pytest.raises(InputError, match="no such file"):
        found(str(tmp_path / "none.json"))
    (tmp_path / "list.json").write_text("[]")
    with pytest.raises(InputError, match="no STAC document"):
        found(str(tmp_path / "list.json"))


def test_an_api_without_a_place_is_not_asked_for_the_world(items: list[dict[str, Any]]) -> None:
    with (
        api(lambda n, root: page(root, items, more=False)) as served,
        pytest.raises(InputError, match="say which place: --aoi"),
    ):
        found(served.url, SceneQuery())


def test_what_a_server_may_leave_out_is_only_asked_of_those_that_know_how() -> None:
    from rsteller_sentinel2 import Sentinel2, Sentinel2Options

    asked: list[dict[str, Any]] = []
    for known in (False, True):

        def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
            root = f"http://{headers['host']}"
            if path.startswith("/search"):
                asked.append(json.loads(body))
                return page(root, [], more=False)
            links = [{**SEARCH, "href": f"{root}/search"}]
            kinds = ["item-search", *(["item-search#query"] if known else [])]  # noqa: B023
            conforms = [f"https://api.stacspec.org/v1.0.0/{kind}" for kind in kinds]
            document = {"type": "Catalog", "id": "a", "stac_version": "1.0.0", "description": "x"}
            return json_reply({**document, "links": links, "conformsTo": conforms})

        with serving(answer) as served, Sentinel2(Sentinel2Options(catalogue=served.url)) as source:
            list(source.scenes(SceneQuery(AOI)))
    assert "query" not in asked[0]
    assert asked[1]["query"] == {"eo:cloud_cover": {"lte": 20.0}}


# Items


def test_grids_of_all_ages_are_understood() -> None:
    box = {"proj:bbox": [500_000, 4_000_000, 500_600, 4_001_200], "proj:shape": [2000, 1000]}
    said = [
        {"proj:epsg": 26910, **box},
        {"proj:code": "EPSG:26910", **box},
        {"proj:code": None, "proj:projjson": CRS(26910).to_json_dict(), **box},
        {"proj:code": "EPSG:26910", **box, "proj:transform": [0.6, 0, 5e5, 0, -0.6, 4_001_200]},
    ]
    for properties in said:
        raw = {"id": "a", "properties": properties, "assets": {"image": {"href": "a.tif"}}}
        item = item_from_json(raw, "https://town.example/items/a.json")
        asset = item.asset("image")
        assert asset.href == "https://town.example/items/a.tif"
        crs, transform, width, height = item.grid(asset)
        assert (CRS(crs), width, height) == (CRS(26910), 1000, 2000)
        assert transform == pytest.approx((0.6, 0, 5e5, 0, -0.6, 4_001_200))


@given(
    st.sampled_from(["https://a.example", "s3://bucket", "az://box", "/data"]),
    st.lists(st.sampled_from(["x", "y z", "é"]), min_size=1, max_size=3),
)
def test_addresses_are_resolved_in_every_scheme(root: str, steps: list[str]) -> None:
    base = "/".join([root, *steps, "item.json"])
    assert resolved("image.tif", base) == "/".join([root, *steps, "image.tif"])
    assert resolved("../image.tif", base) == "/".join([root, *steps[:-1], "image.tif"])
    assert resolved("gs://other/image.tif", base) == "gs://other/image.tif"


def test_an_image_over_the_antimeridian_is_found_from_both_sides(tmp_path: Path) -> None:
    """However the catalogue draws it: in two parts, in one beyond 180, or not at all."""
    drawn = [
        shapely.MultiPolygon(
            [shapely.box(179.9, 17.9, 180, 18), shapely.box(-180, 17.9, -179, 18)]
        ),
        shapely.box(179.9, 17.9, 181, 18),
        None,
    ]
    for geometry in drawn:
        raw = {
            "type": "Feature",
            "id": "fiji",
            "collection": "naip",
            "geometry": geometry and json.loads(shapely.to_geojson(geometry)),
            "properties": {
                "datetime": WHEN,
                "proj:code": "EPSG:32660",
                "proj:shape": [1000, 3000],
                "proj:transform": [10, 0, 800_000, 0, -10, 1_990_000],
            },
            "assets": {"image": {"href": "a.tif"}},
        }
        catalogue = listed(tmp_path / "items.json", [raw])
        for west in (179.95, -179.99):
            aoi = shapely.box(west, 17.95, west + 0.03, 17.96)
            assert found(catalogue, SceneQuery(aoi)) == ["fiji"], (geometry, west)
        assert found(catalogue, SceneQuery(shapely.box(0, 17.9, 1, 18))) == []


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.lists(st.one_of(st.none(), st.floats(allow_nan=False), st.integers()), max_size=7),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
FIELDS = ["datetime", "proj:code", "proj:epsg", "proj:shape", "proj:transform", "proj:bbox", "gsd"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FIELDS), ODD), st.one_of(st.none(), ODD))
@example({"proj:shape": [float("inf")]}, None)
def test_odd_items_are_left_out_and_never_a_crash(
    items: list[dict[str, Any]], tmp_path: Path, said: dict[str, Any], geometry: Any
) -> None:
    odd = {
        **items[0],
        "id": "odd",
        "properties": {**items[0]["properties"], **said},
        "geometry": geometry,
    }
    assert "sample_nw" in found(listed(tmp_path / "items.json", [odd, items[1]]))


def test_a_collection_of_an_api_is_no_catalogue(items: list[dict[str, Any]]) -> None:
    links = [{"rel": "items", "href": "./items"}]
    document = {"type": "Collection", "id": "naip", "links": links}
    with (
        serving(lambda *asked: json_reply(document)) as served,
        pytest.raises(InputError, match=r"API's own address.*source\.collection=naip"),
    ):
        found(served.url)


def test_the_page_of_code_in_the_docs_is_a_source(
    items: list[dict[str, Any]], tmp_path: Path
) -> None:
    page = (Path(__file__).parents[1] / "docs" / "plugins.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(class TownOptions\(StacOptions.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {"Field": Field, "StacOptions": StacOptions, "StacSource": StacSource}
    exec(code, names)
    catalogue = listed(tmp_path / "items.json", items)
    with names["Town"](names["TownOptions"](catalogue=catalogue, collection="naip")) as town:
        scenes = list(town.scenes(SceneQuery(AOI)))
    assert [scene.id for scene in scenes] == IDS
    assert scenes[0].attribution == "© Town"
