"""The transformers backend on models made on the spot, and on a small real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from imagery_servers import Reply, serving
from rsteller_transformers import Transformers, TransformersOptions
from tiny_models import CORPUS, TEMPLATE, age, byte_tokenizer, smollm2, tiny_model, word_tokenizer

from rsteller_core.captions import Caption, InvalidAnswer, answer_schema, parse
from rsteller_core.errors import BackendError
from rsteller_core.testing import make_request, make_requests
from rsteller_core.values import Request

pytestmark = pytest.mark.slow

HEAD = "You write captions.\n" + "\n".join(CORPUS) * 3 + "\nFacts\n"
TAILS = (
    "- It is a lake.\n",
    "- It is a park.\n- It covers about 40 percent of the image.\n" * 3,
    "The river is about 120 meters long.",
    "東京川",
    "the lake" * 20,
)


@pytest.fixture(autouse=True)
def _one_thread():
    torch = pytest.importorskip("torch", reason="needs pip install '.[test-llm]'")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module", params=[byte_tokenizer, word_tokenizer], ids=["bytes", "words"])
def folder(request, tmp_path_factory) -> Path:
    pytest.importorskip("transformers", reason="needs pip install '.[test-llm]'")
    return tiny_model(tmp_path_factory.mktemp("model") / "tiny", request.param())


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    pytest.importorskip("transformers", reason="needs pip install '.[test-llm]'")
    return tiny_model(tmp_path_factory.mktemp("model") / "tiny")


def backend(model: Path | str, **options) -> Transformers:
    chosen = {"max_tokens": 48, "batch_size": 4, "device": "cpu", **options}
    return Transformers(TransformersOptions(model=str(model), **chosen))


def ask(requests, model, **options):
    """The answers, in the order of the requests."""
    with backend(model, **options) as opened:
        answers = {answer.key: answer for answer in opened.generate(requests)}
    return [answers[request.key] for request in requests]


def question(tail: str, head: str = HEAD, seed: int = 1, schema=None) -> Request:
    key = f"{seed} {head} {tail}"
    schema = schema or answer_schema(Caption)
    return replace(make_request(), key=key, head=head, tail=tail, seed=seed, schema=schema)


def unshared(request: Request) -> Request:
    """The same prompt without a head that could be shared."""
    return replace(request, head="", tail=request.head + request.tail)


def test_answers_have_the_structure_and_say_how_they_ended(folder: Path) -> None:
    answers = ask(make_requests(12), folder)
    ended = [answer for answer in answers if answer.finish == "stop"]
    assert ended, "a random model ends some of its answers"
    for answer in answers:
        assert answer.text.startswith('{"caption":"'), "no white space that was not asked for"
        assert 0 < answer.tokens_out <= 48
        assert answer.tokens_in > 100
        assert answer.seconds > 0
    for answer in ended:
        assert parse(answer.text, Caption)
        assert answer.text.endswith('"}')
        assert "\ufffd" not in answer.text, "no character in pieces"


def test_an_answer_cut_short_says_so(tiny: Path) -> None:
    (answer,) = ask([make_request()], tiny, max_tokens=6)
    assert (answer.finish, answer.tokens_out) == ("length", 6)
    with pytest.raises(InvalidAnswer, match="cut off"):
        parse(answer.text, Caption)


@pytest.mark.parametrize("temperature", [0, 1])
def test_a_shared_head_gives_the_same_text_as_none(folder: Path, temperature: float) -> None:
    requests = [question(tail, seed=seed) for seed, tail in enumerate(TAILS)]
    shared = ask(requests, folder, temperature=temperature)
    alone = ask([unshared(r) for r in requests], folder, temperature=temperature, batch_size=1)
    assert [answer.text for answer in shared] == [answer.text for answer in alone]
    assert [answer.tokens_in for answer in shared] == [answer.tokens_in for answer in alone]
    assert len({answer.text for answer in shared}) > 1


def test_the_head_is_computed_once_and_only_tails_after_it(tiny: Path) -> None:
    computed = []
    with backend(tiny, batch_size=2) as opened:
        engine = opened._opened()
        prompts = [engine.prompt(question(tail)) for tail in TAILS]
        longest = max(prompt.length for prompt in prompts)
        handle = engine._model.get_input_embeddings().register_forward_hook(
            lambda module, given, out: computed.append(tuple(given[0].shape))
        )
        list(opened.generate([question(tail) for tail in TAILS]))
        handle.remove()
    whole = [shape for shape in computed if shape[1] > longest]
    assert len(whole) == 1, "one long row: the head"
    assert whole[0] == (1, len(prompts[0].head))
    assert max(rows for rows, _ in computed) == 2


@pytest.mark.parametrize("cut", range(1, 30))
def test_wherever_a_head_is_cut_the_tokens_are_those_of_the_whole(folder: Path, cut: int) -> None:
    text = "the lake in the upper left, 120 percent 東京 of it"
    with backend(folder) as opened:
        engine = _engines.setdefault(folder, opened._opened())
        whole = engine._chat.ids(text)
        prompt = engine.prompt(question(text[cut:], head=text[:cut]))
    assert prompt.head + prompt.tail == whole
    assert prompt.tail


_engines: dict[Path, object] = {}


def test_a_tail_that_grows_into_the_head_shares_nothing(tiny: Path) -> None:
    with backend(tiny) as opened:
        engine = opened._opened()
        assert engine.prompt(question("orough", head="A th")).head
        assert not engine.prompt(question("e lake", head="A th")).head, "'the' is one token"


def test_each_request_keeps_its_seed_in_any_company(tiny: Path) -> None:
    requests = [question(TAILS[n % 5], seed=n) for n in range(10)]
    together = ask(requests, tiny, batch_size=10, temperature=1, top_p=0.9)
    turned = ask(requests[::-1], tiny, batch_size=3, temperature=1, top_p=0.9)[::-1]
    assert [answer.text for answer in together] == [answer.text for answer in turned]


def test_the_seed_decides_and_without_temperature_nothing_does(tiny: Path) -> None:
    same_prompt = [question(TAILS[0], seed=seed) for seed in range(6)]
    assert len({answer.text for answer in ask(same_prompt, tiny, temperature=1)}) >= 5
    assert len({answer.text for answer in ask(same_prompt, tiny, temperature=0)}) == 1


def test_sampling_follows_the_models_own_distribution() -> None:
    import torch
    from rsteller_transformers.choice import SeededChoice

    shares = torch.tensor([0.5, 0.3, 0.2, 0.0])
    rows = 4000
    scores = shares.log().expand(rows, -1)
    choice = SeededChoice(range(rows), 1.0, 1.0)
    drawn = choice(torch.zeros(rows, 1, dtype=torch.long), scores).argmax(-1)
    found = torch.bincount(drawn, minlength=4) / rows
    assert found.tolist() == pytest.approx(shares.tolist(), abs=0.03)
    sharp = SeededChoice(range(rows), 0.1, 1.0)
    drawn = sharp(torch.zeros(rows, 1, dtype=torch.long), scores).argmax(-1)
    assert (drawn == 0).float().mean() > 0.98
    narrow = SeededChoice(range(rows), 1.0, 0.7)
    drawn = narrow(torch.zeros(rows, 1, dtype=torch.long), scores).argmax(-1)
    assert set(drawn.tolist()) == {0, 1}


def test_keys_that_the_schema_does_not_name_are_not_let_through(tiny: Path) -> None:
    inner = {"type": "object", "properties": {"x": {"enum": ["a"]}}, "required": ["x"]}
    schema = {
        "type": "object",
        "properties": {"caption": {"enum": ["lake", "road"]}, "inner": {"$ref": "#/$defs/Inner"}},
        "required": ["caption", "inner"],
        "$defs": {"Inner": inner},
    }
    requests = [question(TAILS[0], seed=seed, schema=schema) for seed in range(12)]
    for answer in ask(requests, tiny, temperature=2.0):
        assert answer.finish == "stop"
        told = json.loads(answer.text)
        assert told.keys() == {"caption", "inner"}
        assert told["inner"] == {"x": "a"}
        assert " " not in answer.text.replace('", "', "").replace(": ", "")


def test_a_schema_is_compiled_once(tiny: Path) -> None:
    with backend(tiny) as opened:
        constraints = opened._opened()._constraints
        first = constraints.of(answer_schema(Caption))
        assert constraints.of(dict(answer_schema(Caption))) is first
        assert constraints.of({"type": "object", "properties": {}}) is not first


def test_nothing_is_compiled_by_torch(tiny: Path) -> None:
    code = (
        "import os, sys, torch\n"
        "from rsteller_transformers import Transformers, TransformersOptions\n"
        "from rsteller_core.testing import make_requests\n"
        "options = TransformersOptions(model=sys.argv[1], max_tokens=8, device='cpu')\n"
        "assert len(list(Transformers(options).generate(make_requests(2)))) == 2\n"
        "import torch._dynamo.utils as told\n"
        "assert not told.counters['stats'], told.counters\n"
        "assert 'TORCHDYNAMO_DISABLE' not in os.environ\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "TORCHDYNAMO_DISABLE"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(tiny)],
        env={**environment, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_words_keep_their_single_spaces(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny", word_tokenizer())
    schema = {
        "type": "object",
        "properties": {"caption": {"enum": ["the lake in the lake"]}},
        "required": ["caption"],
    }
    (answer,) = ask([question("x", schema=schema)], model)
    assert answer.text == '{"caption":"the lake in the lake"}'


def test_the_tokenizers_of_mistral_models_are_mended(tmp_path: Path) -> None:
    """transformers does so for a large vocabulary that an old version of it has saved."""
    model = age(tiny_model(tmp_path / "tiny", byte_tokenizer(fillers=100_000)))
    with backend(model) as opened:
        tokenizer = opened._opened()._tokenizer
    assert r"\p{Lu}\p{Lt}" in str(tokenizer.backend_tokenizer.pre_tokenizer)
    assert tokenizer.decode(tokenizer("A lake, 東京")["input_ids"]) == "A lake, 東京"


def test_the_type_of_mistral_common_is_not_taken(tmp_path: Path) -> None:
    pytest.importorskip("mistral_common", reason="needs pip install --no-deps mistral-common")
    from transformers import AutoTokenizer

    model = tiny_model(tmp_path / "tiny")
    (model / "tekken.json").write_text("{}")
    with pytest.raises((ImportError, KeyError, ValueError)):
        AutoTokenizer.from_pretrained(model)
    assert len(ask(make_requests(2), model)) == 2


def test_a_model_with_a_sliding_window_answers_without_sharing(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny", sliding_window=32)
    requests = [question(tail, seed=seed) for seed, tail in enumerate(TAILS)]
    together = ask(requests, model, batch_size=5)
    alone = ask([unshared(r) for r in requests], model, batch_size=1)
    assert [answer.text for answer in together] == [answer.text for answer in alone]


def test_a_batch_that_is_too_large_is_halved(tiny: Path) -> None:
    import torch

    requests = [question(TAILS[0], seed=seed) for seed in range(8)]
    want = [answer.text for answer in ask(requests, tiny)]
    with backend(tiny, batch_size=8) as opened:
        engine = opened._opened()
        sizes = []

        def small(module, given, words):
            rows = words["input_ids"].shape[0]
            sizes.append(rows)
            if rows > 2:
                raise torch.OutOfMemoryError("CUDA out of memory")

        engine._model.register_forward_pre_hook(small, with_kwargs=True)
        answers = {answer.key: answer.text for answer in opened.generate(requests)}
    assert [answers[request.key] for request in requests] == want
    assert [size for size in sizes if size > 2] == [8, 4]


def test_where_not_even_one_prompt_fits_the_device_it_is_said(tiny: Path) -> None:
    import torch

    def full(module, given, words):
        raise torch.OutOfMemoryError("CUDA out of memory")

    with backend(tiny) as opened:
        opened._opened()._model.register_forward_pre_hook(full, with_kwargs=True)
        with pytest.raises(BackendError, match="not enough memory for a single prompt"):
            list(opened.generate(make_requests(2)))


def test_a_model_is_known_by_its_files(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny")
    before = backend(model)
    assert before.annotator == "tiny"
    assert backend(model, annotator="me/mine").annotator == "me/mine"
    assert before.parameters["revision"] == before.inputs()["tiny"]
    assert {"batch_size", "device"} & before.parameters.keys() == set()
    age(model)
    assert backend(model).parameters["revision"] != before.parameters["revision"]


# --- what a user can get wrong


def fails(model, match: str, requests=None, **options) -> None:
    with pytest.raises(BackendError, match=match) as caught:
        ask(requests or make_requests(1), model, **options)
    assert len(str(caught.value).splitlines()) == 1


def test_no_such_file_or_folder(tmp_path: Path) -> None:
    fails(tmp_path / "none", "there is no model file or folder .*none")
    fails(tmp_path / "none.gguf", "there is no model file or folder .*none.gguf")
    fails("./none", "there is no model file or folder")
    (tmp_path / "model.bin").write_bytes(b"x")
    fails(tmp_path / "model.bin", "is no model: give a folder, a .gguf file or a hub id")
    fails(tmp_path, "holds no model: it has no config.json")


def test_a_broken_model(tmp_path: Path, tiny: Path) -> None:
    broken = tiny_model(tmp_path / "tiny")
    (broken / "model.safetensors").write_bytes(b"not weights")
    fails(broken, "cannot be loaded")
    (broken / "model.safetensors").unlink()
    fails(broken, "cannot be loaded")
    (broken / "config.json").write_text('{"model_type": "unheard-of"}')
    fails(broken, "cannot be loaded.*unheard-of")
    junk = tmp_path / "junk.gguf"
    junk.write_bytes(b"hello world" * 20)
    fails(junk, "junk.gguf cannot be loaded")


def test_not_enough_memory(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny")
    config = json.loads((model / "config.json").read_text())
    huge = {"hidden_size": 1 << 15, "intermediate_size": 1 << 17, "num_hidden_layers": 40}
    (model / "config.json").write_text(json.dumps({**config, **huge, "head_dim": 8192}))
    fails(model, r"not enough memory for .*tiny: its weights need \d{4}\.\d GB \(float32\)")


def test_no_gpu(tiny: Path) -> None:
    import torch

    if torch.cuda.is_available():
        fails(tiny, r"no GPU for llm.device=cuda:99: there are cuda:0", device="cuda:99")
    else:
        fails(tiny, r"no GPU for llm.device=cuda: torch finds no GPU here", device="cuda")
        fails(tiny, r"no GPU for llm.device=cuda:0: torch finds no GPU here", device="cuda:0")


def test_a_context_too_short_for_the_head_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny", max_position_embeddings=300)
    with backend(model) as opened:
        prompt = len(opened._opened()._chat.ids(HEAD + TAILS[0]))
    over = prompt + 48 - 300
    assert over > 48
    fails(model, f"context of 300 tokens is {over} too short", [question(TAILS[0])])


def test_a_single_prompt_that_is_too_long_is_a_failed_answer(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny", max_position_embeddings=600)
    short, long = question("It is a lake."), question("It is a lake. " * 200)
    first, second = ask([short, long], model)
    assert first.failure is None
    assert second.failure.endswith("tokens too long for the model's context")
    assert int(second.failure.split()[3]) == second_excess(model, long)


def second_excess(model: Path, request: Request) -> int:
    with backend(model) as opened:
        return len(opened._opened()._chat.ids(request.head + request.tail)) + 48 - 600


def test_a_tokenizer_without_a_chat_template(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny", template=None)
    fails(model, r"no chat template .*-o llm.chat_template=FILE.jinja")
    given = tmp_path / "chat.jinja"
    given.write_text(TEMPLATE)
    (answer,) = ask(make_requests(1), model, chat_template=given)
    assert answer.text.startswith('{"caption":"')
    given.write_text("{% for broken")
    fails(model, "the chat template of this model is broken", chat_template=given)
    given.unlink()
    with pytest.raises(BackendError, match="cannot read"):
        ask(make_requests(1), model, chat_template=given)


# --- the hub, played by a server of our own


def refused(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
    """As the Hugging Face hub answers: one model that is not there, one that is gated."""
    gated = "gated" in path
    code = "GatedRepo" if gated else "RepoNotFound"
    if "no-such-revision" in path:
        code = "RevisionNotFound"
    return Reply(403 if gated else 404, b"", {"X-Error-Code": code})


@pytest.fixture(scope="module")
def refusing():
    with serving(refused) as served:
        yield served.url


ASK = """
import sys
from rsteller_core import RstellerError
from rsteller_core.testing import make_requests
from rsteller_transformers import Transformers, TransformersOptions

