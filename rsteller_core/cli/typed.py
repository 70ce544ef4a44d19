"""The options of a model as one types them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


def as_typed(part: str, model: type[BaseModel]) -> Iterator[str]:
    """Two lines for each option of a part: ``-o grid.stride=INTEGER`` and what it means."""
    for key, field in model.model_fields.items():
        yield from _option(part, key, field)


def _option(part: str, key: str, field: FieldInfo) -> list[str]:
    default = "required" if field.is_required() else f"default: {_shown(field.get_default())}"
    return [
        f"  -o {part}.{key}={_value(field.annotation)}",
        f"      {field.description or ''}  [{default}]",
    ]


_VALUES = {
    bool: "true|false",
    int: "INTEGER",
    float: "NUMBER",
    Path: "PATH",
    datetime: "DATE-TIME",
}


def _value(annotation: Any) -> str:  # noqa: ANN401 - any type an option can have
    """What is typed for a value of this type: ``NUMBER,NUMBER``, ``auto|none``."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "|".join(map(str, arguments))
    if origin is Annotated:
        return _value(arguments[0])
    if origin in (Union, UnionType):
        return "|".join(_value(argument) for argument in arguments if argument is not NoneType)
    if origin is dict:
        return "{" + " = ".join(_value(argument) for argument in arguments) + ", ...}"
    if origin in (tuple, list):
        return ",".join("..." if a is Ellipsis else _value(a) for a in arguments)
    return _VALUES.get(annotation, "TEXT")


def _shown(default: Any) -> str:  # noqa: ANN401 - any default there is
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    return "none" if default is None else str(default)
