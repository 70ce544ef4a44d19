"""The stream of requests: order, retries, revisions, the journal.

The backends here are small real ones, each with a behaviour that models and servers have.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest
import shapely

from rsteller_core import Answer, LLMBackend, Options, Request
from rsteller_core.annotators import Annotator, Annotators
from rsteller_core.captioning import Captioned, Captioner
from rsteller_core.errors import BackendError
from rsteller_core.journal import Journal
from rsteller_core.plugins import find
from rsteller_core.prompting import Prompts
from rsteller_core.values import Bounds, Fact, FactSheet, Patch, PlanRow, Window

GOOD = "A long straight road runs from the west to the east across the middle of the whole image."
REVISED = "From west to east, a long and straight road crosses the middle of the whole image."


class Batching(LLMBackend[Options]):
    """Takes requests in batches and answers each batch last one first."""

    name = "batching"
    summary = "for tests"
    annotator = "test/batching"

    def __init__(self, say: Callable[[Request], str], size: int = 4) -> None:
        super().__init__(Options())
        self.say = say
        self.size = size
        self.asked: list[Request] = []

    def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
        stream = iter(requests)
        while batch := list(islice(stream, self.size)):
            self.asked += batch
            for request in reversed(batch):
                yield self.answer(request)

    def answer(self, request: Request) -> Answer:
        return Answer(request.key, json.dumps({"caption": self.say(request)}), tokens_out=7)


def well(request: Request) -> str:
    return (
        GOOD if request.previous is None else f"{REVISED} It is {'very ' * (request.seed % 7)}long."
    )


def row(number: int, revisions: int = 2, shard: int = 0) -> PlanRow:
    patch_id = f"scene_{number:05d}_00000"
    patch = Patch(
        patch_id,
        "scene",
        Window(0, 0, 64, 64),
        Bounds(0, 0, 64, 64),
        shapely.box(0, 0, 1, 1),
        (1, 0, 0, 1),
    )
    facts = (
        Fact("kind", {"name": "road", "key": "highway=road"}, "It is a road.", "way/1"),
        Fact("name", f"Road {number}", f'Its name is "Road {number}".', "way/1"),
        Fact("position", {"image": "center", "compass": "center"}, "", "way/1"),
        Fact("orientation", {"axis": "east-west"}, "It runs east-west.", "way/1"),
    )
    sheet = FactSheet(patch_id, "area", (), facts)
    return PlanRow(number, shard, patch, (sheet,), ("revision",) * revisions)


def ask(
    backend: LLMBackend, rows: Iterable[PlanRow], folder: Path, attempts: int = 3
) -> list[Captioned]:
    tasks = {
        name: component(component.options_model())
        for name in ("area", "revision")
        for component in [find("task", name)]
    }
    annotators = Annotators([Annotator(backend)])
    captioner = Captioner(tasks, Prompts(), annotators, attempts, seed=0)
    journals: dict[int, Journal] = {}

    def journal_of(shard: int) -> Journal:
        if shard not in journals:
            journals[shard] = Journal(folder / f"{shard}.jsonl")
        return journals[shard]

    try:
        return list(captioner.caption(rows, journal_of))
    finally:
        for journal in journals.values():
            journal.close()


def test_every_row_is_decided_once_with_its_captions_in_order(tmp_path: Path) -> None:
    done = ask(Batching(well), [row(n) for n in range(10)], tmp_path)
    assert sorted(c.row.number for c in done) == list(range(10))
    for captioned in done:
        assert [a.task for a in captioned.annotations] == [1, 3, 3]
        assert not captioned.rejections


def test_answers_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    rows = [row(n) for n in range(7)]
    texts = [
        {c.row.number: [a.text for a in c.annotations] for c in done}
        for done in (
            ask(Batching(well, 1), rows, tmp_path / "one"),
            ask(Batching(well, 5), rows, tmp_path / "five"),
        )
    ]
    assert texts[0] == texts[1]


def test_rows_are_taken_as_the_backend_has_room(tmp_path: Path) -> None:
    taken = 0

    def rows() -> Iterator[PlanRow]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield row(number, revisions=0)

    class Stops(Batching):
        def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
            yield self.answer(next(iter(requests)))
            raise BackendError("out of memory")

    with pytest.raises(BackendError):
        ask(Stops(well), rows(), tmp_path)
    assert taken == 1


def test_the_stream_runs_through_shard_borders(tmp_path: Path) -> None:
    backend = Batching(well, size=6)
    ask(backend, [row(n, revisions=0, shard=n // 3) for n in range(6)], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"0.jsonl", "1.jsonl"}
    assert len(backend.asked) == 6


def test_nothing_is_asked_twice(tmp_path: Path) -> None:
    rows = [row(n) for n in range(5)]
    first = ask(Batching(well), rows, tmp_path)
    again = Batching(well)
    second = ask(again, rows, tmp_path)
    assert not again.asked
    by_number = sorted(first, key=lambda c: c.row.number)
    assert sorted(second, key=lambda c: c.row.number) == by_number


def test_a_run_that_was_stopped_asks_only_for_what_is_missing(tmp_path: Path) -> None:
    rows = [row(n) for n in range(9)]
    said = 0

    def until_it_breaks(request: Request) -> str:
        nonlocal said
        said += 1
        if said == 8:
            raise KeyboardInterrupt
        return well(request)

    broken = Batching(until_it_breaks, size=3)
    with pytest.raises(KeyboardInterrupt):
        ask(broken, rows, tmp_path)
    rest = Batching(well, size=3)
    done = ask(rest, rows, tmp_path)
    assert len(done) == 9
    assert len(rest.asked) == 9 * 3 - 7


def test_a_caption_that_fails_is_asked_again_with_the_reason(tmp_path: Path) -> None:
    backend = Batching(lambda request: "A road." if len(backend.asked) <= 1 else GOOD, size=1)
    (captioned,) = ask(backend, [row(0, revisions=0)], tmp_path)
    assert captioned.annotations[0].attempts == 2
    first, second = backend.asked
    assert first.head == second.head, "the head stays as it is, so that an engine can keep it"
    assert first.tail != second.tail
    assert first.key != second.key


def test_a_caption_that_always_fails_is_rejected_with_the_reason(tmp_path: Path) -> None:
    backend = Batching(lambda request: "A road.")
    (captioned,) = ask(backend, [row(0)], tmp_path, attempts=2)
    assert not captioned.annotations, "and no revision is asked of it"
    (rejection,) = captioned.rejections
    assert (rejection.text, rejection.attempts) == ("A road.", 2)
    assert rejection.objections
    assert len(backend.asked) == 2


def test_a_revision_that_fails_leaves_the_caption(tmp_path: Path) -> None:
    backend = Batching(lambda request: GOOD)
    (captioned,) = ask(backend, [row(0, revisions=1)], tmp_path)
    assert [a.task for a in captioned.annotations] == [1]
    assert [r.task for r in captioned.rejections] == ["revision"]


@pytest.mark.parametrize(
    "text", ["", "no json", '{"caption": "cut of', '{"caption": 3}', '{"other": "x"}', "[]"]
)
def test_structure_is_validated_whatever_the_engine_says(tmp_path: Path, text: str) -> None:
    class Broken(Batching):
        def answer(self, request: Request) -> Answer:
            return Answer(request.key, text)

    (captioned,) = ask(Broken(well), [row(0)], tmp_path)
    assert captioned.rejections[0].objections[0].check == "structure"


def test_no_answer_is_counted_by_reason_and_not_journaled(tmp_path: Path) -> None:
    class Refuses(Batching):
        def answer(self, request: Request) -> Answer:
            return Answer(request.key, "", failure="timeout")

    (captioned,) = ask(Refuses(well), [row(0)], tmp_path)
    assert captioned.failures == ("timeout",)
    again = Batching(well)
    ask(again, [row(0, revisions=0)], tmp_path)
    assert len(again.asked) == 1


def test_after_no_answer_the_same_is_asked_with_another_seed(tmp_path: Path) -> None:
    class Stumbles(Batching):
        def answer(self, request: Request) -> Answer:
            if len(self.asked) == 1:
                return Answer(request.key, "", failure="timeout")
            return super().answer(request)

    backend = Stumbles(well, size=1)
    (captioned,) = ask(backend, [row(0, revisions=0)], tmp_path)
    assert captioned.annotations[0].attempts == 2
    first, second = backend.asked
    assert (first.head, first.tail) == (second.head, second.tail)
    assert first.seed != second.seed


def test_a_backend_that_drops_requests_is_named(tmp_path: Path) -> None:
    class Drops(Batching):
        def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
            list(requests)
            return iter(())

    with pytest.raises(BackendError, match="'batching' left 3 requests unanswered"):
        ask(Drops(well), [row(n) for n in range(3)], tmp_path)


def test_retries_and_revisions_come_before_new_rows(tmp_path: Path) -> None:
    backend = Batching(well, size=1)
    ask(backend, [row(n, revisions=1) for n in range(3)], tmp_path)
    order = [(request.sheet.patch_id, request.task) for request in backend.asked]
    grouped = defaultdict(list)
    for patch_id, task in order:
        grouped[patch_id].append(task)
    assert order == [(p, t) for p, tasks in grouped.items() for t in tasks]
