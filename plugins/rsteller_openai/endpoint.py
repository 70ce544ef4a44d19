"""One server: what it is sent, how much at once, and when it is left alone."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from rsteller_core import Request
from rsteller_openai.level import Level
from rsteller_openai.modes import MODES
from rsteller_openai.options import OpenAIOptions
from rsteller_openai.outcomes import Away, Busy, Failed, Outcome, Trouble, Unusable, outcome_of

_CONNECT = 10.0
"""Seconds for a connection; a server that is there takes far less."""

_SEEDS = 2**31
"""Some servers take seeds of 32 bits."""

_BACKOFF = (0.5, 30.0)
"""Seconds to leave a server alone that is away, at first and at most."""


@dataclass
class Endpoint:
    """A server under one URL. Times are of the event loop's clock."""

    url: str
    options: OpenAIOptions
    session: aiohttp.ClientSession
    mode: str = "none"
    context: int | None = None
    under_way: int = 0
    paused_until: float = 0.0
    away: str = ""
    level: Level = field(init=False)
    _proxy: str | None = field(init=False)
    _backoff: float = field(init=False, default=_BACKOFF[0])

    def __post_init__(self) -> None:
        self.level = Level(self.options.at_once)
        self._proxy = _proxy(self.url)

    def room(self, now: float) -> int:
        """How many more requests it may be given now; a server that is away is tried with one."""
        if now < self.paused_until:
            return 0
        return (1 if self.away else self.level.limit) - self.under_way

    def answered(self, now: float, seconds: float) -> None:
        """It is there and works; the answer took so long."""
        self.away = ""
        self.level.answered(now, seconds)

    def failed(self, now: float, trouble: Trouble) -> None:
        """Take back, or leave it alone for a while, as what came of a request asks for."""
        if isinstance(trouble, Busy):
            self.away = ""
            self.level.refused(now, self.under_way, trouble.retry_after or 0.0)
            self._pause(now + (trouble.retry_after or 0.0))
        elif isinstance(trouble, Away):
            self._went_away(now, trouble.reason, trouble.retry_after)
        elif isinstance(trouble, Unusable):
            # It could be used when it was opened: something before it answers in its place.
            self._went_away(now, trouble.reason, None)
        elif isinstance(trouble, Failed) and trouble.timed_out:
            self.level.timed_out(now, self.options.timeout)

    def _went_away(self, now: float, reason: str, retry_after: float | None) -> None:
        """The longer it stays away, the rarer it is tried."""
        if now >= self.paused_until:
            self._backoff = min(2 * self._backoff, _BACKOFF[1]) if self.away else _BACKOFF[0]
        self.away = reason
        wait = self._backoff if retry_after is None else retry_after
        self._pause(now + wait)

    def _pause(self, until: float) -> None:
        self.paused_until = max(self.paused_until, until)

    async def ask(self, request: Request) -> Outcome:
        """Send a request, once."""
        text = request.head + request.tail
        fields = MODES[self.mode](request.schema)
        return await self.chat(
            text,
            seed=request.seed % _SEEDS,
            max_tokens=self.options.max_tokens,
            temperature=self.options.temperature,
            top_p=self.options.top_p,
            **fields,
            **self.options.extra,
        )

    async def chat(self, text: str, **fields: Any) -> Outcome:  # noqa: ANN401 - JSON
        """Send one message of the user's with these fields."""
        message = {"role": "user", "content": text}
        document = {"model": self.options.model, "messages": [message], **fields}
        return await self.send("POST", f"{self.url}/chat/completions", document)

    async def send(
        self, method: str, url: str, document: Mapping[str, Any] | None = None
    ) -> Outcome:
        """One exchange, whatever becomes of it."""
        try:
            status, headers, content = await self.exchange(method, url, document)
        except aiohttp.ClientConnectorError as error:
            return Away(refusal(error))
        except aiohttp.ConnectionTimeoutError:
            return Away(f"no connection in {_CONNECT:g} s")
        except TimeoutError:
            return Failed("timeout", timed_out=True)
        except aiohttp.ClientError:
            return Failed("the connection broke")
        return outcome_of(status, headers, content)

    async def exchange(
        self, method: str, url: str, document: Mapping[str, Any] | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One exchange: status, headers, content. Raises what aiohttp raises."""
        body = None if document is None else json.dumps(document, ensure_ascii=False).encode()
        async with self.session.request(
            method, url, data=body, proxy=self._proxy, allow_redirects=False
        ) as response:
            return response.status, response.headers, await response.read()


def refusal(error: aiohttp.ClientConnectorError) -> str:
    """What the system says: ``connection refused``, without the address, which is known."""
    number = error.os_error.errno or 0
    said = os.strerror(number) if number > 0 else error.os_error.strerror
    return (said or "no connection").lower()


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for this URL, looked up once: per request it costs."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


def session(options: OpenAIOptions) -> aiohttp.ClientSession:
    """A session for all endpoints; must be made where the event loop runs."""
    key = options.key()
    headers = {"Content-Type": "application/json"}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    # The levels of the endpoints are the limit, not the number of connections.
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=options.timeout, sock_connect=_CONNECT)
    return aiohttp.ClientSession(headers=headers, connector=connector, timeout=timeout)
