"""``rsteller settings``: what the engine itself can be told."""

from __future__ import annotations

import click

from rsteller_core.cli.typed import as_typed


@click.command(short_help="Show the options of grid, run, sampling, glossary and shares.")
def settings() -> None:
    """Show what the engine itself can be told, as one types it."""
    from pydantic import BaseModel

    from rsteller_core.settings import (
        AnnotatorOptions,
        GlossaryOptions,
        GridOptions,
        RunOptions,
        SamplingOptions,
    )

    parts: dict[str, type[BaseModel]] = {
        "grid": GridOptions,
        "run": RunOptions,
        "sampling": SamplingOptions,
        "glossary": GlossaryOptions,
        "llm.NAME": AnnotatorOptions,
    }
    for part, model in parts.items():
        click.echo(f"{part}: {model.__doc__}")
        for line in as_typed(part, model):
            click.echo(line)
