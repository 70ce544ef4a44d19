"""A server that speaks OpenAI's protocol and takes a fixed time for an answer; it holds no model.

It has so many places; a request beyond them waits, or is refused with a 429 where a limit is
given. It adds up how long its places were taken, so that what a client makes of it can be told
whatever else the machine does. Its answers are true of the prompt: they name what its facts name.

    python benchmarks/llm_server.py PLACES LATENCY [LIMIT]

prints its port; ``GET /v1/counted`` tells what was counted since it was last asked.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
import sys
from collections import deque

HELD = re.compile(rb'"enum": ?\["([^"]+)"\]')
NAME = re.compile(rb'Its name is \\"([^"\\]+)\\"')
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)

OPENINGS = ("The road called {}", "A road with the name {}", "{}, which is a road,", "The road {}")
MIDDLES = ("can be seen", "is in view", "is to be seen", "shows itself", "is found", "is visible")
ENDS = (
    "in this image among all that lies around it.",
    "here, with everything around it as it was on that day.",
    "from above, together with what there is beside it.",
    "in the picture, along with the things that are next to it.",
)
WORDS = [" ".join(parts) for parts in itertools.product(OPENINGS, MIDDLES, ENDS)]


class Places:
    """The places, who waits for one, and what was counted."""

    def __init__(self, places: int, latency: float, limit: int | None) -> None:
        self.places, self.latency, self.limit = places, latency, limit
        self.loop = asyncio.get_running_loop()
        self.taken = 0
        self.waiting: deque[tuple[Connection, bytes]] = deque()
        self.reset()

    def reset(self) -> None:
        self.busy, self.answered, self.refused = 0.0, 0, 0
        self.first = self.last = 0.0

    def counted(self) -> dict[str, float]:
        counts = {"busy": self.busy, "answered": self.answered, "refused": self.refused}
        seconds = self.last - self.first
        self.reset()
        return {**counts, "seconds": seconds}

    def take(self, connection: Connection, body: bytes) -> None:
        self.first = self.first or self.loop.time()
        under_way = self.taken + len(self.waiting)
        if self.limit is not None and under_way >= self.limit:
            self.refused += 1
            connection.send(429, b'{"error": {"message": "too many"}}', b"Retry-After: 1\r\n")
        elif self.taken < self.places:
            self.serve(connection, body)
        else:
            self.waiting.append((connection, body))

    def serve(self, connection: Connection, body: bytes) -> None:
        self.taken += 1
        start = self.loop.time()
        self.loop.call_later(self.latency, self.finish, connection, body, start)

    def finish(self, connection: Connection, body: bytes, start: float) -> None:
        self.taken -= 1
        self.last = self.loop.time()
        self.busy += self.last - start
        self.answered += 1
        if self.waiting:
            self.serve(*self.waiting.popleft())
        connection.send(200, answer(body))


def answer(body: bytes) -> bytes:
    held, name = HELD.search(body), NAME.findall(body)
    if held:
        text = json.dumps({"probe": held[1].decode()})
    else:
        thing = name[-1].decode() if name else "without a name"
        text = json.dumps({"caption": random.choice(WORDS).format(thing)})
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": len(body) // 4, "completion_tokens": len(text) // 4}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return json.dumps({"choices": [choice], "usage": usage}).encode()


class Connection(asyncio.Protocol):
    """One connection: requests one after the other, each whole before it is looked at."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.buffer[:end])
        length = LENGTH.search(head)
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(self.buffer) >= whole:
            body = bytes(self.buffer[end + 4 : whole])
            del self.buffer[:whole]
            self.answer(head, body)

    def answer(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1]
        if path.endswith(b"/chat/completions"):
            self.places.take(self, body)
        elif path.endswith(b"/counted"):
            self.send(200, json.dumps(self.places.counted()).encode())
        elif path.endswith(b"/models"):
            self.send(200, b'{"data": [{"id": "benchmark/no-model"}]}')
        else:
            self.send(404, b"{}")

    def send(self, status: int, body: bytes, more: bytes = b"") -> None:
        if not self.transport.is_closing():
            head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n".encode()
            length = f"Content-Length: {len(body)}\r\n\r\n".encode()
            self.transport.write(head + more + length + body)


async def main() -> None:
    places, latency, *limit = sys.argv[1:]
    loop = asyncio.get_running_loop()
    shared = Places(int(places), float(latency), int(limit[0]) if limit else None)
    server = await loop.create_server(lambda: Connection(shared), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
