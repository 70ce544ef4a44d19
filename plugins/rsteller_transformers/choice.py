"""How the next token is chosen: by each request's own seed, whoever is in the batch with it."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from transformers import LogitsProcessor, TopPLogitsWarper


class SeededChoice(LogitsProcessor):  # type: ignore[misc]  # torch's classes have no types here
    """Makes the greedy choice that follows a draw from the model's distribution.

    Adding Gumbel noise to the logits and taking the largest is sampling. Each row draws its noise
    from a generator of its own, so that a batch of other requests does not change it.
    """

    def __init__(self, seeds: Sequence[int], temperature: float, top_p: float) -> None:
        self._seeds = seeds
        self._temperature = temperature
        self._top_p = TopPLogitsWarper(top_p) if top_p < 1 else None
        self._generators: list[torch.Generator] = []

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """The scores (rows, vocabulary) with noise, in float32."""
        scores = scores.float() / self._temperature
        if self._top_p is not None:
            scores = self._top_p(input_ids, scores)
        if not self._generators:
            # Only now is it known on which of several devices the scores are.
            self._generators = [torch.Generator(scores.device).manual_seed(s) for s in self._seeds]
        noise = torch.empty_like(scores)
        for row, generator in zip(noise, self._generators, strict=True):
            row.exponential_(generator=generator)
        # A noise of zero would make -inf, a token that the schema forbids, into not-a-number.
        return scores - noise.clamp_min_(torch.finfo(noise.dtype).tiny).log_()
