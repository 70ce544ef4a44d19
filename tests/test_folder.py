from __future__ import annotations

import json
from pathlib import Path

import pytest

from rsteller_core.errors import OutputError
from rsteller_core.folder import Folder, write_json, written_aside


def test_a_name_means_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "run.json"
    write_json(path, {"a": ["ü"]})
    assert json.loads(path.read_text("utf-8")) == {"a": ["ü"]}
    assert [p.name for p in path.parent.iterdir()] == ["run.json"]


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")

    def fail() -> None:
        with written_aside(path) as aside:
            aside.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    def fill() -> None:
        with written_aside(tmp_path / "a.txt"):
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="no space left"):
        fill()


def test_one_run_at_a_time(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "out")
    with (
        folder.locked(),
        pytest.raises(OutputError, match="in use by another run"),
        Folder(tmp_path / "out").locked(),
    ):
        pass


def test_a_folder_in_which_nothing_came_to_be_goes_away(tmp_path: Path) -> None:
    with Folder(tmp_path / "out").locked():
        pass
    assert not (tmp_path / "out").exists()


def test_out_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="out"), Folder(tmp_path / "out").locked():
        pass
