"""``rsteller osm``: index a map, and look what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rsteller_core.osm import OsmFile

_MOST = 20
"""Keys that are shown."""

_map = click.argument("file", type=click.Path(path_type=Path))
_index = click.option(
    "--index",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of indexes, as -o extractor.index=DIR names it.  [default: ~/.cache/rsteller/osm]",
)


@click.group(short_help="Index an OpenStreetMap file, or tell what is in it.")
def osm() -> None:
    """Index OpenStreetMap files, and tell what is in them."""


@osm.command()
@_map
@_index
def index(file: Path, index: Path | None) -> None:
    """Make the index of a map, which a run would make when it first needs it."""
    _, folder = _indexed(file, index)
    size = sum(part.stat().st_size for part in folder.iterdir())
    click.echo(f"{file} is indexed in {folder} ({size / 1e6:,.0f} MB)")


@osm.command()
@_map
@_index
def info(file: Path, index: Path | None) -> None:
    """Tell what is in a map: where, of when, and how many things of what kind."""
    read, folder = _indexed(file, index)
    for line in _lines(read.info()):
        click.echo(line)
    click.echo(f"index             {folder}")


def _indexed(file: Path, index: Path | None) -> tuple[OsmFile, Path]:
    from rsteller_core.cli.progress import progress_of
    from rsteller_core.errors import InputError
    from rsteller_core.osm import OSM_SUFFIXES, OsmFile

    if not file.name.endswith(OSM_SUFFIXES):
        raise InputError(f"{file} is no map; a map ends in {', '.join(OSM_SUFFIXES)}")
    read = OsmFile(file, index)
    with progress_of() as progress:
        return read, read.prepare(progress.preparing)


def _lines(info: Mapping[str, Any]) -> Iterator[str]:
    box = info["bounds"] or info["extent"]
    yield f"map               {info['map']}"
    yield f"bounds            {', '.join(f'{degrees:g}' for degrees in box) if box else 'none'}"
    if info["history"]:
        yield "history           yes: each state of an element is counted"
    yield f"date              {info['date'] or 'not stated'}"
    yield f"last edit         {info['last_edit'] or 'not stated'}"
    for title in ("elements", "shapes", "keys", "boundaries", "broken"):
        counts = list(info[title].items())
        if counts:
            more = f", the {_MOST} most frequent" if len(counts) > _MOST else ""
            yield f"{title}{more}:"
            yield from (f"  {count:>12,}  {what}" for what, count in counts[:_MOST])
