"""``rsteller plugins``: what is installed, and the options of each as one types them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from rsteller_core.cli.typed import as_typed

if TYPE_CHECKING:
    from rsteller_core.plugins import Plugin


@click.group(invoke_without_command=True, short_help="List plugins, and show their options.")
@click.pass_context
def plugins(context: click.Context) -> None:
    """List the plugins that are installed and what state they are in."""
    if context.invoked_subcommand is None:
        _list()


@plugins.command()
@click.argument("kind")
@click.argument("name")
def show(kind: str, name: str) -> None:
    """Show the options of a plugin, as they are typed."""
    from rsteller_core.errors import ConfigError
    from rsteller_core.plugins import KINDS, did_you_mean, find

    if kind not in KINDS:
        raise ConfigError([f"no kind {kind!r}; {did_you_mean(kind, list(KINDS))}"])
    component = find(kind, name)
    part = f"task.{component.name}" if kind == "task" else kind
    click.echo(f"--{kind} {name}   {component.summary}")
    for line in as_typed(part, component.options_model):
        click.echo(line)


def _list() -> None:
    from rich.console import Console
    from rich.table import Table

    from rsteller_core.plugins import discover

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("kind", "name", "summary", "distribution", "version", "state"):
        table.add_column(heading)
    for plugin in discover():
        table.add_row(*_row(plugin))
    # Where nobody looks, a line is a plugin, however long it is.
    Console(width=None if sys.stdout.isatty() else 1000).print(table)
    for plugin in discover():
        if plugin.problem:
            click.echo(f"{plugin.qualified}: {plugin.problem}")


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
