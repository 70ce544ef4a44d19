"""The llamacpp backend on a small real model."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from rsteller_llamacpp import LlamaCpp, LlamaCppOptions
from tiny_models import smollm2

from rsteller_core import Answer, BackendError, Caption, Request
from rsteller_core.captions import InvalidAnswer, answer_schema, parse
from rsteller_core.testing import make_request, make_requests

pytestmark = pytest.mark.slow

SHORT = {
    "type": "object",
    "properties": {"caption": {"type": "string", "maxLength": 20}},
    "required": ["caption"],
}
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}"
    "<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
)


@pytest.fixture(scope="module")
def model() -> Path:
    pytest.importorskip("xllamacpp", reason="needs pip install '.[test-llm]'")
    return smollm2()


@pytest.fixture(scope="module")
def opened(model: Path):
    with backend(model) as made:
        yield made


def backend(model: Path, **options) -> LlamaCpp:
    chosen = {"max_tokens": 40, "parallel": 2, "context": 1024, "threads": 1, **options}
    return LlamaCpp(LlamaCppOptions(model=model, **chosen))


def ask(opened: LlamaCpp, *requests: Request) -> list[Answer]:
    """The answers, in the order of the requests."""
    answers = {answer.key: answer for answer in opened.generate(requests)}
    return [answers[request.key] for request in requests]


def short(number: int, **changes) -> Request:
    return replace(make_request(number), schema=SHORT, **changes)


def test_answers_have_the_structure_and_say_how_they_ended(opened: LlamaCpp) -> None:
    for answer in ask(opened, *map(short, range(4))):
        assert answer.finish == "stop"
        assert json.loads(answer.text).keys() == {"caption"}, "no key that was not asked for"
        assert 0 < answer.tokens_out <= 40
        assert answer.tokens_in > 100
        assert answer.seconds > 0


def test_an_answer_cut_short_says_so(opened: LlamaCpp) -> None:
    long = {
        **answer_schema(Caption),
        "properties": {"caption": {"type": "string", "minLength": 999}},
    }
    (answer,) = ask(opened, replace(make_request(), schema=long))
    assert (answer.finish, answer.tokens_out) == ("length", 40)
    with pytest.raises(InvalidAnswer, match="cut off"):
        parse(answer.text, Caption)


def test_the_head_is_kept_between_requests(opened: LlamaCpp) -> None:
    ask(opened, short(1), short(2))
    told = opened._opened()._server.handle_chat_completions(opened._opened()._question(short(3)))
    assert told["timings"]["cache_n"] > 50


def test_seeds_decide(opened: LlamaCpp) -> None:
    free = [replace(short(0), key=str(seed), seed=seed) for seed in (1, 2, 3, 2**63 - 1)]
    assert len({answer.text for answer in ask(opened, *free)}) > 1


def test_nobody_else_is_served(opened: LlamaCpp) -> None:
    address = opened._opened()._server.listening_address
    assert address.startswith("http://127.0.0.1:")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{address}/props")
    refused.value.close()
    assert refused.value.code == 401


def test_a_prompt_too_long_is_a_failed_answer_that_says_by_how_much(opened: LlamaCpp) -> None:
    long, fine = short(0, key="long", tail="word " * 1200), short(1)
    failed, answered = ask(opened, long, fine)
    assert answered.failure is None
    words = failed.failure.split()
    assert failed.failure.endswith("tokens too long for llm.context=1024")
    assert 200 < int(words[4]) < 400


def test_a_model_is_known_by_its_file(model: Path) -> None:
    made = backend(model)
    assert made.annotator == "SmolLM2-135M-Instruct.Q4_1"
    assert backend(model, annotator="me/mine").annotator == "me/mine"
    assert made.parameters["revision"] == made.inputs()[made.annotator]
    assert {"parallel", "threads", "gpu_layers"} & made.parameters.keys() == set()


def test_a_model_without_a_chat_template(model: Path, tmp_path: Path) -> None:
    base = tmp_path / "base.gguf"
    base.write_bytes(
        model.read_bytes().replace(b"tokenizer.chat_template", b"tokenizer.chat_tempXate")
    )
    fails(base, r"base.gguf has no chat template .*-o llm.chat_template=FILE.jinja")
    given = tmp_path / "chat.jinja"
    given.write_text(CHATML)
    with backend(base, chat_template=given) as made:
        (answer,) = ask(made, short(0))
    assert answer.finish == "stop"
    fails(base, "cannot read the chat template", chat_template=tmp_path / "none")


def test_no_such_model(model: Path, tmp_path: Path) -> None:
    fails(tmp_path / "none.gguf", "there is no model file .*none.gguf")
    junk = tmp_path / "junk.gguf"
    junk.write_bytes(b"hello world" * 20)
    fails(junk, "junk.gguf is no GGUF model, or not all of it was downloaded")
    junk.write_bytes(model.read_bytes()[: 30 << 20])
    fails(junk, "junk.gguf is no GGUF model, or not all of it was downloaded")


def test_a_context_that_cannot_be(model: Path) -> None:
    fails(model, "llm.context=9000 is 808 more than the 8192 tokens", context=9000)
    fails(model, "llm.max_tokens=512 leaves no room", context=512, max_tokens=512)


def test_not_enough_memory(model: Path) -> None:
    fails(model, r"not enough memory for SmolLM2.*needs \d+\.\d GB", context=8192, parallel=10**6)


def fails(model: Path, match: str, **options) -> None:
    with backend(model, **options) as made, pytest.raises(BackendError, match=match) as caught:
        list(made.generate(make_requests(1)))
    assert len(str(caught.value).splitlines()) == 1
