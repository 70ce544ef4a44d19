"""The extractor that asks an Overpass server, and a server on this machine."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import shapely
from overpass_server import (
    BUSY_PAGE,
    OverpassServer,
    Reply,
    answer,
    node,
    overpass_server,
    packed,
    town,
)
from pydantic import ValidationError
from rsteller_overpass import Overpass, OverpassOptions

from rsteller_core import Bounds, Element, InputError, OutputError, Skipped

PLACE = Bounds(7.001, 50.001, 7.018, 50.018)
WHEN = datetime(2017, 7, 20, 14, 30, tzinfo=UTC)
OK = 200


@pytest.fixture
def server() -> Iterator[OverpassServer]:
    with overpass_server() as running:
        running.replies = [packed(town())]
        yield running


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited, in no time."""
    waited: list[float] = []
    monkeypatch.setattr("rsteller_overpass.asking.sleep", waited.append)
    return waited


@pytest.fixture
def extractor(server: OverpassServer, tmp_path: Path) -> Overpass:
    return asking(server, tmp_path)


def asking(server: OverpassServer, folder: Path, **options: object) -> Overpass:
    return Overpass(OverpassOptions(url=server.url, folder=folder / "kept", **options))


def elements(
    extractor: Overpass, bounds: Bounds = PLACE, at: datetime | None = WHEN
) -> dict[str, Element]:
    found = extractor.extract(bounds, at)
    return {thing.id: thing for thing in found if isinstance(thing, Element)}


def refusal(extractor: Overpass) -> str:
    with pytest.raises(InputError) as caught:
        elements(extractor)
    return str(caught.value)


def test_elements_are_those_of_the_answer(extractor: Overpass) -> None:
    found = elements(extractor)
    assert list(found) == ["node/9", "way/2", "way/3", "relation/1"]
    wood = found["relation/1"]
    assert wood.tags == {"natural": "wood", "name": 'Oak & "Ash" <7>'}
    assert wood.geometry.area == pytest.approx((64 - 4) / 500**2)
    assert len(wood.geometry.interiors) == 1
    house = found["way/2"]
    assert house.geometry.geom_type == "Polygon"
    assert (house.version, house.timestamp) == (2, datetime(2016, 2, 3, 4, 5, 6, tzinfo=UTC))
    assert found["node/9"].geometry.equals(shapely.Point(7.01, 50.01))


def test_what_is_broken_is_told_once(extractor: Overpass) -> None:
    told = [thing for thing in extractor.extract(PLACE, WHEN) if isinstance(thing, Skipped)]
    assert told == [Skipped("way/4", "nodes are missing from the file")]
    later = extractor.extract(PLACE, WHEN + timedelta(days=400))
    assert not [thing for thing in later if isinstance(thing, Skipped)]


def test_a_scene_is_one_question_that_says_who_asks(server: OverpassServer, tmp_path: Path) -> None:
    elements(asking(server, tmp_path, contact="me@example.org", timeout=77))
    (asked,) = server.asked
    assert asked.headers["User-Agent"].startswith("rsteller/")
    assert asked.headers["User-Agent"].endswith(" (me@example.org)")
    assert asked.data.startswith('[out:json][timeout:77][date:"2017-07-20T00:00:00Z"];')
    assert "way(50.00,7.00,50.02,7.02);" in asked.data
    assert asked.data.endswith("(._;>;);out meta;")


def test_a_kept_answer_is_not_asked_for_again(server: OverpassServer, tmp_path: Path) -> None:
    first = elements(asking(server, tmp_path))
    inside = Bounds(7.002, 50.002, 7.01, 50.01)
    assert elements(asking(server, tmp_path)) == first
    assert elements(asking(server, tmp_path), inside, WHEN + timedelta(hours=6))
    assert len(server.asked) == 1
    elements(asking(server, tmp_path), PLACE, WHEN + timedelta(days=1))
    elements(asking(server, tmp_path), Bounds(7.001, 50.001, 7.03, 50.018))
    assert len(server.asked) == 3


def test_what_is_asked_without_a_date_is_kept_for_the_day(extractor: Overpass) -> None:
    elements(extractor, at=None)
    elements(extractor, at=datetime.now(UTC) + timedelta(days=20))
    (folder,) = (extractor.options.folder / "answers").glob("*/*")
    assert folder.name.endswith("-now")


def test_what_is_asked_without_a_date_is_asked_once(
    server: OverpassServer, extractor: Overpass
) -> None:
    elements(extractor, at=None)
    elements(extractor, at=datetime.now(UTC) + timedelta(days=20))
    assert ["[date:" in asked.data for asked in server.asked] == [False]


