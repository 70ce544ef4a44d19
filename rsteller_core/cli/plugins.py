"""``rsteller plugins``: what is installed, and the options of each as one types them."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import click

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

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
    for key, field in component.options_model.model_fields.items():
        click.echo("\n".join(_option(part, key, field)))


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


def _option(part: str, key: str, field: FieldInfo) -> list[str]:
    default = "required" if field.is_required() else f"default: {_shown(field.get_default())}"
    return [
        f"  -o {part}.{key}={_value(field.annotation)}",
        f"      {field.description or ''}  [{default}]",
    ]


_VALUES = {
    bool: "true|false",
    int: "INTEGER",
    float: "NUMBER",
    Path: "PATH",
    datetime: "DATE-TIME",
}


def _value(annotation: Any) -> str:  # noqa: ANN401 - any type an option can have
    """What is typed for a value of this type: ``NUMBER,NUMBER``, ``auto|none``."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "|".join(map(str, arguments))
    if origin is Annotated:
        return _value(arguments[0])
    if origin in (Union, UnionType):
        return "|".join(_value(argument) for argument in arguments if argument is not NoneType)
    if origin in (tuple, list):
        return ",".join("..." if a is Ellipsis else _value(a) for a in arguments)
    return _VALUES.get(annotation, "TEXT")


def _shown(default: Any) -> str:  # noqa: ANN401 - any default there is
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    return "none" if default is None else str(default)
