"""Several annotators in one run: who writes what, and one stream of questions to all of them."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from test_captioning import GOOD, Batching, row, well

from rsteller_core import Answer, LLMBackend, Options, Request
from rsteller_core.annotators import Annotator, Annotators
from rsteller_core.captioning import Captioned, Captioner
from rsteller_core.errors import BackendError
from rsteller_core.journal import Journal
from rsteller_core.plugins import find
from rsteller_core.prompting import Prompts
from rsteller_core.values import PlanRow


def named(name: str, size: int = 4) -> Batching:
    backend = Batching(well, size)
    backend.annotator = f"test/{name}"
    return backend


class Slow(Batching):
    """Takes its time for each answer."""

    def answer(self, request: Request) -> Answer:
        time.sleep(0.01)
        return super().answer(request)


def ask(
    annotators: Annotators, rows: Iterable[PlanRow], folder: Path, attempts: int = 3
) -> list[Captioned]:
    tasks = {
        name: component(component.options_model())
        for name in ("area", "revision")
        for component in [find("task", name)]
    }
    journal = Journal(folder / "0.jsonl")
    captioner = Captioner(tasks, Prompts(), annotators, attempts, seed=0)
    try:
        return sorted(captioner.caption(rows, lambda shard: journal), key=lambda c: c.row.number)
    finally:
        journal.close()


def writers(done: Iterable[Captioned]) -> list[list[str]]:
    return [[annotation.annotator for annotation in c.annotations] for c in done]


def test_each_annotation_names_its_own(tmp_path: Path) -> None:
    one, other = named("one"), named("other")
    done = ask(
        Annotators([Annotator(one), Annotator(other)]), [row(n) for n in range(30)], tmp_path
    )
    assert [len(c.annotations) for c in done] == [3] * 30
    count = Counter(name for names in writers(done) for name in names)
    assert count == {"test/one": len(one.asked), "test/other": len(other.asked)}
    assert min(count.values()) > 20


def test_by_share_the_same_write_the_same_in_every_run(tmp_path: Path) -> None:
    rows = [row(n) for n in range(20)]
    runs = [
        writers(
            ask(
                Annotators([Annotator(named("one", size)), Annotator(named("other", 3))]),
                rows,
                tmp_path / str(size),
            )
        )
        for size in (1, 7)
    ]
    assert runs[0] == runs[1]


def test_shares_are_kept(tmp_path: Path) -> None:
    some, most = named("some"), named("most")
    annotators = Annotators([Annotator(some, 1, 1), Annotator(most, 4, 4)])
    ask(annotators, [row(n, revisions=0) for n in range(400)], tmp_path)
    assert len(most.asked) == pytest.approx(320, abs=30)


def test_revisions_can_be_given_to_another(tmp_path: Path) -> None:
    writer, reviser = named("writer"), named("reviser")
    annotators = Annotators([Annotator(writer, 1, 0), Annotator(reviser, 0, 1)])
    done = ask(annotators, [row(n, revisions=1) for n in range(25)], tmp_path)
    assert writers(done) == [["test/writer", "test/reviser"]] * 25


def test_who_is_free_takes_more(tmp_path: Path) -> None:
    quick = named("quick", 1)
    slow = Slow(well, 1)
    slow.annotator = "test/slow"
    annotators = Annotators([Annotator(slow), Annotator(quick)], by_share=False)
    done = ask(annotators, [row(n, revisions=1) for n in range(60)], tmp_path)
    assert [len(c.annotations) for c in done] == [2] * 60
    assert len(slow.asked) + len(quick.asked) == 120
    assert 1 <= len(slow.asked) < len(quick.asked)


def test_who_is_free_keeps_to_what_it_may_write(tmp_path: Path) -> None:
    both, reviser = named("both"), named("reviser")
    annotators = Annotators([Annotator(both, 1, 1), Annotator(reviser, 0, 1)], by_share=False)
    ask(annotators, [row(n) for n in range(20)], tmp_path)
    assert {request.previous is None for request in reviser.asked} <= {False}


@pytest.mark.parametrize("by_share", [True, False])
def test_nothing_is_asked_twice_whoever_answered(tmp_path: Path, by_share: bool) -> None:
    rows = [row(n) for n in range(12)]
    first = ask(
        Annotators([Annotator(named("one")), Annotator(named("other", 1))], by_share),
        rows,
        tmp_path,
    )
    one, other = named("one"), named("other", 1)
    again = ask(Annotators([Annotator(one), Annotator(other)], by_share), rows, tmp_path)
    assert not one.asked
    assert not other.asked
    assert writers(again) == writers(first)


def test_one_works_in_the_callers_thread_and_several_in_their_own(tmp_path: Path) -> None:
    threads: dict[str, set[int]] = {}

    class Told(Batching):
        def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
            stream = iter(requests)
            for request in stream:
                threads.setdefault(self.annotator, set()).add(threading.get_ident())
                yield self.answer(request)

    members = []
    for name in ("one", "other"):
        backend = Told(well)
        backend.annotator = name
        members.append(Annotator(backend))
    ask(Annotators(members[:1]), [row(0)], tmp_path / "alone")
    assert threads.pop("one") == {threading.get_ident()}
    ask(Annotators(members), [row(n) for n in range(12)], tmp_path / "together")
    assert len(threads["one"]) == len(threads["other"]) == 1
    assert threading.get_ident() not in threads["one"] | threads["other"]


def test_what_stops_one_stops_the_run(tmp_path: Path) -> None:
    class Breaks(Batching):
        def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
            next(iter(requests))
            raise BackendError("out of memory")
            yield

    annotators = Annotators([Annotator(named("one")), Annotator(Breaks(well))])
    with pytest.raises(BackendError, match="out of memory"):
        ask(annotators, [row(n) for n in range(50)], tmp_path)


def test_rows_wait_for_an_annotator_that_lags(tmp_path: Path) -> None:
    taken = answered = most = 0

    def rows() -> Iterator[PlanRow]:
        nonlocal taken
        for number in range(3000):
            taken += 1
            yield row(number, revisions=1)

    class Lags(Batching):
        def answer(self, request: Request) -> Answer:
            nonlocal answered, most
            answered += 1
            most = max(most, taken - answered)
            return super().answer(request)

    annotators = Annotators([Annotator(Lags(well), 0, 1), Annotator(named("quick"), 1, 0)])
    ask(annotators, rows(), tmp_path)
    assert answered == 3000
    assert most < 1200, "a quick writer does not pile up work without bound"


def test_what_was_answered_before_does_not_pile_up(tmp_path: Path) -> None:
    rows = [row(n, revisions=0) for n in range(2500)]
    ask(Annotators([Annotator(named("one"))]), rows, tmp_path)
    taken = 0

    def counted() -> Iterator[PlanRow]:
        nonlocal taken
        for one in rows:
            taken += 1
            yield one

    tasks = {"area": find("task", "area")(find("task", "area").options_model())}
    journal = Journal(tmp_path / "0.jsonl")
    captioner = Captioner(tasks, Prompts(), Annotators([Annotator(named("one"))]), 3, seed=0)
    first = list(islice(captioner.caption(counted(), lambda shard: journal), 1))
    journal.close()
    assert len(first) == 1
    assert taken < 1500


def test_a_restart_of_a_stream_finds_its_way(tmp_path: Path) -> None:
    class Stubborn(Batching):
        """Needs a full batch of three, or the end of the stream, before it answers any."""

        def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
            stream = iter(requests)
            while batch := list(islice(stream, 3)):
                yield from map(self.answer, batch)

    annotators = Annotators(
        [Annotator(Stubborn(lambda request: GOOD), 1, 0), Annotator(Stubborn(well), 0, 1)]
    )
    done = ask(annotators, [row(n, revisions=1) for n in range(8)], tmp_path)
    assert [len(c.annotations) for c in done] == [2] * 8


def test_parameters_and_licence_come_from_each(tmp_path: Path) -> None:
    class Small(LLMBackend[Options]):
        name = "small"
        summary = "for tests"
        annotator = "mistralai/Mistral-Small-Instruct-2409"

        def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
            for request in requests:
                yield Answer(request.key, json.dumps({"caption": GOOD}))

    annotators = Annotators([Annotator(Small(Options())), Annotator(named("one"))])
    done = ask(annotators, [row(n, revisions=0) for n in range(20)], tmp_path)
    licences = {a.annotator: a.licence for c in done for a in c.annotations}
    assert licences == {
        "mistralai/Mistral-Small-Instruct-2409": "MRL-0.1",
        "test/one": "unstated",
    }
