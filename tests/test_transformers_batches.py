"""Which prompts are asked together: needs no model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given, strategies as st
from rsteller_transformers.batches import batches


@dataclass(frozen=True)
class Asked:
    """A prompt as the batches see it."""

    number: int
    kind: str
    length: int


prompts = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 500)), max_size=60).map(
    lambda pairs: [Asked(number, *pair) for number, pair in enumerate(pairs)]
)
sizes = st.integers(1, 9)


@given(prompts, sizes, st.integers(1, 4))
def test_each_prompt_is_in_one_batch_of_its_kind(asked, size, factor) -> None:
    made = list(batches(asked, size, size * factor))
    assert sorted(p.number for batch in made for p in batch) == [p.number for p in asked]
    assert all(1 <= len(batch) <= size for batch in made)
    assert all(len({p.kind for p in batch}) == 1 for batch in made)


@given(prompts, sizes, st.integers(1, 4))
def test_no_more_is_taken_than_is_said_and_the_oldest_is_next(asked, size, factor) -> None:
    taken: list[Asked] = []

    def stream() -> Iterator[Asked]:
        for prompt in asked:
            taken.append(prompt)
            yield prompt

    given_out: set[int] = set()
    for batch in batches(stream(), size, size * factor):
        waiting = [p.number for p in taken if p.number not in given_out]
        assert len(waiting) <= size * factor
        given_out |= {p.number for p in batch}
        assert waiting[0] in given_out


def test_like_lengths_are_asked_together() -> None:
    lengths = [10, 400, 12, 390, 11, 410, 9, 405]
    asked = [Asked(number, "a", length) for number, length in enumerate(lengths)]
    first, second = batches(asked, 4, 8)
    assert {p.length for p in first} == {9, 10, 11, 12}
    assert {p.length for p in second} == {390, 400, 405, 410}
