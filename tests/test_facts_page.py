"""The page on facts names every kind of fact and shows every picture that is drawn for it."""

from __future__ import annotations

import re
from pathlib import Path

from figures import ROOT, assert_as_drawn

from rsteller_core import facts

PAGE = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")


def test_every_kind_of_fact_is_explained() -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", facts.__doc__ or "", re.M)
    kinds = {kind for row in rows for kind in re.findall(r"`(\w+)`", row)}
    assert len(kinds) > 15
    assert {kind for kind in kinds if f"`{kind}`" not in PAGE} == set()


def test_every_picture_is_drawn_from_the_measuring_code(tmp_path: Path) -> None:
    assert_as_drawn("draw_fact_figures.py", PAGE, "facts", tmp_path / "images")
