"""What makes a run this run: its options, the versions that ran it, the hashes of what it read."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import version as version_of
from typing import Any

from rsteller_core.config import RunConfig
from rsteller_core.credits import restriction
from rsteller_core.fingerprint import fingerprint
from rsteller_core.interfaces import LLMBackend
from rsteller_core.plugins import discover
from rsteller_core.prompting import Prompts
from rsteller_core.values import Json
from rsteller_core.version import version

_LIBRARIES = ("rasterio", "osmium", "shapely", "pyproj", "simplejpeg", "webdataset", "pyarrow")
"""The libraries that have a part in the bytes of a dataset."""

_FREE = ("environment.", "options.run.max_failures")
"""What may differ when a run goes on: it decides no byte of what is written."""


def run_identity(config: RunConfig) -> dict[str, Any]:
    """The identity of a run as JSON. Raises InputError where an input is missing."""
    inputs: dict[str, Json] = {}
    for chosen in (config.source, config.extractor, *config.llms):
        with chosen.make() as component:
            inputs.update(component.inputs())
    inputs.update({str(path): fingerprint(path) for path in config.glossary.files})
    used = Prompts(config.prompts).hashes()
    templates = {chosen.make().template for chosen in config.tasks}
    options, free = _options(config)
    return {
        "rsteller": version(),
        "plugins": _plugin_versions(config),
        "options": options,
        "annotators": _annotators(config),
        "templates": {name: used[name] for name in sorted(templates)},
        "inputs": inputs,
        "environment": {
            "python": platform.python_version(),
            **{name: version_of(name) for name in _LIBRARIES},
            "llm": free,
        },
    }


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """What differs between two identities, a line each: ``options.run.seed: 0, now 1``.

    The environment is recorded and not compared, nor is what decides only when a run stops.
    """
    before, now = (
        {path: leaf for path, leaf in _leaves(tree) if not path.startswith(_FREE)}
        for tree in (there, here)
    )
    return [
        f"{path}: {_shown(before, path)}, now {_shown(now, path)}"
        for path in sorted(before.keys() | now.keys())
        if before.get(path) != now.get(path)
    ]


def _options(config: RunConfig) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options, and apart from them those that only decide how an answer is got."""
    options: dict[str, Any] = config.dump()
    free: dict[str, Any] = {}
    for chosen in config.llms:
        with chosen.make() as backend:
            decisive = backend.parameters
        told = options["llm"][chosen.name]
        names = type(chosen.options).model_fields.keys() - decisive.keys()
        free[chosen.name] = {name: told.pop(name) for name in sorted(names)}
    return options, free


def _annotators(config: RunConfig) -> dict[str, Any]:
    """The models that write, with their licences and what these ask of the captions."""
    told = {}
    for chosen in config.llms:
        with chosen.make() as backend:
            told[backend.annotator] = {"licence": backend.licence, **_restricted(backend)}
    return told


def _restricted(backend: LLMBackend[Any]) -> dict[str, str]:
    restricted = restriction(backend)
    return {"restricted": restricted} if restricted else {}


def _shown(leaves: Mapping[str, Any], path: str) -> str:
    return repr(leaves[path]) if path in leaves else "nothing"


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, path)
        else:
            yield path, value


def _plugin_versions(config: RunConfig) -> dict[str, str]:
    used = {chosen.component for chosen in config.chosen}
    return {
        plugin.distribution: plugin.version for plugin in discover() if plugin.component in used
    }
