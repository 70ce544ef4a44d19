from __future__ import annotations

import timeit
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from rsteller_core.errors import InputError
from rsteller_core.tags import default_glossary, is_scene_element, read_visibility
from rsteller_core.tags.kinds import GEOMETRY_KINDS, kind
from rsteller_core.tags.table import ANY, table
from rsteller_core.tags.visibility import shipped_visibility

LEVELS = {"visible", "context", "never"}

SEEN_UP_TO = """
building=house 4
highway=track 5
highway=service 5
waterway=stream 5
landuse=grass 10
highway=motorway 15
highway=residential 5
highway=footway 1
waterway=river 10
power=minor_line 0.5
power=tower 1
amenity=bench 0.3
emergency=fire_hydrant 0.3
barrier=gate 0.3
natural=water 30
landuse=forest 30
landuse=farmland 30
natural=tree 1
""".strip().splitlines()

NEVER_SEEN = [
    "voltage=110000",
    "operator=Stadtwerke",
    "maxspeed=50",
    "maxspeed:forward=30",
    "name=Elsewhere",
    "ref=A6",
    "access=private",
    "oneway=yes",
    "opening_hours=24/7",
    "building:levels=3",
    "addr:city=Vaduz",
    "cuisine=pizza",
    "religion=christian",
    "level=0",
    "tunnel=yes",
    "layer=1",
    "leisure=nature_reserve",
    "an:unknown=tag",
    "unknown=tag",
]


@pytest.mark.parametrize("line", SEEN_UP_TO)
def test_what_is_seen_up_to_where(line: str) -> None:
    tag, gsd = line.split()
    key, value = tag.split("=")
    glossary = default_glossary()
    # A stated distance is a nominal one.
    assert glossary.visibility(key, value, float(gsd) * 1.05).level == "visible"
    assert glossary.visibility(key, value, float(gsd) * 1.15).level != "visible"


@pytest.mark.parametrize("tag", NEVER_SEEN)
def test_what_no_image_shows(tag: str) -> None:
    key, value = tag.split("=")
    assert default_glossary().visibility(key, value, 0.05).level != "visible"


@pytest.mark.parametrize("key", ["voltage", "operator", "maxspeed", "maxspeed:forward"])
@pytest.mark.parametrize("gsd", [0.05, 0.3, 1.0, 30.0])
def test_some_things_are_context_whatever_the_picture(key: str, gsd: float) -> None:
    assert default_glossary().visibility(key, "50", gsd).level == "context"


def test_the_most_exact_row_says_it() -> None:
    glossary = default_glossary()
    assert glossary.visibility("highway", "steps", 0.6).reason.startswith("the treads")
    assert glossary.visibility("highway", "elsewhere", 0.6).reason.startswith("narrow")
    assert glossary.visibility("addr:city", "Vaduz", 0.6).level == "context"
    assert glossary.visibility("addr:postcode", "9490", 0.6).level == "never"
    assert glossary.visibility("unheard", "of", 0.6).reason.startswith("not in the table")


def test_every_row_is_sane() -> None:
    for tag, row in shipped_visibility().items():
        assert 0 <= row.gsd <= 30, tag
        assert row.beyond.level in LEVELS - {"visible"}
        assert row.visible.reason[:1].islower(), tag


def test_every_common_kind_of_area_has_a_row() -> None:
    chief = ("building", "landuse", "natural", "leisure", "highway", "waterway", "amenity")
    rows = shipped_visibility()
    for preset in table().presets:
        key = next(iter(preset.tags))
        if key in chief:
            assert f"{key}={ANY}" in rows


@given(st.text(), st.text(), st.floats(0.01, 100), st.floats(0.01, 100))
def test_what_is_seen_is_seen_finer_too(key: str, value: str, one: float, other: float) -> None:
    glossary = default_glossary()
    if glossary.visibility(key, value, max(one, other)).level == "visible":
        assert glossary.visibility(key, value, min(one, other)).level == "visible"
    assert glossary.visibility(key, value, one).level in LEVELS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[mine]\n"building=house" = [2.5, "visible", "x"]', "building=house"),
        ('[mine]\n"building=house" = 3', "building=house"),
        ('[mine]\n"house" = [2.5, "context", "x"]', '"house"'),
        ('[mine]\n"a=b" = [true, "context", "x"]', "a=b"),
        ('[one]\n"a=b" = [1, "never", "x"]\n[two]\n"a=b" = [1, "never", "x"]', "two rows"),
        ("mine = 3", "mine"),
        ("[", "cannot read"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "seen.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"seen\.toml") as caught:
        read_visibility(path)
    assert said in str(caught.value)


def test_looking_up_is_quick() -> None:
    glossary = default_glossary()
    tags = {"highway": "residential", "name": "High Street", "surface": "asphalt", "lanes": "2"}
    rounds = 2000
    seen = min(
        timeit.repeat(lambda: glossary.visibility("addr:city", "x", 0.6), number=rounds, repeat=5)
    )
    shown = min(timeit.repeat(lambda: glossary.describing(tags), number=rounds, repeat=5))
    assert seen / rounds < 10e-6  # about 0.2 microseconds where nothing else runs
    assert shown / rounds < 20e-6  # about 1.6


def test_the_300_commonest_tags_have_rows(shared_data: Path) -> None:
    import osmium

    file = shared_data / "osm" / "bench_merged_real_extracts.osm.pbf"
    found: Counter[tuple[str, str]] = Counter()
    for item in osmium.FileProcessor(str(file)).with_filter(osmium.filter.EmptyTagFilter()):
        tags = dict(item.tags)
        if is_scene_element(tags):
            found.update(tags.items())
    glossary = default_glossary()
    commonest = [tag for tag, _ in found.most_common(300)]
    assert len(commonest) == 300
    lacking = [
        tag
        for tag in commonest
        if glossary.visibility(*tag, 0.6).reason.startswith("not in the table")
    ]
    assert lacking == []


def test_kinds_can_be_asked_for() -> None:
    for preset in table().presets:
        tags = {key: value.replace(ANY, "yes") for key, value in preset.tags.items()}
        for geometry in GEOMETRY_KINDS:
            if found := kind(tags, geometry):
                assert default_glossary().visibility(*found.tags[0], 0.6).level in LEVELS
