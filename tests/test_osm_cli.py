"""``rsteller osm``, and what a run says while it makes an index."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_osm_index import county, trees, write

from rsteller_core.cli import main
from rsteller_core.cli.progress import PlainLines


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    out, errors = capsys.readouterr()
    return int(ended.value.code or 0), out, errors


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write(tmp_path / "town.osm.pbf", [*trees(30), *county(100, "Zenda", "6", 1)])


def test_a_map_is_indexed_where_it_is_said(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, errors = said(capsys, "osm", "index", town, "--index", tmp_path / "indexes")
    (folder,) = (path for path in (tmp_path / "indexes").iterdir() if path.is_dir())
    assert (code, errors) == (0, "")
    assert out == f"{town} is indexed in {folder} (0 MB)\n"


def test_a_map_is_told_of(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "osm", "info", town)
    lines = [line.split() for line in out.splitlines()]
    assert code == 0
    assert ["map", "town.osm.pbf"] in lines
    assert ["date", "not", "stated"] in lines
    for count in (["30", "node"], ["30", "point"], ["30", "natural"], ["1", "level", "6"]):
        assert count in lines


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("town.tif", "town.tif is no map; a map ends in .osm.pbf"),
        ("nowhere.osm.pbf", "nowhere.osm.pbf: cannot be read: No such file"),
    ],
)
def test_what_is_no_map_is_refused(
    name: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, errors = said(capsys, "osm", "info", tmp_path / name)
    assert (code, out) == (1, "")
    assert message in errors
    assert "Traceback" not in errors


def test_plain_lines_say_now_and_then_what_is_prepared(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = PlainLines()
    lines.preparing("indexing town.osm.pbf", 0.1)
    monkeypatch.setattr("rsteller_core.cli.progress.LINE_EVERY", 0.0)
    lines.preparing("indexing town.osm.pbf", 0.25)
    lines.preparing("waiting for another process, which makes this index", None)
    assert capsys.readouterr().err == (
        "indexing town.osm.pbf: 25%\nwaiting for another process, which makes this index\n"
    )
