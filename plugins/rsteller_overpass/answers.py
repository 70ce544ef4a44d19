"""From an answer of an Overpass server (JSON) to OpenStreetMap XML, element by element."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from html import unescape
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import quoteattr

_CHUNK = 1 << 20

# The list of elements begins soon after the beginning of an answer.
_HEAD = 1 << 16
_BEGIN = re.compile(r'"elements"\s*:\s*\[')

_BETWEEN = re.compile(r"[\s,]*")

# What XML cannot hold.
_CONTROL = dict.fromkeys(c for c in range(32) if chr(c) not in "\t\n\r")

# What a server says that stopped for want of time or memory, of which it may have more later.
_LATER = ("Dispatcher_Client", "too busy", "rate_limited", "please try again")


class CutShort(Exception):
    """No whole answer, but the next time there may be one."""


class NoAnswer(Exception):
    """An answer that will be no better the next time."""


def write_osm(body: Path, target: Path) -> None:
    """Write the answer as gzipped XML, as libosmium reads it. Raises CutShort and NoAnswer.

    One element is in memory at a time.
    """
    with ExitStack() as opened:
        answer = opened.enter_context(body.open(encoding="utf-8", errors="replace"))
        packed = opened.enter_context(target.open("wb"))
        file = opened.enter_context(gzip.GzipFile("", "wb", 6, packed, mtime=0))
        file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n')
        for element in elements(answer):
            file.write("".join(_xml(element)).encode())
        file.write(b"</osm>\n")


def elements(answer: IO[str]) -> Iterator[Mapping[str, Any]]:
    """The elements of an answer. Raises CutShort and NoAnswer, at its end where it says there
    that it is not all.
    """
    text = answer.read(_HEAD)
    begin = _BEGIN.search(text)
    if not begin:
        raise _no_list(text)
    head, text = text[: begin.end()], text[begin.end() :]
    decode = json.JSONDecoder().raw_decode
    while True:
        place = _BETWEEN.match(text).end()  # type: ignore[union-attr]  # matches nothing, too
        try:
            while not text.startswith("]", place):
                element, place = decode(text, place)
                yield element
                place = _BETWEEN.match(text, place).end()  # type: ignore[union-attr]
            break
        except json.JSONDecodeError:
            more = answer.read(_CHUNK)
            if not more:
                raise CutShort("the answer broke off") from None
            text = text[place:] + more
    _judge_envelope(head + text[place:] + answer.read())


def _judge_envelope(text: str) -> None:
    try:
        envelope = json.loads(text)
    except json.JSONDecodeError:
        raise CutShort("the answer broke off") from None
    if "remark" in envelope:
        raise _remarked(str(envelope["remark"]))


def _remarked(remark: str) -> CutShort | NoAnswer:
    if any(words in remark for words in _LATER):
        return CutShort(f"it stopped: {remark}")
    return NoAnswer(
        f"the server stopped before it had told all ({remark}); ask for a smaller place, or allow "
        f"more time: -o extractor.timeout=900"
    )


def _no_list(text: str) -> CutShort | NoAnswer:
    if text.lstrip().startswith("{"):
        return CutShort("the answer broke off")
    # Servers that are too busy say so on a page that looks like an answer.
    return CutShort(f"it sent a page that is no answer: {told_by(text) or 'an empty one'}")


def told_by(page: str) -> str:
    """What a page of HTML tells people, in one line: only its errors, if it has any."""
    body = re.sub(r"<(head|style|script)\b.*?</\1>", " ", page, flags=re.DOTALL | re.IGNORECASE)
    lines = [
        " ".join(unescape(re.sub(r"<[^>]+>", "", line)).split())
        for line in re.split(r"</?(?:p|br|h\d|div)\b[^>]*>|\n", body)
    ]
    errors = [line for line in lines if line.lower().startswith(("error", "runtime error"))]
    return "; ".join(errors or [line for line in lines if line])[:300]


def _xml(element: Mapping[str, Any]) -> Iterator[str]:
    try:
        kind = element["type"]
        if kind not in _PARTS:
            return
        yield f"<{kind} {_attributes(element)}>"
        yield from _PARTS[kind](element)
        for key, value in element.get("tags", {}).items():
            yield f"<tag k={_quoted(key)} v={_quoted(value)}/>"
        yield f"</{kind}>\n"
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise NoAnswer(f"sent an element that is none of OpenStreetMap's ({error!r})") from None


def _attributes(element: Mapping[str, Any]) -> str:
    words = [f'id="{int(element["id"])}"']
    words += [
        f"{key}={_quoted(element[key])}" for key in ("version", "timestamp") if key in element
    ]
    if element["type"] == "node":
        words += [f'{key}="{float(element[key]):.7f}"' for key in ("lat", "lon")]
    return " ".join(words)


def _nodes(element: Mapping[str, Any]) -> Iterator[str]:
    return (f'<nd ref="{int(ref)}"/>' for ref in element.get("nodes", ()))


def _members(element: Mapping[str, Any]) -> Iterator[str]:
    for member in element.get("members", ()):
        kind, role = _quoted(member["type"]), _quoted(member.get("role", ""))
        yield f'<member type={kind} ref="{int(member["ref"])}" role={role}/>'


_PARTS = {"node": lambda element: (), "way": _nodes, "relation": _members}


def _quoted(value: object) -> str:
    return quoteattr(str(value).translate(_CONTROL))
