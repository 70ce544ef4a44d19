"""``rsteller show``: one sample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rsteller_core.dataset import StoredSample


@click.command(short_help="Print one sample, or save its image.")
@click.argument("folder", metavar="OUT", type=Path)
@click.argument("key", metavar="ID")
@click.option("--image", metavar="FILE", type=Path, help="Write the image here, a JPEG.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole record.")
def show(folder: Path, key: str, image: Path | None, as_json: bool) -> None:
    """Print the captions and facts of the sample ID of the dataset in OUT."""
    from rsteller_core.dataset import Dataset
    from rsteller_core.folder import written_aside

    sample = Dataset(folder).find(key)
    if image:
        with written_aside(image) as aside:
            aside.write_bytes(sample.jpeg())
    if as_json:
        click.echo(json.dumps(sample.record, indent=1, ensure_ascii=False))
    else:
        _print(sample)


def _print(sample: StoredSample) -> None:
    metadata = sample.record["metadata"]
    click.echo(f"{sample.key}   {metadata['acquired'] or 'no date'}   {metadata['gsd']:g} m")
    click.echo(f"in {sample.shard.name}   {metadata['attribution']}, {metadata['licence']}")
    for annotation in sample.record["annotations"]:
        click.echo(f"\ntask {annotation['task']}   {annotation['annotator']}")
        click.echo(click.wrap_text(annotation["text"], 100, "  ", "  "))
    for sheet in sample.record.get("fact_sheets", ()):
        click.echo(f"\nfacts of the task {sheet['task']}")
        for fact in sheet["facts"]:
            click.echo(f"  - {fact['text']}")
