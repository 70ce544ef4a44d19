"""Prompts as a run makes them, and models with random weights, for the benchmarks of engines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rsteller_tasks import Area

from rsteller_core import Caption, Request
from rsteller_core.captions import answer_schema
from rsteller_core.prompting import Prompts
from rsteller_core.testing import make_sheet

CHAT = "{{ bos_token }}[INST] {{ messages[0]['content'] }}[/INST]"
SPECIAL = ("<unk>", "<s>", "</s>", "[INST]", "[/INST]")


def requests(count: int) -> list[Request]:
    """So many requests with the head and the tails of task ``area``, each with its own seed."""
    sheet = make_sheet()
    head, tail = Prompts().render("area.j2", Area(Area.options_model()), sheet)
    facts, _, end = tail.partition("\n\n")
    asked = (f'{facts}\n- Tag "ref": "{number}".\n\n{end}' for number in range(count))
    schema = answer_schema(Caption)
    return [
        Request(str(number), "area", head, text, schema, number, sheet)
        for number, text in enumerate(asked)
    ]


def without_head(request: Request) -> Request:
    """The same prompt, none of which can be shared."""
    return replace(request, key=f"{request.key} alone", head="", tail=request.head + request.tail)


PIECES = 490
"""So many that the real head of task ``area`` has about 2,000 tokens."""


def tokenizer(corpus: str, size: int):
    """Pieces of bytes, learned from a text, and fillers that no text has, up to a size."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=PIECES,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator([corpus], trainer)
    saved = json.loads(made.to_str())
    first = made.get_vocab_size()
    saved["model"]["vocab"].update({f"filler{n}": n for n in range(first, size)})
    return Tokenizer.from_str(json.dumps(saved))


def random_model(shape: Mapping[str, Any], dtype: str, device: str = "cpu"):
    """A model of Mistral's architecture with random weights, made where it is to be."""
    import torch
    from transformers import MistralConfig, MistralForCausalLM

    torch.manual_seed(0)
    config = MistralConfig(**shape, sliding_window=None, bos_token_id=1, eos_token_id=2)
    config.dtype = getattr(torch, dtype)
    torch.set_default_dtype(config.dtype)
    try:
        with torch.device(device):
            return MistralForCausalLM(config).eval()
    finally:
        torch.set_default_dtype(torch.float32)


def fast_tokenizer(corpus: str, size: int):
    """The tokenizer as transformers has it, with a chat template."""
    from transformers import PreTrainedTokenizerFast

    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer(corpus, size),
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
    )
    fast.chat_template = CHAT
    return fast


def loaded(corpus: str, shape: Mapping[str, Any], dtype: str, device: str = "cpu"):
    """A model and its tokenizer, as the backend has them when it has loaded its own."""
    from rsteller_transformers.loading import Loaded, with_plain_generation

    model = random_model(shape, dtype, device)
    fast = fast_tokenizer(corpus, shape["vocab_size"])
    return Loaded(with_plain_generation(model, fast), fast, shape["max_position_embeddings"])
