"""The prompts of a finished run, rendered again from its fact sheets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rsteller_core.errors import RstellerError
from rsteller_core.facts import sheet_from_json
from rsteller_core.interfaces import PromptTask
from rsteller_core.plugins import find
from rsteller_core.prompting import Prompts


class PromptsOfRun:
    """Renders as the run did. Where its tasks or templates are not at hand there are no prompts."""

    def __init__(self, run: Mapping[str, Any]) -> None:
        options = run.get("options", {})
        try:
            folder = options.get("prompts")
            self._prompts = Prompts(Path(folder) if folder else None)
            self._tasks = _tasks(options.get("task", {}))
        except (RstellerError, ValueError):
            self._tasks = {}

    def heads(self) -> dict[str, str]:
        """The constant part of the prompts of each task."""
        return {name: self._prompts.head(task.template, task) for name, task in self._tasks.items()}

    def tails(self, record: Mapping[str, Any]) -> dict[str, str]:
        """The variable part of the prompt of each of a sample's fact sheets, by task."""
        return {
            sheet["task"]: self._tail(self._tasks[sheet["task"]], sheet)
            for sheet in record.get("fact_sheets", ())
            if sheet["task"] in self._tasks
        }

    def _tail(self, task: PromptTask[Any], sheet: Mapping[str, Any]) -> str:
        return self._prompts.render(task.template, task, sheet_from_json(sheet))[1]


def _tasks(options: Mapping[str, Any]) -> dict[str, PromptTask[Any]]:
    found: dict[str, Any] = {}
    for name in options.get("use", ()):
        component = find("task", name)
        found[name] = component(component.options_model.model_validate(options.get(name, {})))
    return found
