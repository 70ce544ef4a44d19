"""Captions a second of the transformers engine on a GPU, side by side, and the card's own bound.

python benchmarks/gpu_llm.py [--size nemo|small] [--batch N] [--rounds N]

``nemo`` (the default where there is a GPU) has the shape of Mistral-Nemo-Instruct-2407: 12 billion
random weights in bfloat16, made on the card, with a vocabulary of 131,072; it needs about 40 GB.
``small`` runs anywhere: without a GPU it shows that the benchmark works, and nothing else.

Sides: one prompt at a time, as the reference asks its models; batches of whole prompts; batches
over the shared head; the last two also without outlines. All answers have the same length, so
that what is compared is the engine. The bound is what the device's own measured rates of
multiplying and of reading memory allow a batch over the shared head. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from statistics import median
from typing import Any

import llm_prompts
import torch
from measured import peak_bytes
from rsteller_transformers import TransformersOptions
from rsteller_transformers.constraint import Constraints
from rsteller_transformers.engine import Engine
from transformers import LogitsProcessor

from rsteller_core import Request

SHAPES: dict[str, dict[str, Any]] = {
    "nemo": {
        "vocab_size": 131_072,
        "hidden_size": 5120,
        "intermediate_size": 14_336,
        "num_hidden_layers": 40,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "head_dim": 128,
        "max_position_embeddings": 131_072,
        "tie_word_embeddings": False,
    },
    "small": {
        "vocab_size": 2048,
        "hidden_size": 256,
        "intermediate_size": 512,
        "num_hidden_layers": 2,
        "num_attention_heads": 8,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "max_position_embeddings": 8192,
        "tie_word_embeddings": False,
    },
}
TOKENS = {"nemo": 80, "small": 16}
"""Tokens of an answer: a caption of 50 words has about 80."""

ENDLESS = {
    "type": "object",
    "properties": {"caption": {"type": "string", "minLength": 4000}},
    "required": ["caption"],
    "additionalProperties": False,
}
"""A schema that no answer fulfils before its tokens are spent."""


class Free(Constraints):
    """What holds an answer to nothing but its length."""

    def __init__(self) -> None:
        """Needs no model and no tokenizer."""

    def of(self, schema: Mapping[str, Any]) -> LogitsProcessor:
        return NeverEnding()


class NeverEnding(LogitsProcessor):
    """Leaves all scores as they are but that of the token that ends an answer."""

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        scores[:, 2] = float("-inf")
        return scores


def on_gpu() -> bool:
    return torch.cuda.is_available()


def synchronise() -> None:
    if on_gpu():
        torch.cuda.synchronize()


def timed(engine: Engine, batches: Sequence[Sequence[Request]]) -> tuple[float, int]:
    """Seconds for these batches one after the other, and the tokens that were written."""
    synchronise()
    start, tokens = time.perf_counter(), 0
    for batch in batches:
        answers = engine.answers([engine.prompt(request) for request in batch])
        tokens += sum(answer.tokens_out for answer in answers)
    synchronise()
    return time.perf_counter() - start, tokens


def peak_memory() -> float:
    """GB on the card since it was last asked, or of the process's life where there is none."""
    if on_gpu():
        peak = torch.cuda.max_memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        return peak / 1e9
    return peak_bytes() / 1e9


def rates(device: str, dtype: torch.dtype) -> tuple[float, float]:
    """What the device does: multiply-adds (FLOP/s) and copies in memory (bytes/s)."""
    side, repeats = (8192, 20) if on_gpu() else (512, 5)
    one = torch.randn(side, side, device=device).to(dtype)
    large = torch.empty((1 << 30) if on_gpu() else (1 << 24), dtype=torch.uint8, device=device)
    multiply = best(lambda: one @ one, repeats)
    copy = best(large.clone, repeats)
    return 2 * side**3 / multiply, 2 * large.numel() / copy


def best(work: Any, repeats: int) -> float:
    seconds = []
    for _ in range(repeats):
        synchronise()
        start = time.perf_counter()
        work()
        synchronise()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def bound(model: Any, rows: int, head: int, tail: int, tokens: int) -> float:
    """Captions a second that the device's rates allow a batch over a shared head.

    The tails are bound by multiplying, each step of the answer by reading all weights and all
    keys and values once; with the head's read once for each row, as transformers does.
    """
    weights = sum(weight.numel() for weight in model.parameters())
    flops, bandwidth = rates(str(model.device), model.dtype)
    config, size = model.config, model.dtype.itemsize
    a_token = 2 * config.num_hidden_layers * config.num_key_value_heads * config.head_dim * size
    reading = tokens * (weights * size + rows * (head + tail + tokens / 2) * a_token) / bandwidth
    return rows / (2 * weights * rows * tail / flops + reading)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=SHAPES, default="nemo" if on_gpu() else "small")
    parser.add_argument("--batch", type=int, default=32 if on_gpu() else 4)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if not on_gpu():
        print("There is no GPU here. What follows shows that this benchmark runs; no figure of it")
        print("says anything about a GPU.")
        if given.size == "nemo":
            raise SystemExit("--size nemo needs a GPU with 40 GB")
        torch.set_num_threads(1)
    device, dtype = ("cuda", "bfloat16") if on_gpu() else ("cpu", "float32")
    tokens, batch = TOKENS[given.size], given.batch
    shared = [replace(r, schema=ENDLESS) for r in llm_prompts.requests(batch)]
    whole = [llm_prompts.without_head(request) for request in shared]
    corpus = shared[0].head + shared[0].tail
    loaded = llm_prompts.loaded(corpus, SHAPES[given.size], dtype, device)
    options = TransformersOptions(model="random", batch_size=batch, max_tokens=tokens)
    held = Engine(loaded, Constraints(loaded.model, loaded.tokenizer), options)
    free = Engine(loaded, Free(), options)
    prompt = held.prompt(shared[0])
    sides = {
        "one at a time": (held, [[request] for request in whole[: max(2, batch // 8)]]),
        "batched": (held, [whole]),
        "batched, shared head": (held, [shared]),
        "batched, no outlines": (free, [whole]),
        "batched, shared head, no outlines": (free, [shared]),
    }
    told: dict[str, Any] = {}
    for name, (engine, batches) in sides.items():
        timed(engine, batches[:1])  # compiles the schema, computes the head
        peak_memory()
        measured = [timed(engine, batches) for _ in range(given.rounds)]
        asked = sum(map(len, batches))
        assert all(written == asked * tokens for _, written in measured)
        seconds = median(second for second, _ in measured)
        told[name] = {
            "captions_per_s": round(asked / seconds, 3),
            "tokens_per_s": round(asked * tokens / seconds, 1),
            "peak_gb": round(peak_memory(), 2),
        }
        print(f"{name:36}{asked / seconds:8.2f} captions / s", flush=True)
    most = bound(loaded.model, batch, len(prompt.head), len(prompt.tail), tokens)
    ours = told["batched, shared head"]["captions_per_s"]
    print(
        json.dumps(
            {
                "gpu": torch.cuda.get_device_name() if on_gpu() else None,
                "size": given.size,
                "batch": batch,
                "max_tokens": tokens,
                "head_tokens": len(prompt.head),
                "tail_tokens": len(prompt.tail),
                "sides": told,
                "ratio_to_one_at_a_time": round(ours / told["one at a time"]["captions_per_s"], 2),
                "share_of_bound": round(ours / most, 3),
                "python": platform.python_version(),
                **{name: version(name) for name in ("torch", "transformers", "outlines")},
            }
        )
    )


if __name__ == "__main__":
    main()
