"""rsteller plugin: models of the Hugging Face hub, in process, with structured answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rsteller_core import LLMBackend, hookimpl
from rsteller_transformers.backend import Transformers, TransformersOptions

__all__ = ["Transformers", "TransformersOptions", "rsteller_llm_backends"]


@hookimpl
def rsteller_llm_backends() -> Sequence[type[LLMBackend[Any]]]:
    """The engine that runs models with transformers and outlines."""
    return (Transformers,)
