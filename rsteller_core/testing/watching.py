"""Whether code touches the world: what it opens, lists, connects to or starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

TOUCHES = (
    "open",
    "os.listdir",
    "os.mkdir",
    "os.scandir",
    "os.system",
    "socket.connect",
    "socket.getaddrinfo",
    "sqlite3.connect",
    "subprocess.Popen",
)
"""The events of Python's own audit that reach outside of the process."""

_watching: list[list[str]] = []

_IMPORT = """
import importlib, json, os, sys
import rsteller_core.interfaces

code = tuple({os.path.realpath(path) for path in (*sys.path, sys.prefix, sys.base_prefix) if path})
seen = []

def note(event, arguments):
    path = arguments[0] if arguments else None
    if event == "import" or event not in sys.argv[2].split():
        return
    if event in ("open", "os.listdir", "os.scandir") and (
        not isinstance(path, (str, bytes, os.PathLike))
        or os.path.realpath(os.fsdecode(path)).startswith(code)
    ):
        return
    seen.append(f"{event}: {path}")

sys.addaudithook(note)
importlib.import_module(sys.argv[1])
print(json.dumps({"touched": seen, "modules": sorted(sys.modules)}))
"""


@contextmanager
def touched() -> Iterator[list[str]]:
    """A list that fills with what Python code opens, lists, connects to or starts in the block.

    What compiled libraries open by themselves is not seen.
    """
    _start_watching()
    seen: list[str] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.pop()


@cache
def _start_watching() -> None:
    # An audit hook stays for the life of the process: there is one, idle outside of the blocks.
    sys.addaudithook(_note)


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event in TOUCHES:
        _watching[-1].append(f"{event}: {arguments[0] if arguments else ''}")


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing a module did: what it touched besides code, and all modules it brought."""

    touched: tuple[str, ...]
    modules: frozenset[str]


@cache
def import_alone(module: str) -> Imported:
    """Import a module in a fresh interpreter with this one's path, and see what that does.

    The working directory is no part of that path: it may hold another copy of the module.
    """
    result = subprocess.run(
        [sys.executable, "-P", "-c", _IMPORT, module, " ".join(TOUCHES)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise AssertionError(f"import {module} failed:\n{result.stderr}")
    told = json.loads(result.stdout.splitlines()[-1])
    return Imported(tuple(told["touched"]), frozenset(told["modules"]))
