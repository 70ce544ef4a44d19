"""Prompts out of templates: a constant head and a variable tail.

A template has two blocks. ``head`` is the same for every patch of a task, so that an engine can
keep it: the role, the directions, the rules, worked examples. ``tail`` holds this patch: its
facts, the previous caption of a revision, the objections to a failed attempt. Nothing stands
outside the blocks.

Templates are looked for in the user's folder, then in ours; ``rsteller/area.j2`` is always ours,
so that a user's own can ``{% extends "rsteller/area.j2" %}`` it; ``town/roof.j2`` is
``prompts/roof.j2`` in the package ``town`` of a plugin, unless the user's folder holds it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    meta,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rsteller_core.errors import ConfigError
from rsteller_core.geometry import axes_lines
from rsteller_core.interfaces import PromptTask
from rsteller_core.values import Fact, FactSheet, Objection

Block = Literal["head", "tail"]
BLOCKS: tuple[Block, ...] = get_args(Block)

# Longer words of an objection are the caption itself: the reason says enough.
_QUOTED = 60

# What templates, markup and the chat formats of models are made of.
_MARKS = "<>{}[]|`"
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in _MARKS}

# Unprintable, but part of how Persian, Arabic, Hebrew and Indian names are written.
_JOINERS = "\u200c\u200d\u200e\u200f"

# What an expression in a template can raise besides Jinja's own errors.
_BROKEN = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError)


def prompts_folder() -> Path:
    """Where our templates lie: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).parent
    return here / "prompts" if (here / "prompts").is_dir() else here.parent / "prompts"


