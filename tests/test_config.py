from __future__ import annotations

from pathlib import Path

import pytest

from rsteller_core.config import merge, parse_override, read_toml, resolve
from rsteller_core.errors import ConfigError

RIGHT = {"source": {"use": "sample"}, "out": "demo"}


def problems_of(tree: dict) -> str:
    with pytest.raises(ConfigError) as caught:
        resolve(tree)
    return str(caught.value)


def test_defaults_make_a_run() -> None:
    config = resolve(RIGHT)
    assert config.extractor.name == "sample", "a source that brings its map is used with it"
    assert [task.name for task in config.tasks] == ["area", "non_area", "revision"]
    assert (config.llms[0].name, config.sink.name) == ("template", "webdataset")


def test_dump_is_a_configuration_that_resolves_to_itself() -> None:
    config = resolve(merge([RIGHT, {"run": {"seed": 7}, "task": {"area": {"min_share": 0.1}}}]))
    assert resolve(config.dump()).dump() == config.dump()


def test_file_and_option_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text(
        '[source]\nuse = "sample"\n[grid]\npatch_size = 224\n[task.area]\nmin_share = 0.1'
    )
    options = ["grid.patch_size=224", "task.area.min_share=0.1", "source.use=sample"]
    assert resolve(read_toml(path)).dump() == resolve(merge(map(parse_override, options))).dump()


def test_an_option_wins_over_the_file() -> None:
    tree = merge([RIGHT, {"run": {"seed": 1, "attempts": 2}}, parse_override("run.seed=5")])
    config = resolve(tree)
    assert (config.run.seed, config.run.attempts) == (5, 2)


def test_every_mistake_is_in_one_message() -> None:
    text = problems_of(
        {
            "source": {"use": "local", "pth": "a.tif"},
            "llm": {"use": "mistrl"},
            "grid": {"patch_size": 3},
            "task": {"use": ["area"], "aera": {}},
            "runn": {},
            "dates": "tomorrow",
            "aoi": "nowhere.geojson",
        }
    )
    for expected in (
        "source.pth: no such option; did you mean 'path'?",
        "source.path: is missing",
        "no llm is called 'mistrl'",
        "grid.patch_size: ",
        "task.aera: is not a task of this run; did you mean 'area'?",
        "runn: no such part; did you mean 'run'?",
        "dates: ",
        "aoi: ",
    ):
        assert expected in text


def test_the_length_aimed_at_lies_between_the_lengths_accepted() -> None:
    text = problems_of(merge([RIGHT, {"task": {"area": {"max_words": 40}}}]))
    assert "task.area: aim_words (50) must lie between min_words (10) and max_words (40)" in text


def test_a_source_must_be_chosen() -> None:
    assert "source: say which one" in problems_of({})


def test_a_part_is_a_table() -> None:
    assert '[source] use = "local"' in problems_of({"source": "local"})


@pytest.mark.parametrize("text", ["", "seed=1", "run.seed", "run..seed=1", "source.bands=[1,"])
def test_what_is_no_override(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_override(text)


def test_values_stay_text_but_for_brackets() -> None:
    assert parse_override("source.path=a=b") == {"source": {"path": "a=b"}}
    assert parse_override("source.bands=[3, 2, 1]") == {"source": {"bands": [3, 2, 1]}}


@pytest.mark.parametrize(
    ("content", "said"), [("a = ", "not valid TOML"), (None, "no such file"), (b"\xff", "read")]
)
def test_files_that_are_no_configuration(tmp_path: Path, content: object, said: str) -> None:
    path = tmp_path / "town.toml"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else str(content).encode())
    with pytest.raises(ConfigError, match=said):
        read_toml(path)
