"""A model and its tokenizer out of files, on the device that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import psutil
import torch
from huggingface_hub.errors import HfHubHTTPError
from safetensors import SafetensorError
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    GenerationConfig,
    GgufConfig,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils import logging

from rsteller_core import BackendError
from rsteller_transformers.origin import Origin

Dtype = Literal["auto", "bfloat16", "float16", "float32"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that is ready; ``context`` is the most tokens it can hold, prompt and answer."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast
    context: int | None


def load(origin: Origin, device: str, dtype: Dtype) -> Loaded:
    """Load a model. Raises BackendError where it, its memory or its device is not there."""
    name = f"{origin.place}/{origin.file}" if origin.file else origin.place
    devices = _devices(device)
    wanted = _dtype(dtype, devices)
    with _clear_errors(name), _quiet():
        config = AutoConfig.from_pretrained(origin.place, **origin.words)
        _require_memory(name, config, wanted, devices)
        tokenizer = _tokenizer(origin)
        model = AutoModelForCausalLM.from_pretrained(
            origin.place,
            **origin.words,
            config=config,
            dtype=wanted,
            # Left packed where some kernel is at hand, weights would be of another type elsewhere.
            quantization_config=GgufConfig(dequantize=True) if origin.file else None,
            device_map={"": devices[0]} if len(devices) == 1 else "auto",
        )
    if tokenizer.eos_token_id is None:
        raise BackendError(f"the tokenizer of {name} has no token that ends an answer")
    context = getattr(config.get_text_config(), "max_position_embeddings", None)
    return Loaded(with_plain_generation(model, tokenizer), tokenizer, context)


def with_plain_generation(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast
) -> PreTrainedModel:
    """The model, without what its own files say of sampling: that is for the user to say."""
    model.generation_config = GenerationConfig(
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.eos_token_id, use_cache=True
    )
    return model.eval()


def _devices(device: str) -> list[str]:
    """The devices that a word means: every GPU there is, one of them, or the CPU."""
    gpus = [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    if device == "auto":
        return gpus or ["mps" if torch.backends.mps.is_available() else "cpu"]
    if device == "cuda" and gpus:
        return gpus
    if device.startswith("cuda") and device not in gpus:
        there = f"there are {', '.join(gpus)}" if gpus else "torch finds no GPU here"
        raise BackendError(f"no GPU for llm.device={device}: {there}; -o llm.device=cpu works too")
    if device == "mps" and not torch.backends.mps.is_available():
        raise BackendError("no GPU for llm.device=mps: torch finds none here")
    return [device]


def _dtype(dtype: Dtype, devices: list[str]) -> torch.dtype:
    if dtype != "auto":
        return getattr(torch, dtype)
    if devices[0].startswith("cuda"):
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.float16 if devices[0] == "mps" else torch.float32


def _require_memory(
    name: str, config: PreTrainedConfig, dtype: torch.dtype, devices: list[str]
) -> None:
    """Before anything large is read. The weights of quantised models are smaller than this says."""
    if getattr(config, "quantization_config", None):
        return
    with torch.device("meta"):
        weights = AutoModelForCausalLM.from_config(config).parameters()
        need = sum(weight.numel() for weight in weights) * dtype.itemsize
    free = sum(_free(device) for device in devices)
    if need > free:
        raise BackendError(
            f"not enough memory for {name}: its weights need {need / 1e9:.1f} GB "
            f"({str(dtype).removeprefix('torch.')}), {free / 1e9:.1f} GB are free on "
            f"{', '.join(devices)}; take a smaller model, or a quantised one with --llm llamacpp"
        )


def _free(device: str) -> int:
    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device)[0])
    return int(psutil.virtual_memory().available)


def tokenizer_of(origin: Origin) -> PreTrainedTokenizerFast:
    """The tokenizer of a model, without its weights."""
    with _clear_errors(origin.place), _quiet():
        return _tokenizer(origin)


def _tokenizer(origin: Origin) -> PreTrainedTokenizerFast:
    tokenizer = AutoTokenizer.from_pretrained(
        origin.place,
        **origin.words,
        # Where mistral-common is installed, its own type would come, which outlines refuses.
        mistral_format=False,
        # What the files of some Mistral models say of splitting words is wrong.
        fix_mistral_regex=True,
    )
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise BackendError(
            f"{origin.place} has no fast tokenizer (tokenizer.json): its answers cannot be held "
            f"to a schema"
        )
    return tokenizer


@contextmanager
def _clear_errors(name: str) -> Iterator[None]:
    """What the libraries say of a model's files, as one sentence."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise BackendError(f"not enough memory for {name}: {_first_line(error)}") from error
    except (OSError, ValueError, SafetensorError, HfHubHTTPError) as error:
        raise BackendError(f"the model {name} cannot be loaded: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the bars of loading, which would break that of the run; downloads keep theirs."""
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
