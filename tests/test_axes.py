"""Left is west: random geometry is held to the one table of directions."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, strategies as st
from shapely.affinity import rotate, scale, translate

from rsteller_core.geometry.axes import (
    AXES,
    EDGES,
    PLACES,
    axes_lines,
    axis_of,
    direction_of,
    place_at,
)
from rsteller_core.geometry.lines import course, runs
from rsteller_core.geometry.measures import anchors, edges_reached, has_position

SIZE = (300.0, 200.0)
SQUARE = (1.0, 0.0, 0.0, 1.0)
MIRRORED = {
    "left": "right",
    "right": "left",
    "upper left": "upper right",
    "upper right": "upper left",
    "lower left": "lower right",
    "lower right": "lower left",
}
FLIPPED = {
    "top": "bottom",
    "bottom": "top",
    "upper left": "lower left",
    "upper right": "lower right",
    "lower left": "upper left",
    "lower right": "upper right",
}
SWAPPED_AXIS = {
    "north-east to south-west": "north-west to south-east",
    "north-west to south-east": "north-east to south-west",
}


@st.composite
def blobs(draw: st.DrawFn) -> shapely.Polygon:
    """A convex area inside the patch, smaller than half of it."""
    points = [
        (draw(st.floats(-30, 30)), draw(st.floats(-30, 30))) for _ in range(draw(st.integers(3, 8)))
    ]
    hull = shapely.MultiPoint(points).convex_hull
    assume(hull.area > 10)
    x, y = draw(st.floats(31, SIZE[0] - 31)), draw(st.floats(31, SIZE[1] - 31))
    return translate(hull, x, y)


def clear_of_borders(shape: shapely.Geometry) -> bool:
    """Whether a rounding error cannot move the middle of a shape to another cell."""
    x, y = shape.centroid.coords[0]
    thirds = (x / SIZE[0] * 3, y / SIZE[1] * 3)
    return all(abs(third - border) > 1e-6 for third in thirds for border in (1, 2))


def mirrored(shape: shapely.Geometry) -> shapely.Geometry:
    return scale(shape, -1, 1, origin=(SIZE[0] / 2, SIZE[1] / 2))


def flipped(shape: shapely.Geometry) -> shapely.Geometry:
    return scale(shape, 1, -1, origin=(SIZE[0] / 2, SIZE[1] / 2))


def place_of(shape: shapely.Geometry):
    assert has_position(shape.bounds, shape.area / (SIZE[0] * SIZE[1]), SIZE)
    (anchor,) = anchors(np.array([shape]))
    return place_at(anchor.x, anchor.y, *SIZE)


def orientation(line: shapely.LineString):
    return runs(np.array([line]), np.array([SQUARE]))[0].axis


@given(blobs())
def test_words_agree_with_the_side_on_which_a_thing_lies(blob):
    place = place_of(blob)
    x, y = blob.centroid.coords[0]
    if "left" in place.image:
        assert x <= SIZE[0] / 3 + 1e-6
    if "right" in place.image:
        assert x >= SIZE[0] * 2 / 3 - 1e-6
    if place.image.startswith(("upper", "top")):
        assert y >= SIZE[1] * 2 / 3 - 1e-6
    if place.image.startswith(("lower", "bottom")):
        assert y <= SIZE[1] / 3 + 1e-6
    assert ("left" in place.image) == ("west" in place.compass)
    assert ("right" in place.image) == ("east" in place.compass)
    assert place.image.startswith(("upper", "top")) == place.compass.startswith("north")
    assert place.image.startswith(("lower", "bottom")) == place.compass.startswith("south")


@given(blobs(), st.floats(0, 300))
def test_a_step_to_the_west_moves_the_words_to_the_left(blob, step):
    west = translate(blob, -min(step, blob.bounds[0]), 0)
    assert place_of(west).east <= place_of(blob).east


@given(blobs(), st.floats(0, 200))
def test_a_step_to_the_north_moves_the_words_up(blob, step):
    north = translate(blob, 0, min(step, SIZE[1] - blob.bounds[3]))
    assert place_of(north).north >= place_of(blob).north


@given(blobs())
def test_a_mirror_swaps_left_and_right_and_nothing_else(blob):
    assume(clear_of_borders(blob))
    word, other = place_of(blob).image, place_of(mirrored(blob)).image
    assert other == MIRRORED.get(word, word)


@given(blobs())
def test_turned_upside_down_top_and_bottom_swap(blob):
    assume(clear_of_borders(blob))
    word, other = place_of(blob).image, place_of(flipped(blob)).image
    assert other == FLIPPED.get(word, word)


ENDS = st.tuples(st.floats(1, 299), st.floats(1, 199))


def off_the_sectors(east: float, north: float) -> bool:
    angle = math.degrees(math.atan2(east, north)) % 45
    return abs(angle - 22.5) > 1e-6


@given(ENDS, ENDS)
def test_a_line_keeps_its_axis_when_it_is_drawn_the_other_way_round(start, end):
    line = shapely.LineString([start, end])
    assume(line.length > 1)
    assume(off_the_sectors(end[0] - start[0], end[1] - start[1]))
    assert orientation(line) == orientation(line.reverse())


@given(ENDS, ENDS)
def test_a_mirror_swaps_the_diagonals(start, end):
    line = shapely.LineString([start, end])
    assume(line.length > 1)
    assume(off_the_sectors(end[0] - start[0], end[1] - start[1]))
    axis = orientation(line)
    assert orientation(mirrored(line)) == SWAPPED_AXIS.get(axis, axis)


@given(ENDS, ENDS)
def test_a_course_goes_from_left_to_right(start, end):
    ends = course(start, end, SIZE)
    if ends is None:
        assert place_at(*start, *SIZE) == place_at(*end, *SIZE) or min(*start, *end) < 2
        return
    first, last = ends
    by_word = {place.image: place.east for place in PLACES}
    assert by_word[first.image] <= by_word[last.image]


@given(st.sampled_from(sorted(EDGES)), st.floats(0, 1))
def test_a_thing_at_an_edge_reaches_that_edge(edge, along):
    x, y = 50 + 200 * along, 50 + 100 * along
    spot = {"left": (0, y), "right": (300, y), "bottom": (x, 0), "top": (x, 200)}[edge]
    inside = shapely.Point(spot).buffer(20).intersection(shapely.box(0, 0, *SIZE))
    assert edges_reached(inside.bounds, SIZE) == (edge,)


@pytest.mark.parametrize("step", range(8))
def test_each_direction_holds_an_eighth_of_the_circle(step):
    words = [
        "north",
        "north-east",
        "east",
        "south-east",
        "south",
        "south-west",
        "west",
        "north-west",
    ]
    for turn in (-22, 0, 22):
        angle = math.radians(45 * step + turn)
        assert direction_of(math.sin(angle), math.cos(angle)).compass == words[step]
        assert axis_of(math.sin(angle), math.cos(angle)) == AXES[step % 4]


def test_turning_a_line_by_a_quarter_turns_its_axis():
    line = shapely.LineString([(100, 100), (200, 120)])
    turned = [orientation(rotate(line, -angle, origin=(150, 100))) for angle in (0, 90)]
    assert turned == ["east-west", "north-south"]


def test_nothing_has_no_direction():
    assert direction_of(0, 0).compass == "center"


def test_the_lines_for_prompts_name_every_word():
    lines = axes_lines()
    assert "left is west" in lines
    assert [place.image for place in PLACES if place.image not in lines] == []
    assert [place.compass for place in PLACES if place.compass not in lines] == []
