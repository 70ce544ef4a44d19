"""Batches of prompts through the model, over the shared cache of their head."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from transformers import Cache, LogitsProcessorList

from rsteller_core import Answer, BackendError, Request
from rsteller_transformers.chat import Chat
from rsteller_transformers.choice import SeededChoice
from rsteller_transformers.constraint import Constraints
from rsteller_transformers.loading import Loaded
from rsteller_transformers.shared import cache_of, can_share, empty_cache, laid_under

if TYPE_CHECKING:
    from rsteller_transformers.backend import TransformersOptions

_HEADS = 4
"""Caches of heads that are kept: those of the tasks of a run. One is a large thing."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request in tokens: those of the shared head, if it begins with them, and its own.

    ``excess`` is by how many tokens prompt and answer exceed the model's context.
    """

    request: Request
    head: tuple[int, ...]
    tail: tuple[int, ...]
    excess: int

    @property
    def kind(self) -> Hashable:
        """The task, the head, whether that is shared, and whether it can be asked at all."""
        return self.request.task, self.request.head, bool(self.head), self.excess > 0

    @property
    def length(self) -> int:
        """Tokens beyond the shared head."""
        return len(self.tail)


class Engine:
    """A loaded model that answers batches, each answer held to its schema by ``constraints``."""

    def __init__(
        self, loaded: Loaded, constraints: Constraints, options: TransformersOptions
    ) -> None:
        self._options = options
        self._model, self._context = loaded.model, loaded.context
        self._tokenizer = loaded.tokenizer
        self._chat = Chat(loaded.tokenizer, options.chat_template)
        self._constraints = constraints
        self._shares = can_share(loaded.model)
        self._caches: dict[tuple[int, ...], Cache] = {}
        self._size = options.batch_size

    def prompt(self, request: Request) -> Prompt:
        """A request in tokens. Raises BackendError where not even its head fits the model."""
        head = self._chat.head(request.head) if self._shares else ()
        ids = self._chat.ids(request.head + request.tail)
        excess = self._excess(len(ids))
        if excess > len(ids) - len(head):
            raise BackendError(
                f"the model's context of {self._context} tokens is {excess} too short for a "
                f"prompt of {len(ids)} and an answer of {self._options.max_tokens}: take another "
                f"model, or -o llm.max_tokens=... for shorter answers"
            )
        # Where the head does not end on a token of this prompt, nothing is shared.
        cut = len(head) if ids[: len(head)] == head else 0
        return Prompt(request, ids[:cut], ids[cut:], excess)

    def _excess(self, tokens: int) -> int:
        if self._context is None:
            return 0
        return max(0, tokens + self._options.max_tokens - self._context)

    def answers(self, batch: Sequence[Prompt]) -> list[Answer]:
        """The answers of prompts of one kind, in their order."""
        if batch[0].excess:
            return [_too_long(prompt) for prompt in batch]
        answers: list[Answer] = []
        while len(answers) < len(batch):
            some = batch[len(answers) : len(answers) + self._size]
            answers += self._answered(some)
        return answers

    def _answered(self, batch: Sequence[Prompt]) -> list[Answer]:
        """The answers of a batch; none where it was too large, and the next is to be smaller."""
        try:
            with torch.inference_mode():
                return self._generated(batch)
        except torch.OutOfMemoryError as error:
            if len(batch) == 1:
                raise BackendError(
                    "the device has not enough memory for a single prompt beside the model: "
                    "take a smaller model or a device with more"
                ) from error
        self._size = len(batch) // 2
        self._caches.clear()
        torch.cuda.empty_cache()
        return []

    def _generated(self, batch: Sequence[Prompt]) -> list[Answer]:
        start = time.monotonic()
        ids, mask = self._padded(batch)
        processors = [self._constraints.of(batch[0].request.schema)]
        if self._options.temperature > 0:
            seeds = [prompt.request.seed for prompt in batch]
            options = self._options
            processors.append(SeededChoice(seeds, options.temperature, options.top_p))
        generated = self._model.generate(
            input_ids=ids,
            attention_mask=mask,
            past_key_values=self._cache(batch[0].head, *ids.shape),
            logits_processor=LogitsProcessorList(processors),
            do_sample=False,
            max_new_tokens=self._options.max_tokens,
        )
        seconds = time.monotonic() - start
        rows = generated[:, ids.shape[1] :].tolist()
        return [self._answer(*pair, seconds) for pair in zip(batch, rows, strict=True)]

    def _padded(self, batch: Sequence[Prompt]) -> tuple[torch.Tensor, torch.Tensor]:
        """Tokens and mask (rows, longest): the head, pads, the tail that ends with the others."""
        width = max(prompt.length for prompt in batch)
        pad = self._tokenizer.eos_token_id
        ids, mask = [], []
        for prompt in batch:
            pads = width - prompt.length
            ids.append([*prompt.head, *[pad] * pads, *prompt.tail])
            mask.append([*[1] * len(prompt.head), *[0] * pads, *[1] * prompt.length])
        device = self._model.device
        return torch.tensor(ids, device=device), torch.tensor(mask, device=device)

    def _cache(self, head: tuple[int, ...], rows: int, width: int) -> Cache | None:
        """The cache a batch begins with: the head's in every row, and room for the rest."""
        room = width + self._options.max_tokens
        if not head:
            return empty_cache(self._model, room)
        if head not in self._caches:
            while len(self._caches) >= _HEADS:
                del self._caches[next(iter(self._caches))]
            self._caches[head] = cache_of(self._model, head)
        return laid_under(self._caches[head], rows, room)

    def _answer(self, prompt: Prompt, row: list[int], seconds: float) -> Answer:
        end = self._tokenizer.eos_token_id
        finished = end in row
        said = row[: row.index(end)] if finished else row
        return Answer(
            prompt.request.key,
            self._tokenizer.decode(said, skip_special_tokens=True),
            finish="stop" if finished else "length",
            tokens_in=len(prompt.head) + len(prompt.tail),
            tokens_out=len(said) + finished,
            seconds=seconds,
        )


def _too_long(prompt: Prompt) -> Answer:
    reason = f"the prompt is {prompt.excess} tokens too long for the model's context"
    return Answer(prompt.request.key, "", finish="error", failure=reason)
