"""``rsteller stats``: the numbers of a dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

_ROWS = 12


@click.command(short_help="Print what a dataset holds, in numbers.")
@click.argument("folder", metavar="OUT", type=Path)
@click.option("--json", "as_json", is_flag=True, help="Print all of it as one JSON document.")
def stats(folder: Path, as_json: bool) -> None:
    """Print what the dataset in OUT holds, finished or not, in numbers."""
    import json

    from rsteller_core.dataset import Dataset
    from rsteller_core.statistics import statistics_of

    dataset = Dataset(folder)
    numbers: dict[str, Any] = {
        **statistics_of(dataset).to_json(),
        "shards": len(dataset.shards),
        "shards_missing": len(dataset.missing),
    }
    if as_json:
        click.echo(json.dumps(numbers, indent=1, ensure_ascii=False))
        return
    for line in _lines(numbers):
        click.echo(line)


def _lines(numbers: Mapping[str, Any]) -> Iterator[str]:
    yield f"samples           {numbers['samples']:,} in {numbers['shards']:,} shards"
    if numbers["shards_missing"]:
        yield f"not finished      {numbers['shards_missing']:,} shards are still to be made"
    yield f"captions          {numbers['captions']:,}"
    if numbers["captions"]:
        first = numbers["accepted_at_attempt"].get("1", 0) / numbers["captions"]
        yield f"accepted at first {first:.1%}"
    if numbers["bounds"]:
        yield "place             " + ", ".join(f"{degree:.4f}" for degree in numbers["bounds"])
        yield f"m per pixel       {' to '.join(f'{g:g}' for g in dict.fromkeys(numbers['gsd']))}"
    if numbers["acquired"]:
        yield f"acquired          {' to '.join(numbers['acquired'])}"
    for task, by_annotator in numbers["captions_by_task_and_annotator"].items():
        yield from _counts(f"captions of task {task}, by annotator", by_annotator)
    yield from _counts("captions rejected, by check", numbers["rejected_by_check"])
    statements = numbers["quality"]["statements"]
    if statements:
        yield "false of 1,000 statements:"
        yield from (f"  {row['false_per_thousand']:>10}  {of}" for of, row in statements.items())
    yield from _counts("kinds of elements", numbers["kinds"])
    for kind, counts in numbers["facts"].items():
        yield from _counts(kind, counts)
    yield from _counts("cannot be read", numbers["unreadable"])


def _counts(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if not counts:
        return
    yield f"{title}:"
    for name, count in list(counts.items())[:_ROWS]:
        yield f"  {count:>10,}  {name}"
    if len(counts) > _ROWS:
        yield f"              and {len(counts) - _ROWS} others"
