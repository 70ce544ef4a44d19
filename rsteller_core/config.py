"""What the user asked for, resolved and validated, with all mistakes in one message.

A configuration file, the flags and ``-o PART.KEY=VALUE`` speak one vocabulary: a tree whose
parts are ``source``, ``extractor``, ``task``, ``llm`` and ``sink`` (each with ``use``, the name
of the plugin, beside that plugin's own options; a task's options lie one deeper, in
``task.NAME``, and so do those of one of several annotators, in ``llm.NAME``), ``grid``, ``run``,
``sampling``, ``glossary``, and the plain words ``aoi``, ``dates``, ``prompts`` and ``out``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rsteller_core.choosing import Chosen, ChosenAnnotator, choose, choose_annotators, validated
from rsteller_core.errors import ConfigError, RstellerError
from rsteller_core.interfaces import ImageSource, LLMBackend
from rsteller_core.plugins import did_you_mean
from rsteller_core.query import parse_aoi, parse_dates
from rsteller_core.settings import GlossaryOptions, GridOptions, RunOptions, SamplingOptions
from rsteller_core.values import Json, SceneQuery

Tree = dict[str, Any]

DEFAULT_TASKS = ("area", "non_area", "revision")
_WORDS = ("aoi", "dates", "prompts", "out")
_TABLES = ("grid", "run", "sampling", "glossary")
_COMPONENTS = ("source", "extractor", "llm", "sink")
_DEFAULT_SINK = "webdataset"


@dataclass(frozen=True, slots=True)
class RunConfig:
    """A validated run."""

    source: Chosen
    extractor: Chosen
    tasks: tuple[Chosen, ...]
    llms: tuple[ChosenAnnotator, ...]
    sink: Chosen
    grid: GridOptions
    run: RunOptions
    sampling: SamplingOptions
    glossary: GlossaryOptions
    query: SceneQuery
    words: Mapping[str, str]

    @property
    def prompts(self) -> Path | None:
        """The user's own folder of templates."""
        return Path(self.words["prompts"]) if "prompts" in self.words else None

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """All components of the run."""
        return (self.source, self.extractor, *self.tasks, *self.llms, self.sink)

    @property
    def shares_an_engine(self) -> bool:
        """Whether an annotator is to get one stream for the whole run, in its own process."""
        components = (chosen.component for chosen in self.llms)
        return any(issubclass(one, LLMBackend) and one.shared for one in components)

    def make_tasks(self) -> dict[str, Any]:
        """The tasks, made, by name."""
        return {chosen.name: chosen.make() for chosen in self.tasks}

    def dump(self) -> dict[str, Json]:
        """The resolved options, as they would stand in a configuration file."""
        words = {key: value for key, value in self.words.items() if key != "out"}
        task: dict[str, Json] = {"use": [chosen.name for chosen in self.tasks]}
        task.update({c.name: c.options.model_dump(mode="json") for c in self.tasks})
        llm: dict[str, Json] = {"use": [chosen.name for chosen in self.llms]}
        llm.update({chosen.name: chosen.dump() for chosen in self.llms})
        return {
            **words,
            "source": self.source.dump(),
            "extractor": self.extractor.dump(),
            "task": task,
            "llm": llm,
            "sink": self.sink.dump(),
            "grid": self.grid.model_dump(mode="json"),
            "run": self.run.model_dump(mode="json"),
            "sampling": self.sampling.model_dump(mode="json"),
            "glossary": self.glossary.model_dump(mode="json"),
        }


