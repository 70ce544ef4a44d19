"""From the columns of a row to the tags of an element."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import isnan
from typing import Any, NamedTuple

from rsteller_core import InputError


class Column(NamedTuple):
    """A column, the way to a value inside of it, and the key of the tag that it becomes."""

    name: str
    inside: Sequence[str]
    key: str


def columns_of(where: str, there: Sequence[str], keys: Mapping[str, str]) -> list[Column]:
    """The columns that dotted paths (names.primary) stand for.

    Raises InputError where the layer has none of that name.
    """
    return [_column(where, there, path, key) for path, key in keys.items()]


def _column(where: str, there: Sequence[str], path: str, key: str) -> Column:
    if path in there:
        return Column(path, (), key)
    name, *inside = path.split(".")
    if name not in there:
        raise InputError(
            f"{where}: has no column {name!r} for extractor.columns; it has {', '.join(there)}"
        )
    return Column(name, inside, key)


class Tagging:
    """The rules by which values become tags.

    `values` are tags that become others; `constant` are tags that every element has, unless its
    row says otherwise.
    """

    def __init__(
        self, columns: Sequence[Column], values: Mapping[str, str], constant: Mapping[str, str]
    ) -> None:
        self._columns = columns
        self._others = {tag: other.split("=", 1) for tag, other in values.items()}
        self._constant = constant

    def tags(self, row: Mapping[str, Any]) -> dict[str, str]:
        """The tags of a row; what it has no value for is left out."""
        tags = dict(self._constant)
        for column in self._columns:
            text = text_of(_reached(row[column.name], column.inside))
            if text:
                key, other = self._others.get(f"{column.key}={text}", (column.key, text))
                tags[key] = other
        return tags


def _reached(value: Any, inside: Sequence[str]) -> Any:  # noqa: ANN401 - what a file may hold
    for name in inside:
        if isinstance(value, str):
            value = _parsed(value)
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _parsed(text: str) -> Any:  # noqa: ANN401 - what a file may hold
    """GDAL gives what is nested as JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None


def text_of(value: Any) -> str:  # noqa: ANN401 - what a file may hold
    """A value as the text of a tag: yes and no, whole numbers without a point, JSON of what is
    nested; empty for none, and for bytes.
    """
    match value:
        case None | bytes():
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if isnan(value):
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case dict() | list() | tuple():
            return json.dumps(_plain(value), ensure_ascii=False)
        case datetime() | date() | time():
            return value.isoformat()
    return str(value).strip()


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a file may hold
    """What JSON can hold: fields without a value are left out, as another version of the file
    has them not at all.
    """
    match value:
        case dict():
            return {str(k): _plain(v) for k, v in value.items() if v is not None}
        case list() | tuple():
            return [_plain(each) for each in value]
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return float(value)
    return text_of(value)
