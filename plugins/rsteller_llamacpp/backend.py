"""The backend: options, the model's identity, and as many requests at once as there are slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from rsteller_core import Answer, BackendError, LLMBackend, Options, Request, fingerprint

if TYPE_CHECKING:
    from rsteller_llamacpp.engine import Engine


class LlamaCppOptions(Options):
    """The options of `llamacpp`."""

    model: Path = Field(description="the model: a .gguf file")
    annotator: str | None = Field(
        None, description="the name its captions are published under (default: that of the file)"
    )
    parallel: int = Field(4, ge=1, description="requests that are answered at once")
    context: int = Field(4096, ge=256, description="tokens of a prompt and its answer, at most")
    threads: int | None = Field(None, ge=1, description="threads (default: one a core)")
    gpu_layers: int = Field(
        -1, ge=-1, description="layers of the model on the GPU, where there is one (-1: what fits)"
    )
    max_tokens: int = Field(400, ge=1, description="the longest answer, in tokens")
    temperature: float = Field(0.7, ge=0, description="how freely it chooses its words; 0: not")
    top_p: float = Field(
        1.0, gt=0, le=1, description="choose among the likeliest words that have this share"
    )
    chat_template: Path | None = Field(
        None, description="a Jinja file with the chat template (default: the model's own)"
    )


class LlamaCpp(LLMBackend[LlamaCppOptions]):
    """One GGUF model in this process; llama.cpp holds it to the schema by a grammar."""

    name = "llamacpp"
    summary = "a GGUF model in process, on a laptop's CPU or a GPU"
    requires = ("gguf", "psutil", "xllamacpp")
    extra = "llamacpp"

    def __init__(self, options: LlamaCppOptions) -> None:
        super().__init__(options)
        self._engine: Engine | None = None

    @property
    def annotator(self) -> str:
        """The name of the file without its ending, unless another is given."""
        return self.options.annotator or self.options.model.name.removesuffix(".gguf")

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What decides an answer, with the very file of the model, wherever it lies."""
        chosen = self.options.model_dump(
            mode="json", include={"context", "max_tokens", "temperature", "top_p"}
        )
        template = self.options.chat_template
        return {
            **chosen,
            "revision": self._revision,
            "chat_template": fingerprint(template) if template else None,
        }

    def inputs(self) -> Mapping[str, str]:
        """The model and a fingerprint of its file."""
        return {self.annotator: self._revision}

    def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Answers as they come; a request is taken when there is room for it."""
        under_way: set[Future[Answer]] = set()
        with ThreadPoolExecutor(self.options.parallel, "llamacpp") as slots:
            for request in requests:
                under_way.add(slots.submit(self._opened().answer, request))
                if len(under_way) == self.options.parallel:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)

    def close(self) -> None:
        """Let go of the model and its memory."""
        self._engine = None

    @cached_property
    def _revision(self) -> str:
        if not self.options.model.is_file():
            raise BackendError(f"there is no model file {self.options.model}")
        return fingerprint(self.options.model)

    def _opened(self) -> Engine:
        if self._engine is None:
            from rsteller_llamacpp.engine import Engine

            self._engine = Engine(self.options)
        return self._engine
