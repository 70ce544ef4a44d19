"""``rsteller plugins``: what is installed, and the options of each as one types them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from rsteller_core.plugins import Plugin


@click.group(invoke_without_command=True)
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
        table.add_column(heading, overflow="fold")
    for plugin in discover():
        table.add_row(*_row(plugin))
    Console(width=None if click.get_text_stream("stdout").isatty() else 160).print(table)


def _row(plugin: Plugin) -> tuple[str, ...]:
    from rsteller_core.plugins import discover

    twins = [p for p in discover() if (p.kind, p.name) == (plugin.kind, plugin.name)]
    state = "ready"
    if plugin.component is None:
        state = f"broken: {plugin.problem}"
    elif plugin.problem:
        state = plugin.problem
    elif len(twins) > 1:
        state = f"ready, as {plugin.qualified}"
    return (
        plugin.kind or "?",
        plugin.name,
        plugin.summary,
        plugin.distribution,
        plugin.version,
        state,
    )


def _option(part: str, key: str, field: FieldInfo) -> list[str]:
    default = "required" if field.is_required() else f"default: {_shown(field.get_default())}"
    return [f"  -o {part}.{key}={_type(field)}", f"      {field.description or ''}  [{default}]"]


def _type(field: FieldInfo) -> str:
    annotation = field.annotation
    name = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    return name.replace("typing.", "").replace("pathlib._local.", "").replace("pathlib.", "")


def _shown(default: Any) -> str:  # noqa: ANN401 - any default there is
    return "none" if default is None else str(default)
