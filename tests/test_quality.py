"""What is counted of a run's captions, and what repeats among them."""

import json

import numpy as np

from rsteller_core.checks import count_repeats, count_statements, marks, near_duplicates
from rsteller_core.quality import (
    added_up,
    quality_of,
    rates,
    repeats_in,
    without_repeats,
    write_marks,
)
from rsteller_core.values import Attempt, Fact, FactSheet, Objection

LONG = " ".join(f"word{i}" for i in range(60))
NAMES = Objection("names", "Elm Way", "this name is not among the facts")


def attempt(number=1, objections=(), decided=True, failed=False, **false):
    stated = {"names": 2, "places": 3}
    return Attempt("area", number, decided, failed, tuple(objections), stated, false)


def test_outcomes_objections_and_statements_are_counted_over_all_attempts():
    counts = quality_of(
        [
            attempt(),
            attempt(objections=[NAMES, NAMES], decided=False, names=2),
            attempt(2),
            attempt(3, objections=[NAMES], names=1),
            attempt(failed=True, objections=[Objection("answer", "", "timeout")]),
        ]
    )
    assert counts["captions"] == {"first": 1, "never": 1, "retried": 1, "unanswered": 1}
    assert counts["objections"] == {"answer": 1, "names": 2}
    assert counts["stated"] == {"names": 10, "places": 15}
    told = rates(added_up([counts, counts]))
    assert told["captions"]["first"] == {"count": 2, "share": 0.25}
    assert told["statements"]["names"] == {"stated": 20, "false": 6, "false_per_thousand": 300.0}
    assert told["statements"]["directions"]["false_per_thousand"] == 0
    assert json.dumps(told)


def test_nothing_asked_gives_no_share():
    told = rates(added_up([]))
    assert told["captions"]["first"] == {"count": 0, "share": None}


def test_a_caption_states_names_numbers_sizes_places_and_kinds():
    facts = (
        Fact("kind", {"name": "pond", "countable": True, "key": "water=pond"}, "", "way/1"),
        Fact("name", "Mill Pond", "", "way/1"),
        Fact("share", 0.24, "", "way/1"),
        Fact("position", {"image": "upper left", "compass": "north-west"}, "", "way/1"),
    )
    caption = "Mill Pond, a large pond in the lower left, covers a third of the image."
    stated, false = count_statements(caption, FactSheet("p", "area", (), facts), "strict")
    assert stated == {"names": 1, "kinds": 1, "sizes": 1, "places": 1, "numbers": 1}
    assert false == {"places": 1, "numbers": 1}


def test_repeated_captions_are_found_whatever_case_and_punctuation():
    texts = [LONG, "something else is told here", f"{LONG.upper()}!", f"{LONG} word60", "new words"]
    assert near_duplicates(texts, 0.85) == {2: 0, 3: 0}
    assert near_duplicates(texts, 1) == {2: 0}
    assert near_duplicates([], 0.9) == {}


def test_short_captions_are_alike_only_by_their_words():
    assert near_duplicates(["a road", "A road.", "a lake", "", ""], 0.9) == {1: 0, 4: 3}


def test_repetitions_over_a_run_are_counted_from_the_marks_of_its_shards(tmp_path):
    paths = [tmp_path / f"{shard}.npy" for shard in range(3)]
    for path, texts in zip(paths, ([LONG, "a road"], [LONG.upper(), f"{LONG} x"], []), strict=True):
        write_marks(path, texts)
    assert repeats_in(paths) == {"compared": 4, "exact": 1, "near": 1}
    assert repeats_in([]) == {"compared": 0, "exact": 0, "near": 0}


def test_marks_are_the_same_in_every_process():
    assert marks(["a road and a lake"])[0, 0] == np.uint64(marks(["A road, and a lake."])[0, 0])
    assert count_repeats(iter(marks(["x y z", "x y z"]).T)) == (1, 0)


class Told:
    def __init__(self, text):
        self.text = text


def test_the_first_of_equal_captions_of_a_shard_is_kept():
    patches = [[Told("a road"), Told("a lake")], [Told("A road.")], []]
    found = without_repeats(patches, ["p", "q", "r"], 1.0)
    assert [[a.text for a in kept] for kept, _ in found] == [["a road", "a lake"], [], []]
    ((annotation, objection),) = found[1][1]
    assert annotation.text == "A road."
    assert (objection.check, objection.reason) == ("duplicates", "this caption repeats one of p")