def test_before_overpass_remembers_its_first_day_counts(
    server: OverpassServer, extractor: Overpass
) -> None:
    elements(extractor, at=datetime(2008, 1, 1, tzinfo=UTC))
    assert '[date:"2012-09-13T00:00:00Z"]' in server.asked[0].data


def test_a_large_scene_is_sent_to_an_extract(server: OverpassServer, extractor: Overpass) -> None:
    with pytest.raises(InputError, match=r"covers 1 square degrees.*--extractor pbf"):
        elements(extractor, Bounds(7, 50, 8, 51))
    assert server.asked == []


@pytest.mark.parametrize(
    ("headers", "seconds"), [({}, 30), ({"Retry-After": "7"}, 7), ({"Retry-After": "soon"}, 30)]
)
def test_too_many_requests_are_followed_by_silence(
    headers: dict[str, str],
    seconds: int,
    server: OverpassServer,
    extractor: Overpass,
    waits: list[float],
) -> None:
    server.replies.insert(0, Reply(b"rate_limited", 429, headers))
    assert elements(extractor)
    assert waits == [seconds]


HTML = {"Content-Type": "text/html"}
BUSY = [
    Reply(BUSY_PAGE.encode(), 504, HTML),
    Reply(BUSY_PAGE.encode(), OK, HTML),
    Reply(b"", OK),
    Reply(town(), OK, cut=100),
    Reply(town()[:-100], OK),
    Reply(town()[:300], OK),
    Reply(town()[:-1], OK),
    Reply(gzip.compress(town())[:-20], OK, {"Content-Encoding": "gzip"}),
    Reply(answer(remark="runtime error: open64: 0 Success Dispatcher_Client::timeout")),
]


@pytest.mark.parametrize("reply", BUSY)
def test_a_busy_server_is_asked_again_after_a_while(
    reply: Reply, server: OverpassServer, extractor: Overpass, waits: list[float]
) -> None:
    server.replies[:0] = [reply, reply]
    assert len(elements(extractor)) == 4
    assert waits == [30, 60]


@pytest.mark.parametrize("reply", BUSY)
def test_a_server_that_stays_busy_is_given_up(
    reply: Reply, server: OverpassServer, extractor: Overpass, waits: list[float]
) -> None:
    server.replies = [reply]
    said = refusal(extractor)
    assert f"{server.url} gave no answer, asked 4 times: " in said
    assert waits == [30, 60, 120]
    assert list(extractor.options.folder.rglob("*.osm.gz")) == []


def test_the_reason_on_a_page_is_told(
    server: OverpassServer, extractor: Overpass, waits: list[float]
) -> None:
    server.replies = [Reply(BUSY_PAGE.encode(), 504, HTML)]
    said = refusal(extractor)
    assert "504 Gateway Timeout: Error: runtime error: open64" in said
    assert "<" not in said


def test_a_server_that_wants_a_long_silence_is_left_alone(
    server: OverpassServer, extractor: Overpass, waits: list[float]
) -> None:
    server.replies = [Reply(b"", 429, {"Retry-After": "86400"})]
    assert "left alone for 86400 seconds" in refusal(extractor)
    assert (len(server.asked), waits) == (1, [])


@pytest.mark.parametrize("status", [403, 406])
def test_a_server_that_does_not_know_us_says_what_to_do(
    status: int, server: OverpassServer, extractor: Overpass, waits: list[float]
) -> None:
    server.replies = [Reply(b"<html>Not Acceptable</html>", status, HTML)]
    said = refusal(extractor)
    assert f"({status} " in said
    assert "-o extractor.contact=YOU@EXAMPLE.ORG" in said
    assert (len(server.asked), waits) == (1, [])


def test_a_wrong_question_is_told(server: OverpassServer, extractor: Overpass) -> None:
    page = "<html><body><p><strong>Error</strong>: line 1: parse error: Unknown type</p></body>"
    server.replies = [Reply(page.encode(), 400, HTML)]
    assert refusal(extractor).endswith(
        "(400 Bad Request): Error: line 1: parse error: Unknown type"
    )


def test_an_answer_that_is_not_all_is_no_answer(
    server: OverpassServer, extractor: Overpass
) -> None:
    remark = 'runtime error: Query timed out in "query" at line 1 after 181 seconds.'
    server.replies = [Reply(answer(node(1, 7, 50, natural="tree"), remark=remark))]
    said = refusal(extractor)
    assert remark in said
    assert "ask for a smaller place" in said
    assert list(extractor.options.folder.rglob("*.osm.gz")) == []


