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


def phrasings(sets, task):
    """Each phrasing with how many sets have it."""
    parts = (f"{task}_OPENINGS", f"{task}_FURTHER")
    return Counter(one for words in sets for part in parts for one in getattr(words, part))


@pytest.mark.parametrize("use", ["measuring", "tuning"])
def test_falsehoods_are_caught_and_truths_pass(benchmark, use):
    sheets, words = benchmark.sheets(60, 0), benchmark.phrasings.sets(use)
    made, caught = Counter[str](), Counter[str]()
    for number, sheet in enumerate(sheets):
        chosen = words[number % len(words)]
        for caption in benchmark.captions(sheet, chosen, random.Random(number)):
            made[caption.falsehood] += 1
            caught[caption.falsehood] += bool(benchmark.judged(caption, sheet))
    assert len(sheets) == 60
    assert len(made) > 10
    assert caught.pop("") <= 0.02 * made.pop("")
    assert caught.total() >= 0.98 * made.total()


@pytest.mark.parametrize("task", TASKS)
def test_a_phrasing_measures_or_tunes_but_never_both(benchmark, task):
    measuring = phrasings(benchmark.phrasings.sets("measuring"), task)
    tuning = phrasings(benchmark.phrasings.sets("tuning"), task)
    assert len(measuring) >= 40
    assert len(tuning) >= 40
    assert not measuring.keys() & tuning.keys()


def test_a_caption_is_told_by_slots_that_the_sheet_fills(benchmark):
    sheet, words = benchmark.sheets(1, 0)[0], benchmark.phrasings.sets("measuring")[0]
    made = list(benchmark.captions(sheet, words, random.Random(1)))
    assert made[0].falsehood == ""
    assert all("{" not in caption.text for caption in made if caption.falsehood != "raw tag leaked")
    assert len({caption.text for caption in made}) == len(made)
