"""rsteller plugin: models behind any server that speaks OpenAI's protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rsteller_core import LLMBackend, hookimpl
from rsteller_openai.backend import OpenAI
from rsteller_openai.options import OpenAIOptions

__all__ = ["OpenAI", "OpenAIOptions", "rsteller_llm_backends"]


@hookimpl
def rsteller_llm_backends() -> Sequence[type[LLMBackend[Any]]]:
    """The client."""
    return (OpenAI,)