@pytest.mark.parametrize(
    "element",
    [{"type": "node"}, {"type": "way", "id": "x"}, {"type": "node", "id": 1, "lat": []}, 7, [7]],
)
def test_an_answer_of_something_else_is_refused(
    element: object, server: OverpassServer, extractor: Overpass
) -> None:
    server.replies = [Reply(answer(element))]  # type: ignore[arg-type]
    assert "none of OpenStreetMap's" in refusal(extractor)


def test_a_place_with_nothing_in_it_is_an_answer(
    server: OverpassServer, extractor: Overpass
) -> None:
    server.replies = [Reply(answer())]
    assert elements(extractor) == {}
    assert elements(extractor) == {}
    assert len(server.asked) == 1


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with overpass_server() as gone:
        pass
    said = refusal(asking(gone, tmp_path))
    assert f"{gone.url} cannot be reached" in said
    assert "-o extractor.url=" in said


def test_the_budget_of_a_day_is_kept(server: OverpassServer, tmp_path: Path) -> None:
    for days in range(2):
        elements(asking(server, tmp_path, daily_requests=2), PLACE, WHEN + timedelta(days=days))
    with pytest.raises(InputError, match=r"budget of 24 hours .* is spent: 2 requests, 0 MB"):
        elements(asking(server, tmp_path, daily_requests=2), PLACE, WHEN + timedelta(days=2))
    assert elements(asking(server, tmp_path, daily_requests=2))
    assert len(server.asked) == 2


def test_attempts_come_out_of_the_budget(
    server: OverpassServer, tmp_path: Path, waits: list[float]
) -> None:
    server.replies = [Reply(b"", 429)]
    assert "budget of 24 hours" in refusal(asking(server, tmp_path, daily_requests=2))
    assert len(server.asked) == 2


def test_the_budget_comes_back_after_a_day(server: OverpassServer, tmp_path: Path) -> None:
    extractor = asking(server, tmp_path, daily_requests=1)
    elements(extractor)
    ledger = extractor.options.folder / "asked.json"
    ((when, url, size),) = json.loads(ledger.read_text())
    assert size == len(gzip.compress(town()))
    ledger.write_text(json.dumps([[when - 86401, url, size]]))
    assert elements(extractor, at=WHEN + timedelta(days=1))


def test_bytes_come_out_of_the_budget(server: OverpassServer, tmp_path: Path) -> None:
    wood = [node(number, 7.01, 50.01, natural="tree") for number in range(1, 6000)]
    server.replies = [Reply(answer(*wood))]
    elements(asking(server, tmp_path, daily_megabytes=1))
    with pytest.raises(InputError, match="1 requests, 1 MB"):
        elements(asking(server, tmp_path, daily_megabytes=1), at=WHEN + timedelta(days=1))


def test_questions_are_asked_one_at_a_time(server: OverpassServer, tmp_path: Path) -> None:
    server.hold = threading.Event()
    with ThreadPoolExecutor(4) as pool:
        days = [WHEN + timedelta(days=day) for day in range(4)]
        found = pool.map(lambda day: elements(asking(server, tmp_path), at=day), days)
        assert [len(some) for some in found] == [4] * 4
    assert (len(server.asked), server.most_at_once) == (4, 1)


def test_a_folder_that_cannot_be_written_is_told(server: OverpassServer, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(OutputError, match=r"kept: .*; name another folder: -o extractor\.folder"):
        elements(asking(server, tmp_path))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"url": "overpass-api.de"}, "is no address"),
        ({"contact": "me\nX-Evil: 1"}, "on one line"),
        ({"daily_requests": 20_000}, "less than or equal to 10000"),
    ],
)
def test_mistakes_in_options_are_told(options: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        OverpassOptions.model_validate(options)


@pytest.mark.parametrize(
    ("name", "kind", "count"), [("buildings", "Polygon", 4700), ("highways", "LineString", 1034)]
)
def test_real_answers_are_read_whole(
    name: str, kind: str, count: int, server: OverpassServer, tmp_path: Path, shared_data: Path
) -> None:
    body = (shared_data / "osm" / f"overpass_piedmont_ca_{name}_2017.json.gz").read_bytes()
    server.replies = [Reply(body, OK, {"Content-Encoding": "gzip"})]
    bounds = Bounds(-122.257, 37.804, -122.198, 37.841)
    found = elements(asking(server, tmp_path), bounds, datetime(2017, 10, 20, tzinfo=UTC))
    drawn = [e for e in found.values() if e.geometry.geom_type == kind and e.id.startswith("way")]
    assert len(drawn) == pytest.approx(count, rel=0.01)
