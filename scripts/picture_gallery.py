"""Make ``docs/images/gallery.jpg``: the gallery of the sample place, as Chromium shows it.

pip install '.[report]' pillow
python scripts/picture_gallery.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

TARGET = Path(__file__).parents[1] / "docs" / "images" / "gallery.jpg"
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--virtual-time-budget=5000", "--window-size=1280,1480"),
)


def rsteller(*words: str) -> None:
    """Run a command of ours."""
    subprocess.run([sys.executable, "-m", "rsteller_core.cli", *words], check=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        out, shot = Path(folder, "demo"), Path(folder, "shot.png")
        rsteller("run", "--source", "sample", "--llm", "template", "--out", str(out))
        rsteller("report", str(out))
        page = (out / "report" / "index.html").as_uri()
        profile = f"--user-data-dir={folder}/profile"
        subprocess.run(["chromium", *QUIET, profile, f"--screenshot={shot}", page], check=True)
        Image.open(shot).convert("RGB").resize((960, 1110)).save(TARGET, quality=82)
