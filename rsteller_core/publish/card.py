"""The dataset card: ``README.md`` as the Hugging Face Hub reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rsteller_core.publish.licences import on_the_hub

_KINDS = 20
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def card(
    name: str,
    numbers: Mapping[str, Any],
    splits: Mapping[str, int],
    licences: Sequence[str],
    **told: Any,  # noqa: ANN401 - what the template names
) -> str:
    """The card of a dataset with these statistics; ``splits`` are samples by split."""
    # Markdown, in which nothing is escaped: what comes from outside goes through ``cell``.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    captions = max(numbers["captions"], 1)
    return environment.get_template("card.md.j2").render(
        name=name,
        numbers=numbers,
        splits=splits,
        hub_licences=on_the_hub(licences),
        size=next((size for most, size in _SIZES if numbers["samples"] < most), "n>1M"),
        first=numbers["accepted_at_attempt"].get("1", 0) / captions,
        place=", ".join(f"{degree:.4f}" for degree in numbers["bounds"]),
        kinds=list(numbers["kinds"].items())[:_KINDS],
        credits=[_credit(row) for row in (*numbers["imagery"], *numbers["map"])],
        cell=cell,
        **told,
    )


def cell(text: str) -> str:
    """Text from outside that can end neither a table's cell nor a code span, nor act as markup."""
    plain = " ".join(text.split())
    return "".join(f"&#{ord(c)};" if c in "|`<>[]*_\\" else c for c in plain)


def _credit(row: Mapping[str, Any]) -> str:
    return f"{cell(row['attribution'])}; licence: {cell(row['licence'])}"
