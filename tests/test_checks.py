import pytest

from rsteller_core.checks import (
    CAPTION_CHECKS,
    FORM,
    REVISION_CHECKS,
    check_caption,
    check_revision,
    count_words,
    not_a_copy,
)
from rsteller_core.interfaces import TaskOptions
from rsteller_core.values import Fact, FactSheet

EMPTY = FactSheet("p", "area", (), ())
GOOD = [
    "A tennis court lies in the upper left of the image and covers about 650 square meters.",
    "The river winds from the left edge to the bottom, about 1.5 km long (within the frame).",
    "Its outline is L-shaped; it's 3:1 in proportion, and the pond's shore is irregular.",
    'A school called "Saint Osric\'s" fills a third of the scene.',
    "The ‘old mill’ stands beside a dam, and a park-and-ride lot lies to the north-west.",
    "Die Straße führt nach Norden, 東京 liegt rechts! A road is all that is seen here?",
    "A road and rail bridge crosses the canal at 12:30 on the clock face.",
    "A field of about 3-4 hectares. 2. Liga is played on the pitch beside it.",
]
BAD = [
    ("one_paragraph", "A lake lies in the center.\n\nIt is round and about two hectares large."),
    ("one_paragraph", "A lake\tlies in the center of the image and covers most of it."),
    ("one_paragraph", "A lake named K\ufffdln lies in the center of the image and covers it."),
    ("no_raw_tags", "A natural=water area lies in the center of the image and covers most of it."),
    ("no_raw_tags", "A sports_centre lies in the center of the image and covers most of it."),
    ("no_raw_tags", "The addr:street of this building is in the center of the image, to the left."),
    ("no_raw_tags", "The lake {{ name }} lies in the center of the image and covers most of it."),
    ("no_raw_tags", "The <b>lake</b> lies in the center of the image and covers most of it."),
    ("no_markdown", "A **large** lake lies in the center of the image and covers most of it."),
    ("no_markdown", "# Lake. A lake lies in the center of the image and covers most of it."),
    ("no_markdown", "- A lake lies in the center of the image and covers most of it."),
    ("no_markdown", "1. A lake lies in the center of the image and covers most of it."),
    ("no_markdown", "A `lake` lies in the center of the image and covers most of the scene."),
    ("no_markdown", "A [lake](x) lies in the center of the image, see https://example.org/a."),
    ("no_label", "Caption: A lake lies in the center of the image and covers most of it."),
    ("no_label", "**Answer:** A lake lies in the center of the image and covers most of it."),
    ("no_label", "Sure! A lake lies in the center of the image and covers most of it."),
    ("no_label", "Here is a caption of the image. A lake lies in the center and covers it."),
    ("no_source", "According to OpenStreetMap, a lake lies in the center of the image."),
    ("no_source", "The given facts say that a lake lies in the center of the image."),
    ("no_source", "I cannot see the image, but a lake may lie in the center of the scene."),
    ("no_source", "The lake is tagged as natural water and lies in the center of the image."),
    ("no_source", "A lake lies in the center of the image, at latitude fifty-two north."),
    ("balanced", "A lake (or pond lies in the center of the image and covers most of it."),
    ("balanced", 'A lake named "Blue lies in the center of the image and covers most of it.'),
    ("balanced", "A lake named “Blue lies in the center of the image and covers most of it."),
    ("finished", "A lake lies in the center of the image and covers most of the"),
    ("length", "A lake lies in the center."),
    ("length", "A lake lies here. " * 60),
]


@pytest.mark.parametrize("caption", GOOD)
def test_good_captions_pass(caption):
    assert check_caption(caption, EMPTY, TaskOptions()) == []


@pytest.mark.parametrize(("check", "caption"), BAD)
def test_each_fault_is_found_by_its_check(check, caption):
    found = check_caption(caption, EMPTY, TaskOptions())
    assert check in [objection.check for objection in found]
    assert all(objection.reason and objection.check in CAPTION_CHECKS for objection in found)


NAMES = ["a=b", "{x}", "C_D (East", "Blvd.", "Caption: *X*", '7" Lane', "<3"]


@pytest.mark.parametrize("name", NAMES)
def test_signs_in_a_name_of_the_map_are_no_fault(name):
    sheet = FactSheet("p", "area", (), (Fact("name", name, f"Its name is {name}."),))
    caption = f"A street named {name} runs along the left side of the image, by {name}"
    assert check_caption(f"{caption}.", sheet, TaskOptions()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("one", 1), ("north-east is one", 3), ("3.2 ha — about", 3), ("it's (so) it is", 4)],
)
def test_a_word_stands_between_spaces_and_holds_a_letter_or_digit(text, words):
    assert count_words(text) == words


def test_length_limits_are_both_included():
    options = TaskOptions(min_words=3, aim_words=3, max_words=4)
    verdicts = [check_caption("w " * n + "w.", EMPTY, options) for n in range(1, 5)]
    assert [bool(found) for found in verdicts] == [True, False, False, True]


def test_a_revision_may_not_repeat_the_caption():
    previous = "A lake lies in the center; it is round, and covers about two hectares."
    copy = "  a Lake lies in the CENTER, it is round and covers about two hectares!"
    assert not_a_copy(copy, previous)
    found = check_revision(copy, EMPTY, previous, TaskOptions())
    assert [objection.check for objection in found] == ["not_a_copy"]
    other = "In the center lies a round lake that covers about two hectares."
    assert check_revision(other, EMPTY, previous, TaskOptions()) == []


def test_the_names_of_the_checks_are_those_of_the_functions():
    assert {check.__name__ for check in FORM} < set(CAPTION_CHECKS) < set(REVISION_CHECKS)
