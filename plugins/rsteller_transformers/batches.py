"""Which prompts are asked together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Protocol, TypeVar


class Batchable(Protocol):
    """A prompt: ``kind`` says with which others it may be asked, ``length`` is in tokens."""

    @property
    def kind(self) -> Hashable:
        """Only prompts of one kind go into a batch."""

    @property
    def length(self) -> int:
        """What is padded to the longest of the batch."""


P = TypeVar("P", bound=Batchable)


def batches(prompts: Iterable[P], size: int, ahead: int) -> Iterator[list[P]]:
    """Batches of up to ``size`` prompts of one kind and of like length.

    At most ``ahead`` prompts are taken before their batch is given. The prompt that has waited
    longest is always in the next batch.
    """
    waiting: list[P] = []
    for prompt in prompts:
        waiting.append(prompt)
        if len(waiting) >= ahead:
            yield _take(waiting, size)
    while waiting:
        yield _take(waiting, size)


def _take(waiting: list[P], size: int) -> list[P]:
    first = waiting[0]
    alike = [prompt for prompt in waiting if prompt.kind == first.kind]
    alike.sort(key=lambda prompt: abs(prompt.length - first.length))
    batch = alike[:size]
    taken = set(map(id, batch))
    waiting[:] = [prompt for prompt in waiting if id(prompt) not in taken]
    return batch
