"""``rsteller prompt``: the very prompt of a patch, before any model is asked."""

from __future__ import annotations

from typing import Any

import click

from rsteller_core.cli.options import config_of, run_options


@click.command(short_help="Print the prompt of a patch, as the model would get it.")
@run_options
@click.argument("patch_id", required=False)
def prompt(patch_id: str | None, **given: Any) -> None:  # noqa: ANN401
    """Print the prompt of a patch (by default the plan's first), as the model would get it."""
    from rsteller_core.cli.progress import progress_of
    from rsteller_core.errors import InputError
    from rsteller_core.prompting import Prompts
    from rsteller_core.run import plan_of
    from rsteller_core.values import PlanRow

    config = config_of(given)
    prompts = Prompts(config.prompts)
    tasks = config.make_tasks()
    with progress_of() as progress:
        rows = (row for row in plan_of(config, progress.preparing) if isinstance(row, PlanRow))
        row = next((row for row in rows if patch_id in (None, row.patch.patch_id)), None)
    if row is None:
        raise InputError(
            f"no patch {patch_id!r} is planned"
            if patch_id
            else "no patch holds an element worth it"
        )
    for sheet in row.sheets:
        task = tasks[sheet.task]
        head, tail = prompts.render(task.template, task, sheet)
        click.echo(head + tail)
