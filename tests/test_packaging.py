"""What is shipped: the wheel, the source archive, the editable install."""

from __future__ import annotations

import tarfile
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest
from environments import build, environment_with, typed

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = sorted(path.name for path in (ROOT / "plugins").glob("rsteller_*"))
PROMPTS = sorted(path.name for path in (ROOT / "prompts").glob("*.j2"))


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the wheel."""
    return contents(build("--wheel", ROOT, tmp_path_factory.mktemp("wheel")))


def test_the_wheel_holds_the_core_and_its_prompts(wheel: dict[str, bytes]) -> None:
    assert PROMPTS
    assert {f"rsteller_core/prompts/{name}" for name in PROMPTS} <= wheel.keys()
    assert {"rsteller_core/py.typed", "rsteller_core/__init__.pyi"} <= wheel.keys()
    assert {"rsteller_core/tags/table.json", "rsteller_core/tags/ISC-LICENSE"} <= wheel.keys()
    assert {
        "rsteller_core/checks/things.txt",
        "rsteller_core/checks/WORDNET-LICENSE",
    } <= wheel.keys()


@pytest.mark.parametrize("plugin", PLUGINS)
def test_the_wheel_holds_every_plugin_whole(wheel: dict[str, bytes], plugin: str) -> None:
    folder = ROOT / "plugins" / plugin
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    assert {path.relative_to(folder.parent).as_posix() for path in files} <= wheel.keys()
    assert f"{plugin}/py.typed" in wheel


def test_the_wheel_holds_nothing_else(wheel: dict[str, bytes]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"rsteller_core", *PLUGINS}
    assert [name for name in wheel if name.endswith(".pyc")] == []


def test_the_wheel_names_its_licences_and_plugins(wheel: dict[str, bytes]) -> None:
    (info,) = {name.partition("/")[0] for name in wheel if ".dist-info/" in name}
    assert f"{info}/licenses/LICENSE" in wheel
    assert f"{info}/licenses/rsteller_core/tags/ISC-LICENSE" in wheel
    entries = ConfigParser()
    entries.read_string(wheel[f"{info}/entry_points.txt"].decode())
    assert sorted(entries["rsteller"].values()) == PLUGINS
    assert entries["console_scripts"]["rsteller"] == "rsteller_core.cli:main"


def test_the_source_archive_builds_the_same_wheel(wheel: dict[str, bytes], tmp_path: Path) -> None:
    archive = build("--sdist", ROOT, tmp_path)
    with tarfile.open(archive) as tar:
        # Before 3.11.4 there is no filter.
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        tar.extractall(tmp_path / "source", **safely)  # type: ignore[arg-type]
    (source,) = (tmp_path / "source").iterdir()
    assert (source / "tests" / Path(__file__).name).exists()
    again = contents(build("--wheel", source, tmp_path))
    assert again == wheel


FOUND = """
from rsteller_core.prompting import prompts_folder
import rsteller_core, rsteller_sample
print(rsteller_core.__file__)
print(*sorted(path.name for path in prompts_folder().glob("*.j2")))
"""


@pytest.mark.parametrize("editable", [False, True], ids=["wheel", "editable"])
def test_an_install_finds_prompts_and_plugins(tmp_path: Path, editable: bool) -> None:
    what = ("-e", ROOT) if editable else (ROOT,)
    programs = environment_with(tmp_path / "venv", *what)
    where, prompts = typed(programs / "python", "-c", FOUND, cwd=tmp_path).splitlines()
    assert Path(where).is_relative_to(ROOT if editable else tmp_path)
    assert prompts.split() == PROMPTS
    listed = typed(programs / "rsteller", "plugins", cwd=tmp_path)
    assert "broken" not in listed
    assert "webdataset" in listed
