"""The key/value cache of a constant head, computed once and laid under every batch."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from transformers import Cache, DynamicCache, PreTrainedModel
from transformers.cache_utils import DynamicLayer


class RoomyLayer(DynamicLayer):  # type: ignore[misc]  # transformers' classes have no types here
    """A layer of a cache with room for all tokens to come.

    The layer it extends copies all that it holds for each token that comes; this one writes the
    new token into its place.
    """

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def lazy_initialization(self, key_states: torch.Tensor, value_states: torch.Tensor) -> None:
        """Make the room, of the shape and on the device of the first states."""
        self.dtype, self.device = key_states.dtype, key_states.device
        self._all_keys, self._all_values = (
            states.new_empty((*states.shape[:2], self._room, states.shape[-1]))
            for states in (key_states, value_states)
        )
        self.keys, self.values = self._all_keys[:, :, :0], self._all_values[:, :, :0]
        self.is_initialized = True

    def update(
        self,
        key_states: torch.Tensor,
        value_states: torch.Tensor,
        *args: object,
        **kwargs: object,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Write new states (rows, heads, tokens, size) and return all there are."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start = self.get_seq_length()
        end = start + key_states.shape[-2]
        self._all_keys[:, :, start:end] = key_states
        self._all_values[:, :, start:end] = value_states
        self.keys, self.values = self._all_keys[:, :, :end], self._all_values[:, :, :end]
        return self.keys, self.values


def can_share(model: PreTrainedModel) -> bool:
    """Whether every layer keeps all keys and values, so that pads may stand after a head.

    Sliding windows and recurrent states do not: with them, whole prompts are computed.
    """
    layers = DynamicCache(config=model.config).layers
    return bool(layers) and all(type(layer) is DynamicLayer for layer in layers)


def cache_of(model: PreTrainedModel, head: Sequence[int]) -> Cache:
    """The cache of one row that holds the head."""
    cache = DynamicCache(config=model.config)
    ids = torch.tensor([list(head)], device=model.device)
    with torch.inference_mode():
        model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
    return cache


def laid_under(cache: Cache, rows: int, room: int) -> Cache:
    """A cache of so many rows, each beginning with what ``cache`` holds, with room in all."""
    layers = []
    for head in cache.layers:
        layer = RoomyLayer(room)
        layer.update(head.keys.expand(rows, -1, -1, -1), head.values.expand(rows, -1, -1, -1))
        layers.append(layer)
    return Cache(layers=layers)


def empty_cache(model: PreTrainedModel, room: int) -> Cache | None:
    """A cache with room in all and nothing in it; None where the model needs one of its own."""
    if not can_share(model):
        return None
    return Cache(layers=[RoomyLayer(room) for _ in DynamicCache(config=model.config).layers])
