"""Many requests under way at one server or several, in an event loop.

Requests wait in one queue and go where there is most room. What fails goes back to its front; what
is answered, or given up, comes out as an Answer.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from rsteller_core import Answer, BackendError, Request
from rsteller_openai.endpoint import Endpoint, session
from rsteller_openai.opening import open_endpoint, require_fit, unusable
from rsteller_openai.options import OpenAIOptions
from rsteller_openai.outcomes import (
    Failed,
    Refused,
    Said,
    Trouble,
    Unusable,
    answer_of,
)

_AHEAD = 8
"""One request for so many under way lies ready, so that a place is taken as soon as it is free."""

_KEY = (401, 403)

_WAIT = (0.25, 30.0)
"""Seconds until a request that failed is sent again, at first and at most; doubled each time."""


@dataclass
class _Call:
    request: Request
    tries: int = 0
    troubles: int = 0

    def wait(self) -> float:
        """Seconds until it is sent again: in part by chance, so that not all come at once."""
        self.troubles += 1
        first, longest = _WAIT
        return float(min(first * 2 ** (self.troubles - 1), longest) * random.uniform(0.5, 1.5))


class Client:
    """The way to the servers.

    The event loop runs in the caller's thread, while it waits for answers: a thread of its own
    and the caller's would take the interpreter from each other at every turn.
    """

    def __init__(self, options: OpenAIOptions) -> None:
        self._options = options
        self._waiting: deque[_Call] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._endpoints: list[Endpoint] = []
        self._quiet_since: float | None = None
        self._out: list[Answer] = []
        self._error: BaseException | None = None
        self._news: asyncio.Event = asyncio.Event()
        self._loop = asyncio.new_event_loop()

    def open(self) -> None:
        """Get to know the servers. Raises BackendError where one cannot be used."""
        self._run(self._open())

    def require_fit(self, request: Request) -> None:
        """Raises BackendError where a prompt is too long for a server."""
        for endpoint in self._endpoints:
            self._run(require_fit(endpoint, request))

    @property
    def room(self) -> int:
        """How many requests it would have at once: those under way, and some that lie ready."""
        level = sum(endpoint.level.limit for endpoint in self._endpoints)
        return level + max(1, level // _AHEAD)

    def submit(self, requests: Sequence[Request]) -> None:
        """Have requests answered; the answers come out of ``take``."""
        self._waiting.extend(_Call(request) for request in requests)

    def take(self) -> list[Answer]:
        """All answers that have come, at least one. Raises BackendError where no more will come."""
        self._run(self._wait())
        if self._error is not None:
            raise self._error
        answers, self._out = self._out, []
        return answers

    def drop(self) -> None:
        """Forget all that is under way."""
        if self._loop.is_running():  # in a thread that nobody waits for any more
            self._loop.call_soon_threadsafe(self._loop.stop)
        else:
            self._run(self._drop())

    def close(self) -> None:
        """Drop everything and leave the servers."""
        self.drop()
        if not self._loop.is_running():
            self._run(self._leave())
            self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._loop.run_until_complete(work)

    # What follows runs in the loop.

    async def _wait(self) -> None:
        self._send()
        while not (self._out or self._error):
            self._news.clear()
            await self._news.wait()

    def _give(self, answer: Answer) -> None:
        self._out.append(answer)
        self._news.set()

    def _fail(self, error: BaseException) -> None:
        self._error = self._error or error
        self._news.set()

    async def _open(self) -> None:
        shared = session(self._options)
        self._endpoints = [Endpoint(url, self._options, shared) for url in self._options.url]
        for endpoint in self._endpoints:
            await open_endpoint(endpoint)

    async def _drop(self) -> None:
        self._waiting.clear()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._out.clear()
        self._error = None

    async def _leave(self) -> None:
        for endpoint in self._endpoints[:1]:
            await endpoint.session.close()

    def _send(self) -> None:
        """Send what waits to where there is room."""
        now = self._loop.time()
        while self._waiting:
            endpoint = max(self._endpoints, key=lambda one: one.room(now) / one.level.limit)
            if endpoint.room(now) <= 0:
                return
            endpoint.under_way += 1
            task = self._loop.create_task(self._serve(endpoint, self._waiting.popleft()))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(error)  # a fault of ours: whoever waits for the answer is told

    async def _serve(self, endpoint: Endpoint, call: _Call) -> None:
        """Send a request once, and see to what comes of it."""
        start = self._loop.time()
        try:
            outcome = await endpoint.ask(call.request)
        finally:
            endpoint.under_way -= 1
        now = self._loop.time()
        if isinstance(outcome, Said):
            endpoint.answered(now, now - start)
            self._quiet_since = None
            self._give(answer_of(call.request.key, outcome, now - start))
        else:
            wait = self._take_trouble(endpoint, call, outcome, now)
            if wait is not None:
                self._send()
                await asyncio.sleep(wait)
                self._waiting.appendleft(call)
        self._send()

    def _take_trouble(
        self, endpoint: Endpoint, call: _Call, trouble: Trouble, now: float
    ) -> float | None:
        """Seconds until the request is to be sent again; None where it is not."""
        if isinstance(trouble, Unusable) and trouble.status in _KEY:
            self._fail(unusable(endpoint, trouble))
            return None
        endpoint.failed(now, trouble)
        self._loop.call_at(endpoint.paused_until, self._send)
        if self._is_final(call, trouble):
            self._give(Answer(call.request.key, "", failure=trouble.reason))
            return None
        if self._out_of_patience(now):
            self._fail(_gave_up(self._endpoints, trouble.reason, self._options.patience))
            return None
        return 0.0 if now < endpoint.paused_until else call.wait()

    def _is_final(self, call: _Call, trouble: Trouble) -> bool:
        if isinstance(trouble, Refused):
            self._quiet_since = None  # it is there, and works
            return True
        call.tries += isinstance(trouble, Failed)
        return call.tries >= self._options.tries

    def _out_of_patience(self, now: float) -> bool:
        if self._quiet_since is None:
            self._quiet_since = now
        earliest = min(endpoint.paused_until for endpoint in self._endpoints)
        return max(now, earliest) - self._quiet_since > self._options.patience


def _gave_up(endpoints: list[Endpoint], reason: str, patience: float) -> BackendError:
    urls = " or ".join(endpoint.url for endpoint in endpoints)
    return BackendError(
        f"no answer from {urls} for {patience:g} s, or none to be had before ({reason}); when the "
        "server is well again, the same command goes on from here; llm.patience says how long to "
        "wait for it"
    )