class Prompts:
    """The templates of a run, each compiled once; ``folder`` holds the user's own."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise ConfigError([f"prompts: there is no folder {folder}"])
        ours = FileSystemLoader(prompts_folder())
        users = [FileSystemLoader(folder)] if folder else []
        self._folders = [folder, prompts_folder()] if folder else [prompts_folder()]
        self._loader = ChoiceLoader([*users, ours, PrefixLoader({"rsteller": ours}), _OfPackages()])
        self._environment = _environment(self._loader)
        self._templates: dict[str, Template] = {}
        self._constants: dict[PromptTask[Any], dict[str, Any]] = {}
        self._heads: dict[tuple[str, PromptTask[Any]], str] = {}
        self._hashes: dict[str, str] = {}

    def render(
        self,
        template: str,
        task: PromptTask[Any],
        sheet: FactSheet,
        previous: str | None = None,
        objections: Sequence[Objection] = (),
    ) -> tuple[str, str]:
        """The head and the tail of a prompt. Raises ConfigError where a template is broken.

        The head is given ``options`` (the task's, by name) and ``axes`` (the lines that say which
        way is which); the tail besides these ``facts`` (one line each), ``previous`` (a quoted
        string) and ``objections`` (one line each); the last two are empty where there are none.
        Facts about different elements are set apart by empty lines. Nothing in these values can
        act as a template, as markup or as a control word of a model: such marks are escaped.
        """
        variables = {
            **self._constants_of(task),
            "facts": _facts(sheet.facts),
            "previous": "" if previous is None else _quoted(previous),
            "objections": "\n".join(map(_objection_line, objections)),
        }
        return self.head(template, task), self._block(template, "tail", variables)

    def head(self, template: str, task: PromptTask[Any]) -> str:
        """The constant part of a task's prompts, rendered once."""
        head = self._heads.get((template, task))
        if head is None:
            head = self._block(template, "head", self._constants_of(task))
            self._heads[template, task] = head
        return head

    def hashes(self) -> Mapping[str, str]:
        """SHA-256 of each template by name, with all that it extends, includes and imports.

        All of the user's and ours are there, those of packages once they have been rendered.
        """
        if not self._hashes:
            for name in self._listed():
                self._hashes[name] = self._hash(name)
        return self._hashes

    def _constants_of(self, task: PromptTask[Any]) -> dict[str, Any]:
        constants = self._constants.get(task)
        if constants is None:
            constants = {"options": task.options.model_dump(mode="json"), "axes": axes_lines()}
            self._constants[task] = constants
        return constants

    def _block(self, name: str, block: Block, variables: Mapping[str, Any]) -> str:
        template = self._templates.get(name) or self._open(name)
        try:
            return _rendered(template, variables, *(other for other in BLOCKS if other != block))
        except _BROKEN as error:
            raise self._mistake(name, error) from error

    def _open(self, name: str) -> Template:
        try:
            template = self._environment.get_template(name)
            outside = _rendered(template, {}, *BLOCKS).strip()
        except _BROKEN as error:
            raise self._mistake(name, error) from error
        if outside:
            raise ConfigError(
                [f"{template.filename}: text outside of the blocks head and tail: {outside[:60]!r}"]
            )
        if name not in self.hashes():
            self._hashes[name] = self._hash(name)
        self._templates[name] = template
        return template

    def _hash(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            for part, source in self._sources(name):
                digest.update(json.dumps([part, source]).encode())
        except _BROKEN as error:
            raise self._mistake(name, error) from error
        return digest.hexdigest()

    def _sources(self, name: str) -> Iterator[tuple[str, str]]:
        """A template and all it refers to, each once, in the order of reference."""
        names = [name]
        for part in names:
            source, file, _ = self._loader.get_source(self._environment, part)
            yield part, source
            tree = self._environment.parse(source, part, file)
            referred = meta.find_referenced_templates(tree)
            names += [other for other in referred if other and other not in names]

    def _listed(self) -> list[str]:
        names = self._environment.list_templates(["j2"])
        return sorted(name for name in names if not name.startswith("rsteller/"))

    def _mistake(self, name: str, error: Exception) -> ConfigError:
        if isinstance(error, TemplateNotFound):
            where = " or ".join(map(str, self._folders))
            known = ", ".join(self._listed())
            return ConfigError([f"no prompt template {error.name} in {where}; there are {known}"])
        file, line = _place(error, name)
        return ConfigError([f"{file}, line {line}: {error}"])


class _OfPackages(BaseLoader):
    """``town/roof.j2``: the file ``prompts/roof.j2`` of the package ``town``."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        package, _, name = template.partition("/")
        spec = find_spec(package) if name and package.isidentifier() else None
        if spec is None or not spec.submodule_search_locations:
            raise TemplateNotFound(template)
        folders = [Path(place) / "prompts" for place in spec.submodule_search_locations]
        return FileSystemLoader(folders).get_source(environment, name)

    def list_templates(self) -> list[str]:
        """None: packages are looked into when they are named."""
        return []


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox; the globals of its templates, which never change, are plain dicts.

    Jinja chains two maps, and walks through them several times in each rendering.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def _environment(loader: BaseLoader) -> Environment:
    # Prompts are plain text: nothing is escaped. Values are never taken for template code.
    return _Environment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _rendered(template: Template, variables: Mapping[str, Any], *silent: Block) -> str:
    """The template's text without these blocks: they are overridden by an empty one."""
    context = template.new_context(dict(variables))
    for block in silent:
        context.blocks[block] = [_nothing, *context.blocks.get(block, [])]
    return "".join(template.root_render_func(context))


def _nothing(_: Context) -> Iterator[str]:
    return iter(())


def _facts(facts: Sequence[Fact]) -> str:
    """A line for each fact; between the facts of one element and those of another, an empty one."""
    lines = [f"- {_one_line(fact.text)}" for fact in facts]
    if len({fact.element for fact in facts} - {None}) > 1:
        for number, (one, other) in enumerate(pairwise(facts), start=1):
            if one.element != other.element:
                lines[number] = f"\n{lines[number]}"
    return _inert("\n".join(lines))


def _objection_line(objection: Objection) -> str:
    words, line = objection.words, f"- {_inert(_one_line(objection.reason))}"
    if words and len(words) <= _QUOTED:
        line += f": {_quoted(words)}"
    if objection.fact:
        line += f" (the fact is: {_inert(_one_line(objection.fact))})"
    return line


def _quoted(text: str) -> str:
    """As a JSON string on one line."""
    return _inert(_one_line(json.dumps(text, ensure_ascii=False)))


def _one_line(text: str) -> str:
    """Without line breaks and other unprintable characters."""
    if text.isprintable():
        return text
    plain = (sign if sign.isprintable() or sign in _JOINERS else " " for sign in text)
    return " ".join("".join(plain).split())


def _inert(text: str) -> str:
    """With every mark that could act written as an escape."""
    acts = any(mark in text for mark in _MARKS)
    return text.translate(_ESCAPES) if acts else text


def _place(error: Exception, name: str) -> tuple[str, int]:
    """The file and line of a template's mistake: what the error says, or the deepest line run."""
    file = str(getattr(error, "filename", None) or name)
    line = int(getattr(error, "lineno", None) or 1)
    trace = error.__traceback__
    while trace is not None:
        # The compiled module of a template knows which of its lines are which of the file's.
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            file = str(template.filename or template.name)
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return file, line
