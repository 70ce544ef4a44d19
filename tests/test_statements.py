"""What the checks make of wordings: each true one passes, each false one is named."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import rsteller_core.checks
from rsteller_core.checks import CAPTION_CHECKS, check_caption, check_revision
from rsteller_core.interfaces import TaskOptions
from rsteller_core.values import Fact, FactSheet, SheetElement

OPTIONS = TaskOptions(min_words=1, max_words=400)
RICH = TaskOptions(min_words=1, max_words=400, lane="rich")


def kind(name, key, countable=True):
    return {"name": name, "key": key, "countable": countable}


def place(image, compass):
    return {"image": image, "compass": compass}


def course(first, last):
    sides = {"left": "west", "right": "east", "top": "north", "bottom": "south"}
    return {
        "from": first,
        "from_compass": sides[first],
        "from_edge": True,
        "to": last,
        "to_compass": sides[last],
        "to_edge": True,
    }


def other(element, kind, name=None):
    return {"id": element, "kind": kind, "name": name}


SIZE = {"width_px": 448, "height_px": 448, "gsd_m": 0.6, "width_m": 268.8, "height_m": 268.8}
POND, ROAD, PARK = "way/1", "way/2", "way/3"
SCENE = FactSheet(
    "p",
    "scene",
    (SheetElement(ROAD, 1, None, {"highway": "residential", "lanes": "2"}, ""),),
    (
        Fact("image_size", SIZE, "The image covers about 269 m by 269 m."),
        Fact("kind", kind("pond", "water=pond"), "It is a pond.", POND),
        Fact("name", "Mill Pond", 'Its name is "Mill Pond".', POND),
        Fact("geometry", "area", "It is an area.", POND),
        Fact("position", place("upper left", "north-west"), "It lies in the upper left.", POND),
        Fact("share", 0.24, "It covers about a quarter of the image.", POND),
        Fact("area", 17_300.0, "Its area is about 1.7 hectares.", POND),
        Fact("holes", 2, "It has two gaps.", POND),
        Fact("edges", ["left"], "It reaches the left (west) edge.", POND),
        Fact("shape", "round", "Its shape is round.", POND),
        Fact("relation",
             {"relation": "north of", "other": other(ROAD, "residential road", "Rue 9")},
             "It lies north of a road.", POND),
        Fact("relation", {"relation": "beside", "other": other("way/7", "church")},
             "It lies beside a church.", POND),
        Fact("kind", kind("residential road", "highway=residential"), "It is a road.", ROAD),
        Fact("name", "Rue 9", 'Its name is "Rue 9".', ROAD),
        Fact("geometry", "line", "It is a line.", ROAD),
        Fact("position", place("bottom", "south"), "It lies at the bottom.", ROAD),
        Fact("length", 272.0, "Its length is about 270 meters.", ROAD),
        Fact("orientation", {"axis": "east-west"}, "It runs east-west.", ROAD),
        Fact("course", course("left", "right"), "It goes from the left to the right.", ROAD),
        Fact("edges", ["left", "right"], "It reaches the left and right edges.", ROAD),
        Fact("sinuosity", 1.01, "It is nearly straight.", ROAD),
        Fact("tag", {"key": "lanes", "value": "2"}, "Tag lanes: 2.", ROAD),
        Fact("tag", {"key": "surface", "value": "asphalt"}, "Tag surface: asphalt.", ROAD),
        Fact("relation", {"relation": "crosses", "other": other("way/8", "stream", "Pell Brook"),
                          "position": place("bottom", "south")}, "It crosses a stream.", ROAD),
        Fact("relation", {"relation": "inside", "other": other("way/9", "residential area")},
             "It lies inside a residential area.", ROAD),
        Fact("tag", {"key": "maxspeed", "value": "50"}, "Tag maxspeed: 50.", ROAD, "context"),
        Fact("tag", {"key": "operator", "value": "Borough"}, "Tag operator.", ROAD, "context"),
        Fact("kind", kind("park", "leisure=park"), "It is a park.", PARK),
        Fact("position", place("right", "east"), "It lies on the right side.", PARK),
        Fact("share", 0.06, "It covers about 6 percent.", PARK),
        Fact("count", {"kind": "house", "plural": "houses", "count": 24,
                       "position": place("lower right", "south-east")}, "24 houses."),
        Fact("count", {"kind": "garage", "plural": "garages", "count": 7, "position": None}, "7."),
        Fact("land_cover", {"kind": "grass", "share": 0.52}, "The largest land cover is grass."),
    ),
)  # fmt: skip

TRUE = [
    # numbers: words, fractions, percent, other units, approximate
    "The pond covers just under a quarter of the image.",
    "The pond takes up one in four parts of this view, some 24%.",
    "Almost twenty-five percent of the scene is a pond.",
    "The pond measures roughly one and three quarters of a hectare, about 17,000 m².",
    "The pond is about 4.3 acres in size.",
    "The road runs for two hundred and seventy meters.",
    "The road can be followed for nearly 900 feet.",
    "The road is more than a quarter of a kilometer long.",
    "Grass covers over half of the image.",
    "The image covers about 269 by 269 meters.",
    "The pond has two gaps inside its outline.",
    # counts
    "Two dozen houses stand in the lower right.",
    "There are roughly two dozen houses and seven garages.",
    "Over twenty houses can be counted.",
    "A road with two lanes runs past the pond.",
    # places and directions
    "In the north-western corner of the frame lies a pond.",
    "A pond fills the upper left; a road runs along the bottom from west to east.",
    "The road crosses the picture from the left edge to the right-hand edge.",
    "While the park lies on the right, the pond lies in the upper left.",
    "The road, which enters at the left edge, leaves at the right.",
    "South of the pond lies Rue 9.",
    "The road lies to the south of Mill Pond.",
    "The pond touches the western boundary of the image, right next to a church.",
    "The road runs east-west at the bottom of the image.",
    # names, kinds, sizes
    "Mill Pond's western side is cut off by the frame.",
    "The street named Rue 9 runs east-west.",
    "A small park lies in the east of the picture, a large body of water in the north-west.",
    "A bird's-eye view of a pond.",
    "The church stands beside the water.",
    "The road makes its way from left to right.",
    "The pond can be described as large, and grass covers most of the image.",
    # which of several things
    "On the left lies a pond, on the right a park.",
    "The scene holds a pond in the upper left, a park on the right and a road at the bottom.",
    "The pond, with a church beside it, lies in the upper left.",
    "Two things stand out: the pond lies in the upper left, the other, at the bottom, is a road.",
    "The road leads eastward to the right edge.",
    "The road leads from the left edge through the bottom of the image to the right edge.",
    "The speed limit on the two-lane road is 50 km/h.",
    "Vehicles on the road are held to 50.",
    "Rue 9, a residential road, runs east-west at the bottom of the image.",
    "The pond and the park share the view, the former in the upper left, the latter on the right.",
    "A pond lies in the upper left, along with a road at the bottom.",
    "Next to the park runs nothing, but the pond in the upper left has a road to its south.",
    # comparisons
    "The pond is larger than the park.",
    "The park, the smaller of the two areas, lies on the right.",
    # looks
    "A circular pond lies in the upper left.",
    "The road, paved with asphalt, is nearly straight.",
    "A paved road runs east-west.",
    "The road is far from winding.",
    # relations
    "The road crosses Pell Brook.",
    "Rue 9 lies inside a residential area and is crossed by a stream.",
    "The pond lies next to a church.",
    "Inside the residential area runs a road.",
    "The pond is round, and beside it stands a church.",
    # what is known and not seen
    "The speed limit is 50. Borough runs the road.",
]
FALSE = [
    ("numbers", "a third", "The pond covers a third of the image."),
    ("numbers", "1.7 kilometers", "The road is 1.7 kilometers long."),
    ("numbers", "five hundred and forty meters", "The road is five hundred and forty meters long."),
    ("numbers", "6 percent", "The pond covers 6 percent of the image; the park lies on the right."),
    ("numbers", "dozen", "A dozen houses stand in the lower right."),
    ("numbers", "twenty-five houses", "Exactly twenty-five houses can be counted."),
    ("numbers", "three", "The pond has three gaps inside its outline."),
    ("numbers", "269 meters", "The pond is 269 meters wide."),
    ("places", "lower left", "The pond lies in the lower left."),
    ("places", "right", "The pond lies on the right side of the image."),
    ("places", "north to south", "The road runs from north to south."),
    ("places", "diagonally", "The road runs diagonally through the image."),
    ("places", "south", "The pond lies south of the road."),
    ("places", "north", "North of the pond lies Rue 9."),
    ("places", "right", "The pond touches the right edge of the image."),
    ("places", "top", "The road enters at the top edge and leaves at the right."),
    ("places", "upper left", "While the park lies in the upper left, the road runs east-west."),
    ("places", "left", "The houses stand on the left side."),
    ("names", "Hill Pond", "Hill Pond lies in the upper left."),
    ("numbers", "8", "Rue 8 runs from east to west."),
    ("names", "Osterwick", "A road leads to Osterwick."),
    ("names", "Rue 9", "A pond called Rue 9 lies in the upper left."),
    ("kinds", "stadium", "A stadium stands beside the pond."),
    ("kinds", "cars", "Some cars are parked beside the road."),
    ("kinds", "river", "The river covers a quarter of the image."),
    ("kinds", "gazebo", "A gazebo stands beside the pond."),
    ("kinds", "helicopter", "A helicopter stands in the park."),
    ("places", "left", "The scene holds a pond in the upper left, a park on the left and a road."),
    ("places", "left", "The pond lies in the upper left, a park on the left."),
    ("places", "northward", "The road leads northward to the right edge."),
    ("looks", "square", "A square pond lies in the upper left."),
    ("looks", "winding", "A winding road runs at the bottom."),
    ("looks", "gravel", "The road has a surface of gravel."),
    ("looks", "asphalt", "The pond lies beside a church with an asphalt roof."),
    ("looks", "green", "The green pond lies in the upper left."),
    ("relations", "beside", "The road lies beside Pell Brook."),
    ("relations", "inside", "The pond lies inside a church."),
    ("relations", "crosses", "The road crosses a residential area."),
    ("relations", "parallel", "The road runs parallel to a stream."),
    ("sizes", "tiny", "A tiny pond lies in the upper left."),
    ("sizes", "large", "A large park lies on the right side."),
    ("sizes", "most of the image", "The pond covers most of the image."),
    ("sizes", "most of which", "An aerial view, most of which is covered by a pond."),
    ("sizes", "most of the frame", "The pond lies here. Spread over most of the frame, it rests."),
    ("sizes", "tiny", "The pond can be described as tiny."),
    ("sizes", "most of the image", "Most of the image is covered by the area of the park."),
    ("comparisons", "larger", "The park is larger than the pond."),
    ("comparisons", "smallest", "The pond is the smallest of the areas."),
    ("places", "left", "The pond and the road share the view, the latter on the left side."),
    ("places", "left", "The park, nearly square, lies on the left side."),
    ("places", "left", "The park lies on the left side, beside the pond."),
    ("places", "right", "A park on the right side, along with a pond on the right side."),
    ("relations", "inside", "The pond is round. Inside it stands a church."),
    ("relations", "crosses", "The pond is round, and a church crosses it."),
    ("kinds", "shopping center", "A shopping center stands beside the pond."),
    ("seen", "A speed limit of 50 is clearly visible.", "A speed limit of 50 is clearly visible."),
    ("seen", "One can see that Borough owns it.", "One can see that Borough owns it."),
    ("no_raw_tags", "lanes: 2", "The road has lanes: 2."),
    ("no_raw_tags", "maxspeed", "The road has a maxspeed that is known."),
    ("no_source", "tag", "The tag says that a road runs here."),
    ("no_source", "I cannot", "I cannot describe the road that runs here."),
    ("no_prompt", "(not visible)", "The road runs here (not visible)."),
    ("no_label", "Note:", "A road runs here. (Note: the road is long.)"),
    ("one_answer", "Alternatively,", "A road runs here. Alternatively, the road is a street."),
    ("one_answer", "a road runs from left to right",
     "A road runs from left to right. The pond is round. A road runs from left to right."),
    ("no_markdown", "**R", "**Road** and pond lie here."),
    ("no_markdown", "**", "**Mill Pond** lies in the upper left."),
    ("balanced", ")", "A road) runs here (and a pond lies here."),
    ("one_paragraph", "A road\u202e runs here.", "A road\u202e runs here."),
    ("one_language", "дорога", "A road runs here. Дорога."),
    ("one_language", "biegnie przez", "A road runs here. Droga biegnie przez środek."),
]  # fmt: skip


@pytest.mark.parametrize("caption", TRUE)
def test_true_statements_pass_however_they_are_worded(caption):
    assert check_caption(caption, SCENE, OPTIONS) == []


@pytest.mark.parametrize(("check", "words", "caption"), FALSE)
def test_a_false_statement_is_named_with_its_words(check, words, caption):
    found = check_caption(caption, SCENE, OPTIONS)
    named = [objection.words for objection in found if objection.check == check]
    assert any(words.lower() in named_words.lower() for named_words in named)
    assert check in CAPTION_CHECKS


def test_every_false_statement_is_an_objection_of_its_own():
    caption = "The pond lies in the lower left, covers half of the image and touches the top edge."
    found = check_caption(caption, SCENE, OPTIONS)
    assert [objection.words for objection in found] == ["half", "lower left", "top"]
    assert found[0].fact == "It covers about a quarter of the image."
    assert found[1].fact == "It lies in the upper left."


def test_a_true_place_of_one_thing_excuses_no_false_one_of_another():
    assert check_caption("The park lies on the right side.", SCENE, OPTIONS) == []
    assert check_caption("The pond lies on the right side.", SCENE, OPTIONS)
    assert check_caption("The park lies in the east. It covers 6 percent.", SCENE, OPTIONS) == []
    assert check_caption("The park lies in the east. It covers a quarter.", SCENE, OPTIONS)


def test_a_guess_passes_in_the_rich_lane_only():
    guess = "The pond lies in the upper left, and there may be ducks, perhaps even a boat."
    assert check_caption(guess, SCENE, RICH) == []
    assert [o.words for o in check_caption(guess, SCENE, OPTIONS)] == ["ducks", "boat"]
    plain = "A boat lies on the pond. The park may be small."
    assert [o.words for o in check_caption(plain, SCENE, RICH)] == ["boat"]


CAPTION = "Mill Pond lies in the upper left and covers about a quarter of the image."


def test_a_revision_tells_nothing_that_its_caption_does_not():
    for revision in (
        "In the north-west, a pond takes up some 24 percent of the view.",
        "The pond called Mill Pond is found in the upper left part of the picture.",
    ):
        assert check_revision(revision, SCENE, CAPTION, OPTIONS) == []
    for words, revision in (
        ("24 houses", "A pond fills the upper left, and 24 houses stand in the lower right."),
        ("church", "Beside a church, a pond fills a quarter of the image."),
        ("1.7 hectares", "A pond of 1.7 hectares fills a quarter of the image."),
    ):
        found = check_revision(revision, SCENE, CAPTION, OPTIONS)
        assert ("nothing_added", words) in [(o.check, o.words) for o in found]


def test_a_revision_is_no_near_copy():
    copy = "mill pond lies in the Upper left, and covers about a quarter of the image!"
    assert "not_a_copy" in [o.check for o in check_revision(copy, SCENE, CAPTION, OPTIONS)]
    near = "Mill Pond lies in the upper left and covers about a quarter of the picture."
    assert "not_a_copy" in [o.check for o in check_revision(near, SCENE, CAPTION, OPTIONS)]
    assert check_revision(CAPTION, SCENE, None, OPTIONS) == []


def named(name):
    return FactSheet(
        "p",
        "area",
        (),
        (
            Fact("kind", kind("park", "leisure=park"), "It is a park.", PARK),
            Fact("name", name, "", PARK),
        ),
    )


NAMES = [
    "Tsi Tkarón:tó",
    "Wakpá Tȟáŋka",
    "ᎠᏂᏴᏫᏯ",
    "حديقة النيل",
    "公園",
    "Парк Победы",
    "L'Étang d'Or",
    "Cafe\u0301 Park",
    "St. John's",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_passes_and_no_other_does(name):
    assert check_caption(f"A park named {name} is seen here.", named(name), OPTIONS) == []
    assert check_caption(f"{name} is a park.", named(name), OPTIONS) == []
    assert check_caption(f"A park named {name} is seen here.", named("Elm Park"), OPTIONS)


BAD = [
    "",
    " ",
    "....,,,;;;!!!",
    "word " * 2000,
    "x" * 10_000,
    "\x00\x01\x02 a road \x7f",
    "‏טקסט בעברית‎ a road",
    "a\u0301\u0302\u0303\u0304 ro\u0308ad",
    "9" * 400,
    "1,2,3,4,,,5.6.7. 8/9 10:11 ½ ¾ m² %",
    "north " * 500,
    "half half of of the the a a",
    "\ue000\ue001 \uf8ff named",
    '"' * 501,
    "(((((" * 200,
    "two hundred and and and thousand million dozen",
    "two percent",
    "one in",
    "half a",
    "from left to",
    "north of",
    "named",
    "1 by",
]


@pytest.mark.parametrize("caption", BAD)
def test_bad_input_is_objected_to_and_breaks_nothing(caption):
    assert check_caption(caption, SCENE, TaskOptions())
    assert check_revision(caption, SCENE, caption, TaskOptions())


TABLE = Path(rsteller_core.checks.__file__).with_name("words.toml")
LISTS = tomllib.loads(TABLE.read_text(encoding="utf-8")).values()
"""All words that a check knows: they are where a sentence can go wrong."""
KNOWN = sorted({word for lists in LISTS for words in lists.values() for word in words.split()})
VOCABULARY = """it the a of in to from north left right pond road Mill Pond two half of the image
which and , . ; ( ) percent meters not lies covers 12 Rue 9 \ue000 é 京 - ' " most large its the
former latter than both"""
WORDS = st.one_of(st.sampled_from(VOCABULARY.split()), st.sampled_from(KNOWN))


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_no_words_in_any_order_break_a_check(caption):
    for objection in check_revision(caption, SCENE, CAPTION, OPTIONS):
        assert objection.reason


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_a_check(caption):
    check_revision(caption, SCENE, CAPTION, OPTIONS)
