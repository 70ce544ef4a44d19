"""Elements in their patches, and how they are measured there."""

from __future__ import annotations

import math

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import assume, given, settings, strategies as st
from shapely.affinity import rotate, scale
from test_grid import GEOD, scene_at, scenes, utm

from rsteller_core.geometry import grid, lines, measures, place_at, shapes, views
from rsteller_core.geometry.outline import simplified
from rsteller_core.geometry.projection import lonlat
from rsteller_core.geometry.repair import mended
from rsteller_core.values import Element, PatchView, Skipped

FRAME = (0.0, 0.0, 100.0, 100.0)
SIZE = (100.0, 100.0)
METRES = (1.0, 0.0, 0.0, 1.0)


def on_the_ground(scene, shape, row=0, size=None):
    """An element that has this shape in the coordinates of a patch at the left of the scene."""
    size = size or scene.height
    t = scene.transform

    def place(xy):
        x = t.c + t.a * xy[:, 0]
        y = t.f + t.e * (row + size - xy[:, 1])
        return np.column_stack(lonlat(scene, x, y))

    return Element("way/1", {}, shapely.transform(shape, place))


def view_of(scene, *elements, size=None):
    (view,) = views(scene, list(grid(scene, size or scene.height, 10_000))[:1], elements)
    assert isinstance(view, PatchView)
    return view


def clip(*shapes_):
    whole = np.array(shapes_, dtype=object)
    return list(mended(shapely.clip_by_rect(whole, *FRAME), shapely.get_dimensions(whole)))


# ---- placing


def test_an_element_lies_on_its_pixels():
    scene = utm()
    shape = shapely.Polygon([(10, 20), (90, 30), (50, 150), (10, 20)])
    (placed,) = view_of(scene, on_the_ground(scene, shape)).elements
    assert placed.clipped.equals_exact(shape, 1e-3)
    assert placed.clipped.equals(placed.whole)


def test_each_patch_gets_what_it_holds_in_the_order_given():
    scene = utm()
    boxes = [shapely.box(x, 20, x + 60, 60) for x in (220, 10, 75, 130)]
    elements = [on_the_ground(scene, box) for box in boxes]
    left, middle, right = list(views(scene, grid(scene, 100, 100), elements))[3:]
    assert [e.element for e in left.elements] == [elements[1], elements[2]]
    assert [e.element for e in middle.elements] == [elements[2], elements[3]]
    assert [e.element for e in right.elements] == [elements[0]]
    assert left.elements[1].clipped.bounds == pytest.approx((75, 20, 100, 60), abs=1e-3)
    assert left.elements[1].whole.bounds == pytest.approx((75, 20, 135, 60), abs=1e-3)
    assert middle.elements[0].clipped.bounds == pytest.approx((0, 20, 35, 60), abs=1e-3)


def test_what_cannot_be_placed_is_told_with_its_reason():
    scene = scene_at("EPSG:3857", 0, 0, 1.0)
    with np.errstate(invalid="ignore"):
        nowhere = shapely.LineString([(0, 0), (math.nan, 1)])
    bad = [
        shapely.Polygon(),
        shapely.LineString([(0, 0), (0, 91)]),
        nowhere,
        shapely.Polygon([(0, 0), (1, 0), (0, 0)]),
        shapely.box(0, -0.001, 0.001, 0),
    ]
    elements = [Element(f"way/{i}", {}, shape) for i, shape in enumerate(bad)]
    *skipped, view = views(scene, grid(scene, 200, 500), elements)
    assert skipped == [
        Skipped("way/0", "empty geometry"),
        Skipped("way/1", "outside the reach of the scene's CRS"),
        Skipped("way/2", "outside the reach of the scene's CRS"),
        Skipped("way/3", "geometry without length or area"),
    ]
    assert [e.element.id for e in view.elements] == ["way/4"]


def test_no_elements_make_empty_views():
    scene = utm()
    assert [len(view.elements) for view in views(scene, grid(scene, 100, 100), [])] == [0] * 6


