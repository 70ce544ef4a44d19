import random

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError
from rsteller_tasks import Area, NonArea, Revision, WholeScene, rsteller_prompt_tasks
from rsteller_tasks.captioning import AreaOptions, NonAreaOptions
from rsteller_tasks.revision import RevisionOptions
from rsteller_tasks.scene import SceneOptions
from shapely.geometry import LineString, MultiPolygon, Point, box

from rsteller_core.captions import Caption
from rsteller_core.checks import CAPTION_CHECKS, REVISION_CHECKS
from rsteller_core.values import Bounds, Element, Patch, PatchView, PlacedElement, Window

SIDE = 100
PATCH = Patch(
    "p",
    "s",
    Window(0, 0, SIDE, SIDE),
    Bounds(0, 0, SIDE, SIDE),
    box(9.0, 50.0, 9.001, 50.001),
    (1.0, 0.0, 0.0, 1.0),
)
FIELD, WATER = {"landuse": "farmland"}, {"natural": "water"}
ROAD = {"highway": "residential"}


def placed(number, geometry, tags):
    return PlacedElement(Element(f"way/{number}", tags, geometry), geometry, geometry)


def view(*elements, gsd=1.0):
    return PatchView(PATCH, gsd, elements)


def square(number, share, tags=FIELD):
    return placed(number, box(0, 0, SIDE * share, SIDE), tags)


def line(number, length, tags=ROAD):
    return placed(number, LineString([(0, 50), (length * SIDE, 50)]), tags)


def chosen(task, scene, seeds=range(40)):
    """The ids that a task takes over many seeds."""
    sheets = [task.sheet(scene, random.Random(seed)) for seed in seeds]
    return {sheet.elements[0].id if sheet else None for sheet in sheets}


def test_an_area_must_exceed_its_share():
    task = Area(AreaOptions())
    assert chosen(task, view(square(1, 0.05))) == {None}
    assert chosen(task, view(square(1, 0.051))) == {"way/1"}
    assert chosen(Area(AreaOptions(min_share=0.5)), view(square(1, 0.4))) == {None}


def test_a_line_must_exceed_its_length():
    task = NonArea(NonAreaOptions())
    assert chosen(task, view(line(1, 0.3))) == {None}
    assert chosen(task, view(line(1, 0.31))) == {"way/1"}
    assert chosen(NonArea(NonAreaOptions(min_length=1)), view(line(1, 0.9))) == {None}


def test_one_of_the_three_largest_is_taken_and_each_can_be():
    fields = view(*(square(number, number / 10) for number in range(1, 7)))
    assert chosen(Area(AreaOptions()), fields) == {"way/4", "way/5", "way/6"}
    assert chosen(Area(AreaOptions(candidates=1)), fields) == {"way/6"}
    roads = view(*(line(number, number / 7) for number in range(1, 7)))
    assert chosen(NonArea(NonAreaOptions()), roads) == {"way/4", "way/5", "way/6"}


def test_each_task_takes_only_its_geometry_and_what_has_a_kind():
    multi = MultiPolygon([box(0, 0, 30, 30), box(50, 50, 90, 90)])
    scene = view(
        square(1, 0.9, {"name": "Nowhere"}),
        square(2, 0.8, {"source": "survey"}),
        placed(3, multi, WATER),
        line(4, 0.9, {"name": "Nothing"}),
        line(5, 0.8),
        placed(6, Point(3, 3), {"amenity": "bench"}),
    )
    assert chosen(Area(AreaOptions()), scene) == {"way/3"}
    assert chosen(NonArea(NonAreaOptions()), scene) == {"way/5"}
    assert chosen(Area(AreaOptions()), view()) == {None}


@pytest.mark.parametrize(("gsd", "house"), [(0.6, True), (10.0, False)])
def test_what_cannot_be_seen_is_no_subject(gsd, house):
    houses = [square(number, 0.5, {"building": "house"}) for number in (1, 2)]
    wanted = {"way/1", "way/2"} if house else {None}
    assert chosen(Area(AreaOptions()), view(*houses, gsd=gsd)) == wanted
    assert chosen(WholeScene(SceneOptions()), view(*houses, gsd=gsd)) == (
        {"way/1"} if house else {None}
    )
    fences = view(line(1, 0.9, {"barrier": "hedge"}), gsd=gsd)
    assert chosen(NonArea(NonAreaOptions()), fences) == ({"way/1"} if house else {None})


@pytest.mark.parametrize("gsd", [0.3, 1.0, 10.0])
def test_farmland_rivers_and_motorways_are_seen_from_far(gsd):
    assert chosen(Area(AreaOptions()), view(square(1, 0.5), gsd=gsd)) == {"way/1"}
    for tags in ({"waterway": "river"}, {"highway": "motorway"}):
        assert chosen(NonArea(NonAreaOptions()), view(line(1, 0.9, tags), gsd=gsd)) == {"way/1"}


def in_scene(*elements, **options):
    """The ids that the task `scene` takes, in their order; None where it is none."""
    sheet = WholeScene(SceneOptions(**options)).sheet(view(*elements), random.Random(1))
    return [element.id for element in sheet.elements] if sheet else None


