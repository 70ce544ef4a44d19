"""What holds an answer to its schema: outlines, with llguidance inside."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Mapping
from typing import Any

from outlines import from_transformers
from outlines.backends import LLGuidanceBackend
from transformers import LogitsProcessor, PreTrainedModel, PreTrainedTokenizerFast

# Of the backends of outlines, llguidance takes 2 s and 0.15 GB for a schema over a vocabulary of
# 131,000 tokens, xgrammar 6 s, outlines_core 20 s and 1.3 GB; and it alone keeps to UTF-8.


class Constraints:
    """A logits processor for each schema, made once: outlines itself keeps none."""

    def __init__(self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast) -> None:
        _import_uncompiled("llguidance.torch")
        self._backend = LLGuidanceBackend(from_transformers(model, tokenizer))
        self._processors: dict[str, LogitsProcessor] = {}

    def of(self, schema: Mapping[str, Any]) -> LogitsProcessor:
        """The processor of a schema, ready for a new batch."""
        text = json.dumps({**_closed(schema), "x-guidance": {"whitespace_flexible": False}})
        processor = self._processors.get(text)
        if processor is None:
            processor = self._backend.get_json_schema_logits_processor(text)
            self._processors[text] = processor
        processor.reset()
        return processor


def _closed(schema: Any) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """The schema without room for keys that it does not name: llguidance would let them through."""
    if isinstance(schema, Mapping):
        closed = {key: _closed(value) for key, value in schema.items()}
        if isinstance(schema.get("properties"), Mapping):
            closed.setdefault("additionalProperties", False)
        return closed
    return [_closed(item) for item in schema] if isinstance(schema, list) else schema


def _import_uncompiled(module: str) -> None:
    """Import a module in which torch.compile does nothing.

    llguidance has torch compile what applies a mask when it is first used: that takes the better
    part of a minute and a C compiler, and gains less than a millisecond a step.
    """
    switch = "TORCHDYNAMO_DISABLE"
    before = os.environ.get(switch)
    os.environ[switch] = "1"
    try:
        importlib.import_module(module)
    finally:
        os.environ.pop(switch)
        if before is not None:
            os.environ[switch] = before
