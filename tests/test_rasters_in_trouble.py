"""Servers that fail: what is asked again, what is skipped, and with which reason."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import numpy as np
import pytest
from range_server import Asked, Behaviour, RangeServer
from test_remote_rasters import NOISE, cog, patches, read, same, scene_of

from rsteller_core import Access, Affine, RasterBand, scene_from_metadata
from rsteller_core.errors import InputError, NotServed
from rsteller_core.rasters import RasterOptions, SceneReader, describe
from rsteller_core.rasters.fetching import http, transport
from rsteller_core.values import Pixels, Skipped, Window


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits are as long as they are for servers' sake; here they only cost time."""
    monkeypatch.setattr(transport, "FIRST_WAIT", 0.01)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RangeServer]:
    cog(tmp_path / "a.tif", NOISE[:3], compress="deflate", overviews="none")
    with RangeServer(tmp_path) as server:
        yield server


def blocks_only(fault: Behaviour | Callable[[Asked], Behaviour | None]):
    """A fault for the requests after the header."""

    def behave(asked: Asked) -> Behaviour | None:
        if asked.start == 0:
            return None
        return fault(asked) if callable(fault) else fault

    return behave


def now_and_then(fault: Behaviour, times: int = 2):
    """A fault for the first so many requests for each part."""
    seen: Counter[int] = Counter()

    def behave(asked: Asked) -> Behaviour | None:
        seen[asked.start] += 1
        return fault if seen[asked.start] <= times else None

    return behave


def reasons(results: Sequence[Pixels | Skipped]) -> set[str]:
    return {result.reason for result in results if isinstance(result, Skipped)}


PASSING = {
    "reset": Behaviour(reset=True),
    "cut short": Behaviour(sent=7000),
    "no body at all": Behaviour(sent=0),
    "503": Behaviour(status=503),
    "500": Behaviour(status=500),
    "429": Behaviour(status=429, headers={"Retry-After": "0"}),
}


@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_asked_again(tmp_path, server, fault):
    near, far = scene_of(tmp_path / "a.tif"), scene_of(server.url("a.tif"))
    server.behave = now_and_then(PASSING[fault])
    assert same(read(far), read(near))


LASTING = {
    "reset": (Behaviour(reset=True), "the connection broke off", 3),
    "cut short": (Behaviour(sent=7000), "the connection broke off", 3),
    "503": (Behaviour(status=503), "the server answers 503", 3),
    "429": (Behaviour(status=429), "asked too often (429)", 3),
    "404": (Behaviour(status=404), "the server has no such file (404)", 1),
    "410": (Behaviour(status=410), "the server has no such file any more (410)", 1),
    "403": (Behaviour(status=403), "the server refuses access (403)", 1),
    "401": (Behaviour(status=401), "the server wants to know who asks (401)", 1),
    "400": (Behaviour(status=400), "the server answers 400", 1),
    "no ranges": (Behaviour(whole=True), "the server does not give parts of files", 1),
}


@pytest.mark.parametrize("fault", LASTING)
def test_what_lasts_is_a_reason_for_every_window(tmp_path, server, fault):
    behaviour, reason, attempts = LASTING[fault]
    far = scene_of(server.url("a.tif"))
    server.asked.clear()
    server.behave = lambda asked: behaviour
    results = read(far, patches(far)[:5], Access(attempts=3))
    assert len(results) == 5
    assert reasons(results) == {reason}
    assert len(server.asked) == attempts
    with pytest.raises(NotServed, match=r"a\.tif: ") as caught:
        describe(server.url("a.tif"), RasterOptions(), "", "", access=Access(attempts=1))
    assert caught.value.reason == reason


@pytest.mark.parametrize("compress", ["jpeg", "deflate", "lzw"])
def test_one_bad_row_costs_its_own_windows_only(tmp_path, server, compress):
    cog(tmp_path / "b.tif", NOISE[:3], compress=compress, overviews="none")
    near, far = scene_of(tmp_path / "b.tif"), scene_of(server.url("b.tif"))
    windows = [Window(0, row, 900, 100) for row in range(0, 700, 100)]
    size = (tmp_path / "b.tif").stat().st_size

    def gone(asked: Asked) -> Behaviour | None:
        return Behaviour(status=404) if asked.start > size * 0.8 else None

    # Small files come whole with their header: read past it.
    assert size > 70_000
    server.behave = gone
    results, truth = read(far, windows), read(near, windows)
    good = [number for number, result in enumerate(results) if isinstance(result, Pixels)]
    assert 2 <= len(good) <= 6
    assert good == list(range(len(good)))
    assert same(results[: len(good)], truth[: len(good)])
    assert reasons(results) == {"the server has no such file (404)"}


