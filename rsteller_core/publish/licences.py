"""The licences of what a dataset was made from, with their texts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_TEXTS = Path(__file__).parent / "texts"

# SPDX identifier -> how the Hugging Face Hub writes it.
_ON_THE_HUB = {
    "Apache-2.0": "apache-2.0",
    "CC-BY-4.0": "cc-by-4.0",
    "CC0-1.0": "cc0-1.0",
    "ODbL-1.0": "odbl",
}


def licence_files(licences: Iterable[str]) -> dict[str, str]:
    """A file name and its text for each licence, in the order of their names.

    Of a licence whose text does not ship with rsteller, the file says what is known of it.
    """
    return {f"{_file_name(licence)}.txt": _text(licence) for licence in sorted(set(licences))}


def on_the_hub(licences: Iterable[str]) -> list[str]:
    """The licences as a dataset card names them; ``other`` for what has no name there."""
    return sorted({_ON_THE_HUB.get(licence, "other") for licence in licences})


def _text(licence: str) -> str:
    path = _TEXTS / f"{licence}.txt"
    if licence in _ON_THE_HUB and path.is_file():
        return path.read_text(encoding="utf-8")
    return (
        f"{licence}\n\nThese are the words with which the owner's terms are named in NOTICE and in "
        "every sample. Their text\ndoes not come with rsteller: put it here before you publish.\n"
    )


def _file_name(licence: str) -> str:
    """Without what cannot stand in a file name."""
    plain = "".join(c if c.isalnum() or c in "-._" else "-" for c in licence)
    return plain.strip("-.")[:80] or "unnamed"
