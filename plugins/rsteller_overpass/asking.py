"""Asking an Overpass server: one question at a time, waiting as it says."""

from __future__ import annotations

import gzip
import http.client
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import sleep
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from rsteller_core import InputError
from rsteller_overpass.answers import CutShort, NoAnswer, told_by, write_osm
from rsteller_overpass.ledger import Ledger

SILENCE = 30
"""Seconds of silence that a public server wants of who asked too much."""

LONGEST = 900
"""Seconds: a server that wants to be left alone for longer is left alone altogether."""

# How long the server may queue a question before it begins.
_PATIENCE = 60

_BUSY = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Server:
    """A server, and who asks it; `timeout` is in seconds."""

    url: str
    contact: str | None
    timeout: int
    attempts: int

    @property
    def agent(self) -> str:
        """How we present ourselves."""
        name = f"rsteller/{version('rsteller')}"
        return f"{name} ({self.contact})" if self.contact else name


class _Busy(Exception):
    """The server could not answer now; it may in so many seconds, if it said."""

    def __init__(self, reason: str, seconds: int | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


def ask(server: Server, question: str, target: Path, ledger: Ledger) -> None:
    """Write the answer as OpenStreetMap XML, gzipped.

    A server that is busy is asked again after the time it says, else after 30 seconds of silence,
    then 60, then 120. Raises InputError where there is no answer to be had.
    """
    reason = ""
    for attempt in range(server.attempts):
        ledger.spend()
        try:
            _fetch(server, question, target, ledger)
            return
        except _Busy as busy:
            reason = str(busy)
            if attempt + 1 < server.attempts:
                _wait(server, busy.seconds or SILENCE << attempt)
    raise InputError(
        f"{server.url} gave no answer, asked {server.attempts} times: {reason}; try later: what "
        f"was answered is kept"
    )


def _wait(server: Server, seconds: int) -> None:
    if seconds > LONGEST:
        raise InputError(
            f"{server.url} wants to be left alone for {seconds} seconds; run the same command "
            f"again after that: what was answered is kept"
        )
    sleep(seconds)


def _fetch(server: Server, question: str, target: Path, ledger: Ledger) -> None:
    with tempfile.TemporaryDirectory(prefix="rsteller-") as scratch:
        body = Path(scratch) / "answer"
        ledger.received(_download(server, question, body))
        try:
            write_osm(body, target)
        except CutShort as error:
            raise _Busy(str(error)) from None
        except NoAnswer as error:
            raise InputError(f"{server.url}: {error}") from None


def _download(server: Server, question: str, body: Path) -> int:
    """The size of what came. Raises _Busy and InputError."""
    request = Request(
        server.url,
        urlencode({"data": question}).encode(),
        {"User-Agent": server.agent, "Accept": "application/json", "Accept-Encoding": "gzip"},
    )
    try:
        with (
            urlopen(request, timeout=server.timeout + _PATIENCE) as response,
            body.open("wb") as file,
        ):
            shutil.copyfileobj(response, file)
            # urllib takes a body that is shorter than was said for a whole one.
            if response.length:
                raise _Busy("the answer broke off")
            packed = response.headers.get("Content-Encoding") == "gzip"
    except HTTPError as error:
        with error:
            raise _refusal(server, error) from None
    except (TimeoutError, http.client.HTTPException, ConnectionError) as error:
        raise _Busy(f"the connection broke off ({error})") from None
    except URLError as error:
        raise _unreachable(server, error) from None
    size = body.stat().st_size
    if packed:
        _unpack(body)
    return size


def _unpack(body: Path) -> None:
    packed = body.rename(body.with_suffix(".gz"))
    try:
        with gzip.open(packed) as file, body.open("wb") as plain:
            shutil.copyfileobj(file, plain)
    except (EOFError, OSError) as error:
        raise _Busy(f"the answer broke off ({error})") from None


def _unreachable(server: Server, error: URLError) -> InputError | _Busy:
    if isinstance(error.reason, TimeoutError):
        return _Busy("it did not answer in time")
    return InputError(
        f"{server.url} cannot be reached ({error.reason}); see whether there is a network, or name "
        f"another server: -o extractor.url=..."
    )


def _refusal(server: Server, error: HTTPError) -> InputError | _Busy:
    said = told_by(error.read(1 << 16).decode(errors="replace"))
    if error.code in _BUSY:
        return _Busy(
            f"{error.code} {error.reason}" + (f": {said}" if said else ""), _seconds(error)
        )
    if error.code in (403, 406):
        return InputError(
            f"{server.url} does not take questions of {server.agent!r} ({error.code} "
            f"{error.reason}): tell who you are: -o extractor.contact=YOU@EXAMPLE.ORG, or name "
            f"another server: -o extractor.url=..."
        )
    return InputError(f"{server.url} refused the question ({error.code} {error.reason}): {said}")


def _seconds(error: HTTPError) -> int | None:
    told = error.headers.get("Retry-After", "")
    return int(told) if told.isdigit() else None
