"""Fresh virtual environments, without an index: what rsteller depends on is borrowed from here."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path


def typed(*words: object, cwd: Path) -> str:
    """Run a command; what it prints."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(what: str, source: Path, out: Path) -> Path:
    """A wheel or a source archive, by the build backend that is installed here."""
    typed(
        *(sys.executable, "-m", "build", "--no-isolation", what, "--outdir", out, source), cwd=out
    )
    return max(out.iterdir(), key=lambda path: path.stat().st_mtime_ns)


def environment_with(folder: Path, *what: object) -> Path:
    """Make a virtual environment and install these with pip; where its programs are."""
    venv.create(folder, with_pip=False)
    (site,) = (folder / "lib").glob("python*/site-packages")
    # As a folder on the path it lends its packages, but not what its own .pth files name: so
    # neither the rsteller that is installed here for editing.
    (site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install")
    alone = ("--no-index", "--no-deps", "--no-build-isolation", "--ignore-installed")
    typed(*pip, *alone, *what, cwd=folder)
    return folder / "bin"
