"""The structure of an answer: its JSON schema for the engine, and its validation here.

Whatever engine wrote an answer, and whatever it promises, core validates the text again.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rsteller_core.values import Objection

STRUCTURE = "structure"
"""The name of this check in objections and provenance."""


class Caption(BaseModel):
    """A caption and nothing else."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, strict=True)

    caption: str = Field(min_length=1, description="the caption: one paragraph of plain text")


class InvalidAnswer(ValueError):
    """An answer that does not have the structure asked for; ``objection`` says why.

    A single bad answer is data: the caller catches this and asks again.
    """

    def __init__(self, objection: Objection) -> None:
        self.objection = objection
        super().__init__(objection.reason)


@cache
def answer_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema an engine is to hold its answer to. Do not change it: it is shared."""
    return model.model_json_schema()


def parse(text: str, model: type[BaseModel]) -> str:
    """The caption in an answer's JSON text.

    Raises InvalidAnswer for what is not exactly one object of this model: JSON that was cut off,
    words round it, missing, extra or empty fields.
    """
    try:
        answer = model.model_validate_json(text)
    except ValidationError as error:
        raise InvalidAnswer(_objection(text, error)) from error
    caption: str = answer.caption  # type: ignore[attr-defined]
    return caption


def _objection(text: str, error: ValidationError) -> Objection:
    first = error.errors(include_url=False, include_context=True)[0]
    where = ".".join(map(str, first["loc"]))
    if first["type"] == "json_invalid":
        reason = _not_json(text, str(first["ctx"]["error"]))
    else:
        reason = f"the answer does not fit its schema: {where}: {first['msg']}".replace(": :", ":")
    return Objection(STRUCTURE, text[-80:], reason)


def _not_json(text: str, message: str) -> str:
    if not text.strip():
        return "the answer is empty"
    if message.startswith("EOF"):
        return "the answer was cut off before its JSON ended"
    return f"the answer is not JSON: {message}"
