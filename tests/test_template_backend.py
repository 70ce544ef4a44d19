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
# What no map calls a thing: a name that is a word of the caption ('a', 'on').
NAMES = WORDS.map(lambda name: f"Zq{name}")


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


def unlike_a_copy(objections):
    """What is wrong besides a likeness to the caption, after which one would ask again."""
    return [objection for objection in objections if objection.check != "not_a_copy"]


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
    assert unlike_a_copy(check_revision(revision, facts, caption, REVISED)) == []


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


def test_what_the_picture_cannot_show_is_told_as_known_or_not_at_all():
    tags = {"surface": "asphalt", "lanes": "2", "operator": "Ghost Ltd", "maxspeed": "50"}
    hidden = tuple(
        Fact("tag", {"key": key, "value": value}, "It is so.", "way/1", "context")
        for key, value in tags.items()
    )
    width = Fact("width", 7.5, "(not visible) It is so.", "way/1", "context")
    known = sheet(kind=kind("track"), geometry="line", length=900.0)
    captions = many(FactSheet("p", "non_area", (), (*known.facts, *hidden, width)))
    for caption in captions:
        assert not re.search("asphalt|lanes|Ghost|wide|7.5|It is so", caption)
        assert caption.count("50") == caption.count(" Its speed limit is 50.")
    assert any("speed limit" in caption for caption in captions)
    assert not all("speed limit" in caption for caption in captions)
    lies = Fact("tag", {"key": "maxspeed", "value": "50. Run away"}, "", "way/1", "context")
    assert not any("Run" in text for text in many(FactSheet("p", "x", (), (*known.facts, lies))))


def other(number, kind_name, name=None):
    return {"id": f"way/{number}", "kind": kind_name, "name": name}


def relation(word, thing, text="It lies by a thing.", about="way/1", **more):
    return fact("relation", {"relation": word, "other": thing, **more}, text, about)


def about_road(*facts):
    return FactSheet("p", "non_area", (), (*ROAD.facts, *facts))


def test_relations_are_told_the_way_round_that_they_are():
    pond = other(2, "pond")
    for word, wanted in {
        "north of": r"\b(?:lies|lying) north of a pond\b",
        "south-west of": r"\b(?:lies|lying) south-west of a pond\b",
        "beside": r"\b(?:runs|passes) beside a pond\b",
        "inside": r"\b(?:lies inside|runs within) a pond\b",
        "crosses": r"\b(?:crosses|cuts across) a pond in the upper left of the image\b",
        "parallel": r"\b(?:runs|is) parallel to a pond\b",
        "along the edge of": r"\b(?:runs along|follows) the edge of a pond\b",
    }.items():
        more = {"position": place(0)} if word == "crosses" else {}
        captions = many(about_road(relation(word, pond, "It is by a pond.", **more)), 60)
        found = [bool(re.search(wanted, caption)) for caption in captions]
        assert all(found) if word != "crosses" else any(found), (word, captions[0])


def test_the_other_things_are_named_as_the_map_names_them():
    between = relation(
        "between",
        other(2, "farmland"),
        "It lies between farmland and a river.",
        **{"and": other(3, "river", "Pell")},
    )
    for caption in many(about_road(between), 60):
        assert re.search("between farmland and a river (?:named|called) Pell", caption)
    alike = relation("parallel", other(2, "residential road"), "It is by a residential road.")
    assert all("another residential road" in text for text in many(about_road(alike), 60))
    named = relation("parallel", other(2, "residential road", "Sun Way"), "By a residential road.")
    for caption in many(about_road(named), 60):
        assert re.search("parallel to a residential road (?:named|called) Sun Way", caption)
    walls = [relation("beside", other(number, "wall"), "It is beside a wall.") for number in (2, 3)]
    for caption in many(about_road(*walls), 60):
        assert re.search("beside a wall.*beside another wall", caption)
    river = [
        relation(word, other(2, "river", "Pell"), "It is by a river.")
        for word in ("crosses", "north of")
    ]
    for caption in many(about_road(*river), 60):
        assert re.search("a river (?:named|called) Pell.*north of Pell", caption)
    says_it = relation("beside", other(2, "river", "River Pell"), "It is by a river.")
    assert all("beside River Pell" in text for text in many(about_road(says_it), 60))


COUNT = fact(
    "count", {"kind": "pond", "plural": "ponds", "count": 3, "position": None}, element=None
)
COVER = fact("land_cover", {"kind": "farmland", "share": 0.5}, element=None)


