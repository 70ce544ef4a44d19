"""``rsteller plan``: the plan of a run, and what it will take."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rsteller_core.cli.options import config_of, run_options

if TYPE_CHECKING:
    from rsteller_core.forecast import Forecast
    from rsteller_core.probe import Probe


@click.command(short_help="Make the plan of a run, and tell what the run will take.")
@run_options
@click.option("--out", metavar="DIR", help="Folder of the dataset.")
@click.option(
    "--prices", metavar="FILE", type=Path, help="TOML table of prices for a million tokens."
)
@click.option("--budget", type=click.FloatRange(min=0), help="Fail where it costs more than this.")
@click.option(
    "--probe",
    "patches",
    metavar="PATCHES",
    type=click.IntRange(min=1),
    help="Ask for so many patches in earnest, to tell how long the run will take.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the forecast as JSON.")
def plan(
    out: str | None,
    prices: Path | None,
    budget: float | None,
    patches: int | None,
    as_json: bool,
    **given: Any,  # noqa: ANN401
) -> None:
    """Make the plan of a run and tell what the run will take: patches, captions, requests, tokens,
    money. Reads no pixel and, without --probe, asks no model. The same options with run go on
    from there.
    """
    from rsteller_core.cli.progress import progress_of
    from rsteller_core.errors import ConfigError
    from rsteller_core.folder import Folder
    from rsteller_core.forecast import forecast, read_prices
    from rsteller_core.probe import probe
    from rsteller_core.run import prepare

    config = config_of(given, out)
    if "out" not in config.words:
        raise ConfigError(["out: say where the dataset goes: --out DIR"])
    folder = Folder(Path(config.words["out"]))
    table = read_prices(prices) if prices else {}
    with progress_of() as progress:
        prepare(config, folder, progress)
    told = forecast(config, folder, table)
    if not as_json:
        click.echo("\n".join(_lines(told)))
    if budget is not None:
        _hold_to(budget, told)
    measured = probe(config, folder, patches) if patches else None
    if as_json:
        probed = asdict(measured) if measured else None
        click.echo(json.dumps({**asdict(told), "money": told.money, "probe": probed}, indent=1))
        return
    if measured:
        click.echo("\n".join(_probed(measured, told)))
    click.echo(f"the plan is in {folder.root}; rsteller run with the same options goes on")


def _lines(told: Forecast) -> Iterator[str]:
    yield f"patches           {told.patches:,}"
    yield f"captions          {told.captions:,} and {told.revisions:,} revisions"
    yield f"pixels to read    {told.pixels / 1e6:,.1f} MB as 8-bit RGB"
    for part in told.parts:
        by = "its own tokenizer" if part.counted else "4 characters a token"
        yield f"{part.annotator}:"
        yield f"  requests        {part.requests:,}, if every caption is accepted at first"
        yield f"  tokens in       {part.tokens_in:,}, of them {part.shared:,} in heads of prompts"
        yield f"  tokens out      {part.tokens_out:,} (by {by})"
        money = "no price is given" if part.money is None else f"{part.money:,.2f}"
        yield f"  money           {money}"


def _probed(measured: Probe, told: Forecast) -> Iterator[str]:
    hours = measured.seconds_for(told.patches) / 3600
    yield f"probe             {measured.patches:,} patches took {measured.seconds:,.1f} s"
    yield f"  answers         {measured.answers:,}, those asked for again included"
    yield f"  tokens          {measured.tokens_in:,} in, {measured.tokens_out:,} out"
    yield f"  the whole run   {hours:,.2f} hours at this rate"


def _hold_to(budget: float, told: Forecast) -> None:
    from rsteller_core.errors import RstellerError

    if told.money is None:
        unpriced = ", ".join(part.annotator for part in told.parts if part.money is None)
        raise RstellerError(f"--budget: no price of {unpriced} is known: give one with --prices")
    if told.money > budget:
        raise RstellerError(
            f"the run would cost {told.money:,.2f}, more than --budget {budget:,.2f}"
        )
