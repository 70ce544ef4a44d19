"""Captions a CPU-second with the constant head of the prompts computed once, and without.

python benchmarks/prefix_cache.py

makes a model of Mistral's architecture with random weights (19 million, float32), asks the same
prompts of both sides in turn, on one thread, and prints the medians; the last line is JSON. The
two sides are one engine: what differs is whether a request says which part of its prompt is the
head. Texts are compared answer by answer. See docs/llm-in-process.md.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Sequence
from importlib.metadata import version
from statistics import median
from typing import TYPE_CHECKING

import llm_prompts
from rsteller_transformers import TransformersOptions

from rsteller_core import Request

if TYPE_CHECKING:
    from rsteller_transformers.engine import Engine

SHAPE = {
    "vocab_size": 512,
    "hidden_size": 512,
    "intermediate_size": 1536,
    "num_hidden_layers": 6,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "max_position_embeddings": 4096,
    "initializer_range": 0.1,
}
BATCH = 8
MAX_TOKENS = 80  # a caption of 50 words
ROUNDS = 3


def asked(engine: Engine, batch: Sequence[Request]) -> tuple[float, list[str]]:
    """CPU-seconds for one batch, and its texts."""
    start = time.process_time()
    answers = engine.answers([engine.prompt(request) for request in batch])
    return time.process_time() - start, [answer.text for answer in answers]


def main() -> None:
    import torch
    from rsteller_transformers.constraint import Constraints
    from rsteller_transformers.engine import Engine

    torch.set_num_threads(1)
    shared = llm_prompts.requests(BATCH)
    alone = [llm_prompts.without_head(request) for request in shared]
    loaded = llm_prompts.loaded(shared[0].head + shared[0].tail, SHAPE, "float32")
    options = TransformersOptions(
        model="random", device="cpu", batch_size=BATCH, max_tokens=MAX_TOKENS
    )
    engine = Engine(loaded, Constraints(loaded.model, loaded.tokenizer), options)
    asked(engine, shared[:1])  # computes the head, compiles the schema
    rounds = [(asked(engine, shared), asked(engine, alone)) for _ in range(ROUNDS)]
    for name, side in (("head shared", 0), ("each prompt whole", 1)):
        seconds = median(pair[side][0] for pair in rounds)
        print(f"{name:18} {BATCH / seconds:7.2f} captions / CPU-s  ({seconds:.1f} s a batch)")
    speedups = [without / sharing for (sharing, _), (without, _) in rounds]
    prompt = engine.prompt(shared[0])
    told = {
        "speedup": round(median(speedups), 2),
        "same_text": all(one == other for (_, one), (_, other) in rounds),
        "speedups": [round(ratio, 2) for ratio in speedups],
        "head_tokens": len(prompt.head),
        "tail_tokens": len(prompt.tail),
        "batch": BATCH,
        "max_tokens": MAX_TOKENS,
        "python": platform.python_version(),
        **{name: version(name) for name in ("torch", "transformers", "outlines", "llguidance")},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
