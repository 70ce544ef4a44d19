"""What people marked in the gallery, and what is left of a dataset after it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rsteller_core.dataset import StoredSample
from rsteller_core.errors import InputError

FORMAT = "rsteller review 1"
REVIEWED = "rejected in the review"


@dataclass(frozen=True, slots=True)
class Review:
    """The patches that were rejected, and by patch the captions that were, by their texts."""

    patches: frozenset[str] = frozenset()
    captions: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def after(self, sample: StoredSample) -> StoredSample | None:
        """The sample without its rejected captions; None where nothing of it is left."""
        if sample.key in self.patches:
            return None
        rejected = self.captions.get(sample.key)
        if not rejected:
            return sample
        kept = [a for a in sample.record["annotations"] if a["text"] not in rejected]
        return replace(sample, record={**sample.record, "annotations": kept}) if kept else None


def read_review(path: Path) -> Review:
    """The marks that the gallery of a report saved. Raises InputError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise ValueError(document["format"])
        return _review(document["marks"])
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"{path} is no review: download one from the gallery of a report"
        ) from None


def _review(marks: Mapping[str, Any]) -> Review:
    return Review(
        frozenset(key for key, mark in marks.items() if mark["mark"] == "reject"),
        {key: frozenset(mark["captions"]) for key, mark in marks.items() if mark["captions"]},
    )
