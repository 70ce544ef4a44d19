"""``rsteller report``: what the pages hold."""

from __future__ import annotations

import pytest

from rsteller_core.report.choosing import chosen
from rsteller_core.report.drawing import svg_path
from rsteller_core.report.matching import marks


class Stored:
    """What ``chosen`` asks of a sample."""

    def __init__(self, key: str, task: str, kind: str) -> None:
        self.key = key
        facts = [{"kind": "kind", "value": {"key": kind}}]
        self.record = {"fact_sheets": [{"task": task, "facts": facts}]}


def fact(kind: str, value: object, text: str = "") -> dict:
    return {"kind": kind, "value": value, "text": text}


FACTS = [
    fact("kind", {"name": "river", "countable": True, "key": "waterway=river"}),
    fact("name", "Pell (old)"),
    fact("position", {"image": "upper left", "compass": "north-west"}),
    fact("length", 271.0, "Its length inside the image is about 270 meters."),
    fact("share", 0.334, "It covers about a third of the image."),
    fact("orientation", {"axis": "north-east to south-west"}),
    fact("relation", {"relation": "beside", "other": {"kind": "park", "name": None}}),
    fact("count", {"kind": "pond", "plural": "ponds", "count": 3}, "The image holds three ponds."),
]


def marked(text: str) -> list[tuple[str, int]]:
    return [(text[start:end], number) for start, end, number in marks(text, FACTS)]


def test_words_are_matched_with_the_facts_that_they_state():
    text = "The river Pell (old), about 270 meters long, runs from south-west to north-east."
    assert marked(text) == [
        ("river", 0),
        ("Pell (old)", 1),
        ("about 270 meters", 3),
        ("south-west to north-east", 5),
    ]
    text = "Three ponds lie in the upper left, beside a park, over about a third of it."
    assert marked(text) == [
        ("ponds", 7),
        ("upper left", 2),
        ("beside", 6),
        ("park", 6),
        ("about a third", 4),
    ]


def test_a_word_is_no_part_of_another():
    assert marked("Riverside parking, 2700 meters") == []


@pytest.mark.parametrize(
    ("outline", "path"),
    [
        ("POINT (10 90)", "M7 7h6v6h-6z"),
        ("LINESTRING (0 0, 5.5 100)", "M0 100L5.5 0"),
        (
            "POLYGON ((0 0, 10 0, 10 10, 0 0), (5 1, 6 1, 6 2, 5 1))",
            "M0 100L10 100L10 90L0 100z M5 99L6 99L6 98L5 99z",
        ),
        ("MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))", "M0 100L1 99 M2 98L3 97"),
        ("GEOMETRYCOLLECTION (POINT (0 0), LINESTRING EMPTY)", "M-3 97h6v6h-6z"),
    ],
)
def test_outlines_are_drawn_with_y_downwards(outline: str, path: str) -> None:
    assert svg_path(outline, 100) == path


def test_all_are_shown_where_there_is_room():
    assert chosen([Stored(str(n), "area", "x") for n in range(10)], 10) is None


def test_of_many_each_stratum_is_shown_by_its_share():
    samples = [Stored(f"a{n}", "area", "landuse=farmland") for n in range(900)]
    samples += [Stored(f"b{n}", "non_area", "waterway=river") for n in range(99)]
    samples += [Stored("c", "area", "leisure=golf_course")]
    keys = chosen(samples, 100)
    assert keys is not None
    assert len(keys) == 100
    assert "c" in keys
    assert 8 <= sum(key.startswith("b") for key in keys) <= 12
    assert keys == chosen(samples[::-1], 100)
    assert keys != chosen(samples, 100, seed=1)


def test_with_little_room_the_largest_strata_are_shown():
    samples = [Stored(f"{kind}{n}", "area", kind) for kind in "abcde" for n in range(ord(kind))]
    keys = chosen(samples, 3)
    assert keys is not None
    assert {key[0] for key in keys} == set("cde")
