"""What comes of sending a request to a server, and what it means for the request."""

from __future__ import annotations

import email.utils
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rsteller_core import Answer


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, as the server gave it."""

    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Busy:
    """It is too much for the server at the moment (429): wait, and take less."""

    reason: str
    retry_after: float | None


@dataclass(frozen=True, slots=True)
class Away:
    """There is no server at the moment: the request never had a chance."""

    reason: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The request was sent and nothing usable came back; another try may do."""

    reason: str
    timed_out: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The server will not answer this request, however often it is sent."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """The server will not answer any request: a wrong key, a wrong URL."""

    status: int
    detail: str

    @property
    def reason(self) -> str:
        """The same for equal troubles."""
        return f"HTTP {self.status}"


Trouble = Busy | Away | Failed | Refused | Unusable
Outcome = Said | Trouble

_AWAY = (502, 503, 504)
_UNUSABLE = (401, 403, 404, 405)


def outcome_of(status: int, headers: Mapping[str, str], content: bytes) -> Outcome:
    """What a response means."""
    body = _object(content)
    detail = _detail(body) or _glimpse(content)
    if status == 200:
        return Said(body) if _message(body) is not None else Failed(_no_answer(content))
    if status == 429:
        return Busy(detail or "too many requests", _retry_after(headers))
    if status in _AWAY:
        return Away(f"HTTP {status} {detail}".strip(), _retry_after(headers))
    if status in _UNUSABLE or 300 <= status < 400:
        return Unusable(status, headers.get("Location", "") or detail)
    if status >= 500:
        return Failed(f"HTTP {status}")
    return Refused(f"HTTP {status} {_kind(body)}".strip(), detail)


def answer_of(key: str, said: Said, seconds: float) -> Answer:
    """The answer to a request; what a model refuses to say is a failure."""
    message = _message(said.body) or {}
    text = message.get("content")
    finish = str(said.body["choices"][0].get("finish_reason") or "stop")
    failure = None
    if not isinstance(text, str):
        failure = "refused" if message.get("refusal") else "no text in the answer"
    elif finish == "content_filter":
        failure = "refused"
    return Answer(
        key=key,
        text=text if isinstance(text, str) else "",
        finish=finish,
        tokens_in=_tokens(said.body, "prompt_tokens"),
        tokens_out=_tokens(said.body, "completion_tokens"),
        seconds=round(seconds, 3),
        failure=failure,
    )


def _message(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first choice's message; None where the body is no answer."""
    choices = body.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    return message if isinstance(message, dict) else None


def _tokens(body: Mapping[str, Any], name: str) -> int:
    usage = body.get("usage")
    count = usage.get(name) if isinstance(usage, dict) else 0
    return count if isinstance(count, int) else 0


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _no_answer(content: bytes) -> str:
    start = content.lstrip()[:1]
    if start == b"<":
        return "a page of HTML in place of an answer"
    return "the answer was cut short" if start == b"{" else "no JSON in place of an answer"


def _error(body: Mapping[str, Any]) -> Mapping[str, Any]:
    error = body.get("error")
    return error if isinstance(error, dict) else {}


def _detail(body: Mapping[str, Any]) -> str:
    """What the server says about it, in the places where servers say it."""
    error = body.get("error")
    said = _error(body).get("message") or body.get("message") or body.get("detail") or error
    return " ".join(str(said).split())[:300] if said else ""


def _kind(body: Mapping[str, Any]) -> str:
    """A word for the error that is the same for equal errors."""
    kind = _error(body).get("type") or body.get("type")
    return str(kind) if isinstance(kind, str) else ""


def _glimpse(content: bytes) -> str:
    text = " ".join(content[:300].decode("utf-8", "replace").split())
    return "a page of HTML" if text.startswith("<") else text[:100]


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from either of the two forms of the header."""
    value = headers.get("Retry-After", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        when = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, when.timestamp() - time.time())
