"""Components that were chosen, by name, with their options validated.

Mistakes are added to a list of problems, for one message about all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from rsteller_core.errors import RstellerError
from rsteller_core.interfaces import Component, Options
from rsteller_core.models import BY_SERVER, IN_PROCESS, Model, models
from rsteller_core.plugins import did_you_mean, find, is_plugin
from rsteller_core.settings import AnnotatorOptions
from rsteller_core.values import Json

Tree = dict[str, Any]
M = TypeVar("M", bound=BaseModel)

DEFAULT_LLM = "template"
_PART = frozenset(AnnotatorOptions.model_fields)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A component that was chosen, with its options: picklable, and makes the component."""

    kind: str
    name: str
    component: type[Component[Any]]
    options: Options

    def make(self) -> Any:  # noqa: ANN401 - the interface is the caller's to know
        """A new component; opens nothing yet."""
        return self.component(self.options)

    def dump(self) -> dict[str, Json]:
        """The choice as the user would write it; secrets are masked."""
        return {"use": self.name, **self.options.model_dump(mode="json")}


@dataclass(frozen=True, slots=True)
class ChosenAnnotator(Chosen):
    """A backend that was chosen, by its own name or by that of a model, and its part in the run.

    ``engine`` is the backend's name where ``use`` names a model.
    """

    use: str
    part: AnnotatorOptions
    engine: str | None = None

    def dump(self) -> dict[str, Json]:
        """The choice as it would stand in ``llm.NAME``; secrets are masked."""
        engine: dict[str, Json] = {"engine": self.engine} if self.engine else {}
        part = self.part.model_dump(mode="json")
        return {"use": self.use, **engine, **part, **self.options.model_dump(mode="json")}


def choose(
    kind: str, name: str, table: Mapping[str, Any], where: str, problems: list[str]
) -> Chosen | None:
    """A component with validated options; None where there are problems, which are added."""
    try:
        component = find(kind, name)
    except RstellerError as error:
        problems.append(f"{kind}: {error}")
        return None
    options = validated(component.options_model, table, where, problems)
    return Chosen(kind, name, component, options) if options else None


def choose_annotators(table: Tree, problems: list[str]) -> tuple[ChosenAnnotator, ...]:
    """The annotators: what lies in ``llm`` is for all of them, in ``llm.NAME`` for one."""
    names = table.pop("use", DEFAULT_LLM)
    names = list(dict.fromkeys([names] if isinstance(names, str) else names))
    if not names or not all(isinstance(name, str) for name in names):
        problems.append("llm: say which one: --llm NAME, or use = [NAME, ...]")
        return ()
    own = {name: table.pop(name) for name in names if isinstance(table.get(name), Mapping)}
    chosen = []
    for name in names:
        where = "llm" if len(names) == 1 else f"llm.{name}"
        chosen.append(_annotator(name, {**table, **own.get(name, {})}, where, problems))
    whole = tuple(one for one in chosen if one)
    if len(whole) == len(names):
        problems += _without_writer(whole)
    return whole


def _annotator(name: str, table: Tree, where: str, problems: list[str]) -> ChosenAnnotator | None:
    use = str(table.pop("use", name))
    part = validated(
        AnnotatorOptions, {k: table.pop(k) for k in _PART & table.keys()}, where, problems
    )
    model = models().get(use)
    if model is None or is_plugin("llm", use):
        chosen, engine = choose("llm", use, table, where, problems), None
    else:
        engine = str(table.pop("engine", BY_SERVER if "url" in table else IN_PROCESS))
        chosen = _run_by(engine, model, table, where, problems)
    if not (chosen and part):
        return None
    return ChosenAnnotator("llm", name, chosen.component, chosen.options, use, part, engine)


def _run_by(
    engine: str, model: Model, table: Tree, where: str, problems: list[str]
) -> Chosen | None:
    """The engine that is to run a model, told which; the user's own options win."""
    try:
        known = find("llm", engine).options_model.model_fields
    except RstellerError as error:
        reason = error if is_plugin("llm", engine) else f"pip install 'rsteller[{engine}]'"
        problems.append(
            f"{where}: {model.name!r} is run by {engine!r}: {reason}; where a server runs it, "
            f"say which: -o {where}.url=http://localhost:8000/v1"
        )
        return None
    told = {key: value for key, value in model.options(engine).items() if key in known}
    if "model" in known and known["model"].annotation is Path:
        del told["model"]  # an engine of files: which one is the user's to say
    return choose("llm", engine, {**told, **table}, where, problems)


def _without_writer(chosen: Sequence[ChosenAnnotator]) -> Iterator[str]:
    """What nobody would write."""
    names = " or ".join(f"llm.{one.name}" for one in chosen)
    if not any(one.part.share for one in chosen):
        yield f"llm: nobody writes first captions: give {names} a share above 0"
    if not any(one.part.of_revisions for one in chosen):
        yield f"llm: nobody writes revisions: give {names} a revision_share above 0"


def validated(
    model: type[M], table: Mapping[str, Any], where: str, problems: list[str]
) -> M | None:
    """A table as options; None where there are problems, which are added."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        problems.extend(_sentence(model, detail, where) for detail in error.errors())
        return None


def _sentence(model: type[BaseModel], detail: Mapping[str, Any], where: str) -> str:
    """One mistake in words: where, what is wrong, what to write instead."""
    path = ".".join([where, *(str(step) for step in detail["loc"])])
    if detail["type"] == "extra_forbidden":
        hint = did_you_mean(str(detail["loc"][-1]), list(model.model_fields))
        return f"{path}: no such option; {hint}"
    if detail["type"] == "missing":
        field = model.model_fields.get(str(detail["loc"][0]))
        meaning = f" ({field.description})" if field and field.description else ""
        return f"{path}: is missing: -o {path}=...{meaning}"
    message = str(detail["msg"]).removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    given = detail["input"]
    shown = "" if isinstance(given, Mapping) or "ctx" not in detail else f" (not {given!r})"
    return f"{path}: {message}{'' if detail['type'] == 'value_error' else shown}"