def test_a_long_edge_is_straight_in_degrees_and_bent_in_pixels():
    scene = scene_at("EPSG:32633", 300_000, 7_500_000, 10.0, 20_000, 2_000)
    west, east = lonlat(scene, np.array([300_000.0, 490_000]), np.array([7_490_000.0] * 2))
    parallel = shapely.LineString([(west[0], east[0]), (west[1], east[0])])
    bent = view_of(scene, Element("way/1", {}, parallel)).elements[0].whole
    fine = shapely.segmentize(parallel, 0.001)
    true = view_of(scene, Element("way/1", {}, fine)).elements[0].whole
    assert shapely.hausdorff_distance(bent, true, densify=0.01) < 1
    assert len(bent.coords) < 200
    straight = shapely.LineString([true.coords[0], true.coords[-1]])
    assert shapely.hausdorff_distance(straight, true) > 50


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32660"])
@pytest.mark.parametrize("turn", [0, 360])
def test_elements_are_placed_on_both_sides_of_the_antimeridian(crs, turn):
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(179.999, -17)
    step = 1e-5 if crs == "EPSG:4326" else 1.0
    scene = scene_at(crs, x - 50 * step, y, step, width=200)
    east = shapely.box(-179.9999 + turn, -17.0005, -179.9998 + turn, -17.0003)
    west = shapely.box(179.9995, -17.0005, 179.9996, -17.0003)
    view = view_of(scene, *(Element("way/1", {}, box) for box in (west, east)))
    left, right = (e.clipped.centroid.x for e in view.elements)
    assert 0 < left < right < 200
    assert right - left < 70


def straight_in_degrees(shape):
    return shapely.segmentize(shape, shape.length / 200)


@settings(max_examples=80, deadline=None)
@given(
    scenes(),
    st.lists(st.tuples(st.floats(1, 447), st.floats(1, 447)), min_size=3, max_size=6),
)
def test_lengths_and_areas_are_geodesic_ones(scene, points):
    hull = shapely.MultiPoint(points).convex_hull
    assume(hull.area > 10_000)
    line = shapely.LineString(shapely.get_coordinates(hull)[:-1])
    elements = [on_the_ground(scene, shape) for shape in (hull, line)]
    view = view_of(scene, *elements)
    area, length = (placed.clipped for placed in view.elements)
    # The map's edges are straight in lon/lat, those of a geodesic polygon are not: over 4 km at 76
    # degrees that alone is half a percent of a slim triangle.
    ground, way = (straight_in_degrees(element.geometry) for element in elements)
    geodesic = abs(GEOD.geometry_area_perimeter(ground)[0])
    assert measures.area_m2(area.area, view.patch.metres) == pytest.approx(geodesic, rel=0.005)
    geodesic = GEOD.geometry_length(way)
    assert run(length, view.patch.metres).ground.length == pytest.approx(geodesic, rel=0.005)


# ---- clipping


@st.composite
def rings(draw):
    """Stars round a point: valid, of any convexity, on and off the frame's own coordinates."""
    count = draw(st.integers(3, 9))
    radii = draw(st.lists(st.floats(5, 80), min_size=count, max_size=count))
    x, y = draw(st.sampled_from([0, 50, 100])), draw(st.floats(-20, 120))
    turns = 2 * np.pi * np.arange(count) / count
    xy = np.column_stack((x + radii * np.cos(turns), y + radii * np.sin(turns)))
    return shapely.Polygon(np.round(xy, draw(st.sampled_from([0, 6]))))


@given(st.lists(rings(), min_size=1, max_size=5))
def test_clips_are_the_intersections_and_stay_areas(polygons):
    valid = [p for p in polygons if p.is_valid and p.area > 1]
    assume(valid)
    frame = shapely.box(*FRAME)
    for polygon, clipped in zip(valid, clip(*valid), strict=True):
        expected = polygon.intersection(frame).area
        if clipped is None:
            assert expected < 1e-5
            continue
        assert clipped.geom_type in ("Polygon", "MultiPolygon")
        assert clipped.is_valid
        assert clipped.area == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.tuples(st.integers(-50, 150), st.integers(-50, 150)), min_size=2, max_size=6))
def test_clips_of_lines_are_lines(points):
    line = shapely.LineString(points)
    assume(line.is_simple)
    (clipped,) = clip(line)
    # Along the frame itself, a line is in or out as it likes: nobody can see which.
    inner = line.intersection(shapely.box(*FRAME).buffer(-1e-9)).length
    outer = line.intersection(shapely.box(*FRAME)).length
    if clipped is None:
        assert inner < 1e-5
    else:
        assert clipped.geom_type in ("LineString", "MultiLineString")
        assert inner - 1e-6 <= clipped.length <= outer + 1e-6


