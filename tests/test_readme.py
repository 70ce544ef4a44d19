"""What the README shows is what its commands make."""

from __future__ import annotations

import re
import tarfile
import tomllib
from pathlib import Path

import pytest

from rsteller_core.cli import main
from rsteller_core.config import merge
from rsteller_core.plugins import discover
from rsteller_core.settings import RunOptions

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first command of the README makes."""
    line = next(line for line in README.splitlines() if line.endswith("--out demo"))
    words = line.split("&& rsteller ")[1].split()
    words[-1] = str(tmp_path_factory.mktemp("readme") / "demo")
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert not ended.value.code
    return Path(words[-1])


def test_the_sample_is_the_one_shown(demo: Path) -> None:
    key = re.search(r"docs/images/(\w+)\.jpg", README)[1]
    with tarfile.open(demo / "shards" / "train-000000.tar") as tar:
        record = tar.extractfile(f"{key}.json").read().decode()
        picture = tar.extractfile(f"{key}.jpg").read()
        keys = {name.partition(".")[0] for name in tar.getnames()}
    assert (ROOT / "docs" / "images" / f"{key}.jpg").read_bytes() == picture
    quoted = " ".join(line.removeprefix("> ") for line in README.splitlines() if line[:2] == "> ")
    assert f'"{quoted}"' in record
    for shown in ('"way/200339","version":4', '"value":6693.2', '"gsd":0.6002'):
        assert shown in record
    captions = record.count('"annotator"')
    assert captions > 1
    assert f"holds {len(keys)} patches" in README


def test_the_configuration_is_valid_but_for_its_files() -> None:
    text = re.search(r"```toml\n(.*?)```", README, re.DOTALL)[1]
    tree = merge([tomllib.loads(text), {"run": RunOptions().model_dump()}])
    assert set(tree) == {"out", "aoi", "source", "extractor", "grid", "task", "run"}


def test_every_plugin_is_in_the_table() -> None:
    for plugin in discover():
        assert f"| {plugin.kind} | `{plugin.name}` |" in README
