"""How things lie to one another: each relation by its rule, and held to random geometry."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, strategies as st
from shapely.affinity import scale, translate

from rsteller_core.facts.pairs import Subject
from rsteller_core.facts.surroundings import relations_of
from rsteller_core.facts.things import Things
from rsteller_core.facts.whole import count_facts, land_cover_facts
from rsteller_core.geometry import relations
from rsteller_core.geometry.axes import COMPASS
from rsteller_core.geometry.measures import anchors
from rsteller_core.values import Bounds, Element, Patch, PatchView, PlacedElement, Window

SIDE = 300.0
SIZE = (SIDE, SIDE)
FRAME = shapely.box(0, 0, SIDE, SIDE)
PATCH = Patch(
    "p_00000_00000", "p", Window(0, 0, 300, 300), Bounds(0, 0, 300, 300), FRAME, (1, 0, 0, 1)
)
OPPOSITE = {
    "north": "south", "north-east": "south-west", "east": "west", "south-east": "north-west",
}  # fmt: skip
OPPOSITE |= {value: key for key, value in OPPOSITE.items()}
MIRRORED = {"west": "east", "north-west": "north-east", "south-west": "south-east"}
MIRRORED |= {value: key for key, value in MIRRORED.items()}


def line(*points):
    return shapely.LineString(points)


def one(measure, first, second, *rest):
    """A measure of one against one other."""
    pair = np.array([first], dtype=object), np.array([second], dtype=object)
    if not rest:
        pair = (relations.meetings(*pair),)
    return bool(measure(*pair, *rest)[0])


def seen_from(first, second):
    """Where the first lies as seen from the second; None where that is not clear."""
    pair = np.array([first], dtype=object), np.array([second], dtype=object)
    (east,), (north,) = relations.directions(*pair, SIDE)
    return next((one for one in COMPASS if (one.east, one.north) == (east, north)), None)


def between(middle, *flanks):
    """Which two of the flanks a thing lies between, or None."""
    (pair,) = relations.between(np.array([middle]), np.array([flanks])).tolist()
    return None if pair[0] < 0 else tuple(pair)


COORDINATES = st.integers(1, 299)
BOXES = st.tuples(COORDINATES, COORDINATES, st.integers(2, 80), st.integers(2, 80)).map(
    lambda b: shapely.box(b[0], b[1], min(b[0] + b[2], 300), min(b[1] + b[3], 300))
)
LINES = (
    st.lists(st.tuples(COORDINATES, COORDINATES), min_size=2, max_size=4, unique=True)
    .map(shapely.LineString)
    .filter(lambda shape: shape.is_simple)
)
SHAPES = BOXES | LINES | st.builds(shapely.Point, COORDINATES, COORDINATES)


def mirrored(shape):
    return scale(shape, -1, 1, origin=(SIDE / 2, SIDE / 2))


def clear_of_sectors(first, second):
    """Whether the way from one to the other is clearly in one eighth of the circle."""
    ways = []
    for a, b in ((first, second), (second, first)):
        start, end = anchors(np.array([a, b]))
        ways.append((start.x - end.x, start.y - end.y))
        near = shapely.shortest_line(a, end).coords
        ways.append((near[0][0] - near[1][0], near[0][1] - near[1][1]))
    return all(
        abs(math.degrees(math.atan2(*way)) % 45 - 22.5) > 1e-3 and math.hypot(*way) > 1e-3
        for way in ways
    )


@given(SHAPES, SHAPES)
def test_one_is_north_of_another_just_where_that_is_south_of_it(first, second):
    there = seen_from(first, second)
    back = seen_from(second, first)
    assert (there is None) == (back is None)
    if there and back:
        assert back.compass == OPPOSITE[there.compass]


@given(BOXES, BOXES)
def test_what_is_north_of_another_is_higher_up(first, second):
    place = seen_from(first, second)
    if place:
        rise = first.centroid.y - second.centroid.y
        run = first.centroid.x - second.centroid.x
        assert rise * place.north >= 0
        assert run * place.east >= 0


@given(SHAPES, SHAPES)
def test_a_mirror_swaps_east_and_west_and_leaves_the_rest(first, second):
    assume(clear_of_sectors(first, second))
    place = seen_from(first, second)
    other = seen_from(mirrored(first), mirrored(second))
    assert (place is None) == (other is None)
    if place and other:
        assert other.compass == MIRRORED.get(place.compass, place.compass)


@given(SHAPES, SHAPES)
def test_crossing_and_beside_are_symmetric(first, second):
    assert one(relations.crosses, first, second) == one(relations.crosses, second, first)
    assert one(relations.beside, first, second, SIDE) == one(relations.beside, second, first, SIDE)


@given(LINES, LINES)
def test_parallel_is_symmetric(first, second):
    assert one(relations.parallel, first, second, SIDE) == one(
        relations.parallel, second, first, SIDE
    )


@given(SHAPES, SHAPES)
def test_inside_and_contains_are_converse(first, second):
    within = one(relations.inside, first, second)
    assert within == one(relations.contains, second, first)
    assert not (within and one(relations.inside, second, first))


@given(SHAPES, SHAPES)
def test_of_a_pair_at_most_one_of_these_holds(first, second):
    held = [
        one(relations.crosses, first, second),
        one(relations.inside, first, second),
        one(relations.contains, first, second),
        one(relations.beside, first, second, SIDE),
    ]
    assert sum(held) <= 1


@given(BOXES, BOXES, BOXES)
def test_between_is_the_same_whichever_flank_is_named_first(middle, first, second):
    there = between(middle, first, second)
    assert there == between(middle, second, first)
    assert there in (None, (0, 1))


@given(SHAPES, st.floats(20, 200))
def test_a_step_away_leaves_nothing_beside(shape, step):
    assert not one(relations.beside, shape, translate(shape, 400 + step, 0), SIDE)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (line((0, 0), (300, 300)), line((0, 300), (300, 0)), True),
        (line((0, 150), (300, 150)), line((150, 150), (150, 300)), False),
        (line((0, 150), (150, 150)), line((150, 150), (300, 150)), False),
        (line((0, 150), (300, 150)), line((100, 150), (200, 150)), False),
        (line((0, 150), (300, 150)), shapely.box(100, 100, 200, 200), True),
        (line((150, 150), (300, 150)), shapely.box(100, 100, 200, 200), False),
        (line((0, 150), (300, 150)), shapely.box(100, 150, 200, 200), False),
        (shapely.box(0, 0, 20, 20), shapely.box(10, 10, 30, 30), False),
        (shapely.Point(5, 5), shapely.box(0, 0, 20, 20), False),
    ],
    ids=["X", "T", "end", "over", "through", "into", "along", "overlap", "point"],
)
def test_what_crosses(first, second, expected):
    assert one(relations.crosses, first, second) is expected


def test_a_crossing_is_the_one_nearest_to_the_middle():
    def crossing(first, second):
        return relations.crossings(np.array([first]), np.array([second]), SIZE).tolist()[0]

    wave = line((0, 100), (100, 200), (200, 100), (300, 200))
    assert crossing(wave, line((0, 150), (300, 150))) == pytest.approx((150, 150))
    over = crossing(line((0, 50), (300, 50)), shapely.box(180, 0, 220, 100))
    assert over == pytest.approx((200, 50))


def test_inside_is_nearly_all_of_it_and_of_a_larger_one():
    yard = shapely.box(100, 100, 200, 200)
    assert one(relations.inside, shapely.box(98, 120, 140, 160), yard)
    assert not one(relations.inside, shapely.box(90, 120, 140, 160), yard)
    assert not one(relations.inside, shapely.box(101, 101, 199, 199), yard)
    assert one(relations.inside, line((101, 150), (199, 150)), yard)
    assert one(relations.inside, shapely.Point(150, 150), yard)


def test_beside_is_next_to_and_not_over():
    house = shapely.box(100, 100, 150, 150)
    assert one(relations.beside, house, shapely.box(160, 100, 200, 150), SIDE)
    assert one(relations.beside, house, shapely.box(150, 100, 200, 150), SIDE)
    assert not one(relations.beside, house, shapely.box(163, 100, 200, 150), SIDE)
    assert not one(relations.beside, house, shapely.box(140, 100, 200, 150), SIDE)
    assert one(relations.beside, house, line((0, 95), (300, 95)), SIDE)
    assert not one(relations.beside, line((0, 95), (300, 95)), line((50, 95), (50, 300)), SIDE)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (line((20, 180), (280, 185)), True),
        (line((280, 130), (20, 130)), True),
        (line((0, 130), (300, 180)), False),
        (line((20, 220), (280, 220)), False),
        (line((20, 180), (60, 180)), False),
        (line((150, 160), (150, 300)), False),
        (line((0, 140), (300, 160)), False),
    ],
    ids=["beside", "reversed", "crossing", "far", "short", "across", "meets"],
)
def test_what_runs_parallel(other, expected):
    assert one(relations.parallel, line((0, 150), (300, 150)), other, SIDE) is expected


def test_the_edge_that_the_frame_makes_is_nobodys():
    wood = shapely.box(0, 0, 150, 300)
    assert one(relations.along_edge, line((155, 20), (155, 280)), wood, SIZE)
    assert not one(relations.along_edge, line((5, 20), (5, 280)), wood, SIZE)
    assert not one(relations.along_edge, line((75, 20), (75, 280)), wood, SIZE)
    assert not one(relations.along_edge, line((155, 20), (155, 60)), wood, SIZE)


def test_between_is_on_the_way_from_one_to_the_other():
    left, right = shapely.box(20, 100, 60, 200), shapely.box(240, 100, 280, 200)
    flanks = (shapely.box(0, 0, 5, 5), left, right)
    assert between(shapely.box(130, 130, 160, 160), *flanks) == (1, 2)
    assert between(shapely.box(130, 260, 160, 290), *flanks) is None
    assert between(shapely.box(50, 130, 160, 160), *flanks) is None


def test_a_direction_is_clear_or_not_told():
    house = shapely.box(20, 200, 40, 220)
    road = line((0, 50), (300, 50))
    assert seen_from(house, road).compass == "north"
    assert seen_from(road, house).compass == "south"
    assert seen_from(road, line((0, 90), (300, 90))) is None
    assert seen_from(house, shapely.box(22, 205, 42, 225)) is None
    assert seen_from(house, line((0, 100), (10, 210), (300, 290))) is None
    large = shapely.box(0, 0, 200, 250)
    assert seen_from(house, large) is None


# ---- facts


def placed(number, shape, **tags):
    element = Element(f"way/{number}", tags, FRAME)
    return PlacedElement(element, shape.intersection(FRAME), shape)


ROAD = placed(1, line((-10, 150), (310, 150)), highway="residential", name="Long Lane")
RIVER = placed(2, line((150, -10), (150, 310)), waterway="river", name="Pellam")
WOOD = placed(3, shapely.box(200, 160, 300, 300), natural="wood")
HOUSES = [
    placed(10 + i, shapely.box(10 + 20 * i, 160, 20 + 20 * i, 170), building="detached")
    for i in range(4)
]


def told(chosen, *others):
    things = things_of(chosen, *others)
    (facts,) = relations_of([Subject(chosen, 0)], things, SIZE)
    return facts


def things_of(*placed, gsd=1.0):
    return Things([PatchView(PATCH, gsd, placed)])


def counted(things):
    (facts,) = count_facts(things, SIZE)
    return facts


def covered(things):
    (facts,) = land_cover_facts(things, SIZE)
    return facts


def test_relations_are_told_in_words():
    facts = told(ROAD, RIVER, WOOD, *HOUSES)
    assert [fact.text for fact in facts] == [
        'It crosses a river, "Pellam", in the center of the image.',
        "It lies beside a detached house.",
        "It lies beside woodland.",
    ]
    assert facts[0].value == {
        "relation": "crosses",
        "other": {"id": "way/2", "kind": "river", "name": "Pellam"},
        "position": {"image": "center", "compass": "center"},
    }
    assert {fact.element for fact in facts} == {"way/1"}


def test_between_names_both():
    (fact,) = told(HOUSES[1], HOUSES[0], HOUSES[2])[:1]
    assert fact.value["relation"] == "between"
    assert (fact.value["other"]["id"], fact.value["and"]["id"]) == ("way/10", "way/12")


def texts(*things):
    return [fact.text for fact in told(*things)]


def test_a_road_mapped_in_pieces_is_not_held_against_itself():
    piece = placed(5, line((-10, 170), (310, 170)), highway="residential", name="Long Lane")
    assert texts(ROAD, piece) == []
    assert texts(WOOD, ROAD, piece) == ['It lies beside a residential road, "Long Lane".']


def test_another_of_a_kind_is_called_so():
    near = placed(6, shapely.box(100, 200, 197, 300), natural="wood")
    field = placed(7, shapely.box(200, 100, 300, 158), landuse="farmland")
    other = placed(8, shapely.box(100, 100, 199, 158), landuse="farmland")
    beside = ["It lies beside farmland.", "It lies beside other woodland."]
    assert texts(WOOD, near, field) == beside
    assert texts(HOUSES[0], HOUSES[1]) == ["It lies beside another detached house."]
    assert texts(field, other)[:1] == ["It lies beside other farmland."]
    assert "It lies west of another detached house." in texts(HOUSES[0], HOUSES[3])


def test_between_two_of_a_kind():
    assert texts(HOUSES[1], HOUSES[0], HOUSES[2])[0] == "It lies between two detached houses."


def test_a_lone_house_is_counted_with_the_other_buildings():
    yes = [placed(60 + i, shapely.box(9 * i, 9, 9 * i + 5, 14), building="yes") for i in range(3)]
    facts = counted(things_of(*yes, HOUSES[0], gsd=0.3))
    assert [fact.text for fact in facts] == ["The image holds four buildings."]


def test_land_cover_in_several_pieces_is_told_in_the_plural():
    meadows = [placed(70 + i, shapely.box(0, 80 * i, 300, 80 * i + 60), landuse="meadow")
               for i in range(2)]  # fmt: skip
    (fact,) = covered(things_of(*meadows))
    assert fact.text == "The largest land cover is meadows, over about 40 percent of the image."
    assert fact.value["kind"] == "meadow"


def test_few_relations_are_told_whatever_there_is_and_always_the_same():
    many = [
        placed(100 + i, shapely.Point(7 * i % 290 + 5, 11 * i % 290 + 5).buffer(3),
               building="detached", name=f"House {i}")
        for i in range(60)
    ]  # fmt: skip
    facts = told(ROAD, *many, RIVER)
    assert 4 < len(facts) <= 8
    assert told(ROAD, RIVER, *reversed(many)) == facts


def test_a_lone_thing_has_no_relations():
    assert told(ROAD) == ()


def test_like_things_are_counted():
    cut = placed(20, shapely.box(-30, 160, 5, 170), building="detached")
    things = things_of(ROAD, *HOUSES, cut)
    (fact,) = counted(things)
    assert fact.value == {
        "kind": "detached house", "plural": "detached houses", "count": 4,
        "position": {"image": "left", "compass": "west"},
    }  # fmt: skip
    assert fact.text == ("The image holds four detached houses, all on the left side (west) of it.")
    assert fact.element is None


def test_buildings_of_no_stated_kind_are_the_others():
    sheds = [placed(50 + i, shapely.box(9 * i, 9, 9 * i + 5, 14), building="yes") for i in range(3)]
    counts = counted(things_of(*HOUSES, *sheds, gsd=0.3))
    assert [fact.value["plural"] for fact in counts] == ["detached houses", "other buildings"]
    (alone,) = counted(things_of(*sheds, gsd=0.3))
    assert alone.text.startswith("The image holds three buildings")


def test_the_dominant_land_cover_is_counted_once_where_it_overlaps():
    fields = [placed(30 + i, shapely.box(0, 0, 300, 100 + i), landuse="farmland") for i in (0, 50)]
    things = things_of(*fields, WOOD)
    (fact,) = covered(things)
    assert fact.value == {"kind": "farmland", "share": 0.5}
    assert fact.text == "The largest land cover is farmland, over about half of the image."
    assert covered(things_of(WOOD)) == ()


def test_what_is_in_a_tunnel_is_not_told_of():
    tunnel = placed(9, line((150, -10), (150, 310)), highway="primary", name="T", tunnel="yes")
    assert told(ROAD, tunnel) == ()
    assert not things_of(tunnel).seen.any()


def test_what_cannot_be_seen_from_so_far_is_not_told_of():
    assert things_of(ROAD, *HOUSES, gsd=0.3).seen.all()
    assert not things_of(ROAD, *HOUSES, gsd=1e6).seen.any()
