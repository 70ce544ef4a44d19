"""The index of a map: built once, whole or not at all, in bounded memory, found by all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely
from hypothesis import given, settings, strategies as st
from osmium.osm.mutable import Node, Relation, Way

from rsteller_core import Bounds, Element, InputError, OsmFile, OutputError, Skipped
from rsteller_core.osm import cache as cache_room, memory
from rsteller_core.osm.columns import ElementState, RawElement, placed
from rsteller_core.osm.hilbert import hilbert
from rsteller_core.osm.sorting import Sorter
from rsteller_core.osm.table import Table, write_table
from rsteller_core.osm.tree import BoxTree, add_levels, packed

WORLD = Bounds(-180, -90, 180, 90)
WHEN = datetime(2020, 5, 17, 8, 30, tzinfo=UTC)

Thing = Node | Way | Relation


def trees(count: int, **metadata: object) -> list[Node]:
    """Trees here and there, the same every time."""
    places = np.random.default_rng(1).uniform((-170, -80), (170, 80), (count, 2)).tolist()
    tags = {"natural": "tree"}
    return [
        Node(id=number, location=tuple(place), tags=tags, **metadata)
        for number, place in enumerate(places, 1)
    ]


def write(path: Path, things: Sequence[Thing]) -> Path:
    with osmium.SimpleWriter(path, overwrite=True) as writer:
        for thing in things:
            writer.add(thing)
    return path


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write(tmp_path / "town.osm.pbf", trees(10))


@pytest.fixture
def indexes(tmp_path: Path) -> Path:
    return tmp_path / "indexes"


def there(indexes: Path) -> list[str]:
    """What is in the folder of indexes, but for locks."""
    names = [path.name for path in indexes.iterdir()] if indexes.exists() else []
    return sorted(name for name in names if not name.endswith(".lock"))


def ids(path: Path, indexes: Path, bounds: Bounds = WORLD) -> list[str]:
    found = OsmFile(path, indexes).within(bounds)
    return [thing.id for thing in found if isinstance(thing, Element)]


def test_an_index_is_built_once(town: Path, indexes: Path) -> None:
    told: list[tuple[str, float | None]] = []
    first = OsmFile(town, indexes).prepare(lambda *said: told.append(said))
    assert told[-1] == ("indexing town.osm.pbf", 1.0)
    told.clear()
    assert OsmFile(town, indexes).prepare(lambda *said: told.append(said)) == first
    assert told == []
    assert there(indexes) == [first.name]


def test_another_file_of_the_same_name_has_another_index(town: Path, indexes: Path) -> None:
    assert len(ids(town, indexes)) == 10
    write(town, trees(11))
    assert len(ids(town, indexes)) == 11
    assert len(there(indexes)) == 2


def test_the_same_map_elsewhere_has_the_same_index(
    town: Path, indexes: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / town.name
    other.parent.mkdir()
    other.write_bytes(town.read_bytes())
    assert OsmFile(other, indexes).prepare() == OsmFile(town, indexes).prepare()


def test_another_libosmium_makes_another_index(
    town: Path, indexes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = OsmFile(town, indexes).prepare()
    cache_room._maker.cache_clear()
    monkeypatch.setattr(cache_room, "version", lambda name: "9.9")
    assert OsmFile(town, indexes).prepare() != first
    cache_room._maker.cache_clear()


def test_the_folder_is_that_of_xdg(town: Path, cache: Path) -> None:
    assert OsmFile(town).prepare().parent == cache / "rsteller" / "osm"


def test_the_same_map_gives_the_same_bytes(town: Path, tmp_path: Path) -> None:
    one, two = (OsmFile(town, tmp_path / name).prepare() for name in ("one", "two"))
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {
        p.name: p.read_bytes() for p in two.iterdir()
    }


BAD = {
    "cut short": lambda whole: whole[: len(whole) // 2],
    "garbage": lambda whole: b"<html><body>429</body></html>",
    "empty": lambda whole: b"",
}


@pytest.mark.parametrize("how", BAD)
def test_nothing_is_kept_of_a_bad_file(how: str, town: Path, indexes: Path) -> None:
    town.write_bytes(BAD[how](town.read_bytes()))
    with pytest.raises(InputError, match=r"town\.osm\.pbf: the file is cut short or damaged"):
        OsmFile(town, indexes).prepare()
    assert there(indexes) == []


def test_a_file_without_places_of_nodes_is_refused(town: Path, indexes: Path) -> None:
    ways = [Way(id=n, nodes=[1, 2], tags={"highway": "track"}) for n in (1, 2)]
    for nodes in ([], [Node(id=1), Node(id=2)]):
        write(town, [*nodes, *ways])
        with pytest.raises(InputError, match=r"town\.osm\.pbf: no node in it has a place"):
            OsmFile(town, indexes).prepare()
    assert there(indexes) == []


def test_a_file_that_changes_while_it_is_read_is_refused(town: Path, indexes: Path) -> None:
    def meddle(doing: str, share: float | None) -> None:
        os.utime(town)
        town.write_bytes(town.read_bytes() + b"\0")

    with pytest.raises(InputError, match="changed while it was read"):
        OsmFile(town, indexes).prepare(meddle)
    assert there(indexes) == []


def test_a_folder_that_cannot_be_written_is_named(town: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot write an index .*file.*extractor\.index=DIR"):
        OsmFile(town, tmp_path / "file" / "indexes").prepare()


def test_a_damaged_index_is_named(town: Path, indexes: Path) -> None:
    folder = OsmFile(town, indexes).prepare()
    (folder / "elements.arrow").write_bytes(b"")
    with pytest.raises(InputError, match=rf"the index {folder} is damaged .*: delete it"):
        ids(town, indexes)


BUILD = "import sys, os, signal; from pathlib import Path; from rsteller_core import OsmFile; "


def run(code: str, *words: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD + code, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_builder_that_is_killed_leaves_no_index(town: Path, indexes: Path) -> None:
    kill = "lambda doing, share: os.kill(os.getpid(), signal.SIGKILL)"
    killed = run(f"OsmFile(Path(sys.argv[1]), Path(sys.argv[2])).prepare({kill})", town, indexes)
    assert killed.communicate() == ("", "")
    assert killed.returncode == -9
    assert [name for name in there(indexes) if not name.endswith(".partial")] == []
    assert len(ids(town, indexes)) == 10
    assert there(indexes) == [OsmFile(town, indexes).prepare().name]


def test_builders_at_the_same_time_make_one_index(tmp_path: Path, indexes: Path) -> None:
    town = write(tmp_path / "town.osm.pbf", trees(30_000))
    code = "print(OsmFile(Path(sys.argv[1]), Path(sys.argv[2])).prepare())"
    builders = [run(code, town, indexes) for _ in range(3)]
    said = [builder.communicate() for builder in builders]
    assert {out for out, _ in said} == {f"{OsmFile(town, indexes).prepare()}\n"}
    assert {errors for _, errors in said} == {""}
    assert len(there(indexes)) == 1


def test_places_of_nodes_on_disk_or_in_memory_make_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corners = trees(40)
    way = Way(id=1, nodes=[n.id for n in corners], tags={"highway": "track"})
    town = write(tmp_path / "town.osm.pbf", [*corners[::-1], way])
    usual = list(OsmFile(town, tmp_path / "memory").within(WORLD))
    monkeypatch.setattr(memory, "memory", lambda: 0)
    assert memory.location_store(town, tmp_path).startswith("sparse_file_array,")
    assert list(OsmFile(town, tmp_path / "disk").within(WORLD)) == usual


def test_a_map_too_large_to_be_sorted_here_is_refused(
    tmp_path: Path, indexes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = [Way(id=n, nodes=[1, 2], tags={"highway": "track"}) for n in (2, 1)]
    town = write(tmp_path / "town.osm.pbf", [*trees(10), *ways])
    monkeypatch.setattr(memory, "memory", lambda: 0)
    with pytest.raises(InputError, match="too large to be sorted here; sort it: osmium sort"):
        OsmFile(town, indexes).prepare()
    assert there(indexes) == []


def test_many_elements_are_found_as_by_looking_at_all(tmp_path: Path, indexes: Path) -> None:
    things = trees(40_000)
    town = write(tmp_path / "town.osm.pbf", things)
    for bounds in (Bounds(10, 10, 12, 30), Bounds(-170, -80, 0, 0), Bounds(5, 5, 5.01, 5.01)):
        west, south, east, north = bounds
        wanted = [
            f"node/{thing.id}"
            for thing in things
            if west <= round(thing.location[0], 7) <= east
            and south <= round(thing.location[1], 7) <= north
        ]
        assert ids(town, indexes, bounds) == wanted


def test_a_box_across_the_antimeridian_finds_both_sides(tmp_path: Path, indexes: Path) -> None:
    tags = {"natural": "tree"}
    things = [Node(id=n, location=(lon, 0), tags=tags) for n, lon in ((1, 179.9), (2, -179.9))]
    crossing = Way(id=1, nodes=[1, 2], tags={"highway": "track"})
    town = write(tmp_path / "town.osm.pbf", [*things, crossing])
    for west, east in ((179.8, 180.2), (-180.2, -179.8)):
        assert ids(town, indexes, Bounds(west, -1, east, 1)) == ["node/1", "node/2", "way/1"]
    assert ids(town, indexes, Bounds(179.8, -1, 179.95, 1)) == ["node/1", "way/1"]


def states(count: int, seed: int) -> list[ElementState]:
    rng = np.random.default_rng(seed)
    points = shapely.points(rng.integers(-5, 5, (count, 2)).astype(float))
    return [
        ElementState(RawElement("node", number, None, WHEN, {"natural": "tree"}, wkb.hex()))
        for number, wkb in enumerate(shapely.to_wkb(points).tolist())
    ]


@settings(max_examples=20)
@given(seed=st.integers(0, 1000), batch=st.integers(1, 60), run=st.sampled_from([1, 3000, 10**9]))
def test_rows_sort_the_same_however_many_fit_into_memory(
    seed: int, batch: int, run: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sorting")
    things = states(200, seed)
    sorter, whole = Sorter(folder, run), Sorter(tmp_path_factory.mktemp("whole"))
    for first in range(0, len(things), batch):
        sorter.add(placed(things[first : first + batch]))
    whole.add(placed(things[::-1]))
    for name, rows in (("some", sorter), ("whole", whole)):
        write_table(folder, name, rows)
    assert (folder / "some.boxes").read_bytes() == (folder / "whole.boxes").read_bytes()
    assert (folder / "some.arrow").read_bytes() == (folder / "whole.arrow").read_bytes()
    assert len(list(Table(folder, "some").within(WORLD, None))) == 200


@settings(max_examples=50)
@given(
    count=st.integers(0, 9000),
    box=st.tuples(st.floats(-10, 10), st.floats(-10, 10), st.floats(0, 5), st.floats(0, 5)),
)
def test_the_tree_finds_what_looking_at_all_boxes_finds(
    count: int, box: tuple[float, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rng = np.random.default_rng(count)
    corners = rng.uniform(-10, 10, (count, 2))
    boxes = np.hstack((corners, corners + rng.uniform(0, 0.5, (count, 2))))
    path = tmp_path_factory.mktemp("tree") / "all.boxes"
    path.write_bytes(packed(boxes).tobytes())
    add_levels(path, count)
    west, south, width, height = box
    bounds = Bounds(west, south, west + width, south + height)
    found = BoxTree(path, count).search(bounds)
    touching = (boxes[:, :2] <= bounds[2:]) & (boxes[:, 2:] >= bounds[:2])
    wanted = np.flatnonzero(touching.all(axis=1))
    # Boxes are counted in whole 1e-7 degrees, the smallest step there is in OpenStreetMap.
    assert set(wanted) <= set(found.tolist())
    near = np.abs(boxes[np.setdiff1d(found, wanted)][:, None] - np.array(bounds)[[2, 3, 0, 1]])
    assert (near.min(axis=(1, 2)) < 2e-7).all() if near.size else True
    assert found.tolist() == sorted(found.tolist())


def test_the_curve_goes_from_neighbour_to_neighbour() -> None:
    side = 32
    lon, lat = np.meshgrid(
        (np.arange(side) + 0.5) * 360 / side - 180, (np.arange(side) + 0.5) * 180 / side - 90
    )
    order = np.argsort(hilbert(lon.ravel(), lat.ravel()))
    row, column = np.divmod(order, side)
    steps = np.abs(np.diff(row)) + np.abs(np.diff(column))
    assert set(steps.tolist()) == {1}


def test_what_was_edited_long_after_the_image_is_left_out(tmp_path: Path, indexes: Path) -> None:
    old, late = trees(2, timestamp=WHEN)
    late.timestamp = WHEN + timedelta(days=100)
    town = OsmFile(write(tmp_path / "town.osm.pbf", [old, late]), indexes)
    for days, kept in ((99, ["node/1"]), (101, ["node/1", "node/2"])):
        found = list(town.within(WORLD, WHEN, timedelta(days=days)))
        assert [thing.id for thing in found if isinstance(thing, Element)] == kept
        left_out = [Skipped("node/2", "edited too long after the image")]
        assert [thing for thing in found if isinstance(thing, Skipped)] == left_out[len(kept) - 1 :]
    assert len(list(town.within(WORLD, WHEN))) == 2
    assert len(list(town.within(WORLD, None, timedelta(0)))) == 2


def county(number: int, name: str, level: str, size: float) -> list[Thing]:
    first = 4 * number
    places = [(0, 0), (size, 0), (size, size), (0, size)]
    nodes = [Node(id=first + n, location=place) for n, place in enumerate(places)]
    tags = {"type": "boundary", "boundary": "administrative", "admin_level": level, "name": name}
    ring = [node.id for node in nodes]
    border = Way(id=number, nodes=[*ring, ring[0]], tags={"boundary": "administrative"})
    relation = Relation(id=number, members=[("w", number, "outer")], tags=tags)
    return [*nodes, border, relation]


def test_boundaries_are_kept_aside(tmp_path: Path, indexes: Path) -> None:
    things = [*county(1, "Little", "8", 1), *county(2, "Large", "4", 10)]
    ordered = sorted(things, key=lambda thing: (Node, Way, Relation).index(type(thing)))
    clipped = Relation(id=3, members=[("w", 99, "outer")], tags=dict(ordered[-1].tags))
    town = OsmFile(write(tmp_path / "town.osm.pbf", [*ordered, clipped]), indexes)
    assert list(town.within(WORLD)) == []
    for bounds, names in (
        (Bounds(0.4, 0.4, 0.5, 0.5), ["Little", "Large"]),
        (Bounds(5, 5, 6, 6), ["Large"]),
        (Bounds(50, 50, 51, 51), []),
    ):
        assert [place.tags["name"] for place in town.boundaries(bounds)] == names
    assert town.info()["boundaries"] == {"level 4": 1, "level 8": 1}


def test_a_map_is_told_of(tmp_path: Path, indexes: Path) -> None:
    things = trees(9, timestamp=WHEN)
    ring = [1, 2, 3, 1]
    ways = [
        Way(id=1, nodes=ring, tags={"building": "yes", "name": "Hut"}),
        Way(id=2, nodes=[1, 99], tags={"highway": "track"}),
    ]
    told = OsmFile(write(tmp_path / "town.osm.pbf", [*things, *ways]), indexes).info()
    assert told["elements"] == {"node": 9, "way": 1}
    assert told["shapes"] == {"area": 1, "point": 9}
    assert told["keys"] == {"natural": 9, "building": 1}
    assert told["broken"] == {"nodes are missing from the file": 1}
    assert told["last_edit"] == WHEN.isoformat()
    assert told["history"] is False
