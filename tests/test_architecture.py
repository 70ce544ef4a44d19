"""What the house may not become: which room imports which, and what is loaded when."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import rsteller_core

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "rsteller_core"
PLUGINS = sorted(path.name for path in (ROOT / "plugins").glob("rsteller_*"))
ROOMS = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "design.md").read_text(), re.MULTILINE)
OPTIONAL = {"torch", "transformers", "outlines", "ee", "ray"}
OPTIONAL |= {"accelerate", "gguf", "huggingface_hub", "llguidance", "psutil", "xllamacpp"}
SLOW = {"rasterio", "osmium", "shapely", "pyproj", "pydantic", "numpy", "pyarrow", "jinja2"}


def modules(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[tuple[str, str, int]]:
    """The module, the name taken from it ('' for none) and the line of every import."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno} is relative"
            yield from ((node.module or "", alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)


def loaded_by(code: str) -> set[str]:
    """The packages that are loaded when this has run in a fresh interpreter."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_the_design_lists_every_room() -> None:
    there = {path.stem for path in CORE.glob("*.py")} | {
        path.parent.name for path in CORE.glob("*/__init__.py")
    }
    assert sorted(ROOMS) == sorted(there - {"__init__"})


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_rooms_before_it(room: str) -> None:
    above = set(ROOMS[: ROOMS.index(room) + 1])
    for path in [CORE / f"{room}.py", *modules(CORE / room)]:
        for module, name, line in imports(path) if path.exists() else ():
            package, _, rest = module.partition(".")
            if package == "rsteller_core":
                used = rest.partition(".")[0] or name
                assert used in above, f"{path.name}:{line} imports {used}, which comes after {room}"


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_imports_only_what_the_core_exports(plugin: str) -> None:
    for path in modules(ROOT / "plugins" / plugin):
        for module, name, line in imports(path):
            where = f"{path.relative_to(ROOT)}:{line}"
            assert not module.startswith("rsteller_core."), f"{where} reaches into {module}"
            assert module not in set(PLUGINS) - {plugin}, f"{where} imports another plugin"
            if module == "rsteller_core" and name:
                assert name in rsteller_core.__all__, f"{where}: {name} is not exported"


def test_every_exported_name_is_there() -> None:
    for name in rsteller_core.__all__:
        assert getattr(rsteller_core, name) is not None


def test_the_core_loads_nothing_that_is_optional() -> None:
    every = ", ".join(f"rsteller_core.{room}" for room in ROOMS if room != "testing")
    assert loaded_by(f"import {every}") & (OPTIONAL | {"pytest"}) == set()


def test_no_plugin_loads_anything_slow_when_it_is_listed() -> None:
    listing = "from rsteller_core.plugins import discover\nassert discover()"
    slow = {"aiohttp", "rasterio", "osmium", "pyarrow", "tifffile", "imagecodecs", "webdataset"}
    assert loaded_by(listing) & (OPTIONAL | slow) == set()


def test_help_loads_nothing_slow() -> None:
    asking = "from rsteller_core.cli import commands\ncommands.main(['--help'], 'x', None, False)"
    assert loaded_by(asking) & (OPTIONAL | SLOW) == set()


def test_importing_the_core_loads_nothing() -> None:
    assert loaded_by("import rsteller_core") & (OPTIONAL | SLOW | {"click", "pluggy"}) == set()
