"""The page on the checks names every check and shows every picture that is drawn for it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from rsteller_core.checks import REVISION_CHECKS
from rsteller_core.quality import DUPLICATES

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
IMAGES = ROOT / "docs" / "images"


def test_every_check_is_explained() -> None:
    assert {check for check in (*REVISION_CHECKS, DUPLICATES) if f"`{check}`" not in PAGE} == set()


def test_every_picture_shows_what_the_checks_say(tmp_path: Path) -> None:
    drawn = tmp_path / "images"
    script = ROOT / "scripts" / "draw_check_figures.py"
    subprocess.run([sys.executable, script, drawn], check=True)
    names = {path.name for path in drawn.iterdir()}
    assert names == set(re.findall(r"images/(checks-\w+\.svg)", PAGE))
    for name in names:
        told, kept = ((folder / name).read_text(encoding="utf-8") for folder in (drawn, IMAGES))
        assert told == kept, f"{name} is out of date: python scripts/draw_check_figures.py"
