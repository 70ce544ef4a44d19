"""``rsteller plugins``: what is installed, and the options of each as one types them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from rsteller_core.cli.typed import as_typed
from rsteller_core.models import BY_SERVER, IN_PROCESS

if TYPE_CHECKING:
    from rsteller_core.models import Model
    from rsteller_core.plugins import Plugin


@click.group(invoke_without_command=True, short_help="List plugins, and show their options.")
@click.pass_context
def plugins(context: click.Context) -> None:
    """List the plugins that are installed and what state they are in."""
    if context.invoked_subcommand is None:
        _list()


@plugins.command()
@click.argument("kind")
@click.argument("name", required=False)
def show(kind: str, name: str | None) -> None:
    """Show the options of a plugin as they are typed, or all plugins of a kind; of llm also the
    models that have a short name.
    """
    from rsteller_core.errors import ConfigError
    from rsteller_core.models import models
    from rsteller_core.plugins import KINDS, did_you_mean, is_plugin

    if kind not in KINDS:
        raise ConfigError([f"no kind {kind!r}; {did_you_mean(kind, list(KINDS))}"])
    if name is None:
        _list(kind)
        if kind == "llm":
            _list_models()
    elif kind == "llm" and name in models() and not is_plugin(kind, name):
        _show_model(name)
    else:
        _show_plugin(kind, name)


def _show_plugin(kind: str, name: str) -> None:
    from rsteller_core.plugins import find

    component = find(kind, name)
    part = f"task.{component.name}" if kind == "task" else kind
    click.echo(f"--{kind} {name}   {component.summary}")
    for line in as_typed(part, component.options_model):
        click.echo(line)


def _list(kind: str | None = None) -> None:
    from rsteller_core.plugins import discover

    listed = [plugin for plugin in discover() if kind in (None, plugin.kind)]
    headings = ("kind", "name", "summary", "distribution", "version", "state")
    _print_table(headings, map(_row, listed))
    for plugin in listed:
        if plugin.problem:
            click.echo(f"{plugin.qualified}: {plugin.problem}")


def _list_models() -> None:
    """The models that have a short name, in the order of their table."""
    from rsteller_core.models import models

    click.echo("\nmodels that have a short name (--llm NAME):")
    rows = (
        (m.name, m.model, m.revision, m.licence, f"{m.memory:g} GB", ", ".join(_flags(m)))
        for m in models().values()
    )
    _print_table(("name", "model", "revision", "licence", "memory", "flags"), rows)
    click.echo(f"run in process by {IN_PROCESS!r}, by {BY_SERVER!r} where -o llm.url=... is given")


def _show_model(name: str) -> None:
    from rsteller_core.models import models

    model = models()[name]
    click.echo(f"--llm {name}   {model.model}")
    click.echo(f"  revision {model.revision}, licence {model.licence}, {model.memory:g} GB")
    if model.restricted:
        click.echo(f"  restricted: {model.restricted}")
    click.echo(f"  in process (--llm {IN_PROCESS}): rsteller plugins show llm {IN_PROCESS}")
    click.echo(f"  by a server (-o llm.url=URL): rsteller plugins show llm {BY_SERVER}")
    click.echo("  by another engine: -o llm.engine=NAME")


def _flags(model: Model) -> list[str]:
    return [*model.flags, *(["restricted"] if model.restricted else [])]


def _print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*row)
    # Where nobody looks, a line is a row, however long it is.
    Console(width=None if sys.stdout.isatty() else 1000).print(table)


def _row(plugin: Plugin) -> tuple[str, ...]:
    return (
        plugin.kind or "?",
        plugin.name,
        plugin.summary,
        plugin.distribution,
        plugin.version,
        _state(plugin),
    )


def _state(plugin: Plugin) -> str:
    from rsteller_core.plugins import discover

    if plugin.component is None:
        return "broken"
    if plugin.problem:
        return "incomplete"
    twins = [p for p in discover() if (p.kind, p.name) == (plugin.kind, plugin.name)]
    return f"ready, as {plugin.qualified}" if len(twins) > 1 else "ready"