def test_what_only_touches_the_frame_is_not_inside():
    outside = [
        shapely.box(100, 20, 150, 80),
        shapely.box(100, 100, 150, 150),
        shapely.Polygon([(100, 50), (150, 30), (150, 70)]),
        shapely.LineString([(100, 50), (150, 50)]),
        shapely.LineString([(50, 150), (150, 50)]),
    ]
    assert clip(*outside) == [None] * 5


def test_a_comb_across_the_frame_becomes_its_teeth():
    comb = shapely.union_all(
        [shapely.box(-50, -20, 150, -10), *(shapely.box(x, -15, x + 5, 30) for x in (10, 40, 70))]
    )
    (clipped,) = clip(comb)
    assert [part.area for part in clipped.geoms] == pytest.approx([150] * 3)


def test_a_hole_that_the_frame_cuts_is_a_bay():
    ring = shapely.box(50, 20, 150, 80).difference(shapely.box(80, 40, 120, 60))
    (clipped,) = clip(ring)
    assert list(clipped.interiors) == []
    assert clipped.area == pytest.approx(50 * 60 - 20 * 20)


def test_a_bow_tie_is_mended_into_its_wings():
    (area,) = mended(np.array([shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])]))
    assert area.geom_type == "MultiPolygon"
    assert area.area == pytest.approx(50)


def test_of_a_collection_the_highest_parts_are_kept():
    box, line = shapely.box(0, 0, 5, 5), shapely.LineString([(5, 5), (9, 9)])
    collection = shapely.GeometryCollection([line, box, shapely.Point(1, 1)])
    nested = shapely.GeometryCollection([shapely.Point(1, 1), shapely.MultiLineString([line])])
    assert list(mended(np.array([collection, nested], dtype=object))) == [box, line]


def test_a_spike_is_cut_off_an_area():
    (area,) = mended(np.array([shapely.Polygon([(0, 0), (5, 0), (9, 0), (5, 0), (5, 5), (0, 5)])]))
    assert area.equals(shapely.box(0, 0, 5, 5))


# ---- measures


def share(shape):
    return measures.share(shape.area, SIZE)


def position(shape):
    """The cell of a thing, or None where none says where it is."""
    if not measures.has_position(shape.bounds, share(shape), SIZE):
        return None
    return place_at(anchor(shape).x, anchor(shape).y, *SIZE)


def anchor(shape):
    return measures.anchors(np.array([shape]))[0]


def runs_on(shape, whole):
    return measures.runs_on(measures.edges_reached(shape.bounds, SIZE), whole.bounds, SIZE)


def test_a_thing_over_most_of_the_patch_has_no_position():
    assert position(shapely.box(0, 0, 100, 51)) is None
    assert position(shapely.box(0, 0, 100, 49)).image == "bottom"
    ring = shapely.box(5, 5, 95, 95).difference(shapely.box(15, 15, 85, 85))
    assert share(ring) < 0.5
    assert measures.spreads(ring.bounds, share(ring), SIZE)
    assert position(ring) is None


def test_a_bent_thing_is_where_it_is_and_not_in_its_bay():
    hook = shapely.box(5, 5, 60, 60).difference(shapely.box(12, 12, 60, 60))
    assert hook.distance(anchor(hook)) < 1e-9
    assert position(hook).image == "lower left"


def test_a_line_is_where_its_middle_is():
    line = shapely.LineString([(0, 90), (90, 90), (90, 10)])
    assert position(line).image == "upper right"


def test_it_runs_on_only_where_it_goes_over_an_edge_that_it_reaches():
    whole = shapely.box(50, 20, 150, 80)
    assert runs_on(clip(whole)[0], whole)
    inside = shapely.box(50, 20, 100, 80)
    assert measures.edges_reached(inside.bounds, SIZE) == ("right",)
    assert not runs_on(inside, inside)
    apart = shapely.MultiPolygon([shapely.box(40, 40, 60, 60), shapely.box(200, 0, 300, 50)])
    assert not runs_on(clip(apart)[0], apart)


def test_specks_are_neither_parts_nor_holes():
    main, speck, other = shapely.box(0, 0, 40, 40), shapely.box(50, 50, 51, 51), (60, 60, 80, 80)
    area = shapely.MultiPolygon([speck, main, shapely.box(*other)])
    assert measures.large_parts(area) == [main, shapely.box(*other)]
    holed = main.difference(shapely.box(5, 5, 6, 6)).difference(shapely.box(10, 10, 20, 20))
    assert measures.large_holes(holed) == 1
    assert measures.large_holes(main) == 0


