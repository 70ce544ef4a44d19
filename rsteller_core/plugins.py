"""Which plugins there are: entry points discover, pluggy registers, the interfaces define.

Entry points are loaded one at a time, so that a broken plugin is listed as broken and disturbs
nobody. Two components of one name and kind are both listed; they are then asked for by
``DISTRIBUTION/NAME``.
"""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import Any

import pluggy

from rsteller_core import hookspecs
from rsteller_core.errors import MissingExtra, PluginError
from rsteller_core.interfaces import (
    Component,
    ElementExtractor,
    ImageSource,
    LLMBackend,
    PromptTask,
    Sink,
)
from rsteller_core.models import models

GROUP = "rsteller"

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")

KINDS: dict[str, tuple[str, type[Component[Any]]]] = {
    "source": ("rsteller_image_sources", ImageSource),
    "extractor": ("rsteller_element_extractors", ElementExtractor),
    "task": ("rsteller_prompt_tasks", PromptTask),
    "llm": ("rsteller_llm_backends", LLMBackend),
    "sink": ("rsteller_sinks", Sink),
}
"""The kinds of component, by the word the user types: its hook and its interface."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One component that a distribution brings, or a distribution's plugin that is broken.

    ``problem`` is empty for a component that is ready. ``component`` is None for a broken one.
    """

    kind: str
    name: str
    summary: str
    distribution: str
    version: str
    problem: str = ""
    component: type[Component[Any]] | None = None

    @property
    def qualified(self) -> str:
        """The name that is never ambiguous."""
        return f"{self.distribution}/{self.name}"


@cache
def discover() -> tuple[Plugin, ...]:
    """All plugins that are installed, sorted by kind and name; imports their modules."""
    order = list(KINDS)
    found = [
        plugin
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
        for plugin in _load(entry)
    ]
    return tuple(
        sorted(
            found,
            key=lambda p: (order.index(p.kind) if p.kind else len(order), p.name, p.distribution),
        )
    )


def find(kind: str, name: str) -> type[Component[Any]]:
    """The component of this kind and name (or ``DISTRIBUTION/NAME``), ready to be made.

    Raises PluginError for an unknown, broken or ambiguous name, MissingExtra for an incomplete
    one.
    """
    of_kind = [plugin for plugin in discover() if plugin.kind == kind]
    matches = [plugin for plugin in of_kind if name in (plugin.name, plugin.qualified)]
    if not matches:
        raise PluginError(_unknown(kind, name, of_kind))
    if len(matches) > 1:
        words = " or ".join(f"--{kind} {plugin.qualified}" for plugin in matches)
        raise PluginError(f"two plugins bring {kind} {name!r}: say {words}")
    plugin = matches[0]
    if plugin.component is None:
        raise PluginError(f"{kind} {name!r} is broken: {plugin.problem}")
    if plugin.problem:
        raise MissingExtra(f"{kind} {name!r} {plugin.problem}")
    return plugin.component


def is_plugin(kind: str, name: str) -> bool:
    """Whether a component of this kind goes by this name, ready or not."""
    return any(p.kind == kind and name in (p.name, p.qualified) for p in discover())


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A suggestion for a misspelt word, or what there is."""
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"there is {', '.join(sorted(known))}" if known else "there is none"


def _unknown(kind: str, name: str, of_kind: Sequence[Plugin]) -> str:
    aliases = models() if kind == "llm" else ()
    hint = did_you_mean(name, [*(plugin.name for plugin in of_kind), *aliases])
    broken = [f"{p.qualified}, {p.problem}" for p in discover() if not p.kind]
    also = f" (broken, and may bring it: {'; '.join(broken)})" if broken else ""
    return f"no {kind} is called {name!r}; {hint}{also}"


def _load(entry: EntryPoint) -> Iterator[Plugin]:
    """The components of one entry point, or one Plugin that says why there are none."""
    distribution, version = _origin(entry)
    try:
        classes = list(_components(entry))
        missing = [_missing(component, distribution) for _, component in classes]
    except (Exception, SystemExit) as error:  # a plugin is foreign code: any failure is its own
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        yield Plugin("", entry.name, "", distribution, version, problem=reason)
        return
    for (kind, component), problem in zip(classes, missing, strict=True):
        yield Plugin(
            kind,
            component.name,
            component.summary,
            distribution,
            version,
            problem,
            component,
        )


def _components(entry: EntryPoint) -> Iterator[tuple[str, type[Component[Any]]]]:
    """Register one entry point in a manager of its own and ask its hooks.

    A manager each, because a registration that fails leaves its plugin half registered and
    pluggy drops the second of two equal names without a word.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(entry.load(), entry.name)
    manager.check_pending()
    brought = [
        (kind, hook, interface, component)
        for kind, (hook, interface) in KINDS.items()
        for classes in getattr(manager.hook, hook)()
        for component in classes
    ]
    if not brought:
        raise TypeError("brings no component: is @hookimpl missing above the hook?")
    for kind, hook, interface, component in brought:
        _require_component(component, interface, hook)
        yield kind, component


def _require_component(component: object, interface: type[Component[Any]], hook: str) -> None:
    if not (inspect.isclass(component) and issubclass(component, interface)):
        raise TypeError(f"{hook} returned {component!r}, which is no {interface.__name__}")
    if inspect.isabstract(component):
        missing = ", ".join(sorted(component.__abstractmethods__))
        raise TypeError(f"{component.__name__} does not define {missing}")
    for attribute in ("name", "summary"):
        if not isinstance(getattr(component, attribute, None), str):
            raise TypeError(f"{component.__name__} has no {attribute}")
    if not _NAME.fullmatch(component.name):
        raise TypeError(f"{component.name!r} is no name: it has letters a-z, digits, _ and -")


def _origin(entry: EntryPoint) -> tuple[str, str]:
    return (entry.dist.name, entry.dist.version) if entry.dist else ("unknown", "unknown")


def _missing(component: type[Component[Any]], distribution: str) -> str:
    """The command that completes a component, where a module it requires is missing."""
    missing = [module for module in component.requires if not _is_there(module)]
    if not missing:
        return ""
    what = f"{distribution}[{component.extra}]" if component.extra else " ".join(missing)
    return f"needs {', '.join(missing)}: pip install '{what}'"


def _is_there(module: str) -> bool:
    """Whether a module, dotted or not, could be imported."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
