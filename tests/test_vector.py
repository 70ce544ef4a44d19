"""The extractor of other map data, on files in every format that are written here."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError
from rsteller_vector import Vector, VectorOptions, in_order
from rsteller_vector.tagging import text_of

from rsteller_core import Bounds, Element, InputError, Skipped
from rsteller_core.testing import ElementExtractorContract

BOUNDS = Bounds(7, 50, 7.1, 50.1)
SUFFIXES = (".gpkg", ".geojson", ".fgb", ".shp", ".parquet")
UTM = "EPSG:32632"


def squares(count: int = 10) -> geopandas.GeoDataFrame:
    """Fields in a row from west to east, a thousandth of a degree wide."""
    wests = [7 + number / 500 for number in range(count)]
    return geopandas.GeoDataFrame(
        {
            "id": [number + 1 for number in range(count)],
            "class": [("forest", "grass", "10")[number % 3] for number in range(count)],
            "height": [number / 2 for number in range(count)],
            "note": [None if number % 2 else "seen" for number in range(count)],
        },
        geometry=[shapely.box(west, 50.01, west + 0.001, 50.011) for west in wests],
        crs="EPSG:4326",
    )


def written(frame: geopandas.GeoDataFrame, path: Path, **how: Any) -> Path:
    if path.suffix == ".parquet":
        frame.to_parquet(path, write_covering_bbox=True, **how)
    else:
        pyogrio.write_dataframe(frame, path, **how)
    return path


def vector(path: Path, **options: Any) -> Vector:
    return Vector(VectorOptions(path=path, **options))


def elements(extractor: Vector, bounds: Bounds = BOUNDS) -> dict[str, Element]:
    found = extractor.extract(bounds, None)
    return {thing.id: thing for thing in found if isinstance(thing, Element)}


def skipped(extractor: Vector, bounds: Bounds = BOUNDS) -> list[tuple[str, str]]:
    found = extractor.extract(bounds, None)
    return [(thing.what, thing.reason) for thing in found if isinstance(thing, Skipped)]


def refusal(extractor: Vector) -> str:
    with pytest.raises(InputError) as caught:
        elements(extractor)
    return str(caught.value)


class OtherMapContract(ElementExtractorContract):
    ids = r"fields/\d+"

    def order(self, name: str) -> tuple[int, int, str]:
        return in_order(name)

    @pytest.fixture
    def bounds(self) -> Bounds:
        return BOUNDS


class TestGeoParquetInMetres(OtherMapContract):
    @pytest.fixture
    def component(self, tmp_path: Path) -> Vector:
        return vector(written(squares().to_crs(UTM), tmp_path / "fields.parquet"))


@pytest.mark.parametrize("crs", ["EPSG:4326", UTM, "EPSG:3857"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_in_every_crs_says_the_same(suffix: str, crs: str, tmp_path: Path) -> None:
    if suffix == ".geojson" and crs != "EPSG:4326":
        pytest.skip("GeoJSON is in lon/lat")
    path = written(squares().to_crs(crs), tmp_path / f"fields{suffix}")
    found = elements(vector(path, columns={"class": "landuse", "note": "note"}))
    assert list(found) == [f"fields/{number}" for number in range(1, 11)]
    assert found["fields/1"].tags == {"landuse": "forest", "note": "seen"}
    assert found["fields/2"].tags == {"landuse": "grass"}
    box = shapely.box(7, 50.01, 7.001, 50.011)
    assert found["fields/1"].geometry.symmetric_difference(box).area < 1e-12


@pytest.mark.parametrize("crs", ["EPSG:4326", UTM])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_only_what_touches_the_bounds_is_found(suffix: str, crs: str, tmp_path: Path) -> None:
    if suffix == ".geojson" and crs != "EPSG:4326":
        pytest.skip("GeoJSON is in lon/lat")
    extractor = vector(written(squares().to_crs(crs), tmp_path / f"fields{suffix}"))
    assert list(elements(extractor, Bounds(7.0021, 50.0105, 7.0045, 50.02))) == [
        "fields/2",
        "fields/3",
    ]
    assert elements(extractor, Bounds(7.0011, 50, 7.0019, 50.1)) == {}


def test_groups_of_rows_elsewhere_are_left_unread(tmp_path: Path) -> None:
    far = squares(200_000)
    far.geometry = shapely.box(
        np.linspace(-180, 179, len(far)), 0, np.linspace(-180, 179, len(far)) + 0.001, 0.001
    )
    path = written(far, tmp_path / "fields.parquet", row_group_size=1000)
    extractor = vector(path)
    assert 1 <= len(elements(extractor, Bounds(10, 0, 10.01, 1))) <= 10
    content = bytearray(path.read_bytes())
    # Whoever reads the first half of the file meets garbage there.
    content[1000 : len(content) // 2 - len(content) // 10] = bytes(
        len(content) // 2 - len(content) // 10 - 1000
    )
    path.write_bytes(content)
    assert elements(vector(path), Bounds(170, 0, 170.01, 1))
    assert "cannot be read to its end" in refusal_at(vector(path), Bounds(-170, 0, -169.99, 1))


def refusal_at(extractor: Vector, bounds: Bounds) -> str:
    with pytest.raises(InputError) as caught:
        elements(extractor, bounds)
    return str(caught.value)


def test_columns_become_tags_by_rules(tmp_path: Path) -> None:
    path = written(squares(3), tmp_path / "cover.gpkg")
    found = elements(
        vector(
            path,
            columns={"class": "landcover", "height": "height"},
            values={"landcover=forest": "landuse=forest", "landcover=10": "natural=water"},
            constant={"source": "survey", "height": "unknown"},
        )
    )
    assert [element.tags for element in found.values()] == [
        {"landuse": "forest", "height": "0", "source": "survey"},
        {"landcover": "grass", "height": "0.5", "source": "survey"},
        {"natural": "water", "height": "1", "source": "survey"},
    ]


def test_without_a_choice_every_column_is_a_tag(tmp_path: Path) -> None:
    found = elements(vector(written(squares(1), tmp_path / "fields.parquet")))
    assert found["fields/1"].tags == {"class": "forest", "height": "0", "note": "seen"}


def overture(path: Path, encoding: str = "WKB") -> Path:
    """Nested columns, ids that are no numbers, boxes beside the geometry: as Overture has them."""
    point, names = shapely.Point(7.01, 50.01), {"primary": "Oak Inn", "common": [("de", "Eiche")]}
    kinds = pa.struct([("primary", pa.string()), ("common", pa.map_(pa.string(), pa.string()))])
    edges = pa.struct([(edge, pa.float32()) for edge in ("xmin", "xmax", "ymin", "ymax")])
    box = dict.fromkeys(("xmin", "xmax"), 7.01) | dict.fromkeys(("ymin", "ymax"), 50.01)
    table = pa.table(
        {
            "id": ["08f1-b", "08f1-a"],
            "names": pa.array([names, None], kinds),
            "sources": [[{"dataset": "meta", "confidence": 0.5}], []],
            "bbox": pa.array([box, box], edges),
            "geometry": [point.wkb, point.wkb],
        }
    )
    covering = {"bbox": {edge: ["bbox", edge] for edge in box}}
    about = {"encoding": encoding, "geometry_types": ["Point"], "covering": covering}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


def test_nested_columns_are_reached_into_or_told_as_json(tmp_path: Path) -> None:
    path = overture(tmp_path / "places.parquet")
    columns = {"names.primary": "name", "names": "names", "sources": "sources"}
    found = elements(vector(path, columns=columns, constant={"amenity": "pub"}))
    assert list(found) == ["places/08f1-a", "places/08f1-b"]
    assert found["places/08f1-b"].tags == {
        "amenity": "pub",
        "name": "Oak Inn",
        "names": '{"primary": "Oak Inn", "common": {"de": "Eiche"}}',
        "sources": '[{"dataset": "meta", "confidence": 0.5}]',
    }
    assert found["places/08f1-a"].tags == {"amenity": "pub", "sources": "[]"}


def test_a_folder_of_parts_is_one_layer(tmp_path: Path) -> None:
    written(squares(2), overture(tmp_path / "land" / "part-0.parquet"))
    written(squares(4)[2:], tmp_path / "land" / "part-1.parquet")
    assert list(elements(vector(tmp_path / "land"))) == [f"land/{n}" for n in range(1, 5)]
    assert sorted(vector(tmp_path / "land").inputs()) == [
        "land/part-0.parquet",
        "land/part-1.parquet",
    ]


def test_the_columns_of_a_shapefile_are_part_of_it(tmp_path: Path) -> None:
    path = written(squares(2), tmp_path / "fields.shp")
    first = vector(path).inputs()
    written(squares(2).assign(note="other"), path)
    assert [name for name in first if first[name] != vector(path).inputs()[name]] == ["fields.dbf"]


def test_nested_json_is_reached_into(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"id": "a", "names": {"primary": "Oak Inn"}},
        "geometry": {"type": "Point", "coordinates": [7.01, 50.01]},
    }
    path = tmp_path / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    found = elements(vector(path, columns={"names.primary": "name", "names": "names"}))
    assert found["places/a"].tags["name"] == "Oak Inn"
    assert json.loads(found["places/a"].tags["names"]) == {"primary": "Oak Inn"}


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".shp"])
def test_the_number_of_a_feature_can_be_its_id(suffix: str, tmp_path: Path) -> None:
    path = written(squares(2).drop(columns="id"), tmp_path / f"fields{suffix}")
    assert len(elements(vector(path, id="fid"))) == 2


def test_the_licence_is_the_owners(tmp_path: Path) -> None:
    path = written(squares(1), tmp_path / "fields.gpkg")
    ours = vector(path, licence="CC-BY-4.0", attribution="© ESA")
    assert (ours.licence, ours.attribution) == ("CC-BY-4.0", "© ESA")
    assert (vector(path).licence, vector(path).attribution) == ("unstated", "unstated")


def test_a_map_that_says_nothing_says_so_once(tmp_path: Path) -> None:
    path = written(squares(3), tmp_path / "fields.gpkg")
    extractor = vector(path, columns={"height": "height"})
    ((what, reason),) = skipped(extractor)
    assert what == "fields.gpkg"
    assert reason.startswith("no element has a tag that says what it is")
    assert skipped(extractor) == []
    assert skipped(vector(path, columns={"class": "landuse"})) == []


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet"])
def test_what_is_broken_is_named_with_its_reason(suffix: str, tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"id": ["none", "empty", None, "many", "twice", "twice", "bow", "mute", "ok"]},
        geometry=[
            None,
            shapely.Polygon(),
            shapely.Point(7.01, 50.01),
            shapely.MultiPoint([(7.01, 50.01), (7.02, 50.02)]),
            shapely.Point(7.01, 50.01),
            shapely.Point(7.01, 50.01),
            shapely.Polygon([(7.01, 50.01), (7.02, 50.02), (7.02, 50.01), (7.01, 50.02)]),
            shapely.Point(7.01, 50.01),
            shapely.Point(7.01, 50.01, 300),
        ],
        crs="EPSG:4326",
    )
    frame["natural"] = [None if name == "mute" else "tree" for name in frame["id"]]
    extractor = vector(written(frame, tmp_path / f"trees{suffix}"))
    found = list(extractor.extract(BOUNDS, None))
    sound = {thing.id: thing for thing in found if isinstance(thing, Element)}
    assert list(sound) == ["trees/bow", "trees/ok", "trees/twice"]
    assert sound["trees/bow"].geometry.is_valid
    assert not sound["trees/ok"].geometry.has_z
    reasons = {thing.what: thing.reason for thing in found if isinstance(thing, Skipped)}
    shapeless = {"trees/none": "has no geometry", "trees/empty": "has no geometry"}
    # A file with boxes beside its geometry leaves out what has no box.
    assert reasons | shapeless == shapeless | {
        "trees": "has no id",
        "trees/many": "is neither a point, a line nor an area",
        "trees/twice": "has the id of another element",
        "trees/mute": "has no value in any column that becomes a tag",
    }
    assert skipped(extractor) == []


def test_geometry_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    table = pq.read_table(overture(tmp_path / "places.parquet"))
    broken = table.set_column(4, "geometry", pa.array([b"\x01\x07", b"not WKB"], pa.binary()))
    pq.write_table(broken, tmp_path / "places.parquet")
    reason = "has a geometry that cannot be read"
    assert skipped(vector(tmp_path / "places.parquet")) == [
        ("places/08f1-b", reason),
        ("places/08f1-a", reason),
    ]


def test_what_lies_nowhere_on_earth_is_named(tmp_path: Path) -> None:
    frame = squares(2).to_crs(UTM)
    frame.geometry = [shapely.Point(math.inf, math.inf), frame.geometry[1]]
    path = tmp_path / "fields.parquet"
    frame.to_parquet(path)
    extractor = vector(path, columns={"class": "landuse"})
    assert skipped(extractor) == [("fields/1", "has no place on earth")]


def layers(path: Path) -> Path:
    written(squares(2), path, layer="fields")
    return written(squares(3), path, layer="woods", append=True)


def test_a_layer_is_chosen_by_name(tmp_path: Path) -> None:
    path = layers(tmp_path / "land.gpkg")
    assert list(elements(vector(path, layer="fields"))) == ["fields/1", "fields/2"]
    assert "has the layers fields, woods; say which: -o extractor.layer=" in refusal(vector(path))
    assert "has no layer 'wood'; it has fields, woods" in refusal(vector(path, layer="wood"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_missing_id_column_is_told(suffix: str, tmp_path: Path) -> None:
    path = written(squares(2), tmp_path / f"fields{suffix}")
    said = refusal(vector(path, id="gid"))
    assert "has no column 'gid' to tell its elements apart; it has id, class, height, note" in said
    assert "-o extractor.id=" in said


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    path = written(squares(2), tmp_path / "fields.gpkg")
    said = refusal(vector(path, columns={"kind.of": "landuse"}))
    assert "has no column 'kind' for extractor.columns; it has id, class, height, note" in said


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".shp", ".parquet"])
def test_a_map_without_a_crs_is_told_it(suffix: str, tmp_path: Path) -> None:
    frame = squares(2).to_crs(UTM).set_crs(None, allow_override=True)
    path = tmp_path / f"fields{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    else:
        with pytest.warns(UserWarning, match="crs"):
            pyogrio.write_dataframe(frame, path)
    assert "in which CRS its coordinates are; say it: -o extractor.crs=" in refusal(vector(path))
    found = elements(vector(path, crs=UTM))
    assert found["fields/1"].geometry.bounds[:2] == pytest.approx((7, 50.01), abs=1e-8)
    assert "extractor.crs: 'EPSG:0' is no CRS" in refusal(vector(path, crs="EPSG:0"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_layer_is_told(suffix: str, tmp_path: Path) -> None:
    path = written(
        squares(2)[:0],
        tmp_path / f"fields{suffix}",
        **({} if suffix == ".parquet" else {"geometry_type": "Polygon"}),
    )
    assert "the layer 'fields' is empty" in refusal(vector(path))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("content", [b"", b"<html>429</html>", bytes(range(256)) * 20])
def test_garbage_is_refused(content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"fields{suffix}"
    path.write_bytes(content)
    assert str(path) in refusal(vector(path))


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".parquet"])
def test_a_truncated_file_is_refused(suffix: str, tmp_path: Path) -> None:
    path = written(squares(5000), tmp_path / f"fields{suffix}")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert str(path) in refusal_at(vector(path), Bounds(-180, -90, 180, 90))


def test_tables_without_geometry_are_refused(tmp_path: Path) -> None:
    plain = tmp_path / "table.parquet"
    pd.DataFrame({"id": [1]}).to_parquet(plain)
    assert "Parquet without geometry" in refusal(vector(plain))
    table = tmp_path / "table.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"id": [1]}), table)
    assert "is a table without geometry" in refusal(vector(table))


def test_other_encodings_of_geometry_are_refused(tmp_path: Path) -> None:
    path = overture(tmp_path / "places.parquet", "point")
    assert "its geometry is written as 'point', which is not read" in refusal(vector(path))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"path": "no/such.gpkg"}, "no such file"),
        ({"values": {"forest": "landuse=forest"}}, "'forest' is no tag"),
        ({"values": {"class=forest": "forest="}}, "'forest=' is no tag"),
    ],
)
def test_mistakes_in_options_are_told(options: dict[str, Any], why: str, tmp_path: Path) -> None:
    path = written(squares(1), tmp_path / "fields.gpkg")
    with pytest.raises(ValidationError, match=why):
        VectorOptions.model_validate({"path": path, **options})


def test_a_folder_without_maps_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"no \.parquet file in the folder"):
        VectorOptions(path=tmp_path)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (math.nan, ""),
        (b"bytes", ""),
        ("  ", ""),
        (True, "yes"),
        (False, "no"),
        (3.0, "3"),
        (2.5, "2.5"),
        (7, "7"),
        (Decimal("1.50"), "1.50"),
        (date(2020, 1, 2), "2020-01-02"),
        (datetime(2020, 1, 2, 3, tzinfo=UTC), "2020-01-02T03:00:00+00:00"),
        ({"a": None, "b": [1, Decimal("2.5"), date(2020, 1, 2)]}, '{"b": [1, 2.5, "2020-01-02"]}'),
        (["ä"], '["ä"]'),
    ],
)
def test_values_become_text(value: object, text: str) -> None:
    assert text_of(value) == text


@settings(max_examples=30)
@given(west=st.floats(6.99, 7.03), south=st.floats(50, 50.02), size=st.floats(1e-6, 0.02))
def test_the_index_finds_what_a_search_through_all_finds(
    west: float, south: float, size: float, maps: list[Vector]
) -> None:
    bounds = Bounds(west, south, west + size, south + size)
    frame, box = squares(), shapely.box(*bounds)
    # What only just touches is a matter of rounding in another CRS.
    near = 1e-8
    surely = {f"fields/{n}" for n in frame["id"][frame.intersects(box.buffer(-near))]}
    perhaps = {f"fields/{n}" for n in frame["id"][frame.intersects(box.buffer(near))]}
    for extractor in maps:
        assert surely <= elements(extractor, bounds).keys() <= perhaps


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> list[Vector]:
    folder = tmp_path_factory.mktemp("maps")
    lonlat, metres = squares(), squares().to_crs(UTM)
    (folder / "metres").mkdir()
    return [
        vector(written(lonlat, folder / "fields.gpkg")),
        vector(written(lonlat, folder / "fields.parquet")),
        vector(written(metres, folder / "metres" / "fields.fgb")),
        vector(written(metres, folder / "metres" / "fields.parquet")),
    ]
