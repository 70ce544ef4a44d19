"""The pictures that a script draws for a page of the docs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"


def assert_as_drawn(script: str, page: str, prefix: str, folder: Path) -> None:
    """The page shows just the pictures that the script draws, as it draws them now."""
    subprocess.run([sys.executable, ROOT / "scripts" / script, folder], check=True)
    names = {path.name for path in folder.iterdir()}
    shown = set(re.findall(rf"images/({prefix}-\w+\.svg)", page))
    assert names == shown, f"drawn: {sorted(names)}, shown: {sorted(shown)}"
    for name in names:
        drawn, kept = ((at / name).read_text(encoding="utf-8") for at in (folder, IMAGES))
        assert drawn == kept, f"{name} is out of date: python scripts/{script}"
