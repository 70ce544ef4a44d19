"""Who writes which caption, and one stream of questions to all of them.

Each caption has a lane: a queue that one annotator or several serve. By share, each annotator has a
lane of its own, and chance that is seeded by the caption's place decides which: the same in every
run. Who is free takes from a lane that all share: nobody waits, and no two runs are alike.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from queue import SimpleQueue
from typing import Any

from rsteller_core.interfaces import LLMBackend
from rsteller_core.seeds import rng
from rsteller_core.values import Answer, Request

Ask = Callable[[int], Request | None]
"""The next request for an annotator, by its number; None where there is none at the moment."""

_PATIENCE = 5.0
"""Seconds to wait for a thread whose work is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Annotator:
    """A backend with its share of the first captions and of the revisions."""

    backend: LLMBackend[Any]
    share: float = 1.0
    revision_share: float = 1.0

    def shares(self, revision: bool) -> float:
        """The share of one of the two."""
        return self.revision_share if revision else self.share


@dataclass(frozen=True)
class Annotators:
    """The annotators of a run; ``by_share`` draws one for each caption, else who is free writes."""

    members: Sequence[Annotator]
    by_share: bool = True

    @cached_property
    def lanes(self) -> tuple[tuple[int, ...], ...]:
        """Who serves each lane."""
        everyone = range(len(self.members))
        if self.by_share:
            return tuple((who,) for who in everyone)
        return tuple(
            tuple(who for who in everyone if self.members[who].shares(revision) > 0)
            for revision in (False, True)
        )

    def lanes_of(self, who: int) -> tuple[int, ...]:
        """The lanes that an annotator serves; revisions first, so that patches are finished."""
        return tuple(n for n in reversed(range(len(self.lanes))) if who in self.lanes[n])

    def lane(self, revision: bool, *place: int | str) -> int:
        """The lane of a caption; ``place`` seeds the choice."""
        if not self.by_share:
            return int(revision)
        if len(self.members) == 1:
            return 0
        weights = [member.shares(revision) for member in self.members]
        return rng("annotator", *place).choices(range(len(weights)), weights)[0]

    def answers(self, ask: Ask) -> Iterator[tuple[int, Answer]]:
        """Answers with the number of who gave them, until there is nothing to ask anyone.

        One annotator works in the caller's thread, several in one each; ``ask`` is called in
        the caller's.
        """
        if len(self.members) == 1:
            for answer in self.members[0].backend.generate(iter(partial(ask, 0), None)):
                yield 0, answer
        else:
            yield from _Crew([member.backend for member in self.members], ask).answers()


@dataclass(frozen=True, slots=True)
class _Room:
    """This annotator would take another request."""

    who: int


@dataclass(frozen=True, slots=True)
class _Said:
    who: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Ended:
    """This annotator has answered all it took; ``error`` is what stopped it, if anything did."""

    who: int
    error: BaseException | None = None


class _Crew:
    """Several backends, each in a thread of its own, and the caller's thread that hands out.

    A thread says when it has room and is handed a request; where there is none at the moment its
    stream ends, and it begins a new one when there is more.
    """

    def __init__(self, backends: Sequence[LLMBackend[Any]], ask: Ask) -> None:
        self._backends = backends
        self._ask = ask
        self._events: SimpleQueue[_Room | _Said | _Ended] = SimpleQueue()
        self._handed: list[SimpleQueue[Request | None]] = [SimpleQueue() for _ in backends]
        self._idle = set(range(len(backends)))
        self._stopped = False

    def answers(self) -> Iterator[tuple[int, Answer]]:
        with self._at_work():
            self._wake()
            while len(self._idle) < len(self._backends):
                event = self._events.get()
                if isinstance(event, _Room):
                    self._handed[event.who].put(self._ask(event.who))
                    continue
                if isinstance(event, _Said):
                    yield event.who, event.answer
                elif event.error is not None:
                    raise event.error
                else:
                    self._idle.add(event.who)
                self._wake()

    def _wake(self) -> None:
        """Begin a new stream for everyone who is idle and for whom there is work again."""
        for who in sorted(self._idle):
            request = self._ask(who)
            if request is not None:
                self._idle.discard(who)
                self._handed[who].put(request)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        threads = [
            threading.Thread(target=self._work, args=(who,), name=f"annotator-{who}", daemon=True)
            for who in range(len(self._backends))
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stopped = True
            for handed in self._handed:
                handed.put(None)
            for thread in threads:
                thread.join(_PATIENCE)

    def _work(self, who: int) -> None:
        while not self._stopped and (first := self._handed[who].get()) is not None:
            try:
                for answer in self._backends[who].generate(self._stream(who, first)):
                    self._events.put(_Said(who, answer))
                self._events.put(_Ended(who))
            except BaseException as error:  # whatever it is, it is raised in the caller's thread
                self._events.put(_Ended(who, error))
                return

    def _stream(self, who: int, first: Request) -> Iterator[Request]:
        request: Request | None = first
        while request is not None and not self._stopped:
            yield request
            self._events.put(_Room(who))
            request = self._handed[who].get()
