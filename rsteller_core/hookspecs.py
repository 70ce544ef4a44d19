"""The five hooks of the entry-point group ``rsteller``; each returns classes, none does I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pluggy

from rsteller_core.interfaces import ElementExtractor, ImageSource, LLMBackend, PromptTask, Sink

hookspec = pluggy.HookspecMarker("rsteller")
hookimpl = pluggy.HookimplMarker("rsteller")


@hookspec
def rsteller_image_sources() -> Sequence[type[ImageSource[Any]]]:
    """Image sources of this plugin."""
    return ()


@hookspec
def rsteller_element_extractors() -> Sequence[type[ElementExtractor[Any]]]:
    """Element extractors of this plugin."""
    return ()


@hookspec
def rsteller_prompt_tasks() -> Sequence[type[PromptTask[Any]]]:
    """Prompt tasks of this plugin."""
    return ()


@hookspec
def rsteller_llm_backends() -> Sequence[type[LLMBackend[Any]]]:
    """LLM backends of this plugin."""
    return ()


@hookspec
def rsteller_sinks() -> Sequence[type[Sink[Any]]]:
    """Sinks of this plugin."""
    return ()
