"""How a server is asked for a structure, and whether it really holds to it.

Servers differ in the field that they read, and some ignore one without a word. So each way is
tried, the most standard first, with a question whose answer is in the schema alone: what is asked
in words is something else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Fields = dict[str, Any]

HELD = "rsteller-held"
"""What only an answer that is held to the schema can say."""

PROBE = "Reply with the single word hello. Write nothing else."
PROBE_SCHEMA: Schema = {
    "type": "object",
    "properties": {"probe": {"type": "string", "enum": [HELD]}},
    "required": ["probe"],
    "additionalProperties": False,
}
PROBE_TOKENS = 64
_BEGINS = '{"probe"'
_COMPACT = f'{_BEGINS}:"{HELD}"}}'


def _json_schema(schema: Schema) -> Fields:
    named = {"name": "answer", "schema": schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _json_object_schema(schema: Schema) -> Fields:
    return {"response_format": {"type": "json_object", "schema": schema}}


def _json_object(schema: Schema) -> Fields:
    return {"response_format": {"type": "json_object"}}


MODES: Mapping[str, Callable[[Schema], Fields]] = {
    "json_schema": _json_schema,
    "structured_outputs": lambda schema: {"structured_outputs": {"json": schema}},
    "guided_json": lambda schema: {"guided_json": schema},
    "json_object_schema": _json_object_schema,
    "json_object": _json_object,
    "none": lambda schema: {},
}
"""What each way adds to a request: OpenAI's own first, then those of vLLM (new and old), of
llama-cpp-python, plain JSON, and nothing at all."""

HOLDING = tuple(name for name in MODES if name not in ("json_object", "none"))
"""The ways that can hold an answer to a schema."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one way: ``held``, or else why not."""

    mode: str
    held: bool
    why: str = ""
    is_json: bool = False


def judge(mode: str, text: str) -> Tried:
    """Whether this answer to the probe shows that the server holds to the schema.

    Grammars allow white space without end: what begins as it must and was then cut off is held.
    """
    said = "".join(text.split())
    if said.startswith(_BEGINS) and _COMPACT.startswith(said):
        return Tried(mode, held=True)
    return Tried(mode, held=False, why="ignored", is_json=_is_object(text))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
