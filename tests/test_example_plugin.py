"""A plugin from outside of the tree: built, installed beside a built rsteller, found, and run."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from environments import build, environment_with, typed

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "rsteller-tiles"
ZOOM, X, Y = 17, 70406, 42987


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheels of rsteller and of the example."""
    folder = tmp_path_factory.mktemp("clean")
    wheels = [build("--wheel", source, folder) for source in (ROOT, EXAMPLE)]
    return environment_with(folder / "venv", *wheels)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two by two tiles with a lake over them, and the map of the lake."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("town")
    for x in (X, X + 1):
        (folder / "tiles" / str(ZOOM) / str(x)).mkdir(parents=True)
        for y in (Y, Y + 1):
            tile = Image.new("RGB", (256, 256), (40, 80, 160))
            tile.save(folder / "tiles" / str(ZOOM) / str(x) / f"{y}.png")
    west, south, east, north = 13.3762, 52.5150, 13.3810, 52.5176
    corners = [(west, south), (east, south), (east, north), (west, north)]
    nodes = "".join(
        f'<node id="{n}" version="1" lon="{lon}" lat="{lat}"/>'
        for n, (lon, lat) in enumerate(corners, start=1)
    )
    refs = "".join(f'<nd ref="{n}"/>' for n in (1, 2, 3, 4, 1))
    tags = '<tag k="natural" v="water"/><tag k="name" v="Tile Lake"/>'
    way = f'<way id="7" version="3">{refs}{tags}</way>'
    (folder / "town.osm").write_text(f'<osm version="0.6">{nodes}{way}</osm>')
    return folder


def test_it_is_rstellers_wheel_that_runs(clean: Path, tmp_path: Path) -> None:
    code = "import rsteller_core; print(rsteller_core.__file__)"
    where = typed(clean / "python", "-c", code, cwd=tmp_path).strip()
    assert Path(where).is_relative_to(clean.parent)


def test_it_is_listed_as_ready(clean: Path, tmp_path: Path) -> None:
    listed = typed(clean / "rsteller", "plugins", cwd=tmp_path).splitlines()
    (line,) = [line for line in listed if "rsteller-tiles" in line]
    assert line.split()[:2] == ["source", "tiles"]
    assert line.split()[-3:] == ["rsteller-tiles", "0.1.0", "ready"]


def test_its_options_are_shown(clean: Path, tmp_path: Path) -> None:
    shown = typed(clean / "rsteller", "plugins", "show", "source", "tiles", cwd=tmp_path)
    assert "-o source.zoom=INTEGER" in shown


def test_it_runs(clean: Path, town: Path, tmp_path: Path) -> None:
    typed(
        *(clean / "rsteller", "run", "--source", "tiles", "--llm", "template", "--workers", 1),
        *("-o", f"source.path={town / 'tiles'}", "-o", f"source.zoom={ZOOM}"),
        *("-o", "source.attribution=Town of Example", "-o", "grid.patch_size=224"),
        *("-o", f"extractor.path={town / 'town.osm'}", "--out", tmp_path / "out"),
        cwd=tmp_path,
    )
    with tarfile.open(tmp_path / "out" / "shards" / "train-000000.tar") as tar:
        names = tar.getnames()
        record = json.load(tar.extractfile(next(n for n in names if n.endswith(".json"))))
    assert record["metadata"]["image_name"] == f"tiles_{ZOOM}"
    assert record["metadata"]["attribution"] == "Town of Example"
    assert record["annotations"][0]["elements"][0]["id"] == "way/7"
    identity = json.loads((tmp_path / "out" / "run.json").read_text())
    assert identity["plugins"]["rsteller-tiles"] == "0.1.0"


def test_its_own_tests_pass(clean: Path) -> None:
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert " passed" in typed(clean / "python", *words, cwd=EXAMPLE)
