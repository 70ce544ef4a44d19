"""``rsteller plan``: what a run will take, before anything is spent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import called

MODEL = "town/model"
SERVED = ("--llm", "openai", "-o", "llm.url=http://127.0.0.1:9/v1", "-o", f"llm.model={MODEL}")


def told(capsys: pytest.CaptureFixture[str], *words: object) -> dict:
    assert called("plan", "--source", "sample", *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "prices.toml"
    path.write_text(f'["{MODEL}"]\nin = 0.5\nout = 2\n')
    return path


def test_what_is_told_is_what_comes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    forecast = told(capsys, "--out", out)
    assert called("run", "--source", "sample", "--workers", 1, "--out", out) == 0
    report = json.loads((out / "reports" / "000000.json").read_text())
    assert forecast["patches"] == report["planned"] == 48
    assert forecast["captions"] == 48
    # Of 48 rows ten are looked at: revisions are one to four a caption.
    assert forecast["revisions"] == pytest.approx(report["captions"]["3"], rel=0.4)
    assert forecast["pixels"] == 48 * 448 * 448 * 3
    (part,) = forecast["parts"]
    assert (part["tokens_in"], part["tokens_out"], part["money"]) == (0, 0, 0)


def test_tokens_and_money_of_a_model(
    tmp_path: Path, prices: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forecast = told(capsys, *SERVED, "--out", tmp_path / "out", "--prices", prices)
    (part,) = forecast["parts"]
    assert part["annotator"] == MODEL
    assert part["requests"] == forecast["captions"] + forecast["revisions"]
    assert not part["counted"]
    assert 1000 < part["tokens_in"] / part["requests"] < 4000
    assert part["shared"] < part["tokens_in"]
    assert 40 < part["tokens_out"] / part["requests"] < 80
    wanted = (0.5 * part["tokens_in"] + 2 * part["tokens_out"]) / 1e6
    assert part["money"] == forecast["money"] == pytest.approx(wanted, rel=1e-3)


def test_requests_are_shared_out_as_the_run_will(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forecast = told(
        *(capsys, "--llm", "template", "--llm", "openai", "--out", tmp_path / "out"),
        *("-o", "llm.openai.url=http://127.0.0.1:9/v1", "-o", f"llm.openai.model={MODEL}"),
        *("-o", "llm.openai.share=3", "-o", "llm.openai.revision_share=0"),
    )
    asked = {part["annotator"]: part["requests"] for part in forecast["parts"]}
    assert asked == {"rsteller/template": 12 + forecast["revisions"], MODEL: 36}


def test_a_budget_holds(tmp_path: Path, prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("plan", "--source", "sample", *SERVED, "--out", tmp_path / "out", "--budget")
    assert called(*words, 100, "--prices", prices) == 0
    assert called(*words, 0.01, "--prices", prices) == 1
    assert "more than --budget 0.01" in capsys.readouterr().err
    assert called(*words, 100) == 1
    assert f"no price of {MODEL} is known" in capsys.readouterr().err
    assert not (tmp_path / "out" / "shards").exists()


@pytest.mark.parametrize("text", ["x", "[a]\nin = 1", "a = 1", '[a]\nin = "x"\nout = 1'])
def test_another_table_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text)
    words = ("--source", "sample", "--out", tmp_path / "out", "--prices")
    assert called("plan", *words, path) == 2
    assert "wanted is a table for each model" in capsys.readouterr().err
    assert called("plan", *words, tmp_path / "none.toml") == 2


def test_a_probe_asks_in_earnest_and_the_run_asks_nothing_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    probed = told(capsys, "--out", out, "--probe", 5)["probe"]
    assert probed["patches"] == 5
    assert probed["answers"] >= 10
    assert probed["seconds"] > 0
    asked = (out / "journal" / "000000.jsonl").read_text().splitlines()
    assert len(asked) > probed["answers"]  # and those of the first patch
    assert called("run", "--source", "sample", "--workers", 1, "--out", out) == 0
    lines = (out / "journal" / "000000.jsonl").read_text().splitlines()
    assert lines[: len(asked)] == asked
    keys = [json.loads(line)["key"] for line in lines]
    assert len(keys) == len(set(keys))
    assert called("plan", "--source", "sample", "--out", out, "--probe", 5) == 0
    assert "hours at this rate" in capsys.readouterr().out
