"""The revision of an accepted caption."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, Field, model_validator

from rsteller_core import (
    REVISION_CHECKS,
    Caption,
    FactSheet,
    Objection,
    RevisionTask,
    TaskOptions,
    check_revision,
)


class RevisionOptions(TaskOptions):
    """The options of the task `revision`."""

    min_words: int = Field(2, ge=1, description="the shortest revision accepted, in words")
    max_words: int = Field(100, ge=1, description="the longest revision accepted, in words")
    aim_words: int = Field(30, ge=1, description="the length the prompt asks for, in words")
    min_count: int = Field(1, ge=0, description="the fewest revisions of a caption")
    max_count: int = Field(4, ge=0, description="the most revisions of a caption")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_count > self.max_count:
            raise ValueError(f"min_count {self.min_count} is more than max_count {self.max_count}")
        return self


class Revision(RevisionTask[RevisionOptions]):
    """Task 3."""

    name = "revision"
    summary = "say an accepted caption again in other words"
    number = 3
    template = "revision.j2"

    @property
    def answer(self) -> type[BaseModel]:
        """A caption and nothing else."""
        return Caption

    @property
    def checks(self) -> tuple[str, ...]:
        """Length, form, and that it is no copy."""
        return REVISION_CHECKS

    def check(self, caption: str, sheet: FactSheet, previous: str | None) -> Sequence[Objection]:
        """What is wrong with this revision; nothing means accepted."""
        return check_revision(caption, sheet, previous, self.options)

    def count(self, rng: random.Random) -> int:
        """From ``min_count`` to ``max_count``, each as likely."""
        return rng.randint(self.options.min_count, self.options.max_count)
