"""What a GGUF file says of its model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gguf import GGUFReader

from rsteller_core import BackendError


@dataclass(frozen=True, slots=True)
class GgufFile:
    """The size of a file in bytes, and of its metadata what is needed to run it.

    ``context`` is the most tokens the model was made for, ``token_bytes`` what one token of
    context takes in memory; None and 0 where the file does not tell.
    """

    size: int
    context: int | None
    token_bytes: int
    has_chat_template: bool


def read(path: Path) -> GgufFile:
    """Read a file's metadata. Raises BackendError where it is not there or not whole."""
    if not path.is_file():
        raise BackendError(f"there is no model file {path}")
    try:
        fields = GGUFReader(path).fields
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise BackendError(
            f"{path} is no GGUF model, or not all of it was downloaded: {error}"
        ) from error
    known = {
        name.partition(".")[2]: field.contents()
        for name, field in fields.items()
        if not name.startswith("tokenizer.ggml.")
    }
    return GgufFile(
        path.stat().st_size,
        known.get("context_length"),
        _token_bytes(known),
        "tokenizer.chat_template" in fields,
    )


def _token_bytes(known: dict[str, Any]) -> int:
    """Keys and values of all layers, in float16."""
    heads, width = known.get("attention.head_count"), known.get("embedding_length")
    layers = known.get("block_count")
    if not (isinstance(heads, int) and isinstance(width, int) and isinstance(layers, int)):
        return 0
    key = known.get("attention.key_length", width // heads)
    value = known.get("attention.value_length", width // heads)
    shared = known.get("attention.head_count_kv", heads)
    return layers * shared * (key + value) * 2 if isinstance(shared, int) else 0
