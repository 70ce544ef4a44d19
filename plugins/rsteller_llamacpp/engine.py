"""llama.cpp in this process: one model, several slots, each with a prompt's head in its cache."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import xllamacpp

from rsteller_core import Answer, BackendError, Request
from rsteller_llamacpp.gguf_file import GgufFile, read

if TYPE_CHECKING:
    from rsteller_llamacpp.backend import LlamaCppOptions


class Engine:
    """A loaded model that answers requests, from several threads at once.

    Raises BackendError where it cannot be loaded.
    """

    def __init__(self, options: LlamaCppOptions) -> None:
        self._options = options
        file = read(options.model)
        _require_template(options, file)
        _require_context(options, file)
        _require_memory(options, file)
        try:
            self._server = xllamacpp.Server(_parameters(options))
        except RuntimeError as error:
            raise BackendError(
                f"llama.cpp cannot load {options.model}: not enough memory, or an architecture "
                f"that this version of xllamacpp does not know"
            ) from error

    def answer(self, request: Request) -> Answer:
        """Ask, and wait for the answer."""
        start = time.monotonic()
        try:
            told = self._server.handle_chat_completions(self._question(request))
        except ValueError as error:
            raise BackendError(
                f"llama.cpp cannot ask for the answer of task {request.task!r}: {error}"
            ) from error
        seconds = time.monotonic() - start
        if "error" in told:
            return Answer(request.key, "", "error", failure=self._why(told["error"]))
        choice, usage = told["choices"][0], told["usage"]
        return Answer(
            request.key,
            choice["message"]["content"] or "",
            finish=choice["finish_reason"],
            tokens_in=usage["prompt_tokens"],
            tokens_out=usage["completion_tokens"],
            seconds=seconds,
        )

    def _question(self, request: Request) -> dict[str, Any]:
        schema = {"name": "answer", "schema": dict(request.schema), "strict": True}
        return {
            "messages": [{"role": "user", "content": request.head + request.tail}],
            "response_format": {"type": "json_schema", "json_schema": schema},
            "max_tokens": self._options.max_tokens,
            "temperature": self._options.temperature,
            "top_p": self._options.top_p,
            # llama.cpp has narrower choices of its own: off, so that top_p means what it says.
            "top_k": 0,
            "min_p": 0.0,
            # Its seeds have 32 bits, of which the last number means "any".
            "seed": request.seed % 0xFFFF_FFFF,
            "cache_prompt": True,
            "chat_template_kwargs": {"enable_thinking": False},
        }

    def _why(self, error: dict[str, Any]) -> str:
        if error.get("type") == "exceed_context_size_error":
            excess = error["n_prompt_tokens"] + self._options.max_tokens - error["n_ctx"]
            return (
                f"prompt and answer are {excess} tokens too long for llm.context={error['n_ctx']}"
            )
        return str(error.get("message", "llama.cpp gave no reason"))


def _parameters(options: LlamaCppOptions) -> xllamacpp.CommonParams:
    chosen = xllamacpp.CommonParams()
    chosen.model.path = str(options.model)
    chosen.n_parallel = options.parallel
    chosen.n_ctx = options.context * options.parallel
    chosen.n_gpu_layers = options.gpu_layers
    if options.threads is not None:
        chosen.cpuparams.n_threads = chosen.cpuparams_batch.n_threads = options.threads
    if options.chat_template is not None:
        chosen.chat_template = _read_template(options.chat_template)
    # It also listens on a loopback port of its own choice: nobody else is to be served there.
    chosen.api_keys = [secrets.token_urlsafe()]
    # Each slot keeps its last prompt; copies of others would take up to 8 GiB.
    chosen.cache_ram_mib = 0
    chosen.warmup = False
    chosen.verbosity = -1
    return chosen


def _read_template(path: Path) -> str:
    try:
        return path.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackendError(f"cannot read the chat template {path}: {error}") from error


def _require_template(options: LlamaCppOptions, file: GgufFile) -> None:
    # llama.cpp would take ChatML without a word, which the model may never have seen.
    if not (file.has_chat_template or options.chat_template):
        raise BackendError(
            f"{options.model} has no chat template (is it a base model?): take an "
            f"instruction-tuned one, or give a template: -o llm.chat_template=FILE.jinja"
        )


def _require_context(options: LlamaCppOptions, file: GgufFile) -> None:
    if file.context is not None and options.context > file.context:
        raise BackendError(
            f"llm.context={options.context} is {options.context - file.context} more than the "
            f"{file.context} tokens that {options.model.name} was made for"
        )
    if options.max_tokens >= options.context:
        raise BackendError(
            f"llm.max_tokens={options.max_tokens} leaves no room for a prompt in "
            f"llm.context={options.context}"
        )


def _require_memory(options: LlamaCppOptions, file: GgufFile) -> None:
    """Where there is only the machine's own memory; a GPU's is llama.cpp's business."""
    if len(xllamacpp.get_device_info()) > 1:
        return
    need = file.size + file.token_bytes * options.context * options.parallel
    free = psutil.virtual_memory().available
    if need > free:
        raise BackendError(
            f"not enough memory for {options.model.name}: it needs {need / 1e9:.1f} GB, "
            f"{free / 1e9:.1f} GB are free; take a smaller model, or lower llm.context or "
            f"llm.parallel"
        )
