"""``rsteller report``: pages on which people look at a dataset."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write pages on which one looks at a dataset.")
@click.argument("folder", metavar="OUT", type=Path)
@click.option("--to", metavar="DIR", type=Path, help="Where the pages go.  [default: OUT/report]")
@click.option(
    "--samples",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="Samples in the gallery, at most.",
)
def report(folder: Path, to: Path | None, samples: int) -> None:
    """Write a folder of pages on the dataset in OUT, finished or not: a gallery of patches with
    outlines, facts, prompts and captions, and the statistics. They open from disk.
    """
    from rsteller_core.report import write_report

    destination = to or folder / "report"
    statistics = write_report(folder, destination, samples)
    click.echo(f"{statistics.samples:,} samples, {statistics.captions.total():,} captions")
    click.echo(f"open {destination / 'index.html'}")
