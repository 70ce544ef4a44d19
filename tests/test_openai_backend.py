"""The client of OpenAI-compatible servers, over real loopback HTTP."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from model_servers import CAPTION, MODEL, Server, completion, example_of, schema_of, well
from rsteller_openai import OpenAI, OpenAIOptions
from test_annotators import ask
from test_captioning import row

from rsteller_core.annotators import Annotator, Annotators
from rsteller_core.errors import BackendError
from rsteller_core.testing import LLMBackendContract, make_requests


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    with ExitStack() as running:
        yield lambda *told, **more: running.enter_context(Server(*told, **more))


def client(*servers: Server, **options: Any) -> OpenAI:
    told = {"model": MODEL, "timeout": 5, "patience": 20, **options}
    return OpenAI(OpenAIOptions(url=tuple(server.url for server in servers), **told))


def caption_all(backend: OpenAI, folder: Path, rows: int, revisions: int = 1) -> None:
    """The run ends whole, and each request is answered once in the journal."""
    with backend:
        done = ask(
            Annotators([Annotator(backend)]),
            [row(n, revisions=revisions) for n in range(rows)],
            folder,
        )
    assert [captioned.failures for captioned in done] == [()] * rows
    # The same words come back for each revision, which is then rejected: that too is an answer.
    decided = [len(c.annotations) + len(c.rejections) for c in done]
    assert decided == [1 + revisions] * rows
    lines = [json.loads(line) for line in (folder / "0.jsonl").read_text().splitlines()]
    keys = Counter(line["key"] for line in lines)
    assert set(keys.values()) == {1}
    assert len(keys) >= rows * (1 + revisions)


class TestTwoServers(LLMBackendContract):
    ahead = 9 * 4

    @pytest.fixture
    def component(self, serve: Callable[..., Server]) -> OpenAI:
        return client(serve(), serve(), at_once=16)


# What is sent, what comes back.


def test_what_is_sent_and_what_is_recorded(serve: Callable[..., Server]) -> None:
    server = serve()
    (request,) = make_requests(1)
    with client(server, temperature=0.2, max_tokens=99, extra={"top_k": 3}) as backend:
        (answer,) = backend.generate([request])
    (body,) = server.asked
    assert body["messages"] == [{"role": "user", "content": request.head + request.tail}]
    assert schema_of(body) == request.schema
    assert (body["model"], body["temperature"], body["max_tokens"]) == (MODEL, 0.2, 99)
    assert body["top_k"] == 3
    assert 0 <= body["seed"] < 2**31
    assert json.loads(answer.text) == {"caption": CAPTION}
    assert (answer.finish, answer.tokens_in, answer.tokens_out) == ("stop", 11, 7)
    assert answer.seconds >= 0


def test_an_answer_that_was_cut_off_says_so(serve: Callable[..., Server]) -> None:
    async def short(server: Server, request: web.Request, body: Any) -> web.Response:
        return completion('{"caption": "A la', finish_reason="length")

    with client(serve(short)) as backend:
        (answer,) = backend.generate(make_requests(1))
    assert (answer.finish, answer.failure) == ("length", None)


def test_a_refusal_is_counted(serve: Callable[..., Server]) -> None:
    async def refuses(server: Server, request: web.Request, body: Any) -> web.Response:
        message = {"role": "assistant", "content": None, "refusal": "I would rather not."}
        return web.json_response({"choices": [{"message": message, "finish_reason": "stop"}]})

    with client(serve(refuses)) as backend:
        (answer,) = backend.generate(make_requests(1))
    assert answer.failure == "refused"


def test_answers_come_as_they_finish(serve: Callable[..., Server]) -> None:
    requests = make_requests(5)

    async def first_is_slow(server: Server, request: web.Request, body: Any) -> web.Response:
        first = body["seed"] == requests[0].seed % 2**31
        await asyncio.sleep(0.5 if first else 0)
        return await well(server, request, body)

    with client(serve(first_is_slow)) as backend:
        order = [answer.key for answer in backend.generate(iter(requests))]
    assert order[-1] == requests[0].key


def test_the_work_goes_where_there_is_room(serve: Callable[..., Server]) -> None:
    def paced(seconds: float) -> Any:
        async def handler(server: Server, request: web.Request, body: Any) -> web.Response:
            await asyncio.sleep(seconds)
            return await well(server, request, body)

        return handler

    quick, slow = serve(paced(0.01)), serve(paced(0.2))
    with client(quick, slow, at_once=4) as backend:
        answers = list(backend.generate(iter(make_requests(120))))
    assert len(answers) == 120
    assert len(quick.asked) > 3 * len(slow.asked) > 0


# Servers that behave badly: the run ends whole, each request answered once in the journal.


def now_and_then(trouble: Any, share: float = 0.2, seed: int = 3) -> Any:
    chance = random.Random(seed)

    async def handler(server: Server, request: web.Request, body: Any) -> web.StreamResponse | None:
        await asyncio.sleep(0.01)
        if chance.random() < share:
            return await trouble(server, request, body)
        return await well(server, request, body)

    return handler


async def stalls(server: Server, request: web.Request, body: Any) -> None:
    await asyncio.sleep(60)


async def resets(server: Server, request: web.Request, body: Any) -> None:
    return None


async def html(server: Server, request: web.Request, body: Any) -> web.Response:
    return web.Response(
        text="<html><body>Welcome to nginx!</body></html>", content_type="text/html"
    )


async def cut_json(server: Server, request: web.Request, body: Any) -> web.Response:
    return web.Response(text='{"choices": [{"message": {"role": "ass', content_type="text/json")


async def cut_short(server: Server, request: web.Request, body: Any) -> web.StreamResponse | None:
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    request.transport.abort()
    return response


async def fails(server: Server, request: web.Request, body: Any) -> web.Response:
    return web.Response(status=500, text="Internal Server Error")


async def bad_gateway(server: Server, request: web.Request, body: Any) -> web.Response:
    return web.Response(status=502, text="<html>Bad Gateway</html>")


async def nonsense(server: Server, request: web.Request, body: Any) -> web.Response:
    return web.json_response({"choices": "no", "usage": [1]})


@pytest.mark.parametrize(
    "trouble", [stalls, resets, html, cut_json, cut_short, fails, bad_gateway, nonsense]
)
def test_trouble_now_and_then(serve: Callable[..., Server], tmp_path: Path, trouble: Any) -> None:
    server = serve(now_and_then(trouble))
    caption_all(client(server, timeout=0.5, tries=12), tmp_path, rows=15)


def test_429_for_a_while(serve: Callable[..., Server], tmp_path: Path) -> None:
    until = time.monotonic() + 3

    async def busy(server: Server, request: web.Request, body: Any) -> web.Response:
        if time.monotonic() < until:
            return web.json_response(
                {"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "1"}
            )
        return await well(server, request, body)

    server = serve(busy)
    caption_all(client(server), tmp_path, rows=30)
    assert time.monotonic() > until


def test_a_retry_after_is_honoured(serve: Callable[..., Server]) -> None:
    told_at: list[float] = []
    early: list[float] = []

    async def busy_once(server: Server, request: web.Request, body: Any) -> web.Response:
        if not told_at:
            told_at.append(time.monotonic())
            return web.Response(status=429, headers={"Retry-After": "2"})
        if time.monotonic() - told_at[0] < 1.9:
            early.append(time.monotonic() - told_at[0])
        return await well(server, request, body)

    with client(serve(busy_once)) as backend:
        answers = list(backend.generate(iter(make_requests(40))))
    assert len(answers) == 40
    assert [after for after in early if after > 0.2] == [], "but what was sent with it"


def test_a_server_that_takes_so_many_is_given_so_many(serve: Callable[..., Server]) -> None:
    refused = 0

    async def no_more_than_12(server: Server, request: web.Request, body: Any) -> web.Response:
        nonlocal refused
        if server.under_way > 12:
            refused += 1
            return web.Response(status=429)
        await asyncio.sleep(0.05)
        return await well(server, request, body)

    with client(serve(no_more_than_12)) as backend:
        answers = list(backend.generate(iter(make_requests(600))))
    assert len(answers) == 600
    assert all(answer.failure is None for answer in answers)
    assert refused < 30


# What a server had accepted when it died is left to the garbage collector, which says so.
dying = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@dying
@pytest.mark.parametrize("away", [0.5, 3.0])
def test_a_server_that_dies_and_comes_back(
    serve: Callable[..., Server], tmp_path: Path, away: float
) -> None:
    async def dies_once(server: Server, request: web.Request, body: Any) -> web.Response:
        if len(server.asked) == 40:
            threading.Thread(target=restart).start()
        await asyncio.sleep(0.05)
        return await well(server, request, body)

    server = serve(dies_once)

    def restart() -> None:
        server.stop()
        time.sleep(away)
        server.start()

    caption_all(client(server), tmp_path, rows=40)
    assert len(server.asked) >= 80
    gc.collect()


@dying
def test_of_two_servers_one_may_die(serve: Callable[..., Server], tmp_path: Path) -> None:
    async def slowly(server: Server, request: web.Request, body: Any) -> web.Response:
        await asyncio.sleep(0.02)
        return await well(server, request, body)

    async def dies(server: Server, request: web.Request, body: Any) -> web.Response:
        if len(server.asked) == 10:
            threading.Thread(target=server.stop).start()
        return await slowly(server, request, body)

    caption_all(client(serve(slowly), serve(dies)), tmp_path, rows=60)
    gc.collect()


def test_a_stopped_run_repeats_only_what_was_under_way(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    async def stops(server: Server, request: web.Request, body: Any) -> web.Response:
        await asyncio.sleep(0.02)
        if len(server.asked) > 50:
            return web.Response(status=401)
        return await well(server, request, body)

    server = serve(stops)
    rows = [row(n, revisions=0) for n in range(80)]
    with client(server) as backend, pytest.raises(BackendError, match="asks for a key"):
        ask(Annotators([Annotator(backend)]), rows, tmp_path)
    answered = len((tmp_path / "0.jsonl").read_text().splitlines())
    assert answered > 0
    again = serve()
    with client(again) as backend:
        done = ask(Annotators([Annotator(backend)]), rows, tmp_path)
    assert len(done) == 80
    assert len(again.asked) == 80 - answered


def test_a_request_that_always_fails_is_given_up_and_the_others_are_not(
    serve: Callable[..., Server],
) -> None:
    requests = make_requests(20)
    poison = requests[7].seed % 2**31

    async def handler(server: Server, request: web.Request, body: Any) -> web.Response:
        if body["seed"] == poison:
            return web.Response(status=500)
        return await well(server, request, body)

    with client(serve(handler), tries=2) as backend:
        failures = {a.key: a.failure for a in backend.generate(iter(requests))}
    assert failures.pop(requests[7].key) == "HTTP 500"
    assert set(failures.values()) == {None}


# Whether a server holds to a schema.


def test_a_server_that_ignores_the_schema_is_told_of(
    serve: Callable[..., Server], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def ignores(server: Server, request: web.Request, body: Any) -> web.Response:
        free = len(server.asked) % 2
        return completion("Sure! Here you are." if free else json.dumps({"caption": CAPTION}))

    async def hello(server: Server, request: web.Request, body: Any) -> web.Response:
        return completion("hello")

    server = serve(ignores, hello)
    with caplog.at_level(logging.WARNING), client(server) as backend:
        done = ask(
            Annotators([Annotator(backend)]), [row(n, revisions=0) for n in range(10)], tmp_path, 9
        )
    assert [len(c.annotations) for c in done] == [1] * 10
    assert "does not hold answers to a schema (json_schema: ignored; " in caplog.text
    assert "response_format" not in server.asked[0]


@pytest.mark.parametrize(
    ("field", "schema_in"),
    [
        ("structured_outputs", lambda body: body["structured_outputs"]["json"]),
        ("guided_json", lambda body: body["guided_json"]),
        ("response_format", lambda body: body["response_format"]["schema"]),
    ],
)
@pytest.mark.parametrize("refuses", [True, False])
def test_the_way_that_works_is_found(
    serve: Callable[..., Server], field: str, schema_in: Any, refuses: bool
) -> None:
    async def only_this_way(server: Server, request: web.Request, body: Any) -> web.Response:
        try:
            return completion(example_of(schema_in(body), CAPTION))
        except KeyError:
            return web.Response(status=500) if refuses else completion("hello")

    server = serve(only_this_way, only_this_way)
    with client(server) as backend:
        (answer,) = backend.generate(make_requests(1))
    assert json.loads(answer.text) == {"caption": CAPTION}
    assert field in server.asked[0]


def test_white_space_without_end_is_not_taken_for_a_server_that_ignores(
    serve: Callable[..., Server],
) -> None:
    async def rambles(server: Server, request: web.Request, body: Any) -> web.Response:
        return completion('{"probe"' + " \n\t" * 20, finish_reason="length")

    server = serve(well, rambles)
    with client(server) as backend:
        list(backend.generate(make_requests(1)))
    assert "response_format" in server.asked[0]


# What the user can mend is said, before any work is sent.


def problem(backend: OpenAI) -> str:
    with backend, pytest.raises(BackendError) as caught:
        list(backend.generate(make_requests(2)))
    return str(caught.value)


def test_nobody_answers(serve: Callable[..., Server]) -> None:
    server = serve()
    server.stop()
    text = problem(client(server))
    server.start()
    assert "llm.url: nothing answers at http://127.0.0.1:" in text
    assert "(connection refused)" in text


def test_it_is_another_kind_of_server() -> None:
    with Server(models=None) as server:
        server.extra_routes["other"] = lambda body: {}
        backend = OpenAI(OpenAIOptions(url=f"http://127.0.0.1:{server.port}/api", model=MODEL))
        assert "usually ends with /v1" in problem(backend)
        assert not server.asked


def test_a_wrong_key_and_none(serve: Callable[..., Server]) -> None:
    server = serve(key="right")
    assert "asks for a key" in problem(client(server))
    text = problem(client(server, api_key="wrong"))
    assert "does not take the key" in text
    assert "wrong" not in text.replace("does not take", "")
    with client(server, api_key="right") as backend:
        assert len(list(backend.generate(make_requests(2)))) == 2


def test_a_key_from_the_environment(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(key="right")
    backend = client(server, api_key_variable="RSTELLER_TEST_KEY")
    assert "export RSTELLER_TEST_KEY=" in problem(backend)
    monkeypatch.setenv("RSTELLER_TEST_KEY", "right")
    with client(server, api_key_variable="RSTELLER_TEST_KEY") as again:
        assert len(list(again.generate(make_requests(2)))) == 2


def test_no_such_model(serve: Callable[..., Server]) -> None:
    text = problem(client(serve(), model="mistralai/Mistral-Nemo-Instruct-2407"))
    assert "has no model 'mistralai/Mistral-Nemo-Instruct-2407'; it has test/model" in text
    assert "llm.annotator" in text


def test_a_context_too_short_says_by_how_much(serve: Callable[..., Server]) -> None:
    server = serve(models=[{"id": MODEL, "max_model_len": 900}])
    server.extra_routes["tokenize"] = lambda body: {"count": 600, "tokens": [1] * 600}
    text = problem(client(server, max_tokens=400))
    assert "a context of 900 tokens" in text
    assert "takes 600 and its answer up to 400, 100 too many" in text
    assert not server.asked


def test_a_server_that_is_away_too_long_stops_the_run(serve: Callable[..., Server]) -> None:
    async def goes(server: Server, request: web.Request, body: Any) -> web.Response:
        threading.Thread(target=server.stop).start()
        await asyncio.sleep(5)
        return await well(server, request, body)

    server = serve(goes)
    text = problem(client(server, patience=1.5))
    server.start()
    assert "for 1.5 s" in text
    assert "the same command goes on from here" in text


def test_a_wait_longer_than_our_patience_is_not_waited_for(serve: Callable[..., Server]) -> None:
    async def tomorrow(server: Server, request: web.Request, body: Any) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "86400"})

    start = time.monotonic()
    assert "too many requests" in problem(client(serve(tomorrow)))
    assert time.monotonic() - start < 10


def test_a_server_that_is_starting_is_waited_for(serve: Callable[..., Server]) -> None:
    server = serve()
    models, answers = server._models, iter([503])

    async def loading(request: web.Request) -> web.Response:
        status = next(answers, None)
        return web.Response(status=status) if status else await models(request)

    server.stop()
    server._models = loading
    server.start()
    with client(server) as backend:
        assert len(list(backend.generate(make_requests(2)))) == 2


def test_in_a_notebook_it_says_what_to_do(serve: Callable[..., Server]) -> None:
    backend = client(serve())

    async def cell() -> None:
        list(backend.generate(make_requests(1)))

    with pytest.raises(BackendError, match=r"asyncio\.to_thread"):
        asyncio.run(cell())


def test_ctrl_c_leaves_nothing_behind(serve: Callable[..., Server]) -> None:
    async def interrupted(server: Server, request: web.Request, body: Any) -> web.Response:
        if len(server.asked) == 3:
            os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.2)
        return await well(server, request, body)

    # In a shell's background, Ctrl-C would be ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with client(serve(interrupted)) as backend, pytest.raises(KeyboardInterrupt):
            list(backend.generate(make_requests(10)))
    finally:
        signal.signal(signal.SIGINT, before)
    gc.collect()  # what was left pending would say so here


# Options.


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1"),
        ("http://localhost:8000/", "http://localhost:8000/v1"),
        ("https://api.example.org/openai/v1/", "https://api.example.org/openai/v1"),
    ],
)
def test_urls_are_completed(given: str, url: str) -> None:
    assert OpenAIOptions(url=given, model=MODEL).url == (url,)


def test_several_urls_are_typed_with_commas() -> None:
    options = OpenAIOptions(url="http://a:1/v1, http://b:2/v1", model=MODEL)
    assert options.url == ("http://a:1/v1", "http://b:2/v1")


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://a/v1", "http://", "http://me:pw@a/v1", "http://a/v1?key=b", ""]
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        OpenAIOptions(url=url, model=MODEL)


def test_the_key_reaches_no_file() -> None:
    backend = OpenAI(OpenAIOptions(url="http://a/v1", model=MODEL, api_key="sk-secret"))
    written = json.dumps([backend.options.model_dump(mode="json"), dict(backend.parameters)])
    assert "sk-secret" not in written + repr(backend.options) + str(backend.options)


def test_where_the_server_is_asks_for_nothing_again() -> None:
    here = OpenAI(OpenAIOptions(url="http://a/v1", model=MODEL, timeout=3))
    there = OpenAI(OpenAIOptions(url="http://b/v1", model=MODEL, at_once=3))
    assert here.parameters == there.parameters
