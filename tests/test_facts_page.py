"""The page on facts names every kind of fact and shows every picture that is drawn for it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from rsteller_core import facts

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
IMAGES = ROOT / "docs" / "images"


def test_every_kind_of_fact_is_explained() -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", facts.__doc__ or "", re.M)
    kinds = {kind for row in rows for kind in re.findall(r"`(\w+)`", row)}
    assert len(kinds) > 15
    assert {kind for kind in kinds if f"`{kind}`" not in PAGE} == set()


def test_every_picture_is_drawn_from_the_measuring_code(tmp_path: Path) -> None:
    drawn = tmp_path / "images"
    script = ROOT / "scripts" / "draw_fact_figures.py"
    subprocess.run([sys.executable, script, drawn], check=True)
    names = {path.name for path in drawn.iterdir()}
    assert names == set(re.findall(r"images/(facts-\w+\.svg)", PAGE))
    for name in names:
        told, kept = ((folder / name).read_text(encoding="utf-8") for folder in (drawn, IMAGES))
        assert told == kept, f"{name} is out of date: python scripts/draw_fact_figures.py"