@pytest.mark.parametrize(
    ("compress", "reason"),
    [("jpeg", "unreadable tile"), ("deflate", "unreadable tile"), ("lzw", "unreadable block")],
)
def test_damaged_tiles_are_skipped(tmp_path, server, compress, reason):
    cog(tmp_path / "b.tif", NOISE[:3], compress=compress, overviews="none")
    far = scene_of(server.url("b.tif"))
    server.behave = blocks_only(Behaviour(damage=True))
    results = read(far)
    assert reasons(results) == {reason}


def test_a_file_that_changes_underway_is_skipped(tmp_path, server):
    far = scene_of(server.url("a.tif"))
    reader = SceneReader()
    assert isinstance(next(reader.read(far, [Window(0, 0, 9, 9)])), Pixels)
    with (tmp_path / "a.tif").open("ab") as file:
        file.write(b"more")
    assert reasons(list(reader.read(far, patches(far)))) == {"the file changed while it was read"}
    reader.close()


def test_a_file_cut_short_after_planning_is_skipped(tmp_path, server):
    far = scene_of(server.url("a.tif"))
    whole = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(whole[: len(whole) // 2])
    results = read(far)
    assert isinstance(results[0], Pixels)
    assert reasons(results) == {"the file ends before its last block"}


def test_a_server_is_left_in_peace_for_as_long_as_it_says(tmp_path, server):
    far = scene_of(server.url("a.tif"))
    server.asked.clear()
    times: list[float] = []
    lock = threading.Lock()

    def busy(asked: Asked) -> Behaviour | None:
        with lock:
            times.append(time.monotonic())
            if len(times) == 1:
                return Behaviour(status=429, headers={"Retry-After": "1"})
        return None

    server.behave = busy
    assert all(isinstance(result, Pixels) for result in read(far))
    assert times[1] - times[0] >= 0.95


def test_a_date_to_come_back_at_is_understood():
    when = datetime.now(UTC) + timedelta(seconds=30)
    assert http._wait(format_datetime(when, usegmt=True)) == pytest.approx(30, abs=2)
    assert http._wait("7") == 7
    assert http._wait("soon") is None
    assert http._wait(None) is None


def test_a_wait_of_hours_is_not_waited_for(tmp_path, server):
    far = scene_of(server.url("a.tif"))
    server.asked.clear()
    server.behave = lambda asked: Behaviour(status=429, headers={"Retry-After": "7200"})
    start = time.monotonic()
    assert reasons(read(far)) == {"asked too often (429)"}
    assert time.monotonic() - start < 5
    assert len(server.asked) == 1


def test_no_server_at_all(tmp_path, server):
    far = scene_of(server.url("a.tif"))
    href = far.href.replace(f":{server.port}", ":9")
    with pytest.raises(InputError, match=r"127.0.0.1:9/a.tif: no connection to the server"):
        describe(href, RasterOptions(), "", "", access=Access(attempts=2))


def test_a_server_that_never_answers_is_given_up(tmp_path):
    cog(tmp_path / "a.tif", NOISE[:3], compress="deflate")
    with RangeServer(tmp_path, latency=3) as server:
        start = time.monotonic()
        access = Access(attempts=2, timeout=0.2)
        with pytest.raises(NotServed, match="time-out"):
            describe(server.url("a.tif"), RasterOptions(), "", "", access=access)
        assert time.monotonic() - start < 2


class Tokens:
    """What a source does with the tokens of a catalogue."""

    def __init__(self) -> None:
        self.current = 0
        self.made = 0
        self.lock = threading.Lock()

    def sign(self, href: str, refused: str | None) -> str:
        with self.lock:
            if refused == f"{href}?sig={self.made}":
                self.made += 1
            return f"{href}?sig={self.made}"


def guarded(tokens: Tokens):
    """A server that takes the current token alone."""

    def behave(asked: Asked) -> Behaviour | None:
        right = asked.query.get("sig") == [str(tokens.current)]
        return None if right else Behaviour(status=403, body=b"<Code>AuthenticationFailed</Code>")

    return behave


def test_tokens_are_renewed_when_they_are_refused(tmp_path, server):
    tokens = Tokens()
    access = Access(sign=tokens.sign)
    server.behave = guarded(tokens)
    far = describe(server.url("a.tif"), RasterOptions(), "CC0", "nobody", access=access)
    assert far.href == server.url("a.tif")
    assert "sig" not in str(far.properties)
    near = scene_of(tmp_path / "a.tif")
    reader = SceneReader(access)
    windows = patches(far)
    assert same(list(reader.read(far, windows[:2])), read(near, windows[:2]))
    tokens.current = 1
    assert same(list(reader.read(far, windows)), read(near, windows))
    assert tokens.made == 1
    # One that the server never takes is asked for once more for each request, and no more.
    tokens.current = -1
    assert reasons(list(reader.read(far, windows))) == {"the server refuses access (403)"}
    reader.close()


def test_what_a_signer_cannot_do_ends_the_run(tmp_path, server):
    far = scene_of(server.url("a.tif"))

    def sign(href: str, refused: str | None) -> str:
        raise InputError("no token: set PC_SDK_SUBSCRIPTION_KEY")

    with pytest.raises(InputError, match="no token: set PC_SDK"):
        read(far, None, Access(sign=sign))


def test_a_signed_href_loses_its_token(server):
    far = scene_of(server.url("a.tif?sv=2020&sig=secret%3D"))
    assert far.href == server.url("a.tif")
    rgb = [RasterBand(f"https://town.example/{name}.tif?se=1&sig=secret") for name in "rgb"]
    scene = scene_from_metadata(
        "town",
        rgb,
        "EPSG:32615",
        Affine(0.6, 0, 480000, 0, -0.6, 4600000),
        90,
        70,
        licence="",
        attribution="",
        properties={"scl": "https://town.example/scl.tif?sig=secret", "cloud": 0.5},
    )
    assert "secret" not in repr(scene)
    assert scene.properties["scl"] == "https://town.example/scl.tif"


def test_headers_go_with_every_request(tmp_path, server):
    access = Access(headers={"X-Api-Key": "k", "User-Agent": "me/1"})
    far = describe(server.url("a.tif"), RasterOptions(), "", "", access=access)
    read(far, None, access)
    assert {asked.headers["x-api-key"] for asked in server.asked} == {"k"}
    assert {asked.headers["user-agent"] for asked in server.asked} == {"me/1"}


def test_a_proxy_of_the_environment_is_used(tmp_path, server, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")
    far = scene_of("http://imagery.example/a.tif")
    assert far.href == "http://imagery.example/a.tif"
    assert server.asked[0].headers["host"] == "imagery.example"
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert same(read(scene_of(server.url("a.tif"))), read(scene_of(tmp_path / "a.tif")))


def test_many_threads_read_one_scene(tmp_path, server):
    near, far = scene_of(tmp_path / "a.tif"), scene_of(server.url("a.tif"))
    windows = patches(far)
    truth = read(near, windows)
    reader = SceneReader()
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(lambda: list(reader.read(far, windows))) for _ in range(8)]
        assert all(same(future.result(), truth) for future in futures)
    reader.close()


def test_a_reader_may_stop_midway_and_close_in_another_thread(tmp_path, server):
    far = scene_of(server.url("a.tif"))
    reader = SceneReader()

    def some() -> np.ndarray:
        results = reader.read(far, patches(far))
        first = next(results)
        results.close()
        assert isinstance(first, Pixels)
        return first.rgb

    with ThreadPoolExecutor(1) as pool:
        here = pool.submit(some).result()
    again = next(reader.read(far, patches(far)))
    assert np.array_equal(here, again.rgb)
    reader.close()
    # And what was closed opens again.
    assert np.array_equal(here, next(reader.read(far, patches(far))).rgb)
    reader.close()


def test_latency_is_waited_for_once_for_many_rows(tmp_path):
    cog(tmp_path / "a.tif", NOISE[:3], compress="deflate", overviews="none")
    with RangeServer(tmp_path, latency=0.3) as server:
        far = scene_of(server.url("a.tif"))
        start = time.monotonic()
        read(far)
        requests = len(server.asked) - 1
        assert requests >= 6
        assert time.monotonic() - start < 0.3 * requests


@pytest.mark.parametrize(
    ("scheme", "storage"),
    [("s3", {"region": "us-west-2"}), ("az", {"account_name": "town"})],
)
def test_object_stores_give_the_same(tmp_path, scheme, storage):
    (tmp_path / "bucket" / "in").mkdir(parents=True)
    # A status stands in the name: what the client says of an error tells the address, too.
    path = cog(tmp_path / "bucket" / "in" / "416.tif", NOISE[:3], compress="deflate")
    with RangeServer(tmp_path) as server:
        endpoint = f"http://127.0.0.1:{server.port}"
        settings = {**storage, "endpoint": endpoint, "skip_signature": "true"}
        # Which of its parallel requests meets the trouble is the object store's to say.
        access = Access(storage=settings, attempts=8)
        href = f"{scheme}://bucket/in/416.tif"
        far = describe(href, RasterOptions(), "CC0", "nobody", access=access)
        assert far.href == href
        assert same(read(far, None, access), read(scene_of(path)))
        server.behave = now_and_then(Behaviour(status=503))
        assert same(read(far, None, access), read(scene_of(path)))
        for status, reason in (
            (404, "the server has no such file (404)"),
            (403, "the server refuses access (403)"),
        ):
            server.behave = lambda asked, status=status: Behaviour(status=status)
            assert reasons(read(far, None, access)) == {reason}
