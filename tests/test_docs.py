"""The pages on plugins say what there is, and their code runs.

``python tests/test_docs.py`` rewrites the table of options in docs/plugins.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from rsteller_core import hookspecs
from rsteller_core.cli import commands
from rsteller_core.interfaces import Options
from rsteller_core.plugins import KINDS, discover
from rsteller_core.settings import (
    AnnotatorOptions,
    GlossaryOptions,
    GridOptions,
    RunOptions,
    SamplingOptions,
)

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = ROOT / "docs" / "plugins.md"
DEPENDENCIES = ROOT / "docs" / "dependencies.md"
MARK = "<!-- made by tests/test_docs.py: rewrite with `python tests/test_docs.py` -->\n"


def options_table() -> str:
    """Every option of what rsteller brings, a line each."""
    parts: list[tuple[str, str, type[Options]]] = [
        ("every run: the patches", "grid", GridOptions),
        ("every run: how it goes", "run", RunOptions),
        ("every run: what is taken of what is there", "sampling", SamplingOptions),
        ("several annotators: the part of each", "llm.NAME", AnnotatorOptions),
        ("every run: what is known of tags", "glossary", GlossaryOptions),
    ]
    for plugin in discover():
        if plugin.distribution == "rsteller" and plugin.component:
            part = f"task.{plugin.name}" if plugin.kind == "task" else plugin.kind
            title = f"`--{plugin.kind} {plugin.name}`: {plugin.summary}"
            parts.append((title, part, plugin.component.options_model))
    return "\n".join(line for part in parts for line in _section(*part))


def _section(title: str, part: str, model: type[Options]) -> Iterator[str]:
    if not model.model_fields:
        return
    yield f"\n**{title}**\n"
    yield "| option | default | meaning |\n|---|---|---|"
    for name, field in model.model_fields.items():
        default = "required" if field.is_required() else f"`{field.get_default()}`"
        yield f"| `{part}.{name}` | {default.replace('`None`', '')} | {field.description} |"


def blocks(name: str) -> list[str]:
    """The code blocks on the page that are versions of this file, in their order."""
    found = re.findall(r"```\w+\n(.*?)```", PLUGINS.read_text(encoding="utf-8"), re.DOTALL)
    return [block for block in found if block.startswith(f"# {name}\n")]


@pytest.fixture
def run_in(tmp_path: Path):
    """Run Python with a folder on its path that holds the tutorial's files."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, *words]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("hook", [name for name in vars(hookspecs) if name.startswith("rsteller_")])
def test_every_hook_is_described(hook: str) -> None:
    assert f"| `{hook}` |" in PLUGINS.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_interface_is_described(kind: str) -> None:
    interface = KINDS[kind][1]
    page = PLUGINS.read_text(encoding="utf-8")
    for name in interface.__abstractmethods__:
        assert re.search(rf"`{name}\b", page), f"{interface.__name__}.{name}"


@pytest.mark.parametrize("command", sorted(commands.commands))
def test_every_command_is_mentioned(command: str) -> None:
    pages = (path.read_text(encoding="utf-8") for path in PLUGINS.parent.glob("*.md"))
    named = re.compile(rf"(?:`|^    |^)rsteller {command}\b", re.MULTILINE)
    assert any(named.search(page) for page in pages)


def test_every_flag_is_mentioned_or_explains_itself() -> None:
    flags = [p for p in commands.commands["run"].params if isinstance(p, click.Option)]
    assert flags
    assert [flag.name for flag in flags if not flag.help] == []


def test_the_table_of_options_is_the_one_of_the_code() -> None:
    written = PLUGINS.read_text(encoding="utf-8").partition(MARK)[2]
    assert written.strip() == options_table().strip(), "run: python tests/test_docs.py"


def test_every_dependency_is_justified() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(name for extra in extras for name in extra)]
    page = DEPENDENCIES.read_text(encoding="utf-8")
    names = {re.split(r"[^\w-]", requirement)[0] for requirement in wanted} - {"rsteller"}
    assert [name for name in sorted(names) if f"| {name} |" not in page] == []


@pytest.mark.parametrize("version", range(len(blocks("rsteller_program.py"))))
def test_every_version_of_the_tutorials_plugin_runs(run_in, tmp_path: Path, version: int) -> None:
    (tmp_path / "rsteller_program.py").write_text(blocks("rsteller_program.py")[version])
    info = tmp_path / "rsteller_program-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rsteller-program\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text("[rsteller]\nprogram = rsteller_program\n")
    listed = run_in("-m", "rsteller_core.cli", "plugins")
    line = next(line for line in listed.stdout.splitlines() if "rsteller-program" in line)
    assert line.split()[:2] == ["llm", "program"]
    assert line.split()[-1] == "ready"


def test_the_tutorials_tests_pass(run_in, tmp_path: Path) -> None:
    (tmp_path / "rsteller_program.py").write_text(blocks("rsteller_program.py")[-1])
    (tmp_path / "test_program.py").write_text(*blocks("test_program.py"))
    tested = run_in("-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider")
    assert tested.returncode == 0, tested.stdout + tested.stderr


if __name__ == "__main__":
    head = PLUGINS.read_text(encoding="utf-8").partition(MARK)[0]
    PLUGINS.write_text(head + MARK + options_table() + "\n", encoding="utf-8")
