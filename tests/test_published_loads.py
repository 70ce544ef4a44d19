"""A published folder in the tools that its users have; needs the extra ``test-publish``."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import called

pytestmark = pytest.mark.slow

# What these libraries warn of is theirs.
lenient = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    assert called("run", "--source", "sample", "--workers", "1", "--out", str(folder / "out")) == 0
    words = ("--splits", "train=0.6,test=0.4", "--cells", "8", "--shard-size", "10")
    assert called("publish", str(folder / "out"), str(folder / "town"), *words) == 0
    return folder / "town"


@lenient
def test_mlcroissant(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROISSANT_CACHE", str(tmp_path))
    import mlcroissant

    dataset = mlcroissant.Dataset(str(published / "croissant.json"))
    assert "error" not in dataset.metadata.issues.report().lower()
    keys = {record["samples/key"] for record in dataset.records("samples")}
    patches = list(dataset.records("patches"))
    assert {patch["patches/key"] for patch in patches} == keys
    assert patches[0]["patches/image"].size == (448, 448)


@lenient
def test_duckdb(published: Path) -> None:
    import duckdb

    rows = duckdb.sql(
        f"select i.split, count(*) from '{published}/index.parquet' i join "
        f"'{published}/tags.parquet' t on i.key = t.sample where t.key = 'landuse' group by 1"
    ).fetchall()
    assert {split for split, _ in rows} <= {"train", "test"}
    assert sum(count for _, count in rows) > 10


@lenient
def test_datasets_in_streaming_mode(published: Path) -> None:
    from datasets import load_dataset

    files = {"train": str(published / "shards" / "train-*.tar")}
    dataset = load_dataset("webdataset", data_files=files, streaming=True)
    for sample in dataset["train"].take(5):
        assert sample["jpg"].size == (448, 448)
        assert sample["json"]["annotations"][0]["text"]
