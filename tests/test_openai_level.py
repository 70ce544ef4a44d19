"""How many requests a server is given: against simulated servers, on a clock that is ours."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given, strategies as st
from rsteller_openai.level import Level


class Simulation:
    """A server with so many places, each taking so long; more than ``refuses`` get a 429."""

    def __init__(
        self, level: Level, places: int, seconds: float = 0.3, refuses: int | None = None
    ) -> None:
        self.level, self.places, self.seconds, self.refuses = level, places, seconds, refuses
        self.now = 0.0
        self.under_way = self.refused = self.answered = self.most = 0
        self._paused_until = 0.0
        self._free: list[float] = [0.0] * places
        self._ends: list[tuple[float, int, float]] = []
        self._number = count()

    def run(self, seconds: float, each: Callable[[], None] = lambda: None) -> None:
        end = self.now + seconds
        while self.now < end:
            self._fill()
            if not self._ends:
                self.now = max(self._paused_until, self.now + 0.01)
                continue
            self.now, _, sent = heapq.heappop(self._ends)
            self.under_way -= 1
            self.answered += 1
            self.level.answered(self.now, self.now - sent)
            each()

    def _fill(self) -> None:
        while self.under_way < self.level.limit and self.now >= self._paused_until:
            if self.refuses is not None and self.under_way >= self.refuses:
                self.refused += 1
                self.level.refused(self.now, self.under_way, 1.0)
                self._paused_until = self.now + 1.0
                return
            start = max(self.now, heapq.heappop(self._free))
            heapq.heappush(self._free, start + self.seconds)
            heapq.heappush(self._ends, (start + self.seconds, next(self._number), self.now))
            self.under_way += 1
            self.most = max(self.most, self.under_way)


@pytest.mark.parametrize("places", [1, 4, 12, 60, 256])
def test_it_grows_to_what_the_server_takes_and_stays_there(places: int) -> None:
    server = Simulation(Level(1024), places)
    server.run(10)
    before = server.answered
    server.run(20)
    assert (server.answered - before) / 20 >= 0.97 * places / 0.3
    assert server.level.limit <= 3 * max(places, 8)


def test_it_is_quick_to_get_there() -> None:
    server = Simulation(Level(1024), 256)
    server.run(3)
    assert server.answered > 0.5 * 3 * 256 / 0.3


@pytest.mark.parametrize("refuses", [1, 5, 32, 100])
def test_a_429_names_the_level(refuses: int) -> None:
    server = Simulation(Level(1024), 1000, refuses=refuses)
    server.run(60)
    assert server.answered >= 0.9 * 60 * refuses / 0.3
    assert server.refused <= 4


def test_after_a_time_it_tries_more_than_was_refused() -> None:
    server = Simulation(Level(1024), 1000, refuses=32)
    server.run(20)
    server.refuses = None
    server.run(120)
    assert server.level.limit > 100


def test_a_server_that_comes_to_refuse_earlier_is_given_less() -> None:
    server = Simulation(Level(1024), 1000, refuses=64)
    server.run(10)
    server.refuses = 16
    server.run(20)
    refused = server.refused
    server.run(20)
    assert 8 <= server.level.limit <= 17
    assert server.refused <= refused + 1


def test_requests_a_minute_are_no_matter_of_the_level() -> None:
    level = Level(64)
    server = Simulation(level, 1000)
    server.run(10)
    before = level.limit
    for _ in range(5):
        for under_way in range(before, 0, -1):  # all that are under way are refused
            level.refused(server.now, under_way - 1, 10.0)
        server.run(10)
    assert level.limit == before


def test_requests_that_time_out_together_count_once() -> None:
    level = Level(1024)
    Simulation(level, 256).run(20)
    before = level.limit
    for number in range(before):
        level.timed_out(30.0 + number / 1000, after=5.0)
    assert level.limit == before // 2


def test_a_level_that_is_not_used_tells_nothing() -> None:
    level = Level(1024)
    for number in range(1000):
        level.answered(float(number), 0.1)
    assert level.limit == 8


@given(
    most=st.integers(1, 2000),
    events=st.lists(
        st.tuples(st.sampled_from("arta"), st.floats(0, 5), st.integers(0, 3000)),
        max_size=300,
    ),
)
def test_it_stays_within_its_bounds(most: int, events: list[tuple[str, float, int]]) -> None:
    level, now = Level(most), 0.0
    for kind, passed, number in events:
        now += passed
        if kind == "a":
            level.answered(now, number / 100)
        elif kind == "r":
            level.refused(now, number, passed)
        else:
            level.timed_out(now, passed)
        assert 1 <= level.limit <= most
