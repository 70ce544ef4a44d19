"""Getting to know a server before any work is given to it.

Is it there, does it take the key, does it have the model, does it hold answers to a schema, and how
long may a prompt be?
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

import aiohttp

from rsteller_core import BackendError, Request
from rsteller_openai.endpoint import Endpoint, refusal
from rsteller_openai.modes import HOLDING, MODES, PROBE, PROBE_SCHEMA, PROBE_TOKENS, Tried, judge
from rsteller_openai.outcomes import Away, Busy, Failed, Outcome, Said, Unusable, answer_of

log = logging.getLogger(__name__)

_CONTEXT = ("max_model_len", "context_length", "context_window", "max_context_length")
"""Where a list of models tells how long prompt and answer may be together: vLLM, hosted servers."""

_ASK_AGAIN = 2.0
"""Seconds between two looks at a server that is starting."""


async def open_endpoint(endpoint: Endpoint) -> None:
    """Learn what a server is and can. Raises BackendError where it cannot be used."""
    listed = await _models(endpoint)
    model = _require_model(endpoint, listed)
    endpoint.mode = await _mode(endpoint)
    endpoint.context = await _context(endpoint, model)


def unusable(endpoint: Endpoint, outcome: Unusable) -> BackendError:
    """What to say of a server that refuses everything."""
    url, said = endpoint.url, f" ({outcome.detail})" if outcome.detail else ""
    if outcome.status in (401, 403):
        given = "does not take the key" if endpoint.options.key() else "asks for a key"
        return BackendError(
            f"{url} {given}{said}: give it as -o llm.api_key_variable=NAME, the environment "
            "variable that holds it, or as -o llm.api_key=..."
        )
    if 300 <= outcome.status < 400:
        return BackendError(f"llm.url: {url} has moved{said}: give its new URL")
    return BackendError(
        f"llm.url: {url}/chat/completions answers with HTTP {outcome.status}{said}: the URL of an "
        "OpenAI-compatible server usually ends with /v1, and the model must be one that it has"
    )


async def require_fit(endpoint: Endpoint, request: Request) -> None:
    """Raises BackendError where the prompt and its answer are longer than the server's context.

    Only where the server tells both its context and how many tokens a text has.
    """
    if endpoint.context is None:
        return
    tokens = await _count(endpoint, request.head + request.tail)
    wanted = endpoint.options.max_tokens
    over = tokens + wanted - endpoint.context
    if over > 0:
        raise BackendError(
            f"{endpoint.url} has a context of {endpoint.context:,} tokens: the prompt of task "
            f"{request.task!r} takes {tokens:,} and its answer up to {wanted:,}, {over:,} too "
            f"many; start the server with a context of {tokens + wanted:,} or more, or ask for "
            "shorter answers: -o llm.max_tokens=..."
        )


async def _models(endpoint: Endpoint) -> list[Mapping[str, Any]]:
    """The models that a server lists; none where it has no list. Waits while it is starting."""
    loop = asyncio.get_running_loop()
    until = loop.time() + endpoint.options.patience
    while True:
        try:
            status, _, content = await endpoint.exchange("GET", f"{endpoint.url}/models")
        except (TimeoutError, aiohttp.ClientError) as error:
            raise BackendError(
                f"llm.url: nothing answers at {endpoint.url} ({_reason(error)}): is the server "
                "running, and is this its address?"
            ) from None
        if status != 503 or loop.time() > until:
            return _read_models(endpoint, status, content)
        log.info("%s is starting", endpoint.url)
        await asyncio.sleep(_ASK_AGAIN)


def _reason(error: BaseException) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return refusal(error)
    return str(error) or "timeout"


def _read_models(endpoint: Endpoint, status: int, content: bytes) -> list[Mapping[str, Any]]:
    if status in (401, 403) or 300 <= status < 400:
        raise unusable(endpoint, Unusable(status, ""))
    if status in (404, 405, 501):
        return []  # it has no list: the probe will show whether it has anything
    try:
        listed = json.loads(content)["data"]
        return [model for model in listed if isinstance(model, dict)]
    except (ValueError, TypeError, KeyError):
        raise BackendError(
            f"llm.url: what answers at {endpoint.url}/models (HTTP {status}) is no "
            "OpenAI-compatible server; its URL usually ends with /v1"
        ) from None


def _require_model(endpoint: Endpoint, listed: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What the list says of the model. Captions must not be published under another's name."""
    name = endpoint.options.model
    for model in listed:
        if name in (model.get("id"), *(model.get("aliases") or ())):
            return model
    if not listed:
        return {}
    names = ", ".join(str(model.get("id")) for model in listed[:10])
    raise BackendError(
        f"llm.model: {endpoint.url} has no model {name!r}; it has {names}: give the one that it "
        "has as -o llm.model=..., and the full id under which its captions are published as "
        "-o llm.annotator=..."
    )


