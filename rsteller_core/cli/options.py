"""The options that say what a run is; every command that plans takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rsteller_core.config import RunConfig

F = TypeVar("F", bound=Callable[..., None])

_OPTIONS = (
    click.option("--source", metavar="NAME", help="Image source."),
    click.option("--extractor", metavar="NAME", help="Element extractor.  [default: the source's]"),
    click.option(
        "--task",
        metavar="NAME",
        multiple=True,
        help="Prompt task; give it again for more.  [default: area, non_area, revision]",
    ),
    click.option(
        "--llm",
        metavar="NAME",
        multiple=True,
        help="Language model; give it again for more.  [default: template]",
    ),
    click.option("--sink", metavar="NAME", help="Writer of shards.  [default: webdataset]"),
    click.option(
        "--aoi", metavar="AREA", help="GeoJSON file, or WEST,SOUTH,EAST,NORTH in degrees."
    ),
    click.option(
        "--dates", metavar="FROM/TO", help="For example 2020/2022 or 2021-06-01/2021-08-31."
    ),
    click.option("--prompts", metavar="DIR", help="Folder of templates that override ours."),
    click.option("--config", metavar="FILE", type=Path, help="TOML file with the same words."),
    click.option(
        "-o",
        "--option",
        "overrides",
        metavar="PART.KEY=VALUE",
        multiple=True,
        help="Any option of any part, for example -o source.path=town.tif.",
    ),
)


def run_options(command: F) -> F:
    """Give a command the options that say what a run is."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def tree_of(given: Mapping[str, Any], out: str | None = None) -> dict[str, Any]:
    """The configuration tree of what was typed: the file, then the flags, then ``-o``."""
    from rsteller_core.config import merge, parse_override, read_toml

    flags: dict[str, Any] = {word: given[word] for word in ("aoi", "dates", "prompts")}
    flags["out"] = out
    for part in ("source", "extractor", "sink"):
        flags[part] = {"use": given[part]} if given[part] else None
    for part in ("task", "llm"):
        flags[part] = {"use": list(given[part])} if given[part] else None
    typed = {part: value for part, value in flags.items() if value is not None}
    base = read_toml(given["config"]) if given["config"] else {}
    return merge([base, typed, *map(parse_override, given["overrides"])])


def config_of(given: Mapping[str, Any], out: str | None = None) -> RunConfig:
    """The validated run of what was typed. Raises ConfigError."""
    from rsteller_core.config import resolve

    return resolve(tree_of(given, out))
