"""rsteller plugin: captions by rule, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rsteller_core import LLMBackend, hookimpl
from rsteller_template.backend import Template, TemplateOptions

__all__ = ["Template", "TemplateOptions", "rsteller_llm_backends"]


@hookimpl
def rsteller_llm_backends() -> Sequence[type[LLMBackend[Any]]]:
    """The rule-based writer."""
    return (Template,)
