"""An Overpass server on this machine: it gives what it was told to, and notes what it was asked."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

JSON = "application/json"

# The page that public servers send, with 504 or with 200, when no slot is free.
BUSY_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head><title>OSM3S Response</title></head>
<body>
<p>The data included in this document is from www.openstreetmap.org.</p>
<p><strong style="color:#FF0000">Error</strong>: runtime error: open64: 0 Success \
/osm3s_osm_base Dispatcher_Client::request_read_and_idx::timeout. \
The server is probably too busy to handle your request. </p>
</body>
</html>
"""


@dataclass
class Reply:
    """What is sent: `cut` leaves out so many bytes of the body that was announced."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0


@dataclass
class Asked:
    """A question as it came."""

    data: str
    headers: Mapping[str, str]


@dataclass
class OverpassServer:
    url: str
    asked: list[Asked] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    hold: threading.Event | None = None


def answer(*elements: Mapping[str, Any], **envelope: object) -> bytes:
    """In the form in which Overpass writes it: one attribute a line, elements between commas."""
    document = {
        "version": 0.6,
        "generator": "Overpass API",
        "osm3s": {
            "timestamp_osm_base": "2017-10-20T23:31:01Z",
            "copyright": "The data included in this document is from www.openstreetmap.org. "
            "The data is made available under ODbL.",
        },
        "elements": list(elements),
        **envelope,
    }
    return json.dumps(document, indent=2).encode()


def packed(body: bytes) -> Reply:
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip", "Content-Type": JSON})


def node(number: int, lon: float, lat: float, **tags: str) -> dict[str, object]:
    told = {"version": 3, "timestamp": "2015-02-03T04:05:06Z", "user": "x"}
    return {"type": "node", "id": number, "lat": lat, "lon": lon, **told, **_tags(tags)}


def way(number: int, nodes: list[int], **tags: str) -> dict[str, object]:
    told = {"version": 2, "timestamp": "2016-02-03T04:05:06Z"}
    return {"type": "way", "id": number, "nodes": nodes, **told, **_tags(tags)}


def _tags(tags: dict[str, str]) -> dict[str, object]:
    return {"tags": tags} if tags else {}


def town() -> bytes:
    """A wood with a clearing, a house in it, a track and a tree."""
    corners = [(1, 1), (9, 1), (9, 9), (1, 9), (4, 4), (6, 4), (6, 6), (4, 6)]
    nodes = [node(i, 7 + x / 500, 50 + y / 500) for i, (x, y) in enumerate(corners, start=1)]
    members = [
        {"type": "way", "ref": 1, "role": "outer"},
        {"type": "way", "ref": 2, "role": "inner"},
        {"type": "node", "ref": 9, "role": ""},
    ]
    tags = {"type": "multipolygon", "natural": "wood", "name": 'Oak & "Ash" <7>\u0007'}
    return answer(
        *nodes,
        node(9, 7.01, 50.01, natural="tree"),
        way(1, [1, 2, 3, 4, 1]),
        way(2, [5, 6, 7, 8, 5], building="yes"),
        way(3, [1, 5], highway="track"),
        way(4, [1, 77], highway="path"),
        {"type": "relation", "id": 1, "members": members, "tags": tags},
    )


@contextmanager
def overpass_server() -> Iterator[OverpassServer]:
    """The last reply is given for ever."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as http:
        server = OverpassServer(f"http://127.0.0.1:{http.server_port}/api/interpreter")
        http.RequestHandlerClass = _handler(server)
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def _handler(server: OverpassServer) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        log_message: Callable[..., None] = lambda *_: None

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"])).decode()
            with lock:
                server.at_once += 1
                server.most_at_once = max(server.most_at_once, server.at_once)
                server.asked.append(Asked(parse_qs(data)["data"][0], dict(self.headers)))
                reply = server.replies.pop(0) if server.replies[1:] else server.replies[0]
            if server.hold:
                server.hold.wait(0.2)
            with lock:
                server.at_once -= 1
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body[: len(reply.body) - reply.cut])
            self.close_connection = bool(reply.cut)

    return Handler