def test_the_outline_that_the_frame_makes_is_known():
    assert measures.along_frame(shapely.box(0, 0, 100, 10), SIZE) == pytest.approx(120 / 220)
    assert measures.along_frame(shapely.box(0, 40, 100, 50), SIZE) == pytest.approx(20 / 220)
    assert measures.along_frame(shapely.box(10, 40, 90, 50), SIZE) == 0


# ---- lines


def run(line, metres=METRES):
    return lines.runs(np.array([line]), np.array([metres]))[0]


def course(line):
    return lines.course(line.coords[0], line.coords[-1], SIZE)


def arc(degrees, radius=40.0):
    turns = np.radians(np.linspace(0, degrees, 60))
    return shapely.LineString(50 + radius * np.column_stack((np.cos(turns), np.sin(turns))))


def wave(height, count=4):
    x = np.linspace(0, 100, 200)
    return shapely.LineString(np.column_stack((x, 50 + height * np.sin(x * count * np.pi / 50))))


@pytest.mark.parametrize(
    ("line", "axis", "winds"),
    [
        (shapely.LineString([(0, 50), (100, 52)]), "east-west", False),
        (shapely.LineString([(10, 0), (20, 100)]), "north-south", False),
        (arc(60), "north-west to south-east", False),
        (arc(200), None, False),
        (arc(360), None, False),
        (shapely.LineString([(0, 0), (80, 0), (80, 80)]), None, False),
        (shapely.LineString([(0, 0), (90, 5), (0, 10)]), None, False),
        (wave(3), "east-west", False),
        (wave(12), None, True),
    ],
    ids=["flat", "upright", "bow", "half", "ring", "corner", "hairpin", "ripple", "meander"],
)
def test_a_line_has_a_direction_unless_it_bends_too_much(line, axis, winds):
    assert run(line).axis == axis
    if axis is None:
        assert lines.winds(run(line).ground) is winds


def test_direction_is_against_true_north():
    line = shapely.LineString([(0, 0), (10, 0)])
    turn = math.radians(30)
    metres = (math.cos(turn), -math.sin(turn), math.sin(turn), math.cos(turn))
    assert run(line).axis == "east-west"
    assert run(line, metres).axis == "north-east to south-west"


def test_sinuosity_is_length_over_distance():
    assert run(shapely.LineString([(0, 0), (3, 0), (3, 4)])).sinuosity == 7 / 5
    assert run(arc(360)).sinuosity > 1e6
    closed = shapely.LineString([(0, 0), (3, 0), (3, 4), (0, 0)])
    assert run(closed).sinuosity == math.inf


def test_a_course_names_edges_and_ends():
    first, last = course(shapely.LineString([(100, 50), (50, 50), (10, 100)]))
    assert (first.image, first.compass, first.on_edge) == ("top", "north", True)
    assert (last.image, last.compass, last.on_edge) == ("right", "east", True)
    first, last = course(shapely.LineString([(50, 50), (0, 45)]))
    assert (first.image, first.on_edge, last.image, last.on_edge) == ("left", True, "center", False)
    assert course(arc(360)) is None
    assert course(shapely.LineString([(0, 10), (30, 50), (0, 90)])) is None


def test_only_a_part_that_is_most_of_a_line_speaks_for_it():
    halves = shapely.MultiLineString([[(0, 0), (10, 0)], [(0, 5), (11, 5)]])
    chief = shapely.MultiLineString([[(0, 0), (2, 0)], [(0, 5), (11, 5)]])
    several = np.array([halves, chief])
    parts = measures.longest_parts(several)
    assert shapely.length(parts).tolist() == [11, 11]
    speaks = lines.speaks_for(shapely.length(parts), shapely.length(several))
    assert speaks.tolist() == [False, True]


# ---- shapes


def form_of(area, metres=METRES):
    return shapes.forms(np.array([area]), np.array([metres]))[0]


L_SHAPE = shapely.box(0, 0, 40, 40).difference(shapely.box(18, 15, 40, 40))
STAR = shapely.Polygon(
    [
        (50 + r * math.cos(i * math.pi / 6), 50 + r * math.sin(i * math.pi / 6))
        for i, r in enumerate([40, 12] * 6)
    ]
)
T_SHAPE = shapely.box(0, 30, 40, 40).union(shapely.box(15, 0, 25, 30))