def test_a_scene_holds_the_elements_that_stand_out_most():
    river, stream = {"waterway": "river"}, {"waterway": "stream"}
    elements = (
        line(1, 0.15, stream),  # too short
        square(2, 0.01, WATER),  # too small
        line(3, 1.0, river),
        square(4, 0.6),
        line(5, 0.8),
        square(6, 0.1, {"natural": "wood"}),
        square(7, 0.9, {"name": "Nowhere"}),
        square(8, 0.05, {"leisure": "park"}),
    )
    assert in_scene(*elements) == ["way/4", "way/3", "way/5", "way/6"]
    assert in_scene(*reversed(elements)) == in_scene(*elements)
    assert in_scene(*elements, max_elements=2) == ["way/4", "way/3"]
    assert in_scene(*elements, max_elements=3, line_weight=0.05) == ["way/4", "way/6", "way/3"]
    assert in_scene(*elements, max_elements=2, line_weight=0) == ["way/4", "way/6"]


def test_a_scene_takes_few_of_one_kind_and_is_none_with_too_few():
    roads = [line(number, number / 7) for number in range(2, 7)]
    assert in_scene(*roads) == ["way/6", "way/5"]
    assert in_scene(*roads, max_alike=3) == ["way/6", "way/5", "way/4"]
    assert in_scene(*roads, max_alike=1) is None
    assert in_scene(*roads, max_alike=1, min_elements=1) == ["way/6"]
    assert in_scene() is None
    with pytest.raises(ValidationError, match="min_elements 3 is more than max_elements 2"):
        SceneOptions(min_elements=3, max_elements=2)


def test_a_road_in_pieces_is_one_thing_of_a_scene():
    tags = {"highway": "residential", "name": "Quarry Lane"}
    assert in_scene(line(1, 0.9, tags), line(2, 0.8, tags), line(3, 0.7)) == ["way/1", "way/3"]


def test_a_scenes_sheet_tells_of_each_of_its_elements():
    scene = view(square(1, 0.5), line(2, 1.0, {"waterway": "river"}))
    sheet = WholeScene(SceneOptions()).sheet(scene, random.Random(1))
    assert sheet.task == "scene"
    about = {fact.element: fact.value["name"] for fact in sheet.facts if fact.kind == "kind"}
    assert about == {"way/1": "farmland", "way/2": "river"}


def test_the_sheet_is_of_the_task_and_tells_what_it_is():
    sheet = Area(AreaOptions()).sheet(view(square(1, 0.5)), random.Random(1))
    assert (sheet.patch_id, sheet.task) == ("p", "area")
    assert sheet.of_kind("kind").value["name"] == "farmland"
    assert sheet.of_kind("share").value == pytest.approx(0.5)
    sheet = NonArea(NonAreaOptions()).sheet(view(line(1, 1)), random.Random(1))
    assert sheet.of_kind("length").value == pytest.approx(100)


@given(st.lists(st.floats(0.01, 1), max_size=8), st.integers(0, 2**32), st.randoms())
@settings(max_examples=50, deadline=None)
def test_the_choice_hangs_on_the_seed_and_not_on_the_order(shares, seed, shuffler):
    elements = [square(number, share) for number, share in enumerate(shares)]
    shuffled = shuffler.sample(elements, len(elements))
    one, two = (
        Area(AreaOptions()).sheet(view(*order), random.Random(seed))
        for order in (elements, shuffled)
    )
    assert one == two


def test_revisions_are_counted_by_the_seed_within_their_limits():
    task = Revision(RevisionOptions())
    assert {task.count(random.Random(seed)) for seed in range(50)} == {1, 2, 3, 4}
    assert Revision(RevisionOptions(min_count=0, max_count=0)).count(random.Random(1)) == 0
    with pytest.raises(ValidationError, match="min_count 3 is more than max_count 2"):
        RevisionOptions(min_count=3, max_count=2)


def test_the_defaults_are_the_published_rules():
    area, line_, revision = AreaOptions(), NonAreaOptions(), RevisionOptions()
    assert (area.min_share, area.weight, area.candidates) == (0.05, 0.6, 3)
    assert (line_.min_length, line_.weight, line_.candidates) == (0.3, 0.4, 3)
    assert (area.min_words, area.max_words, area.aim_words) == (10, 120, 50)
    assert (line_.min_words, line_.max_words, line_.aim_words) == (10, 120, 50)
    scene = SceneOptions()
    assert (scene.min_words, scene.max_words, scene.aim_words) == (20, 150, 70)
    assert (revision.min_words, revision.max_words, revision.aim_words) == (2, 100, 30)
    assert [(task.name, task.number) for task in rsteller_prompt_tasks()] == [
        ("area", 1),
        ("non_area", 2),
        ("revision", 3),
        ("scene", 4),
    ]


def test_captions_are_checked_by_length_and_form_and_revisions_also_for_copies():
    caption = "Farmland covers about half of the image and reaches its left edge."
    facts = Area(AreaOptions()).sheet(view(square(1, 0.5)), random.Random(1))
    area, revision = Area(AreaOptions()), Revision(RevisionOptions())
    assert (area.answer, revision.answer) == (Caption, Caption)
    assert (area.checks, revision.checks) == (CAPTION_CHECKS, REVISION_CHECKS)
    assert area.check(caption, facts, None) == []
    assert [found.check for found in area.check("Farmland.", facts, None)] == ["length"]
    assert revision.check("Farmland, half.", facts, caption) == []
    assert [found.check for found in revision.check(caption, facts, caption)] == ["not_a_copy"]
