"""The same run over the synthetic place through each engine that runs a real model in process.

The model has 135 million parameters and short prompts that ask it to repeat one fact: what is
shown is that answers are structured, checked, journalled and written, not that they are good.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from tiny_models import smollm2

from rsteller_core import Caption, check_caption, sheet_from_json
from rsteller_core.captions import parse
from rsteller_core.config import merge, resolve
from rsteller_core.folder import Folder
from rsteller_core.interfaces import TaskOptions
from rsteller_core.run import run

pytestmark = pytest.mark.slow

TEMPLATE = """{% block head %}
Write one sentence that says the fact again. Answer with one JSON object with the field "caption".

Fact: It is a lake.
{"caption": "The image shows a lake."}

Fact: It is a residential road.
{"caption": "The image shows a residential road."}
{% endblock %}
{% block tail %}

Fact: {{ facts.split("\\n")[1][2:] }}
{{ objections }}
{% endblock %}
"""
WORDS = {"min_words": 2, "aim_words": 8, "max_words": 60}
ENGINES = {
    "llamacpp": {"parallel": 2, "threads": 1, "context": 1024},
    "transformers": {"batch_size": 8, "device": "cpu"},
}


class Silent:
    """Nobody is told."""

    def planning(self, scenes: int, patches: int) -> None: ...
    def planned(self, patches: int, done: int) -> None: ...
    def advanced(self, patches: int) -> None: ...


@pytest.fixture(scope="module")
def prompts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prompts")
    for name in ("area.j2", "non_area.j2"):
        (folder / name).write_text(TEMPLATE)
    return folder


def chosen(engine: str, prompts: Path) -> dict[str, Any]:
    common = {"use": engine, "model": str(smollm2()), "max_tokens": 48, "temperature": 0.2}
    return {
        "source": {"use": "sample"},
        "llm": {**common, **ENGINES[engine]},
        "task": {"use": ["area", "non_area"], "area": WORDS, "non_area": WORDS},
        "run": {"shard_size": 10, "attempts": 2, "max_failures": 1.0},
        "prompts": str(prompts),
    }


def records(folder: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted((folder / "shards").glob("*.tar")):
        with tarfile.open(path) as tar:
            names = [name for name in tar.getnames() if name.endswith(".json")]
            found += [json.load(tar.extractfile(name)) for name in names]
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_a_whole_run_is_structured_and_no_caption_is_invalid(
    engine: str, prompts: Path, tmp_path: Path
) -> None:
    torch = pytest.importorskip("torch", reason="needs pip install '.[test-llm]'")
    torch.set_num_threads(1)
    config = resolve(merge([chosen(engine, prompts)]))
    summary = run(config, Folder(tmp_path), 1, Silent())
    assert (summary.planned, summary.shards) == (48, 5)

    journals = sorted((tmp_path / "journal").glob("*.jsonl"))
    answers = [json.loads(line) for path in journals for line in path.read_text().splitlines()]
    assert len(answers) == len({answer["key"] for answer in answers}) >= 48
    ended = [answer for answer in answers if answer["finish"] == "stop"]
    assert len(ended) > len(answers) / 2
    for answer in ended:
        assert parse(answer["text"], Caption)

    written = records(tmp_path)
    assert len(written) == summary.samples >= 10
    for record in written:
        for annotation in record["annotations"]:
            sheet = sheet_from_json(record["fact_sheets"][annotation["fact_sheet"]])
            assert check_caption(annotation["text"], sheet, TaskOptions(**WORDS)) == []
            assert annotation["annotator"] == "SmolLM2-135M-Instruct.Q4_1"

    before = [path.read_bytes() for path in journals]
    run(config, Folder(tmp_path), 1, Silent())
    assert [path.read_bytes() for path in journals] == before, "nothing is asked twice"