async def _mode(endpoint: Endpoint) -> str:
    """The way of asking for a structure that works, or the best there is."""
    asked = endpoint.options.structure
    ways = [*HOLDING, "json_object"] if asked == "auto" else [asked]
    tried: list[Tried] = []
    for way in ways:
        tried.append(await _try(endpoint, way))
        if tried[-1].held:
            return way
    best = next((one.mode for one in tried if one.is_json), "none") if asked == "auto" else asked
    told = "; ".join(f"{one.mode}: {one.why}" for one in tried)
    log.warning(
        "%s does not hold answers to a schema (%s); every answer is validated, and asked for again "
        "where it does not fit",
        endpoint.url,
        told,
    )
    return best


async def _try(endpoint: Endpoint, way: str) -> Tried:
    fields = {"max_tokens": PROBE_TOKENS, "temperature": 0, **MODES[way](PROBE_SCHEMA)}
    outcome = await _patiently(endpoint, fields)
    if isinstance(outcome, Said):
        return judge(way, answer_of("", outcome, 0.0).text)
    if isinstance(outcome, Unusable):
        raise unusable(endpoint, outcome)
    return Tried(way, held=False, why=getattr(outcome, "detail", "") or outcome.reason)


async def _patiently(endpoint: Endpoint, fields: Mapping[str, Any]) -> Outcome:
    """Ask the probe's question; again where the server is busy or was away for a moment."""
    outcome: Outcome = Failed("not asked")
    for _ in range(endpoint.options.tries):
        outcome = await endpoint.chat(PROBE, **fields)
        if not isinstance(outcome, Busy | Away):
            break
        await asyncio.sleep(1.0 if outcome.retry_after is None else outcome.retry_after)
    return outcome


async def _context(endpoint: Endpoint, model: Mapping[str, Any]) -> int | None:
    """How many tokens prompt and answer may have together, if the server tells."""
    for name in _CONTEXT:
        if isinstance(model.get(name), int):
            return int(model[name])
    props = await _look(endpoint, "GET", "props")
    told = props.get("default_generation_settings")
    length = told.get("n_ctx") if isinstance(told, dict) else None
    return length if isinstance(length, int) else None


async def _count(endpoint: Endpoint, text: str) -> int:
    """The tokens of a text by the server's own count; 0 where it does not count."""
    document = {"model": endpoint.options.model, "prompt": text, "content": text}
    counted = await _look(endpoint, "POST", "tokenize", document)
    if isinstance(counted.get("count"), int):
        return int(counted["count"])
    tokens = counted.get("tokens")
    return len(tokens) if isinstance(tokens, list) else 0


async def _look(
    endpoint: Endpoint, method: str, path: str, document: Mapping[str, Any] | None = None
) -> Mapping[str, Any]:
    """What stands beside the API (vLLM, llama.cpp); nothing where it is not there."""
    url = f"{endpoint.url.removesuffix('/v1')}/{path}"
    try:
        status, _, content = await endpoint.exchange(method, url, document)
        body = json.loads(content) if status == 200 else {}
    except (TimeoutError, aiohttp.ClientError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}
