"""The benchmark of the checks, on a few sheets of the sample place."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from rsteller_core.checks import check_caption
from rsteller_core.interfaces import TaskOptions

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import grounding_falsehoods
    import grounding_sheets
    import grounding_tuning

    monkeypatch.setattr(grounding_sheets, "maps", lambda: [grounding_sheets.SAMPLE])
    return grounding_sheets.sheets(40, 0), grounding_falsehoods.captions, grounding_tuning


def test_falsehoods_are_caught_and_truths_pass(benchmark):
    sheets, captions, words = benchmark
    made, caught = Counter[str](), Counter[str]()
    options = TaskOptions(min_words=2, max_words=400)
    for number, sheet in enumerate(sheets):
        for caption in captions(sheet, words, random.Random(number)):
            made[caption.falsehood] += 1
            caught[caption.falsehood] += bool(check_caption(caption.text, sheet, options))
    assert len(sheets) == 40
    assert len(made) > 8
    assert caught.pop("") <= 0.1 * made.pop("")
    assert caught.total() >= 0.95 * made.total()
