"""Finding plugins: real distributions in a folder on the path, good ones, broken ones and twins."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rsteller_core.cli import main
from rsteller_core.errors import MissingExtra, PluginError
from rsteller_core.plugins import KINDS, Plugin, discover, find

TOWN = """
from pydantic import Field
from rsteller_core import ImageSource, Options, hookimpl

class TownOptions(Options):
    year: int = Field(2020, ge=1990, description="the year of the flight")
    path: str = Field(description="where the pictures lie")

class Town(ImageSource[TownOptions]):
    name = "town"
    summary = "the orthophotos of our town"
    def scenes(self, query): return iter(())
    def read(self, scene, windows): return iter(())

@hookimpl
def rsteller_image_sources():
    return [Town]
"""
NO_SUMMARY = TOWN.replace('summary = "the orthophotos of our town"', "")
ABSTRACT = TOWN.replace("def read(", "def red(")
NO_CLASS = TOWN.replace("return [Town]", 'return ["Town"]')
RAISES = TOWN.replace("return [Town]", 'raise RuntimeError("no town today")')
MISSPELT = TOWN.replace("def rsteller_image_sources", "def rsteller_image_source")
ASKING = TOWN.replace("rsteller_image_sources()", "rsteller_image_sources(config)")
NEEDS = TOWN.replace("name = ", 'requires = ("no_such_module",)\n    extra = "photos"\n    name = ')

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Lay out a distribution with one module in a folder on the path, as pip would."""
    monkeypatch.syspath_prepend(tmp_path)
    modules = []

    def lay_out(distribution: str, code: str | None, version: str = "1.2") -> None:
        module = distribution.replace("-", "_")
        modules.append(module)
        if code is not None:
            (tmp_path / f"{module}.py").write_text(code)
        info = tmp_path / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        )
        (info / "entry_points.txt").write_text(f"[rsteller]\n{distribution} = {module}\n")
        discover.cache_clear()

    yield lay_out
    for module in modules:
        sys.modules.pop(module, None)
    discover.cache_clear()