def read_toml(path: Path) -> Tree:
    """A configuration file as a tree. Raises ConfigError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError([f"--config: no such file: {path}"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"--config: {path} cannot be read: {error}"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"--config: {path} is not valid TOML: {error}"]) from None


def parse_override(text: str) -> Tree:
    """``PART.KEY=VALUE`` as a tree. Raises ConfigError.

    The value stays text, for the option's own type to read; only what begins with a bracket or a
    brace is read as TOML.
    """
    path, equals, value = text.partition("=")
    keys = path.strip().split(".")
    if not equals or len(keys) < 2 or not all(keys):
        raise ConfigError([f"-o {text}: is not like PART.KEY=VALUE, for example -o run.seed=1"])
    leaf: Any = value
    if value[:1] in ("[", "{"):
        try:
            leaf = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError as error:
            raise ConfigError([f"-o {text}: {error}"]) from None
    for key in reversed(keys):
        leaf = {key: leaf}
    return dict(leaf)


def merge(trees: Iterable[Mapping[str, Any]]) -> Tree:
    """Trees laid over each other: a later one wins, branch by branch."""
    merged: Tree = {}
    for tree in trees:
        for key, value in tree.items():
            below = merged.get(key)
            if isinstance(below, Mapping) and isinstance(value, Mapping):
                merged[key] = merge((below, value))
            else:
                merged[key] = value
    return merged


def resolve(tree: Mapping[str, Any]) -> RunConfig:
    """A validated run out of a tree. Raises ConfigError with every mistake in it."""
    problems: list[str] = []
    known = (*_COMPONENTS, "task", *_TABLES, *_WORDS)
    problems += [
        f"{part}: no such part; {did_you_mean(part, known)}" for part in tree if part not in known
    ]
    parts = {part: _table(tree, part, problems) for part in (*_COMPONENTS, "task", *_TABLES)}
    words = _words(tree, problems)
    source = _component("source", parts["source"], None, problems)
    own_map = source.component if source else None
    default = own_map.extractor if own_map and issubclass(own_map, ImageSource) else "pbf"
    extractor = _component("extractor", parts["extractor"], default, problems)
    llms = choose_annotators(parts["llm"], problems)
    sink = _component("sink", parts["sink"], _DEFAULT_SINK, problems)
    tasks = _tasks(parts["task"], problems)
    grid = validated(GridOptions, parts["grid"], "grid", problems)
    run = validated(RunOptions, parts["run"], "run", problems)
    sampling = validated(SamplingOptions, parts["sampling"], "sampling", problems)
    glossary = _glossary(parts["glossary"], problems)
    query = _query(words, problems)
    if not (source and extractor and llms and sink and grid and run and sampling and glossary):
        raise ConfigError(problems)
    if problems:
        raise ConfigError(problems)
    return RunConfig(
        source, extractor, tasks, llms, sink, grid, run, sampling, glossary, query, words
    )


def _table(tree: Mapping[str, Any], part: str, problems: list[str]) -> Tree:
    table = tree.get(part, {})
    if isinstance(table, Mapping):
        return dict(table)
    problems.append(f'{part}: is a table; to choose a plugin write [{part}] use = "{table}"')
    return {}


def _words(tree: Mapping[str, Any], problems: list[str]) -> dict[str, str]:
    words = {}
    for word in _WORDS:
        value = tree.get(word)
        if isinstance(value, str):
            words[word] = value
        elif value is not None:
            problems.append(f"{word}: is text, not {value!r}")
    folder = words.get("prompts")
    if folder is not None and not Path(folder).is_dir():
        problems.append(f"prompts: no such folder: {folder}")
    return words


def _component(kind: str, table: Tree, default: str | None, problems: list[str]) -> Chosen | None:
    name = table.pop("use", default)
    if not isinstance(name, str):
        what = f"not {name!r}" if name is not None else "see rsteller plugins"
        problems.append(f"{kind}: say which one: --{kind} NAME ({what})")
        return None
    return choose(kind, name, table, kind, problems)


def _tasks(table: Tree, problems: list[str]) -> tuple[Chosen, ...]:
    names = table.pop("use", list(DEFAULT_TASKS))
    if isinstance(names, str):
        names = [names]
    if not names or not all(isinstance(name, str) for name in names):
        problems.append("task: say which: --task NAME, or use = [NAME, ...]")
        return ()
    problems += [
        f"task.{part}: is not a task of this run; {did_you_mean(part, names)}"
        for part in table
        if part not in names
    ]
    chosen = [
        choose("task", name, table.get(name, {}), f"task.{name}", problems)
        for name in dict.fromkeys(names)
    ]
    return tuple(task for task in chosen if task)


def _glossary(table: Tree, problems: list[str]) -> GlossaryOptions | None:
    options = validated(GlossaryOptions, table, "glossary", problems)
    try:
        if options:
            options.load()
    except RstellerError as error:
        problems.append(f"glossary: {error}")
    return options


def _query(words: Mapping[str, str], problems: list[str]) -> SceneQuery:
    aoi, start, end = None, None, None
    try:
        aoi = parse_aoi(words["aoi"]) if "aoi" in words else None
    except RstellerError as error:
        problems.append(f"aoi: {error}")
    try:
        start, end = parse_dates(words["dates"]) if "dates" in words else (None, None)
    except RstellerError as error:
        problems.append(f"dates: {error}")
    return SceneQuery(aoi, start, end)
