from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import shapely

from rsteller_core.errors import InputError
from rsteller_core.query import parse_aoi, parse_dates


def day(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2020/2022", day(2020, 1, 1), day(2022, 12, 31, 23, 59, 59, 999999)),
        ("2021", day(2021, 1, 1), day(2021, 12, 31, 23, 59, 59, 999999)),
        ("2020-02", day(2020, 2, 1), day(2020, 2, 29, 23, 59, 59, 999999)),
        ("2020-12/..", day(2020, 12, 1), None),
        ("../2020-06-15", None, day(2020, 6, 15, 23, 59, 59, 999999)),
    ],
)
def test_dates(text: str, start: datetime | None, end: datetime | None) -> None:
    assert parse_dates(text) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "..", "yesterday", "2022/2020", "2020-13", "2020-02-30", "2020/x"]
)
def test_wrong_dates_say_what_is_right(text: str) -> None:
    with pytest.raises(InputError, match="dates"):
        parse_dates(text)


def test_box() -> None:
    assert parse_aoi("-122.3, 37.8, -122.2, 37.9").bounds == (-122.3, 37.8, -122.2, 37.9)


def test_a_box_over_the_antimeridian_is_in_two_parts() -> None:
    area = parse_aoi("178,-20,-177,-10")
    assert area.area == pytest.approx(50)
    assert sorted(part.bounds for part in area.geoms) == [
        (-180, -20, -177, -10),
        (178, -20, 180, -10),
    ]


def test_a_polygon_beyond_180_degrees_continues_on_the_other_side(tmp_path) -> None:
    path = _geojson(tmp_path, json.loads(shapely.to_geojson(shapely.box(178, -20, 183, -10))))
    assert parse_aoi(path).equals(parse_aoi("178,-20,-177,-10"))


@pytest.mark.parametrize("text", ["1,2,3,x", "5,2,3,4", "0,0,0,91", "nowhere.geojson"])
def test_wrong_areas(text: str) -> None:
    with pytest.raises(InputError):
        parse_aoi(text)


def _geojson(tmp_path, document: object):
    path = tmp_path / "place.geojson"
    path.write_text(json.dumps(document))
    return str(path)


def test_geojson_polygons_are_joined(tmp_path) -> None:
    boxes = [shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)]
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(box))}
        for box in boxes
    ]
    path = _geojson(tmp_path, {"type": "FeatureCollection", "features": features})
    assert parse_aoi(path).area == 2.0


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": [[[500000, 0], [500001, 0], [500001, 1], [500000, 0]]]},
        {"hello": "world"},
    ],
)
def test_geojson_that_is_no_area(tmp_path, document: object) -> None:
    with pytest.raises(InputError, match=r"place\.geojson"):
        parse_aoi(_geojson(tmp_path, document))
