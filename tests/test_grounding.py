"""The benchmark of the checks, on a few sheets of the sample place."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
TASKS = ("AREA", "NON_AREA", "SCENE", "REVISION")


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import grounding
    import grounding_sheets

    monkeypatch.setattr(grounding_sheets, "maps", lambda names: [grounding_sheets.SAMPLE])
    return grounding


def phrasings(words, task):
    return {*getattr(words, f"{task}_OPENINGS"), *getattr(words, f"{task}_FURTHER")}


@pytest.mark.parametrize("words", ["grounding_measuring", "grounding_tuning"])
def test_falsehoods_are_caught_and_truths_pass(benchmark, words):
    sheets, words = benchmark.sheets(60, 0), getattr(benchmark, words)
    made, caught = Counter[str](), Counter[str]()
    for number, sheet in enumerate(sheets):
        for caption in benchmark.captions(sheet, words, random.Random(number)):
            made[caption.falsehood] += 1
            caught[caption.falsehood] += bool(benchmark.judged(caption, sheet))
    assert len(sheets) == 60
    assert len(made) > 10
    assert caught.pop("") <= 0.02 * made.pop("")
    assert caught.total() >= 0.98 * made.total()


@pytest.mark.parametrize("task", TASKS)
def test_a_phrasing_measures_or_tunes_but_never_both(benchmark, task):
    measuring = phrasings(benchmark.grounding_measuring, task)
    tuning = phrasings(benchmark.grounding_tuning, task)
    assert len(measuring) >= 40
    assert len(tuning) >= 40
    assert not measuring & tuning


def test_a_caption_is_told_by_slots_that_the_sheet_fills(benchmark):
    sheet = benchmark.sheets(1, 0)[0]
    made = list(benchmark.captions(sheet, benchmark.grounding_measuring, random.Random(1)))
    assert made[0].falsehood == ""
    assert all("{" not in caption.text for caption in made if caption.falsehood != "raw tag leaked")
    assert len({caption.text for caption in made}) == len(made)
