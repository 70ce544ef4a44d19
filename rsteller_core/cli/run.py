"""``rsteller run``: make a dataset, or go on with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rsteller_core.cli.options import config_of, run_options

if TYPE_CHECKING:
    from rsteller_core.config import RunConfig
    from rsteller_core.run import Summary


@click.command(short_help="Make a dataset of a place, or go on with it.")
@run_options
@click.option("--out", metavar="DIR", help="Folder of the dataset.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="one per core",
    help="Worker processes; the result does not depend on it.",
)
@click.option("--check", is_flag=True, help="Stop after checking the options.")
def run(out: str | None, workers: int, check: bool, **given: Any) -> None:  # noqa: ANN401
    """Make a dataset of a place: plan it, caption it, write it in shards.

    The same command again goes on where an earlier one was stopped.
    """
    from rsteller_core.errors import ConfigError

    config = config_of(given, out)
    if check:
        click.echo("the options are right")
        return
    if "out" not in config.words:
        raise ConfigError(["out: say where the dataset goes: --out DIR"])
    _warn_of_licences(config)
    _stop_cleanly_when_terminated()
    _run(config, Path(config.words["out"]), workers)


def _warn_of_licences(config: RunConfig) -> None:
    """Name the models whose licence asks something of the captions."""
    from rsteller_core.credits import restriction

    for chosen in config.llms:
        with chosen.make() as backend:
            restricted = restriction(backend)
            if restricted:
                click.echo(f"note: {backend.annotator}: {restricted}", err=True)


@click.command(short_help="Make a handful of patches, and the pages to look at them.")
@run_options
@click.option(
    "--out", metavar="DIR", default="preview", show_default=True, help="Folder of the preview."
)
@click.option(
    "--patches",
    type=click.IntRange(min=1),
    default=12,
    show_default=True,
    help="How many patches are drawn.",
)
def preview(out: str, patches: int, **given: Any) -> None:  # noqa: ANN401
    """Make a handful of patches from end to end, before anything big is spent, and the pages of
    a report to look at them. Takes the options of run.
    """
    from rsteller_core.report import require_plotting, write_report

    require_plotting()
    root = Path(out)
    config = config_of(given, out)
    _stop_cleanly_when_terminated()
    _run(config, root, 1, patches)
    write_report(root, root / "report", patches)
    click.echo(f"open {root / 'report' / 'index.html'}")


def _run(config: RunConfig, root: Path, workers: int, patches: int | None = None) -> None:
    from rsteller_core.cli.progress import progress_of
    from rsteller_core.folder import Folder
    from rsteller_core.run import run as make

    with progress_of() as progress:
        summary = make(config, Folder(root), workers, progress, patches)
    for line in _closing(summary, root, config.sink.make().path(root, 0)):
        click.echo(line)


def _stop_cleanly_when_terminated() -> None:
    """Clusters end a job by SIGTERM: stop as for Ctrl-C."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def _closing(summary: Summary, root: Path, first_shard: Path) -> list[str]:
    """What a run came to, where it lies and what to type next."""
    captions = sum(summary.captions.values())
    by_task = ", ".join(f"task {task}: {count:,}" for task, count in summary.captions.items())
    lines = [
        f"patches seen      {summary.seen:,}",
        f"patches planned   {summary.planned:,}",
        f"samples written   {summary.samples:,} in {summary.shards:,} shards",
        f"captions          {captions:,}" + (f" ({by_task})" if by_task else ""),
    ]
    if summary.tokens_out:
        lines.append(f"tokens            {summary.tokens_in:,} in, {summary.tokens_out:,} out")
    lines += _quality(summary.quality)
    lines += _counts("left out of the plan", summary.left_out)
    lines += _counts("patches skipped", summary.skipped)
    lines += _counts("captions rejected, by check", summary.rejected)
    if not summary.planned:
        return [*lines, f"{root} is an empty dataset: no patch holds an element worth a caption"]
    return [*lines, f"the dataset is in {root}", f"look into it: tar tf {first_shard}"]


def _quality(quality: Mapping[str, Any]) -> list[str]:
    """What was accepted when, what was false and what repeats; nothing where nothing was asked."""
    if not quality.get("attempts"):
        return []
    outcomes, statements = quality["captions"], quality["statements"]
    names = ("first", "retried", "never")
    first, retried, never = (f"{100 * outcomes[name]['share']:.1f} %" for name in names)
    false = ", ".join(f"{kind} {told['false_per_thousand']:g}" for kind, told in statements.items())
    repeats = quality["repeats"]
    return [
        f"accepted          {first} at first, {retried} after a retry; never {never}",
        *([f"false of 1,000    {false}"] if false else []),
        f"repeated          {repeats['exact']:,} exactly, {repeats['near']:,} nearly",
    ]


def _counts(title: str, counts: Mapping[str, int]) -> list[str]:
    if not counts:
        return []
    return [f"{title}:", *(f"  {count:>8,}  {reason}" for reason, count in counts.items())]