@pytest.fixture
def rsteller(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Type a command: its exit code and all it prints."""

    def typed(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(words)
        printed = capsys.readouterr()
        return int(ended.value.code or 0), " ".join((printed.out + printed.err).split())

    return typed


def of(distribution: str) -> list[Plugin]:
    return [plugin for plugin in discover() if plugin.distribution == distribution]


def test_a_plugin_is_found_with_all_that_is_known_of_it(install: Install) -> None:
    install("town-photos", TOWN)
    (plugin,) = of("town-photos")
    assert (plugin.kind, plugin.name, plugin.version) == ("source", "town", "1.2")
    assert plugin.summary == "the orthophotos of our town"
    assert plugin.problem == ""
    assert find("source", "town") is plugin.component


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import no_such_module", "No module named 'no_such_module'"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("def (", "SyntaxError"),
        (None, "No module named 'town_broken'"),
        (RAISES, "RuntimeError: no town today"),
        (NO_CLASS, "rsteller_image_sources returned 'Town', which is no ImageSource"),
        (ABSTRACT, "Town does not define read"),
        (NO_SUMMARY, "Town has no summary"),
        (MISSPELT, "rsteller_image_source"),
        (ASKING, "hook 'rsteller_image_sources'"),
    ],
    ids=(
        *("missing-module", "exits", "syntax", "no-file", "raises", "no-class", "abstract"),
        *("no-summary", "misspelt", "asking"),
    ),
)
def test_a_broken_plugin_is_listed_and_disturbs_nobody(
    install: Install, code: str | None, reason: str
) -> None:
    before = discover()
    install("town-broken", code)
    install("town-photos", TOWN)
    (broken,) = of("town-broken")
    assert reason in broken.problem
    assert broken.component is None
    assert "\n" not in broken.problem
    assert {p.qualified for p in before} < {p.qualified for p in discover()}
    assert of("town-photos")[0].problem == ""


def test_of_two_with_one_name_both_are_listed_and_neither_is_taken(
    install: Install, rsteller: Callable[..., tuple[int, str]]
) -> None:
    install("town-photos", TOWN)
    install("town-scans", TOWN)
    twins = [plugin for plugin in discover() if plugin.name == "town"]
    assert [plugin.distribution for plugin in twins] == ["town-photos", "town-scans"]
    with pytest.raises(PluginError, match=r"town-photos/town.*town-scans/town"):
        find("source", "town")
    assert find("source", "town-scans/town") is twins[1].component
    assert find("source", "town-photos/town") is twins[0].component
    listed = rsteller("plugins")[1]
    assert "ready, as town-photos/town" in listed
    assert "ready, as town-scans/town" in listed


def test_a_missing_extra_is_the_command_to_type(
    install: Install, rsteller: Callable[..., tuple[int, str]]
) -> None:
    install("town-photos", NEEDS)
    command = "needs no_such_module: pip install 'town-photos[photos]'"
    assert of("town-photos")[0].problem == command
    with pytest.raises(MissingExtra, match="pip install 'town-photos"):
        find("source", "town")
    assert command in rsteller("plugins")[1]


def test_an_unknown_name_brings_a_suggestion(install: Install) -> None:
    install("town-photos", TOWN)
    install("town-broken", "import no_such_module")
    with pytest.raises(PluginError, match="did you mean 'town'") as raised:
        find("source", "twon")
    assert "town-broken" in str(raised.value), "it may be the broken one that was meant"


def test_what_rsteller_brings_is_ready(rsteller: Callable[..., tuple[int, str]]) -> None:
    ours = {(plugin.kind, plugin.name): plugin.problem for plugin in of("rsteller")}
    assert set(ours) >= {
        ("source", "local"),
        ("source", "sample"),
        ("extractor", "pbf"),
        ("extractor", "sample"),
        ("task", "area"),
        ("task", "non_area"),
        ("task", "revision"),
        ("llm", "template"),
        ("sink", "webdataset"),
    }
    # Those that run models in process are complete only where their extras are installed.
    heavy = {("llm", "llamacpp"), ("llm", "transformers")}
    assert {problem for name, problem in ours.items() if name not in heavy} == {""}
    for name in heavy:
        assert ours[name] == "" or f"pip install 'rsteller[{name[1]}]'" in ours[name]
    code, listed = rsteller("plugins")
    assert code == 0
    for heading in ("kind", "name", "summary", "distribution", "version", "state"):
        assert heading in listed
    for plugin in of("rsteller"):
        assert f"{plugin.kind} {plugin.name} {plugin.summary.split()[0]}" in listed


def test_options_are_shown_as_they_are_typed(
    install: Install, rsteller: Callable[..., tuple[int, str]]
) -> None:
    install("town-photos", TOWN)
    code, shown = rsteller("plugins", "show", "source", "town")
    assert code == 0
    assert shown.startswith("--source town the orthophotos of our town")
    assert "-o source.year=INTEGER the year of the flight [default: 2020]" in shown
    assert "-o source.path=TEXT where the pictures lie [required]" in shown


def test_an_option_of_a_task_is_typed_with_the_name_of_the_task(
    rsteller: Callable[..., tuple[int, str]],
) -> None:
    assert "-o task.area.min_words=" in rsteller("plugins", "show", "task", "area")[1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sorce", "local"), 2, "did you mean 'source'"),
        (("source", "locl"), 1, "did you mean 'local'"),
    ],
)
def test_showing_what_is_not_there(
    rsteller: Callable[..., tuple[int, str]], words: tuple[str, str], code: int, said: str
) -> None:
    assert rsteller("plugins", "show", *words)[0] == code
    assert said in rsteller("plugins", "show", *words)[1]


def test_every_kind_has_a_hook() -> None:
    from rsteller_core import hookspecs

    hooks = {name for name in vars(hookspecs) if name.startswith("rsteller_")}
    assert {hook for hook, _ in KINDS.values()} == hooks


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (TOWN.replace("@hookimpl\n", ""), "is @hookimpl missing"),
        (TOWN.replace('name = "town"', 'name = "town.photos"'), "'town.photos' is no name"),
    ],
    ids=["no-hookimpl", "no-name"],
)
def test_a_plugin_that_brings_nothing_usable_is_listed(
    install: Install, code: str, said: str
) -> None:
    install("town-photos", code)
    (plugin,) = of("town-photos")
    assert said in plugin.problem


def test_a_required_module_may_be_dotted(install: Install) -> None:
    install("town-photos", NEEDS.replace("no_such_module", "no_such_package.module"))
    (plugin,) = of("town-photos")
    assert "needs no_such_package.module" in plugin.problem
