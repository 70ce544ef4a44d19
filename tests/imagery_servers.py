"""Real servers on loopback, for tests: files by range, SAS tokens, a STAC API."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import rasterio
import shapely
from pyproj import Transformer

LAST = "Tue, 06 Jul 2021 16:49:31 GMT"


@dataclass
class Served:
    """A server: its address, and what it was asked (method, path with query, body)."""

    url: str
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)


@dataclass
class Reply:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def serving(answer: Callable[[str, str, dict[str, str], bytes], Reply]) -> Iterator[Served]:
    """A server on loopback that answers (method, path, headers, body)."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            served.asked.append((self.command, self.path, body))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = answer(self.command, self.path, headers, body)
            self.send_response(reply.status)
            size = str(len(reply.body))
            for name, value in {"Content-Length": size, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        do_GET = do_HEAD = do_POST = respond  # noqa: N815 - the names of http.server

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Served(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def json_reply(document: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(document).encode(), {"Content-Type": "application/json"})


@contextmanager
def file_server(folder: Path, token: Callable[[], str | None] = lambda: None) -> Iterator[Served]:
    """The files of a folder, by range; only with ``?TOKEN`` where one is asked."""

    def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        name, _, query = path.partition("?")
        if token() is not None and query != token():
            return Reply(403, b"Server failed to authenticate the request")
        file = folder / name.lstrip("/")
        if not file.is_file():
            return Reply(404, b"BlobNotFound")
        return ranged(file.read_bytes(), headers.get("range"))

    with serving(answer) as served:
        yield served


def ranged(content: bytes, asked: str | None) -> Reply:
    """The part of a file that a Range header asks for."""
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Type": "image/tiff",
        "ETag": '"1"',
        "Last-Modified": LAST,
    }
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", asked or "")
    if match is None:
        return Reply(200, content, headers)
    first, last = match.groups()
    start = int(first) if first else max(0, len(content) - int(last))
    end = min(int(last) + 1, len(content)) if first and last else len(content)
    if start >= len(content):
        return Reply(416, b"", {"Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(content)}"
    return Reply(206, content[start:end], headers)


@contextmanager
def token_server(seconds: float = 3600) -> Iterator[tuple[Served, Callable[[], str]]]:
    """Gives SAS tokens as Planetary Computer does, a new one each time; and the last it gave."""
    given: list[str] = []

    def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        given.append(f"st=now&se=later&sp=rl&sr=c&sig=secret{len(given)}")
        ends = datetime.now(UTC) + timedelta(seconds=seconds)
        text = ends.strftime("%Y-%m-%dT%H:%M:%SZ")
        return json_reply({"msft:expiry": text, "token": given[-1]})

    with serving(answer) as served:
        yield served, lambda: given[-1] if given else ""


@contextmanager
def stac_api(items: Sequence[dict[str, Any]], folder: Path) -> Iterator[str]:
    """A STAC API over these items, by ``rustac serve``."""
    program = shutil.which("rustac")
    if program is None:
        pytest.skip("needs rustac, of the test extra")
    path = folder / "items.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(items)}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [program, "serve", "-a", address, "--create-collections", str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://{address}", server)
            yield f"http://{address}"
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not answer")


def item_of(
    path: Path,
    href: str,
    collection: str,
    acquired: str,
    asset: str = "image",
    **properties: object,
) -> dict[str, Any]:
    """The STAC item that describes a raster file."""
    with rasterio.open(path) as raster:
        to_lonlat = Transformer.from_crs(raster.crs, "EPSG:4326", always_xy=True)
        edge = shapely.segmentize(shapely.box(*raster.bounds), raster.width * raster.res[0] / 8)
        outline = shapely.transform(edge, lambda xy: _columns(to_lonlat.transform(*xy.T)))
        grid = {
            "proj:code": f"EPSG:{raster.crs.to_epsg()}",
            "proj:shape": [raster.height, raster.width],
            "proj:transform": list(raster.transform)[:6],
        }
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": path.stem,
        "collection": collection,
        "geometry": json.loads(shapely.to_geojson(outline)),
        "bbox": list(outline.bounds),
        "properties": {"datetime": acquired, **grid, **properties},
        "links": [],
        "assets": {asset: {"href": href, "type": "image/tiff", "roles": ["data"]}},
    }


def _columns(pair: tuple[Any, Any]) -> Any:
    import numpy as np

    return np.column_stack(pair)
