"""Prompts as a model reads them: its chat template, tokens, and where the constant head ends."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

from jinja2 import TemplateError
from transformers import PreTrainedTokenizerFast

from rsteller_core import BackendError

_PROBES = ("a", "B", "7", "\n", "\n\n", " ", "-", '"', "é", "東")
"""Beginnings of tails. What the tokens of a head with each of them have in common is the head's."""


class Chat:
    """The tokens of prompts in a model's chat format.

    Raises BackendError where there is no chat template or it is broken.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerFast, template: Path | None) -> None:
        self._tokenizer = tokenizer
        self._heads: dict[str, tuple[int, ...]] = {}
        if template is not None:
            tokenizer.chat_template = _read(template)
        if not tokenizer.chat_template:
            raise BackendError(
                "the tokenizer of this model has no chat template (is it a base model?): "
                "take an instruction-tuned one, or give a template: -o llm.chat_template=FILE.jinja"
            )

    def ids(self, prompt: str) -> tuple[int, ...]:
        """The tokens of a whole prompt, up to where the model's answer begins."""
        try:
            text = self._tokenizer.apply_chat_template(
                [{"role": "user", "content": prompt}],
                tokenize=False,
                add_generation_prompt=True,
                # An answer is its JSON and nothing before it; templates that know no thinking
                # do not look at this.
                enable_thinking=False,
            )
        except TemplateError as error:
            raise BackendError(f"the chat template of this model is broken: {error}") from error
        return tuple(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def head(self, head: str) -> tuple[int, ...]:
        """The tokens that every prompt with this head begins with, to the last whole one."""
        if head not in self._heads:
            rows = [self.ids(head + probe) for probe in _PROBES]
            alike = takewhile(lambda tokens: len(set(tokens)) == 1, zip(*rows, strict=False))
            self._heads[head] = tuple(tokens[0] for tokens in alike)
        return self._heads[head]


def _read(template: Path) -> str:
    try:
        return template.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackendError(f"cannot read the chat template {template}: {error}") from error
