"""Parts of files over HTTP(S): one request, and what its answer means."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import (
    HTTPError,
    LocationParseError,
    MaxRetryError,
    SSLError,
    TimeoutError as TimedOut,
)

from rsteller_core.version import version

AGENT = f"rsteller/{version()}"
AGAIN = {408, 429, 500, 502, 503, 504}
REASONS = {
    401: "the server wants to know who asks (401)",
    403: "the server refuses access (403)",
    404: "the server has no such file (404)",
    410: "the server has no such file any more (410)",
    429: "asked too often (429)",
}
RANGES = "the server does not give parts of files"
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class Part(NamedTuple):
    """Bytes of a file, fewer than asked for at its end, and how long it is as a whole."""

    data: bytes
    size: int | None


class Failure(NamedTuple):
    """Why there are no bytes.

    ``again`` says that another attempt may help, ``wait`` for how many seconds the server wants
    silence first, ``refused`` that a token was not taken.
    """

    reason: str
    again: bool = False
    wait: float | None = None
    refused: bool = False


class Http:
    """Connections that are used again, through the proxy of the environment if it names one."""

    def __init__(self, headers: Mapping[str, str], connections: int, timeout: float) -> None:
        self._headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
        self._settings: dict[str, Any] = {
            "maxsize": connections,
            # Attempts are counted by the caller, who knows about tokens; redirects are followed.
            "retries": urllib3.Retry(None, connect=0, read=0, status=0, other=0, redirect=5),
            "timeout": urllib3.Timeout(connect=timeout, read=timeout),
        }
        self._direct = urllib3.PoolManager(**self._settings)
        self._proxies: dict[str, urllib3.PoolManager] = {}

    def close(self) -> None:
        """Close the connections."""
        for pool in (self._direct, *self._proxies.values()):
            pool.clear()

    def part(self, address: str, start: int, length: int) -> Part | Failure:
        """One request for a part of a file."""
        headers = {**self._headers, "Range": f"bytes={start}-{start + length - 1}"}
        try:
            answer = self._pool(address).request(
                "GET", address, headers=headers, preload_content=False
            )
            try:
                return _part(answer, start, length)
            finally:
                answer.release_conn()
        except HTTPError as error:
            return _broken(error)

    def _pool(self, address: str) -> urllib3.PoolManager:
        parts = urlsplit(address)
        proxy = getproxies().get(parts.scheme)
        if not proxy or proxy_bypass(parts.hostname or ""):
            return self._direct
        if proxy not in self._proxies:
            self._proxies[proxy] = urllib3.ProxyManager(proxy, **self._settings)
        return self._proxies[proxy]


def _part(answer: urllib3.BaseHTTPResponse, start: int, length: int) -> Part | Failure:
    if answer.status == 416:  # all of it lies beyond the end
        answer.drain_conn()
        return Part(b"", None)
    if answer.status == 200:
        # All of the file: to read it to its end could take hours.
        answer.close()
        return Failure(RANGES)
    if answer.status != 206:
        answer.drain_conn()
        return _refusal(answer)
    stated = RANGE.match(answer.headers.get("Content-Range", ""))
    data = answer.read()
    if stated is None or int(stated[1]) != start or len(data) > length:
        return Failure(RANGES)
    if len(data) != int(stated[2]) - start + 1:
        return Failure("the answer was cut short", again=True)
    return Part(data, None if stated[3] == "*" else int(stated[3]))


def _refusal(answer: urllib3.BaseHTTPResponse) -> Failure:
    status = answer.status
    return Failure(
        REASONS.get(status, f"the server answers {status}"),
        again=status in AGAIN,
        wait=_wait(answer.headers.get("Retry-After")),
        refused=status in (401, 403),
    )


def _wait(stated: str | None) -> float | None:
    """Seconds, out of a number of them or a date."""
    if stated is None:
        return None
    try:
        return max(0.0, float(stated))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(stated).timestamp() - time.time())
    except ValueError:
        return None


def _broken(error: HTTPError) -> Failure:
    cause = error.reason if isinstance(error, MaxRetryError) and error.reason else error
    if isinstance(cause, LocationParseError):
        return Failure("no address that can be asked")
    if isinstance(cause, SSLError):
        return Failure("no secure connection to the server")
    if isinstance(cause, TimedOut):
        # A connection that was refused is a kind of time-out to urllib3.
        refused = isinstance(cause, urllib3.exceptions.NewConnectionError)
        return Failure("no connection to the server" if refused else "time-out", again=True)
    if isinstance(cause, urllib3.exceptions.ResponseError):
        return Failure("the server sends from one address to the next")
    return Failure("the connection broke off", again=True)
