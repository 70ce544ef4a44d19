"""The recipes of docs/publishing.md, run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import called

PAGE = Path(__file__).resolve().parents[1] / "docs" / "publishing.md"
BLOCKS = re.findall(r"```(python|sql)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
ALONE = [code for language, code in BLOCKS if language == "python" and "import torch" not in code]
ALONE = [code for code in ALONE if "load_dataset" not in code]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    assert called("run", "--source", "sample", "--workers", "1", "--out", folder / "out") == 0
    assert called("publish", folder / "out", folder / "town") == 0
    return folder / "town"


def ran(code: str, published: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    exec(code.replace("FOLDER", str(published)), found)
    return found


# webdataset 1.0 leaves its last shard to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize("code", ALONE, ids=range(len(ALONE)))
def test_recipes_without_more_than_the_test_extra(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = ran(code, published)
    if "image" in found:
        assert found["image"].size == (448, 448)  # type: ignore[attr-defined]
        assert str(found["text"])
    else:
        import tarfile

        with tarfile.open("open_clip-000000.tar") as shard:
            assert {name.partition(".")[2] for name in shard.getnames()} == {"jpg", "txt"}


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("library", ["torch", "datasets"])
def test_recipes_with_other_libraries(published: Path, library: str) -> None:
    pytest.importorskip(library)
    code = next(
        code for _, code in BLOCKS if f"import {library}" in code or f"from {library}" in code
    )
    found = ran(code, published)
    if library == "torch":
        assert tuple(found["images"].shape) == (8, 3, 448, 448)  # type: ignore[attr-defined]
        assert len(found["captions"]) == 8  # type: ignore[arg-type]
    else:
        assert found["image"].size == (448, 448)  # type: ignore[attr-defined]
        assert found["captions"]


@pytest.mark.slow
def test_the_question_to_the_index(published: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    code = next(code for language, code in BLOCKS if language == "sql")
    rows = duckdb.sql(code.replace("FOLDER", str(published))).fetchall()
    assert rows
    assert all(split == "train" for _, split, _ in rows)
