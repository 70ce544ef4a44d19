import json
import re

import pytest
from hypothesis import given, settings, strategies as st
from rsteller_template import Template, TemplateOptions
from rsteller_template.words import with_article

from rsteller_core.captions import Caption, answer_schema, parse
from rsteller_core.checks import check_caption, check_revision, count_words
from rsteller_core.geometry import AXES, EDGES, PLACES
from rsteller_core.interfaces import TaskOptions
from rsteller_core.seeds import derive
from rsteller_core.values import Fact, FactSheet, Request

DIRECTIONS = re.compile(r"\b(?:north|south|east|west|left|right|top|bottom|upper|lower|center)\b")
OPTIONS, REVISED = TaskOptions(), TaskOptions(min_words=2, max_words=100)
WORDS = st.text("abcdefghijkl mnoÅ東京ك.'&", min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)
NAMES = WORDS.filter(lambda name: any(map(str.isalnum, name)))


def fact(kind, value, text="It is so.", element="way/1"):
    return Fact(kind, value, text, element)


def sheet(**values):
    tags = values.pop("tags", {})
    facts = [fact(kind, value) for kind, value in values.items()]
    facts += [fact("tag", {"key": key, "value": value}) for key, value in tags.items()]
    return FactSheet("p", "area", (), tuple(facts))


def kind(name, countable=True):
    return {"name": name, "countable": countable, "key": "a=b"}


def place(index):
    return {"image": PLACES[index].image, "compass": PLACES[index].compass}


SIZE = {"width_px": 448, "height_px": 448, "gsd_m": 0.6, "width_m": 268.8, "height_m": 268.8}
PARK = sheet(
    image_size=SIZE,
    kind=kind("park"),
    name="Alder Fields",
    geometry="area",
    position=place(0),
    share=0.23,
    area=16600.0,
    shape="irregular",
    holes=2,
    edges=["left", "top"],
    extends=True,
    tags={"operator": "Parks Office 7", "surface": "grass"},
)
ROAD = sheet(
    image_size=SIZE,
    kind=kind("residential road"),
    name="Mill Road East",
    geometry="line",
    position=place(4),
    length=290.0,
    orientation={"axis": "east-west"},
    course={"from": "left", "from_edge": True, "to": "upper right", "to_edge": False},
    edges=["left"],
    extends=True,
    tags={"surface": "asphalt", "lanes": "2", "maxspeed": "50", "operator": "Ghost Ltd"},
)
SHEETS = {
    "park": PARK,
    "road": ROAD,
    "field": sheet(
        kind=kind("farmland", False), geometry="area", share=0.97, area=7e4, spread=True
    ),
    "river": sheet(kind=kind("river"), geometry="line", length=530.0, winding=True),
    "bare": sheet(kind=kind("school"), geometry="area"),
}


def write(facts, seed=1, previous=None):
    request = Request("k", "t", "", "", answer_schema(Caption), seed, facts, previous)
    [answer] = Template(TemplateOptions()).generate([request])
    assert (answer.key, answer.tokens_in, answer.tokens_out) == ("k", 0, 0)
    return parse(answer.text, Caption)


def many(facts, count=200, previous=None):
    return [write(facts, derive(number), previous) for number in range(count)]


positions = st.integers(0, 8).map(place)
edges = st.lists(st.sampled_from(sorted(EDGES)), unique=True, min_size=1)
shared = {
    "image_size": st.just(SIZE),
    "name": NAMES,
    "position": positions,
    "edges": edges,
    "extends": st.booleans(),
    "orientation": st.sampled_from(AXES).map(lambda axis: {"axis": axis}),
    "parts": st.integers(2, 20),
    "tags": st.dictionaries(st.sampled_from(["surface", "lanes", "ref"]), st.sampled_from("2a")),
}
areas = {
    "geometry": st.just("area"),
    "share": st.floats(0.05, 1),
    "area": st.floats(10, 1e9),
    "shape": st.sampled_from(["round", "irregular", "L-shaped", "roughly square"]),
    "sides": st.just({"length_m": 90.0, "width_m": 20.0}),
    "spread": st.just(True),
    "holes": st.integers(1, 5),
}
lines = {
    "geometry": st.just("line"),
    "length": st.floats(1, 1e5),
    "winding": st.just(True),
    "course": st.tuples(positions, positions).map(
        lambda ends: {"from": ends[0]["image"], "to": ends[1]["image"]}
    ),
}
kinds = st.tuples(st.sampled_from(["park", "orchard", "farmland"]), st.booleans())
sheets = st.one_of(
    st.fixed_dictionaries({"kind": kinds.map(lambda pair: kind(*pair))}, optional=shared | other)
    for other in (areas, lines)
).map(lambda values: sheet(**values))


