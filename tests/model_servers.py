"""A server that speaks OpenAI's protocol over real loopback HTTP, well or badly, as it is told."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

MODEL = "test/model"
CAPTION = "A long straight road runs from the west to the east across the middle of the image."

Handler = Callable[["Server", web.Request, dict[str, Any]], Awaitable[web.StreamResponse | None]]


def completion(text: str, **more: Any) -> web.Response:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop", **more}
    usage = {"prompt_tokens": 11, "completion_tokens": 7}
    return web.json_response({"choices": [choice], "usage": usage})


def schema_of(body: dict[str, Any]) -> dict[str, Any] | None:
    """What `response_format` asks for, in the standard way."""
    return (body.get("response_format") or {}).get("json_schema", {}).get("schema")


def example_of(schema: dict[str, Any], text: str) -> str:
    """An answer that fits a schema of strings: the first allowed, or the text."""
    fields = schema["properties"].items()
    return json.dumps({name: rule.get("enum", [text])[0] for name, rule in fields})


async def well(server: Server, request: web.Request, body: dict[str, Any]) -> web.Response:
    """Hold to the schema, if one is asked for in the standard way."""
    schema = schema_of(body)
    return completion(example_of(schema, CAPTION) if schema else "hello")


def is_probe(body: dict[str, Any]) -> bool:
    return "probe" in json.dumps(body.get("response_format", "")) or "single word" in json.dumps(
        body["messages"]
    )


@dataclass
class Server:
    """``handler`` answers what is not a probe, ``probed`` the probe; both can be changed."""

    handler: Handler = well
    probed: Handler = well
    key: str | None = None
    models: list[dict[str, Any]] | None = field(default_factory=lambda: [{"id": MODEL}])
    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    under_way: int = 0
    most: int = 0
    extra_routes: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Server:
        self._open: set[asyncio.Transport] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def start(self) -> None:
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    def stop(self) -> None:
        """Die: what is under way is reset."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_route("*", "/{other}", self._other)
        self._runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        for transport in list(self._open):
            transport.abort()
        await self._runner.cleanup()

    def _locked_out(self, request: web.Request) -> web.Response | None:
        if self.key is None or request.headers.get("Authorization") == f"Bearer {self.key}":
            return None
        return web.json_response({"error": {"message": "no such key"}}, status=401)

    async def _models(self, request: web.Request) -> web.Response:
        if (refusal := self._locked_out(request)) is not None:
            return refusal
        if self.models is None:
            return web.Response(status=404)
        return web.json_response({"object": "list", "data": self.models})

    async def _other(self, request: web.Request) -> web.Response:
        answer = self.extra_routes.get(request.match_info["other"])
        if answer is None:
            return web.Response(status=404)
        return web.json_response(answer(await request.json() if request.can_read_body else {}))

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if (refusal := self._locked_out(request)) is not None:
            return refusal
        if is_probe(body):
            return await self.probed(self, request, body)
        self.asked.append(body)
        self.under_way += 1
        transport = request.transport
        self._open.add(transport)
        self.most = max(self.most, self.under_way)
        try:
            response = await self.handler(self, request, body)
        finally:
            self.under_way -= 1
            self._open.discard(transport)
        if response is None:
            request.transport.abort()
            return web.Response()
        return response
