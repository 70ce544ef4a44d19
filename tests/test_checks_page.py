"""The page on the checks names every check and shows every picture that is drawn for it."""

from __future__ import annotations

from pathlib import Path

from figures import ROOT, assert_as_drawn

from rsteller_core.checks import REVISION_CHECKS
from rsteller_core.quality import DUPLICATES

PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")


def test_every_check_is_explained() -> None:
    assert {check for check in (*REVISION_CHECKS, DUPLICATES) if f"`{check}`" not in PAGE} == set()


def test_every_picture_shows_what_the_checks_say(tmp_path: Path) -> None:
    assert_as_drawn("draw_check_figures.py", PAGE, "checks", tmp_path / "images")
