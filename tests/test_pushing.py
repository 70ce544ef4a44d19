"""``rsteller publish --push``: the real client on a server of ours; needs the extra ``hub``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import called
from hub import TOKEN, Hub, hub

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("huggingface_hub", reason="needs the extra hub")
    out = tmp_path_factory.mktemp("made") / "out"
    assert called("run", "--source", "sample", "--workers", "1", "--out", out) == 0
    return out


def published(made: Path, there: Path, server: Hub, token: str, repository: str):
    # The client reads where the Hub is when it is imported.
    told = {"HF_ENDPOINT": server.url, "HF_TOKEN": token, "HF_HUB_DISABLE_XET": "1"}
    environment = {**os.environ, **told, "HF_HOME": str(there.parent / "hf")}
    command = [sys.executable, "-m", "rsteller_core.cli", "publish", str(made), str(there)]
    return subprocess.run(
        [*command, "--push", repository], env=environment, capture_output=True, text=True
    )


def test_the_whole_folder_is_pushed(made: Path, tmp_path: Path) -> None:
    there = tmp_path / "town"
    with hub() as server:
        done = published(made, there, server, TOKEN, "town/above")
    assert done.returncode == 0, done.stderr
    assert "/datasets/town/above" in done.stdout
    files = {
        p.relative_to(there).as_posix(): p.read_bytes() for p in there.rglob("*") if p.is_file()
    }
    assert server.files == files
    assert "shards/train-000000.tar" in files


def test_a_refusal_is_a_sentence_and_the_folder_stays(made: Path, tmp_path: Path) -> None:
    there = tmp_path / "town"
    with hub() as server:
        done = published(made, there, server, "hf_wrong", "town/above")
    assert done.returncode == 1
    assert "401" in done.stderr
    assert "hf upload town/above" in done.stderr
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stderr
    assert (there / "README.md").exists()


def test_a_name_that_is_none_is_refused(made: Path, tmp_path: Path) -> None:
    with hub() as server:
        done = published(made, tmp_path / "town", server, TOKEN, "a/b/c")
    assert done.returncode == 1
    assert "--push a/b/c" in done.stderr
    assert "Traceback" not in done.stderr
