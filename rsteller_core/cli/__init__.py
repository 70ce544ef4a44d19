"""The command line: parse, call, print. Everything heavy is imported when a command runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from rsteller_core.cli.osm import osm
from rsteller_core.cli.plan import plan
from rsteller_core.cli.plugins import plugins
from rsteller_core.cli.prompt import prompt
from rsteller_core.cli.publish import publish
from rsteller_core.cli.report import report
from rsteller_core.cli.run import preview, run
from rsteller_core.cli.settings import settings
from rsteller_core.cli.show import show
from rsteller_core.cli.stats import stats
from rsteller_core.errors import RstellerError
from rsteller_core.version import version

INTERRUPTED = 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try it:  rsteller run --source sample --llm template --out demo",
)
@click.version_option(version(), prog_name="rsteller")
def commands() -> None:
    """Make remote-sensing image-text datasets out of imagery, OpenStreetMap and language models."""


commands.add_command(run)
commands.add_command(plan)
commands.add_command(preview)
commands.add_command(prompt)
commands.add_command(osm)
commands.add_command(stats)
commands.add_command(show)
commands.add_command(report)
commands.add_command(publish)
commands.add_command(plugins)
commands.add_command(settings)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every foreseen error is one message on stderr and an exit code."""
    try:
        code = commands.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except RstellerError as error:
        click.echo(_message(error), err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; the same command goes on from here", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _message(error: RstellerError) -> str:
    lines = str(error).splitlines()
    if error.exit_code == 2 and len(lines) > 1:
        return "\n".join([f"rsteller: {len(lines)} mistakes:", *(f"  {line}" for line in lines)])
    return f"rsteller: {error}"
