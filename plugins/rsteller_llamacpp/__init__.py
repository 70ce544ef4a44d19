"""rsteller plugin: GGUF models in process, with structured answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rsteller_core import LLMBackend, hookimpl
from rsteller_llamacpp.backend import LlamaCpp, LlamaCppOptions

__all__ = ["LlamaCpp", "LlamaCppOptions", "rsteller_llm_backends"]


@hookimpl
def rsteller_llm_backends() -> Sequence[type[LLMBackend[Any]]]:
    """The engine that runs GGUF files with llama.cpp."""
    return (LlamaCpp,)
