"""``rsteller stats`` and ``rsteller show``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import called

from rsteller_core.dataset import Dataset, StoredSample
from rsteller_core.statistics import statistics_of, wording


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    assert called("run", "--source", "sample", "--workers", "1", "--out", str(out)) == 0
    return out


def test_numbers_are_those_of_the_records(made: Path) -> None:
    records = [s.record for s in Dataset(made).samples() if isinstance(s, StoredSample)]
    annotations = [a for record in records for a in record["annotations"]]
    numbers = statistics_of(Dataset(made)).to_json()
    assert numbers["samples"] == len(records) == numbers["patches_planned"]
    assert numbers["captions"] == len(annotations)
    for task, by_annotator in numbers["captions_by_task_and_annotator"].items():
        of_task = [a for a in annotations if str(a["task"]) == task]
        assert by_annotator == {"rsteller/template": len(of_task)}
        assert sum(numbers["words_by_task"][task].values()) == len(of_task)
    outcomes = numbers["outcomes_by_annotator"]["rsteller/template"]
    assert outcomes["first"] + outcomes.get("retried", 0) == len(annotations)
    told = json.loads((made / "quality.json").read_text())
    assert numbers["quality"] == {name: told[name] for name in numbers["quality"]}
    west, south, east, north = numbers["bounds"]
    assert -93.62 < west < east < -93.58
    assert 41.89 < south < north < 41.91
    shares = [
        fact["value"]
        for record in records
        for sheet in record["fact_sheets"]
        for fact in sheet["facts"]
        if fact["kind"] == "share"
    ]
    assert sum(numbers["facts"]["share"].values()) == len(shares)
    assert numbers["facts"]["share"]["0.9-1.0"] == sum(share >= 0.9 for share in shares)


def test_stats_prints_a_table_or_json(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("stats", str(made)) == 0
    table = capsys.readouterr().out
    assert "samples           48 in 1 shards" in table
    assert "rsteller/template" in table
    assert called("stats", str(made), "--json") == 0
    assert json.loads(capsys.readouterr().out)["samples"] == 48


def test_stats_of_an_unfinished_run_says_so(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("plan.parquet", "scenes.parquet"):
        (tmp_path / name).write_bytes((made / name).read_bytes())
    assert called("stats", str(tmp_path)) == 0
    told = capsys.readouterr().out
    assert "samples           0 in 0 shards" in told
    assert "1 shards are still to be made" in told


def test_show_prints_a_sample_and_saves_its_image(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = tmp_path / "one.jpg"
    assert called("show", str(made), "sample_ne_00000_00448", "--image", str(image)) == 0
    told = capsys.readouterr().out
    assert "facts of the task" in told
    assert "rsteller/template" in told
    assert image.read_bytes() == Dataset(made).find("sample_ne_00000_00448").jpeg()
    assert called("show", str(made), "sample_ne_00000_00448", "--json") == 0
    assert json.loads(capsys.readouterr().out)["metadata"]["image_name"] == "sample_ne"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show", "OUT", "nowhere"], "holds no sample 'nowhere'"),
        (["show", "EMPTY", "x"], "holds no dataset"),
        (["stats", "EMPTY"], "holds no dataset"),
    ],
)
def test_what_is_not_there_is_one_sentence(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    folders = {"OUT": str(made), "EMPTY": str(tmp_path)}
    assert called(*(folders.get(word, word) for word in words)) == 1
    told = capsys.readouterr().err
    assert message in told
    assert "Traceback" not in told


def test_varied_wording_is_told_from_the_same_again() -> None:
    same = wording(["The image shows a road that runs from north to south."] * 200)
    varied = wording([f"word{n} tells thing{n * 7} near place{n * 13}" for n in range(400)])
    for n in (1, 2, 3):
        assert same[f"distinct_{n}"] < 0.02
        assert varied[f"distinct_{n}"] > 0.5
    assert "distinct_1" not in wording(["too short to say"])