options = TransformersOptions(model=sys.argv[1], revision=sys.argv[2] or None, max_tokens=8)
with Transformers(options) as backend:
    print(backend.annotator)
    try:
        print(backend.parameters["revision"])
        print(len(list(backend.generate(make_requests(2)))))
    except RstellerError as error:
        print(error)
"""


def in_a_new_home(home: Path, model: str, revision: str = "", **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK, model, revision],
        env={
            **os.environ,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "OMP_NUM_THREADS": "1",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("model", "revision", "words"),
    [
        ("nobody/nothing", "", "there is no model nobody/nothing"),
        ("gated/model", "", "accepted its terms"),
        ("some/model", "no-such-revision", "has no revision 'no-such-revision'"),
        ("not an id!", "", "there is no model not an id!"),
    ],
)
def test_what_the_hub_refuses(tmp_path, refusing, model: str, revision: str, words: str) -> None:
    name, error = in_a_new_home(tmp_path, model, revision, HF_ENDPOINT=refusing)
    assert name == model
    assert words in error


def test_a_hub_that_cannot_be_reached(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9"
    for environment in ({"HF_ENDPOINT": nobody}, {"HF_HUB_OFFLINE": "1"}):
        _, error = in_a_new_home(tmp_path, "some/model", **environment)
        assert "some/model is not on this machine and the Hugging Face hub cannot" in error


def test_a_model_of_the_hub_is_known_by_its_commit(tmp_path: Path) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    repo = tmp_path / "hub" / "models--some--model"
    tiny_model(repo / "snapshots" / commit)
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text(commit)
    told = in_a_new_home(tmp_path, "some/model", HF_HUB_OFFLINE="1")
    assert told == ["some/model", commit, "2"]


# --- a small real model


def test_a_gguf_file_answers(tmp_path: Path) -> None:
    requests = [question("- It is a lake.\nSay it as JSON.", head="Describe it.\n", seed=3)]
    (answer,) = ask(requests, smollm2(), max_tokens=120, temperature=0)
    assert answer.finish == "stop"
    assert parse(answer.text, Caption)
    with backend(smollm2()) as opened:
        assert opened.annotator == "SmolLM2-135M-Instruct.Q4_1"
        assert opened.parameters["revision"].startswith("sha256:")


def test_tokens_are_counted_without_loading_the_model(folder, monkeypatch):
    from transformers import AutoModelForCausalLM

    monkeypatch.setattr(
        AutoModelForCausalLM, "from_pretrained", lambda *a, **k: pytest.fail("read")
    )
    counted = backend(folder).count_tokens(HEAD)
    assert 0 < counted <= len(HEAD.encode())
    assert backend(folder).count_tokens(HEAD + HEAD) == pytest.approx(2 * counted, abs=2)
