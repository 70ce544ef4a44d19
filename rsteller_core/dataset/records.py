"""Records whose every field has one type, as tools want them that keep samples in tables.

What differs in form from sample to sample (the values of facts, the tags of elements, what a
source says of its scenes) is JSON text there, in a field whose name ends in ``_json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_SUFFIX = "_json"
_VARIED = ("fact_sheets", "scene")


def flattened(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with what varies as text."""
    return {
        **_flat(record),
        "metadata": _flat(record["metadata"]),
    }


def restored(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as it was; one that was never flattened stays as it is."""
    whole = _whole(record)
    return {**whole, "metadata": _whole(whole["metadata"])} if "metadata" in whole else whole


def _whole(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name.removesuffix(_SUFFIX): json.loads(value) if name.endswith(_SUFFIX) else value
        for name, value in part.items()
    }


def _flat(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: value for name, value in part.items() if name not in _VARIED},
        **{
            f"{name}{_SUFFIX}": json.dumps(part[name], ensure_ascii=False, separators=(",", ":"))
            for name in _VARIED
            if name in part
        },
    }
