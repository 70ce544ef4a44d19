"""The backend: takes requests as the servers have room for them, gives answers as they finish."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from rsteller_core import Answer, BackendError, LLMBackend, Request
from rsteller_openai.options import OpenAIOptions

if TYPE_CHECKING:
    from rsteller_openai.client import Client


class OpenAI(LLMBackend[OpenAIOptions]):
    """Any OpenAI-compatible server: vLLM, llama.cpp, SGLang, a hosted one; or several."""

    name = "openai"
    summary = "a model behind any OpenAI-compatible server: vLLM, llama.cpp, SGLang, hosted ones"
    requires = ("aiohttp",)

    def __init__(self, options: OpenAIOptions) -> None:
        super().__init__(options)
        self._client: Client | None = None
        self._fitting: set[str] = set()

    @property
    def annotator(self) -> str:
        """The full id of the model, whatever the server calls it."""
        return self.options.annotator or self.options.model

    @property
    def parameters(self) -> Mapping[str, Any]:
        """How the words are chosen; not where the server is and how it is asked."""
        return self.options.model_dump(
            mode="json", include={"temperature", "top_p", "max_tokens", "extra"}
        )

    def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Each answer as soon as it is there, in whatever order the servers finish."""
        stream = iter(requests)
        under_way, more = 0, True
        try:
            while more or under_way:
                while more and (wanted := self._room() - under_way) > 0:
                    taken = list(islice(stream, wanted))
                    more = len(taken) == wanted
                    under_way += len(taken)
                    if taken:
                        self._submit(taken)
                for answer in self._opened().take() if under_way else ():
                    under_way -= 1
                    yield answer
        finally:
            if under_way and self._client is not None:
                self._client.drop()

    def close(self) -> None:
        """Leave the servers, with what is under way."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _room(self) -> int:
        """As many as the client would have; it is opened for the first."""
        return self._client.room if self._client else 1

    def _submit(self, requests: Sequence[Request]) -> None:
        client = self._opened()
        for request in requests:
            if request.task not in self._fitting:
                client.require_fit(request)
                self._fitting.add(request.task)
        client.submit(requests)

    def _opened(self) -> Client:
        if self._client is None:
            from rsteller_openai.client import Client

            _require_no_loop()
            client = Client(self.options)
            try:
                client.open()
            except BaseException:
                client.close()
                raise
            self._client = client
        return self._client


def _require_no_loop() -> None:
    """Raises BackendError where an event loop runs in this thread, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise BackendError(
        "an event loop runs in this thread, as it does in a notebook: call rsteller in another "
        "one, for example with asyncio.to_thread, or as a command"
    )