@given(sheets, st.integers(0, 2**63))
@settings(max_examples=300, deadline=None)
def test_any_sheet_gives_a_caption_that_is_accepted_and_says_nothing_else(facts, seed):
    caption = write(facts, seed)
    assert caption == write(facts, seed)
    assert check_caption(caption, facts, OPTIONS) == []
    name = facts.of_kind("name")
    assert name is None or name.value in caption
    text = caption.replace(name.value, "") if name else caption
    known = json.dumps([fact.value for fact in facts.facts])
    assert set(DIRECTIONS.findall(text)) <= set(DIRECTIONS.findall(known))
    revision = write(facts, seed, caption)
    assert check_revision(revision, facts, caption, REVISED) == []


def test_the_annotator_is_named_and_workers_make_their_own():
    backend = Template(TemplateOptions())
    assert (backend.annotator, backend.name, backend.shared) == (
        "rsteller/template",
        "template",
        False,
    )


@pytest.mark.parametrize(
    ("name", "least"), [("park", 190), ("road", 190), ("field", 90), ("river", 90)]
)
def test_seeds_vary_the_words(name, least):
    assert len(set(many(SHEETS[name]))) >= least


@pytest.mark.parametrize("name", SHEETS)
def test_captions_are_of_a_good_length_and_well_formed(name):
    for caption in many(SHEETS[name]):
        assert 10 <= count_words(caption) <= 90
        assert not re.search(r"\b(\w+) \1\b|  | ,|\.\.|\ba [aeio]|\ban [^aeiou8L]", caption), (
            caption
        )
        assert not any(sentence[:1].islower() for sentence in caption.split(". "))


def test_the_facts_are_told_as_they_are():
    captions = many(PARK)
    assert all("Alder Fields" in caption for caption in captions)
    assert all("23 percent" in caption for caption in captions)
    assert all("1.7 hectares" in caption for caption in captions)
    assert all("left and top edges" in caption for caption in captions)
    assert all("upper left" in caption or "north-west" in caption for caption in captions)
    assert all("Office" not in caption for caption in captions)


def test_a_line_is_told_along_its_course():
    captions = many(ROAD)
    assert all("290 meters" in caption for caption in captions)
    assert any("from the left edge to the upper right" in caption for caption in captions)
    assert all("asphalt" in caption and "two lanes" in caption for caption in captions)
    assert not any("50" in caption or "Ghost" in caption for caption in captions)


def test_tags_that_the_picture_cannot_show_are_not_told():
    coarse = sheet(
        image_size=SIZE | {"gsd_m": 10.0},
        kind=kind("track"),
        geometry="line",
        length=900.0,
        tags={"surface": "asphalt", "lanes": "2"},
    )
    assert not any("asphalt" in caption or "lanes" in caption for caption in many(coarse))
    unknown = sheet(kind=kind("track"), geometry="line", length=900.0, tags={"surface": "asphalt"})
    assert not any("asphalt" in caption for caption in many(unknown))


def test_what_the_frame_cuts_is_measured_in_view_only():
    whole = sheet(kind=kind("lake"), geometry="area", area=5e4, extends=False)
    cut = sheet(kind=kind("lake"), geometry="area", area=5e4, extends=True)
    assert all("in view" in text or "within the image" in text for text in many(cut))
    assert not any("in view" in text or "within the image" in text for text in many(whole))


@pytest.mark.parametrize("name", SHEETS)
def test_a_revision_says_it_otherwise_and_shorter(name):
    facts = SHEETS[name]
    for number, caption in enumerate(many(facts, 50)):
        revision = write(facts, derive(number), caption)
        assert revision != caption
        assert check_revision(revision, facts, caption, REVISED) == []
        assert count_words(revision) <= 50


def test_other_tasks_facts_are_told_in_their_own_words():
    facts = FactSheet(
        "p",
        "scene",
        (),
        (
            fact("kind", kind("lake")),
            fact("geometry", "area"),
            fact("name", "Blue", element="way/2"),
            fact("mood", 3, "two ducks sit on it"),
            fact("depth", 9, "Its water is dark."),
        ),
    )
    for caption in many(facts, 20):
        assert "Two ducks sit on it." in caption
        assert "Its water is dark." in caption
        assert "Blue" not in caption
    only = FactSheet("p", "x", (), facts.facts[3:])
    assert all("Two ducks sit on it." in caption for caption in many(only, 20))
    first = write(only)
    assert check_revision(write(only, 1, first), only, first, REVISED) == []


def test_a_name_is_kept_to_the_letter_wherever_it_stands():
    for name in (
        "東京川",
        "o'Hara & sons",
        "Blvd.",
        "{{ 7*7 }}",
        "kahnawà:ke Ó",
        "a b " * 60 + "c",
    ):
        facts = sheet(kind=kind("park"), name=name, geometry="area", position=place(1), share=0.3)
        assert all(name in caption for caption in many(facts, 50))


@pytest.mark.parametrize(
    "phrase",
    ["a park", "an orchard", "an L-shaped field", "a university", "an RV park", "a one-way road"],
)
def test_articles(phrase):
    assert with_article(phrase.split(" ", 1)[1]) == phrase
