"""What an LLM backend promises."""

from __future__ import annotations

import json
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import count, islice
from typing import Any, ClassVar

import pytest

from rsteller_core.interfaces import LLMBackend
from rsteller_core.testing.component import ComponentContract, anew
from rsteller_core.testing.fakes import make_request, make_requests
from rsteller_core.values import Answer, Request


class LLMBackendContract(ComponentContract):
    """Define ``component``; set ``ahead`` and ``deterministic`` to what the backend does.

    ``ahead`` is the largest number of requests that it has taken and not answered.
    """

    ahead: ClassVar[int] = 64
    deterministic: ClassVar[bool] = True

    @pytest.fixture
    def requests(self) -> list[Request]:
        """What is asked."""
        return make_requests(8)

    def test_the_annotator_is_named(self, component: LLMBackend[Any]) -> None:
        """Captions are published under this name, the same in every worker."""
        assert component.annotator.strip()
        assert anew(component).annotator == component.annotator
        assert component.licence.strip()

    def test_parameters_are_json(self, component: LLMBackend[Any]) -> None:
        """They are part of what a request is known by, the same in every worker."""
        told = json.dumps(dict(component.parameters), sort_keys=True)
        assert json.dumps(dict(anew(component).parameters), sort_keys=True) == told

    def test_every_request_is_answered_once(
        self, component: LLMBackend[Any], requests: list[Request]
    ) -> None:
        """In whatever order."""
        with component:
            answers = list(component.generate(requests))
        assert Counter(answer.key for answer in answers) == Counter(r.key for r in requests)

    def test_answers_have_the_structure_asked_for(
        self, component: LLMBackend[Any], requests: list[Request]
    ) -> None:
        """A JSON object with the fields that the schema requires; else a reason why not, or the
        word that it was cut off.
        """
        with component:
            answers = list(component.generate(requests))
        for answer in answers:
            if answer.finish == "length":
                continue
            if answer.failure is None:
                required = requests[0].schema["required"]
                assert set(required) <= json.loads(answer.text).keys()
            else:
                assert answer.failure.strip()
        assert [answer for answer in answers if answer.failure is None], "all failed"

    def test_nothing_asked_nothing_answered(self, component: LLMBackend[Any]) -> None:
        """An empty stream ends."""
        with component:
            assert list(component.generate(iter(()))) == []

    def test_it_can_be_asked_again(
        self, component: LLMBackend[Any], requests: list[Request]
    ) -> None:
        """When a stream has ended the caller comes back with what came of the answers."""
        with component:
            for half in (requests[::2], requests[1::2]):
                keys = {answer.key for answer in component.generate(iter(half))}
                assert keys == {request.key for request in half}

    def test_an_endless_stream_is_taken_lazily(self, component: LLMBackend[Any]) -> None:
        """No more than ``ahead`` are taken before their answers are there."""
        answered = 0

        def endless() -> Iterator[Request]:
            for taken in count(1):
                # Here, for a backend that waits for the end would never come to a later line.
                assert taken - answered <= self.ahead
                yield make_request(taken)

        with component:
            for _ in islice(component.generate(endless()), 20):
                answered += 1

    def test_the_stream_is_read_in_the_callers_thread(
        self, component: LLMBackend[Any], requests: list[Request]
    ) -> None:
        """The caller's own objects are behind it."""
        threads = []

        def stream() -> Iterator[Request]:
            for request in requests:
                threads.append(threading.get_ident())
                yield request

        with component:
            list(component.generate(stream()))
        assert set(threads) == {threading.get_ident()}

    def test_what_answers_lead_to_can_join_the_stream(
        self, component: LLMBackend[Any], requests: list[Request]
    ) -> None:
        """As retries and revisions do: each first answer here leads to one more request."""
        more = {first.key: make_request(100 + n) for n, first in enumerate(requests)}
        waiting = deque(requests)
        answered: list[str] = []
        with component:
            while waiting:
                for answer in component.generate(_drain(waiting)):
                    answered.append(answer.key)
                    if answer.key in more:
                        waiting.append(more[answer.key])
        asked = [*more, *(request.key for request in more.values())]
        assert Counter(answered) == Counter(asked)

    def test_the_same_request_has_the_same_answer(
        self, component: LLMBackend[Any], requests: list[Request]
    ) -> None:
        """Whoever is asked, in whatever company, if the backend is deterministic."""
        if not self.deterministic:
            pytest.skip("says of itself that it is not deterministic")
        with component, anew(component) as other:
            first = _texts(component, requests)
            assert _texts(component, requests[::-1]) == first
            assert _texts(other, requests[:3]).items() <= first.items()


def _drain(waiting: deque[Request]) -> Iterator[Request]:
    """What is there now; ends where there is nothing to give."""
    while waiting:
        yield waiting.popleft()


def _texts(backend: LLMBackend[Any], requests: Sequence[Request]) -> dict[str, str]:
    answers: Iterator[Answer] = backend.generate(iter(requests))
    return {answer.key: answer.text for answer in answers}
