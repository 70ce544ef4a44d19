"""The backend: options, the model's identity, and the stream of requests in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from rsteller_core import Answer, LLMBackend, Options, Request, fingerprint
from rsteller_transformers.batches import batches
from rsteller_transformers.origin import Origin, origin_of

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from rsteller_transformers.engine import Engine

_AHEAD = 4
"""Batches' worth of requests among which those of like length are looked for."""


class TransformersOptions(Options):
    """The options of `transformers`."""

    model: str = Field(
        min_length=1,
        description="the model: its id on the Hugging Face hub, a folder, or a .gguf file",
    )
    revision: str | None = Field(
        None, description="a commit, tag or branch of the model on the hub (default: the newest)"
    )
    annotator: str | None = Field(
        None, description="the name its captions are published under (default: that of the model)"
    )
    device: str = Field(
        "auto",
        pattern=r"^(auto|cpu|mps|cuda(:[0-9]+)?)$",
        description="auto (every GPU there is, else the CPU), cpu, cuda, cuda:0 ...",
    )
    dtype: Literal["auto", "bfloat16", "float16", "float32"] = Field(
        "auto", description="the type of the weights (auto: bfloat16 on a GPU, float32 on the CPU)"
    )
    batch_size: int = Field(
        16, ge=1, description="prompts at once; halved by itself where a GPU's memory is too small"
    )
    max_tokens: int = Field(400, ge=1, description="the longest answer, in tokens")
    temperature: float = Field(0.7, ge=0, description="how freely it chooses its words; 0: not")
    top_p: float = Field(
        1.0, gt=0, le=1, description="choose among the likeliest words that have this share"
    )
    chat_template: Path | None = Field(
        None, description="a Jinja file with the chat template (default: the tokenizer's own)"
    )


class Transformers(LLMBackend[TransformersOptions]):
    """One model in this process, on one or several devices; outlines holds it to the schema."""

    name = "transformers"
    summary = "a model of the Hugging Face hub, in process, on a GPU or the CPU"
    requires = ("accelerate", "gguf", "llguidance", "outlines", "torch", "transformers")
    extra = "transformers"

    def __init__(self, options: TransformersOptions) -> None:
        super().__init__(options)
        self._engine: Engine | None = None

    @property
    def annotator(self) -> str:
        """The model's id on the hub, or the name of its folder or file."""
        return self.options.annotator or origin_name(self.options.model)

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What decides an answer, with the exact revision of the model, wherever it lies."""
        chosen = self.options.model_dump(
            mode="json", include={"dtype", "max_tokens", "temperature", "top_p"}
        )
        template = self.options.chat_template
        return {
            **chosen,
            "revision": self._origin.revision,
            "chat_template": fingerprint(template) if template else None,
        }

    def inputs(self) -> Mapping[str, str]:
        """The model and its exact revision: a commit of the hub, or a fingerprint of its files."""
        return {self.annotator: self._origin.revision}

    def count_tokens(self, text: str) -> int:
        """By the model's own tokenizer, without its chat template."""
        return len(self._counter(text, add_special_tokens=False)["input_ids"])

    def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Answers, batch by batch; those of like length are asked together."""
        size = self.options.batch_size
        prompts = (self._opened().prompt(request) for request in requests)
        for batch in batches(prompts, size, size * _AHEAD):
            yield from self._opened().answers(batch)

    def close(self) -> None:
        """Let go of the model and its memory."""
        self._engine = None

    @cached_property
    def _origin(self) -> Origin:
        return origin_of(self.options.model, self.options.revision)

    @cached_property
    def _counter(self) -> PreTrainedTokenizerFast:
        # transformers takes seconds to import.
        from rsteller_transformers.loading import tokenizer_of

        return tokenizer_of(self._origin)

    def _opened(self) -> Engine:
        if self._engine is None:
            # torch, transformers and outlines take seconds to import.
            from rsteller_transformers.constraint import Constraints
            from rsteller_transformers.engine import Engine
            from rsteller_transformers.loading import load

            loaded = load(self._origin, self.options.device, self.options.dtype)
            constraints = Constraints(loaded.model, loaded.tokenizer)
            self._engine = Engine(loaded, constraints, self.options)
        return self._engine


def origin_name(model: str) -> str:
    """What a model is called: its id, or the last part of a path without ``.gguf``."""
    path = Path(model)
    local = path.exists() or path.is_absolute() or model.startswith((".", "~"))
    return path.name.removesuffix(".gguf") if local or path.suffix == ".gguf" else model
