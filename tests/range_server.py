"""A server of files and of parts of them, as slow and as faulty as one wants it.

    python tests/range_server.py FOLDER [LATENCY_IN_SECONDS]

prints its port and serves until its input ends; ``/counts`` answers how much was asked of it, as
JSON, and begins to count anew. In a test, ``RangeServer`` does the same in a thread, keeps what
was asked, and answers as ``behave`` says.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

ALWAYS = {
    "Accept-Ranges": "bytes",
    "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
    "ETag": '"1"',
}
RANGE = re.compile(r"bytes=(\d+)-(\d*)$")


class Asked(NamedTuple):
    """A request: for bytes of a file from ``start`` to before ``end``."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    start: int
    end: int


@dataclass(frozen=True)
class Behaviour:
    """What to do instead of what was asked: another status, fewer bytes, a reset."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    sent: int | None = None
    reset: bool = False
    damage: bool = False
    whole: bool = False


def as_it_should(asked: Asked) -> Behaviour | None:
    """No fault."""
    return None


class RangeServer:
    """Serves a folder on a port of its own, in a thread of its own."""

    def __init__(self, folder: Path, latency: float = 0.0) -> None:
        self.folder = folder
        self.latency = latency
        self.behave: Callable[[Asked], Behaviour | None] = as_it_should
        self.asked: list[Asked] = []
        self.sent = 0
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._clients: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> RangeServer:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def url(self, name: str) -> str:
        """The address of a file."""
        return f"http://127.0.0.1:{self.port}/{name}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        self.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._answer(await reader.readuntil(b"\r\n\r\n"), writer):
                    pass
        finally:
            self._clients.discard(task)
            writer.close()

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection can go on."""
        method, target, headers = _parsed(head)
        parts = urlsplit(target)
        if parts.path == "/counts":
            await self._counts(writer)
            return True
        if self.latency:
            await asyncio.sleep(self.latency)
        path = self.folder / unquote(parts.path).lstrip("/")
        size = path.stat().st_size if path.is_file() else 0
        start, end = _range(headers.get("range", ""), size)
        asked = Asked(method, parts.path, parse_qs(parts.query), headers, start, end)
        self.asked.append(asked)
        behaviour = self.behave(asked) or Behaviour()
        if behaviour.reset:
            writer.transport.abort()
            return False
        if behaviour.status or not path.is_file():
            return await _plain(writer, behaviour.status or 404, behaviour.headers, behaviour.body)
        if start >= size:
            return await _plain(writer, 416, {}, b"")
        return await self._file(writer, asked, path, size, behaviour)

    async def _file(
        self,
        writer: asyncio.StreamWriter,
        asked: Asked,
        path: Path,
        size: int,
        behaviour: Behaviour,
    ) -> bool:
        parted = "range" in asked.headers and not behaviour.whole
        start, end = (asked.start, asked.end) if parted else (0, size)
        extra = {"Content-Range": f"bytes {start}-{end - 1}/{size}"} if parted else {}
        writer.write(_head(206 if parted else 200, end - start, {**extra, **ALWAYS}))
        await writer.drain()
        if asked.method == "HEAD":
            return True
        count = end - start if behaviour.sent is None else min(behaviour.sent, end - start)
        self.sent += count
        with path.open("rb") as file:
            if behaviour.damage:
                file.seek(start)
                writer.write(bytes(byte ^ 0x5A for byte in file.read(count)))
                await writer.drain()
            elif count:
                await self._loop.sendfile(writer.transport, file, start, count)
        return behaviour.sent is None

    async def _counts(self, writer: asyncio.StreamWriter) -> None:
        counts = json.dumps({"requests": len(self.asked), "bytes": self.sent}).encode()
        self.asked.clear()
        self.sent = 0
        await _plain(writer, 200, {}, counts)


def _parsed(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    return method, target, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _range(stated: str, size: int) -> tuple[int, int]:
    found = RANGE.match(stated)
    if not found:
        return 0, size
    return int(found[1]), min(size, int(found[2]) + 1 if found[2] else size)


def _head(status: int, length: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _plain(
    writer: asyncio.StreamWriter, status: int, headers: Mapping[str, str], body: bytes
) -> bool:
    writer.write(_head(status, len(body), headers) + body)
    await writer.drain()
    return True


if __name__ == "__main__":
    latency = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    with RangeServer(Path(sys.argv[1]), latency) as server:
        print(server.port, flush=True)
        sys.stdin.read()
