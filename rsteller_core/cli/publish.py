"""``rsteller publish``: a folder that is ready for the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write a folder that is ready to be published.")
@click.argument("source", metavar="OUT", type=Path)
@click.argument("destination", metavar="DEST", type=Path)
@click.option("--name", help="Name of the dataset.  [default: that of DEST]")
@click.option(
    "--splits", metavar="NAME=SHARE,...", help="Splits by place, such as train=0.9,test=0.1."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the splits.")
@click.option(
    "--cells",
    type=click.IntRange(0, 15),
    help="H3 resolution of the cells that are split.  [default: by the size of the patches]",
)
@click.option(
    "--shard-size",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help="Samples in a shard, at most.",
)
@click.option(
    "--review", metavar="FILE", type=Path, help="Marks of the report's gallery: leave out rejected."
)
@click.option(
    "--alike",
    metavar="BITS",
    type=click.IntRange(0, 15),
    help="Leave out images whose perceptual hash differs from an earlier one's in so few of 64.",
)
@click.option("--push", metavar="OWNER/NAME", help="Upload DEST to the Hugging Face Hub.")
@click.option("--private", is_flag=True, help="Make the repository a private one.")
@click.option("--unfinished", is_flag=True, help="Publish what is there of an unfinished run.")
def publish(
    source: Path,
    destination: Path,
    name: str | None,
    splits: str | None,
    seed: int,
    cells: int | None,
    shard_size: int,
    review: Path | None,
    alike: int | None,
    push: str | None,
    private: bool,
    unfinished: bool,
) -> None:
    """Write the dataset in OUT to DEST as one publishes it: shards without gaps, split by place,
    with an index (GeoParquet), a card, licences and a description for machines (Croissant).
    """
    from rsteller_core import publish as room

    if push:
        room.require_hub()
    publication = room.Publication(
        name=name or destination.resolve().name,
        shares=room.parse_shares(splits) if splits else {},
        seed=seed,
        resolution=cells,
        shard_size=shard_size,
        alike=alike,
        **({"review": room.read_review(review)} if review else {}),
    )
    published = room.publish(source, destination, publication, unfinished)
    for split, count in published.splits.items():
        click.echo(f"{split:<17} {count:,} samples")
    for reason, count in published.left_out.items():
        click.echo(f"left out          {count:,}: {reason}")
    click.echo(f"the dataset is in {destination}; read its README.md before you publish it")
    if push:
        click.echo(f"pushed to {room.push(destination, push, private)}")