@pytest.mark.parametrize("turn", [0, 17, 45, 80])
@pytest.mark.parametrize("size", [0.5, 3])
@pytest.mark.parametrize(
    ("area", "word"),
    [
        (shapely.box(0, 0, 30, 28), "roughly square"),
        (shapely.box(0, 0, 30, 18), "rectangular"),
        (shapely.box(0, 0, 90, 18), "elongated"),
        (shapely.Point(0, 0).buffer(30), "round"),
        (shapely.Point(0, 0).buffer(30, quad_segs=2), "round"),
        (shapely.Polygon([(0, 0), (40, 0), (15, 35)]), "triangular"),
        (L_SHAPE, "L-shaped"),
        (STAR, "irregular"),
        (T_SHAPE, "irregular"),
        (scale(shapely.Point(0, 0).buffer(30), 1.6, 1), None),
        (shapely.Polygon([(0, 0), (40, 0), (30, 30), (10, 30)]), None),
    ],
    ids=[
        *("square", "rectangle", "strip", "circle", "octagon", "triangle", "L", "star", "T"),
        *("oval", "trapezium"),
    ],
)
def test_shapes_are_told_by_their_measures(area, word, size, turn):
    turned = rotate(scale(area, size, size), turn)
    # A vertex in the middle of each edge changes nothing: shapes are not counted by corners.
    for drawn in (turned, shapely.segmentize(turned, 5 * size)):
        assert shapes.shape_of(form_of(drawn)) == word


@given(rings())
def test_the_form_of_an_area_encloses_it(area):
    assume(area.is_valid and area.area > 1)
    form = form_of(area)
    assert form.length >= form.width > 0
    assert 0 < form.filled <= 1 + 1e-9
    assert form.length * form.width * form.filled == pytest.approx(area.area)


def test_shapes_are_those_on_the_ground():
    drawn = shapely.box(0, 0, 20, 10)
    metres = (0.5, 0.0, 0.0, 1.0)
    assert shapes.shape_of(form_of(drawn, metres)) == "roughly square"


def test_a_strip_stretches_along_its_longer_side():
    strip = rotate(shapely.box(0, 0, 100, 10), 45)
    assert form_of(strip).axis == "north-east to south-west"


# ---- outlines


def test_a_winding_river_keeps_its_bends():
    river = wave(12)
    drawn = simplified(river)
    assert shapely.hausdorff_distance(drawn, river, densify=0.05) <= 0.5
    assert len(drawn.coords) < len(river.coords)
    assert lines.winds(drawn)
    assert run(drawn).sinuosity == pytest.approx(run(river).sinuosity, rel=0.02)


@given(rings())
def test_an_outline_stays_an_area_and_as_large_as_it_looks(area):
    assume(area.is_valid and area.area > 1)
    drawn = simplified(area)
    assert drawn.is_valid
    assert not drawn.is_empty
    assert abs(drawn.area - area.area) <= 0.5 * area.length + 1e-6


def test_what_is_too_small_to_see_does_not_vanish():
    specks = shapely.MultiPolygon([shapely.box(0, 0, 0.2, 0.2), shapely.box(5, 5, 5.2, 5.2)])
    assert simplified(specks).area == pytest.approx(specks.area, rel=0.6)


# ---- what is hard to hold


def test_a_ring_that_touches_itself_stays_as_large_and_becomes_valid():
    pinched = shapely.Polygon([(0, 0), (20, 0), (20, 20), (10, 0), (0, 20)])
    (area,) = mended(np.array([pinched]))
    assert area.is_valid
    assert area.area == pytest.approx(200)


def test_a_sliver_without_area_is_no_area():
    slivers = [shapely.box(0, 0, 100, 1e-9), shapely.Polygon([(0, 0), (50, 50), (100, 100)])]
    assert list(mended(np.array(slivers))) == [None, None]


def test_what_a_patch_keeps_of_an_element_beyond_its_frame_is_moved_with_it():
    scene = utm()
    shape = shapely.box(60, 20, 160, 60)
    first, second = list(views(scene, grid(scene, 100, 100), [on_the_ground(scene, shape)]))[3:5]
    for view, left in ((first, 60), (second, -40)):
        (placed,) = view.elements
        assert placed.whole.bounds == pytest.approx((left, 20, left + 100, 60), abs=1e-3)
        assert placed.whole_bounds == pytest.approx(placed.whole.bounds)
