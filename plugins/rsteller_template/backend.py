"""The backend: answers each request from its fact sheet, by rules and the request's seed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pydantic import Field

from rsteller_core import Answer, LLMBackend, Options, Request
from rsteller_template.writing import write


class TemplateOptions(Options):
    """The options of `template`."""

    min_words: int = Field(10, ge=2, description="a shorter caption gets a sentence about the view")
    max_words: int = Field(90, ge=10, description="no sentence is added past this many words")


class Template(LLMBackend[TemplateOptions]):
    """A deterministic surface realiser: not a model, the baseline beside every model."""

    name = "template"
    summary = "captions by rule from the facts: no model, no key, no network"
    shared = False

    @property
    def annotator(self) -> str:
        """Under this name its captions are published."""
        return "rsteller/template"

    @property
    def licence(self) -> str:
        """There is no model whose terms could bind them."""
        return "none"

    def count_tokens(self, text: str) -> int:
        """None: rules have no tokens."""
        return 0

    def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """One answer for each request, in their order."""
        for request in requests:
            caption = write(request, self.options.min_words, self.options.max_words)
            yield Answer(request.key, json.dumps({"caption": caption}, ensure_ascii=False))