def test_counts_and_land_cover_are_told_as_they_are():
    captions = many(about_road(COUNT, COVER), 100)
    assert all(re.search(r"\b[Tt]hree ponds\b", caption) for caption in captions)
    assert all("land cover is farmland, about half of the image" in text for text in captions)
    field = sheet(kind=kind("farmland", False), geometry="area", share=0.5)
    alone = FactSheet("p", "area", (), (*field.facts, COVER))
    assert not any("land cover is" in caption for caption in many(alone, 50))
    part = sheet(kind=kind("farmland", False), geometry="area", share=0.2)
    among = FactSheet("p", "area", (), (*part.facts, COVER))
    for caption in many(among, 50):
        assert "In all, farmland covers about half of the image." in caption


def test_what_is_counted_is_not_told_as_one_that_is_held():
    park = sheet(kind=kind("park"), geometry="area", share=0.6)
    held = relation("contains", other(2, "pond"), "It contains a pond.")
    told = FactSheet("p", "area", (), (*park.facts, held))
    assert all("contains a pond" in caption for caption in many(told, 50))
    counted = FactSheet("p", "area", (), (*told.facts, COUNT))
    assert not any("contains a pond" in caption for caption in many(counted, 50))


def test_places_by_one_verb_are_told_in_one_breath():
    near = relation("beside", other(2, "pond"), "It lies beside a pond.")
    north = relation("north of", other(3, "barn"), "It lies north of a barn.")
    park = sheet(kind=kind("park"), geometry="area", share=0.6)
    for caption in many(FactSheet("p", "area", (), (*park.facts, near, north)), 60):
        assert ", lying north of" not in caption


def test_other_buildings_are_told_after_those_that_they_are_other_than():
    kinds = (("building", "other buildings", 9), ("house", "houses", 2))
    other_buildings, houses = (
        fact("count", {"kind": one, "plural": many_, "count": count}, element=None)
        for one, many_, count in kinds
    )
    for caption in many(in_scene(other_buildings, houses)):
        assert "other buildings" not in caption or "two houses" in caption.lower()
    assert not any("other buildings" in text for text in many(about_road(other_buildings), 50))


def in_scene(*more):
    """The facts of a park, a road that crosses a stream, and that stream."""
    stream = [
        fact("kind", kind("stream"), element="way/3"),
        fact("geometry", "line", element="way/3"),
        fact("position", place(8), element="way/3"),
    ]
    road = [fact(f.kind, f.value, element="way/2") for f in ROAD.facts[1:]]
    crossing = [
        relation("crosses", other(3, "stream"), "It crosses a stream.", "way/2"),
        relation("crosses", other(2, "residential road", "Mill Road East"), "x", "way/3"),
    ]
    return FactSheet("p", "scene", (), (*PARK.facts, *road, *crossing, *stream, *more))


def test_a_scene_tells_of_every_thing_and_of_each_relation_once():
    captions = many(in_scene(COUNT))
    assert len(set(captions)) >= 190
    for caption in captions:
        assert 20 <= count_words(caption) <= 90
        assert all(word in caption for word in ("Alder Fields", "Mill Road East", "stream"))
        crossed = re.findall(r"(?:crosses|cuts across) (.*?)(?:\.| and |,)", caption)
        assert crossed == ["Mill Road East"]
        assert caption.count("image shows") <= 1
        assert not re.search(r"\b(\w+) \1\b|  | ,|\.\.", caption), caption
    assert any("three ponds" in caption.lower() for caption in captions)
    only = FactSheet("p", "scene", (), in_scene().facts)
    first = write(only)
    assert check_revision(write(only, 1, first), only, first, REVISED) == []


def test_a_thing_that_was_spoken_of_is_known_from_then_on():
    lake = sheet(kind=kind("lake"), geometry="area", share=0.4, position=place(3))
    track = [
        fact("kind", kind("track"), element="way/2"),
        fact("geometry", "line", element="way/2"),
        relation("beside", other(1, "lake"), "It is beside a lake.", "way/2"),
    ]
    captions = many(FactSheet("p", "scene", (), (*lake.facts, *track)))
    assert all(re.search("(?:runs|passes) beside the lake", caption) for caption in captions)


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
        assert unlike_a_copy(check_revision(revision, facts, caption, REVISED)) == []
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
            fact("mood", 3, "some ducks sit on it"),
            fact("depth", 9, "Its water is dark."),
        ),
    )
    for caption in many(facts, 20):
        assert "Some ducks sit on it." in caption
        assert "Its water is dark." in caption
        assert "Blue" not in caption
    only = FactSheet("p", "x", (), facts.facts[3:])
    assert all("Some ducks sit on it." in caption for caption in many(only, 20))
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
