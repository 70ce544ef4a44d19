"""Models that have a short name: which engine runs them, and where their licences turn up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from model_servers import MODEL, Server, completion, example_of, schema_of
from test_end_to_end import samples
from test_plugins import Install, install, rsteller

from rsteller_core.config import resolve
from rsteller_core.errors import ConfigError
from rsteller_core.models import models

__all__ = ["install", "rsteller"]  # fixtures

NEMO = "mistralai/Mistral-Nemo-Instruct-2407"
SMALL = "mistralai/Mistral-Small-Instruct-2409"
URL = {"url": "http://localhost:8000/v1"}

ENGINE = """
from pathlib import Path
from pydantic import Field
from rsteller_core import LLMBackend, Options, hookimpl

class EngineOptions(Options):
    model: MODEL = Field(description="the model")
    annotator: str | None = Field(None, description="the name it is published under")
    batch_size: int = Field(8, description="how many at once")

class Engine(LLMBackend[EngineOptions]):
    name = "engine"
    summary = "for tests"
    def annotator(self): return self.options.annotator
    def generate(self, requests): return iter(())

@hookimpl
def rsteller_llm_backends():
    return [Engine]
"""


def chosen(**llm: Any) -> Any:
    return resolve({"source": {"use": "sample"}, "llm": llm}).llms


def problems_of(**llm: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        chosen(**llm)
    return str(caught.value)


def test_the_table_is_whole() -> None:
    for name, model in models().items():
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", name), "a name can stand in -o llm.NAME.KEY"
        assert model.model.count("/") == 1
        assert model.memory > 0
        assert model.licence
        assert set(model.flags) <= {"gated", "toy"}
    assert models()["mistral"].model == NEMO
    assert models()["mistral-small"].restricted


def test_where_a_url_is_given_a_server_runs_it() -> None:
    (llm,) = chosen(use="mistral", **URL)
    backend = llm.make()
    assert (backend.name, backend.annotator, backend.licence) == ("openai", NEMO, "Apache-2.0")


def test_a_server_may_call_it_otherwise() -> None:
    (llm,) = chosen(use="mistral", model="nemo", **URL)
    assert (llm.options.model, llm.make().annotator) == ("nemo", NEMO)


def test_an_option_names_the_engine(install: Install) -> None:
    install("rsteller-engine", ENGINE.replace("MODEL", "str"))
    (llm,) = chosen(use="mistral", engine="engine", batch_size=3)
    assert (llm.component.name, llm.options.model, llm.options.batch_size) == ("engine", NEMO, 3)
    assert llm.options.annotator == NEMO


def test_an_engine_of_files_is_told_the_file(install: Install) -> None:
    install("rsteller-engine", ENGINE.replace("MODEL", "Path"))
    assert "llm.model: is missing" in problems_of(use="mistral", engine="engine")
    (llm,) = chosen(use="mistral", engine="engine", model="nemo.gguf")
    assert (llm.options.model, llm.options.annotator) == (Path("nemo.gguf"), NEMO)


def test_an_engine_that_is_not_there_is_named_with_the_command() -> None:
    text = problems_of(use="mistral", engine="no_such_engine")
    assert "'mistral' is run by 'no_such_engine': pip install 'rsteller[no_such_engine]'" in text
    assert "-o llm.url=http://localhost:8000/v1" in text


def test_a_misspelt_model_is_suggested() -> None:
    assert "did you mean 'mistral'?" in problems_of(use="mistrl")


def test_a_plugin_of_that_name_goes_first(install: Install) -> None:
    code = ENGINE.replace("MODEL", "str").replace('"engine"', '"phi-4"')
    install("rsteller-phi", code)
    (llm,) = chosen(use="phi-4", model="x")
    assert (llm.component.name, llm.engine) == ("phi-4", None)


def test_several_have_options_together_and_alone() -> None:
    one, other = chosen(
        use=["mistral", "again"],
        temperature=0.3,
        mistral={"share": 3, "revision_share": 0},
        again={"use": "openai", "model": "a/b", "temperature": 0.9},
        **URL,
    )
    assert (one.make().annotator, other.make().annotator) == (NEMO, "a/b")
    assert (one.options.temperature, other.options.temperature) == (0.3, 0.9)
    assert (one.part.share, one.part.of_revisions) == (3, 0)
    assert (other.part.share, other.part.of_revisions) == (1, 1)


def test_mistakes_say_whose() -> None:
    text = problems_of(use=["mistral", "qwen-7b"], mistral={"tmperature": 1}, **URL)
    assert "llm.mistral.tmperature: no such option; did you mean 'temperature'?" in text
    text = problems_of(use=["mistral", "qwen-7b"], share=0, **URL)
    assert "nobody writes first captions: give llm.mistral or llm.qwen-7b a share" in text
    assert "nobody writes revisions" in text


def test_a_run_of_several_can_be_typed_again_from_its_dump() -> None:
    tree = {
        "source": {"use": "sample"},
        "llm": {"use": ["mistral", "template"], "mistral": {"share": 2, **URL}},
    }
    dump = resolve(tree).dump()
    assert resolve(dump).dump() == dump


def test_the_list_shows_models_with_their_licences(rsteller: Callable[..., Any]) -> None:
    code, printed = rsteller("plugins", "show", "llm")
    assert code == 0
    assert f"mistral-small {SMALL} main MRL-0.1 44.5 GB gated, restricted" in printed
    assert "openai" in printed
    code, printed = rsteller("plugins", "show", "llm", "mistral-small")
    assert code == 0
    assert "Mistral Research License" in printed


# What a licence asks reaches everyone who may need to know.


@pytest.fixture
def server() -> Iterator[Server]:
    async def from_facts(server: Server, request: web.Request, body: Any) -> web.Response:
        prompt = body["messages"][0]["content"]
        facts = [line[2:] for line in prompt.splitlines() if line.startswith("- ")]
        return completion(example_of(schema_of(body), " ".join(facts[-9:-1])))

    with Server(from_facts) as running:
        yield running


def test_a_restricted_licence_is_said_and_published(
    tmp_path: Path, server: Server, rsteller: Callable[..., Any]
) -> None:
    typed = (
        *("run", "--source", "sample", "--task", "area", "--llm", "mistral-small"),
        *("-o", f"llm.model={MODEL}", "-o", "llm.api_key=sk-secret", "-o", "run.max_failures=1"),
        *("--out", str(tmp_path / "out")),
    )
    code, printed = rsteller(*typed, "-o", f"llm.url={server.url}")
    assert code == 0, printed
    assert f"note: {SMALL}: the Mistral Research License allows" in printed
    notice = (tmp_path / "out" / "NOTICE").read_text()
    assert f"written by {SMALL}; licence: MRL-0.1; the Mistral Research License" in notice
    identity = json.loads((tmp_path / "out" / "run.json").read_text())
    assert identity["annotators"][SMALL]["licence"] == "MRL-0.1"
    assert "for research alone" in identity["annotators"][SMALL]["restricted"]
    written = list(samples(tmp_path / "out").values())
    assert written
    for _, record in written:
        (annotation,) = record["annotations"]
        assert (annotation["annotator"], annotation["licence"]) == (SMALL, "MRL-0.1")
    for path in (tmp_path / "out").rglob("*"):
        assert path.is_dir() or b"sk-secret" not in path.read_bytes(), path
    asked = len(server.asked)
    with Server(server.handler) as elsewhere:
        code, printed = rsteller(*typed, "-o", f"llm.url={elsewhere.url}", "-o", "llm.timeout=9")
        assert code == 0, "a server that has moved is the same run"
        assert (len(server.asked), len(elsewhere.asked)) == (asked, 0), "nothing is asked again"
    code, printed = rsteller(*typed, "-o", f"llm.url={server.url}", "-o", "llm.temperature=0.1")
    assert code != 0
    assert "options.llm.mistral-small.temperature: 0.7, now 0.1" in printed
