"""Full-history files: what was there at which time, against libosmium's reading of each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import shapely
from histories import (
    Thing,
    day,
    gone,
    lattice,
    town,
    write_as_of,
    write_history,
)
from hypothesis import given, settings, strategies as st
from osmium.osm.mutable import Node, Relation, Way

from rsteller_core import InputError, Skipped
from rsteller_core.osm.history import ElementState, is_history, read_history
from rsteller_core.osm.reading import RawElement, read_elements

RING = [1, 3, 23, 21, 1]


def states(path: Path) -> list[ElementState]:
    return [thing for thing in read_history(path) if isinstance(thing, ElementState)]


def broken(path: Path) -> list[tuple[str, str]]:
    return [(t.what, t.reason) for t in read_history(path) if isinstance(t, Skipped)]


def shape(element: RawElement) -> shapely.Geometry:
    return shapely.from_wkb(element.geometry)


def lives(path: Path, name: str) -> list[tuple[datetime, datetime | None]]:
    return [
        (state.valid_from, state.valid_to)
        for state in states(path)
        if f"{state.element.kind}/{state.element.id}" == name
    ]


def at(path: Path, when: datetime) -> dict[str, RawElement]:
    found = [
        state.element
        for state in states(path)
        if state.valid_from <= when and (state.valid_to is None or when < state.valid_to)
    ]
    named = {f"{element.kind}/{element.id}": element for element in found}
    assert len(named) == len(found), "two states of one thing at one time"
    return named


def plain(path: Path) -> dict[str, RawElement]:
    found = [thing for thing in read_elements(path) if isinstance(thing, RawElement)]
    return {f"{element.kind}/{element.id}": element for element in found}


def assert_equal(ours: dict[str, RawElement], theirs: dict[str, RawElement]) -> None:
    assert ours.keys() == theirs.keys()
    for name, element in ours.items():
        other = theirs[name]
        assert element._replace(geometry="") == other._replace(geometry=""), name
        one, two = shapely.from_wkb([element.geometry, other.geometry])
        assert shapely.equals(one, two), f"{name}: {one} is not {two}"
        assert shapely.get_dimensions(one) == shapely.get_dimensions(two)


@pytest.fixture
def town_file(tmp_path: Path) -> Path:
    return write_history(tmp_path / "town.osh.pbf", town())


def test_a_building_is_built_moved_retagged_and_torn_down(town_file: Path) -> None:
    built, moved, retagged = (s for s in states(town_file) if s.element[:2] == ("way", 1))
    assert (built.valid_from, built.valid_to) == (day(100), day(200))
    assert (moved.valid_from, moved.valid_to) == (day(200), day(300))
    assert (retagged.valid_from, retagged.valid_to) == (day(300), day(400))
    assert [s.element.tags["building"] for s in (built, moved, retagged)] == [
        "barn",
        "barn",
        "house",
    ]
    assert [s.element.version for s in (built, moved, retagged)] == [1, 1, 2]
    assert [s.element.timestamp for s in (built, moved, retagged)] == [day(100), day(100), day(300)]
    assert shape(built.element).area == pytest.approx(1e-6)
    assert shape(moved.element).area == pytest.approx(1.5e-6)
    assert shape(retagged.element).equals(shape(moved.element))


def test_a_multipolygon_gets_a_hole_that_grows(town_file: Path) -> None:
    whole, opened, wider = (s for s in states(town_file) if s.element.kind == "relation")
    assert [(s.valid_from, s.valid_to) for s in (whole, opened, wider)] == [
        (day(1), day(150)),
        (day(150), day(250)),
        (day(250), None),
    ]
    areas = [shape(s.element).area * 1e6 for s in (whole, opened, wider)]
    assert areas == pytest.approx([9, 8, 9 - 1.5])
    assert [len(shape(s.element).interiors) for s in (whole, opened, wider)] == [0, 1, 1]
    assert all(s.element.tags == {"landuse": "forest"} for s in (whole, opened, wider))


def test_what_stays_has_no_end_and_what_is_felled_has_one(town_file: Path) -> None:
    assert lives(town_file, "way/4") == [(day(1), None)]
    assert lives(town_file, "node/900") == [(day(2), day(50))]


@pytest.mark.parametrize("days", [0.5, 20, 99, 101, 149, 151, 201, 251, 301, 399, 401, 4000])
def test_each_date_is_as_libosmium_reads_it(days: float, town_file: Path, tmp_path: Path) -> None:
    past = write_as_of(tmp_path / "past.osm.pbf", town(), day(days))
    assert_equal(at(town_file, day(days)), plain(past))


@pytest.mark.parametrize("suffix", [".osh", ".osh.bz2", ".osh.gz"])
def test_every_format_says_the_same(suffix: str, town_file: Path, tmp_path: Path) -> None:
    other = write_history(tmp_path / f"town{suffix}", town())
    assert list(read_history(other)) == list(read_history(town_file))


TAGS = st.sampled_from(
    [{}, {"building": "yes"}, {"landuse": "forest"}, {"highway": "track"}, {"name": "nothing"}]
)
NODES = st.sampled_from([node.id for node in lattice(4)])
PLACES = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda p: (p[0] / 9e3, p[1] / 9e3))
RINGS = st.lists(NODES, min_size=3, max_size=5, unique=True).map(lambda refs: [*refs, refs[0]])


@st.composite
def histories(draw: st.DrawFn) -> Sequence[Thing]:
    """Some days of edits of some ways, relations and nodes that there are from the first day."""
    things: list[Thing] = lattice(4)
    last = {(Node, node.id): node for node in things}
    for number in range(1, draw(st.integers(3, 25))):
        kind = draw(st.sampled_from([Node, Way, Way, Relation]))
        common = {
            "id": draw(NODES if kind is Node else st.integers(1, 4)),
            "timestamp": day(number),
        }
        before = last.get((kind, common["id"]))
        common["version"] = before.version + 1 if before else 1
        if before and draw(st.integers(0, 5)) == 0:
            thing = gone(before, common["version"], day(number))
        elif kind is Node:
            thing = Node(location=draw(PLACES), tags=draw(TAGS), **common)
        elif kind is Way:
            thing = Way(nodes=draw(RINGS | st.lists(NODES, max_size=4)), tags=draw(TAGS), **common)
        else:
            ways = draw(st.lists(st.integers(1, 4), max_size=3, unique=True))
            tags = draw(TAGS) | {"type": "multipolygon"}
            thing = Relation(members=[("w", way, "") for way in ways], tags=tags, **common)
        last[kind, thing.id] = thing
        things.append(thing)
    return things


@given(things=histories())
@settings(max_examples=60)
def test_every_day_of_any_history_is_as_libosmium_reads_it(things: Sequence[Thing]) -> None:
    with TemporaryDirectory() as folder:
        path = write_history(Path(folder) / "any.osh.pbf", things)
        for when in sorted({thing.timestamp for thing in things}):
            past = write_as_of(Path(folder) / "past.osm.pbf", things, when)
            assert_equal(at(path, when), plain(past))


def versions_of_a_way(*steps: tuple[float, Sequence[int] | None, dict[str, str]]) -> Iterator[Way]:
    for number, (days, nodes, tags) in enumerate(steps, start=1):
        if nodes is None:
            yield Way(id=1, version=number, visible=False, timestamp=day(days))
        else:
            yield Way(id=1, version=number, nodes=nodes, tags=tags, timestamp=day(days))


def test_what_is_deleted_and_comes_back_has_two_lives(tmp_path: Path) -> None:
    pond = {"natural": "water"}
    edits = versions_of_a_way((1, RING, pond), (5, None, {}), (9, RING, pond))
    path = write_history(tmp_path / "pond.osh.pbf", [*lattice(), *edits])
    assert lives(path, "way/1") == [(day(1), day(5)), (day(9), None)]


def test_what_loses_its_tags_ends(tmp_path: Path) -> None:
    edits = versions_of_a_way((1, RING, {"natural": "water"}), (5, RING, {"note": "dried up"}))
    path = write_history(tmp_path / "pond.osh.pbf", [*lattice(), *edits])
    assert lives(path, "way/1") == [(day(1), day(5))]


def test_a_step_of_an_edit_is_no_state(tmp_path: Path) -> None:
    minute = 1 / 24 / 60
    barn = {"building": "barn"}
    edits = versions_of_a_way(
        (1, RING, barn),
        (5, [1, 3, 1], barn),
        (5 + minute, None, {}),
        (5 + 2 * minute, RING, {"building": "house"}),
        (9, [1, 999], barn),
        (9 + 30 * minute, RING, {"building": "house"}),
    )
    path = write_history(tmp_path / "barn.osh.pbf", [*lattice(), *edits])
    assert lives(path, "way/1") == [
        (day(1), day(5 + 2 * minute)),
        (day(5 + 2 * minute), day(9 + 30 * minute)),
        (day(9 + 30 * minute), None),
    ]
    assert broken(path) == []


def test_a_node_that_the_way_no_longer_has_changes_nothing(tmp_path: Path) -> None:
    edits = versions_of_a_way(
        (1, [1, 2, 3], {"highway": "track"}), (5, [1, 3], {"highway": "track"})
    )
    moved = Node(id=2, version=2, location=(1, 1), timestamp=day(7))
    path = write_history(tmp_path / "track.osh.pbf", [*lattice(), moved, *edits])
    assert lives(path, "way/1") == [(day(1), day(5)), (day(5), None)]


def test_clocks_that_disagree_do_not_lose_a_thing(tmp_path: Path) -> None:
    late = lattice(when=day(2) + timedelta(minutes=10))
    edits = versions_of_a_way((2, RING, {"building": "barn"}), (1, RING, {"building": "house"}))
    path = write_history(tmp_path / "clocks.osh.pbf", [*late, *edits])
    (state,) = states(path)
    assert (state.valid_from, state.element.tags) == (day(2), {"building": "house"})
    assert shape(state.element).area > 0


def test_what_could_never_be_drawn_is_named_with_its_reason(tmp_path: Path) -> None:
    wood = {"type": "multipolygon", "landuse": "forest"}
    bowtie = Way(
        id=2, version=1, nodes=[1, 12, 2, 11, 1], tags={"building": "yes"}, timestamp=day(1)
    )
    path = write_history(
        tmp_path / "broken.osh.pbf",
        [
            *lattice(),
            Node(id=900, version=1, tags={"natural": "tree"}, timestamp=day(1)),
            *versions_of_a_way(
                (1, [1, 999], {"highway": "track"}),
                (5, [1, 998], {"highway": "track"}),
                (9, [1, 2], {"highway": "track"}),
                (11, [1], {"highway": "track"}),
            ),
            bowtie,
            Way(id=3, version=1, nodes=[1, 2, 12], tags={}, timestamp=day(1)),
            Relation(id=1, version=1, members=[("w", 3, "")], tags=wood, timestamp=day(1)),
            Relation(id=2, version=1, members=[("w", 77, "")], tags=wood, timestamp=day(1)),
            Relation(id=3, version=1, members=[("r", 3, "")], tags=wood, timestamp=day(1)),
        ],
    )
    rings = "rings do not close, or cross each other"
    assert broken(path) == [
        ("node/900", "has no place on earth"),
        ("way/1", "nodes are missing from the file"),
        ("way/1", "has too few nodes"),
        ("way/2", rings),
        ("relation/1", rings),
        ("relation/2", "members, or their nodes, are missing from the file"),
        ("relation/3", "has no ways to be drawn from"),
    ]
    assert lives(path, "way/1") == [(day(9), day(11))]


def test_a_history_is_told_by_its_name_or_its_header(town_file: Path, tmp_path: Path) -> None:
    now = write_as_of(tmp_path / "now.osm.pbf", town(), day(1000))
    assert is_history(town_file)
    assert not is_history(now)
    assert is_history(town_file.rename(tmp_path / "renamed.osm.pbf"))


def test_a_plain_extract_is_refused(tmp_path: Path) -> None:
    now = write_as_of(tmp_path / "now.osm.pbf", town(), day(1000))
    with pytest.raises(InputError, match=r"now\.osm\.pbf: is a plain extract, which knows no past"):
        list(read_history(now))


def test_versions_out_of_order_are_refused(tmp_path: Path) -> None:
    things = [*lattice(), *versions_of_a_way((1, RING, {}), (2, RING, {"building": "yes"}))]
    for shuffled in (things[::-1], [*things[:-2], things[-1], things[-2]]):
        path = write_history(tmp_path / "town.osh.pbf", shuffled, sort=False)
        with pytest.raises(InputError, match=r"not in order .*: osmium sort .*town\.osh\.pbf"):
            list(read_history(path))


def test_versions_without_times_are_refused(tmp_path: Path) -> None:
    path = write_history(tmp_path / "town.osh.pbf", [Node(id=1, version=1, location=(0, 0))])
    with pytest.raises(InputError, match="node/1 has no time"):
        list(read_history(path))


@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_a_truncated_history_is_refused(share: float, town_file: Path) -> None:
    content = town_file.read_bytes()
    town_file.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(InputError, match=r"town\.osh\.pbf: the file is cut short or damaged"):
        list(read_history(town_file))


def test_nothing_stays_on_disk(
    town_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    list(read_history(town_file))
    assert list(scratch.iterdir()) == []


def test_a_disk_without_room_is_said(town_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    full = lambda **_: open("/dev/full", "w+b", buffering=0)  # noqa: E731, PTH123, SIM115
    monkeypatch.setattr("rsteller_core.osm.spool.TemporaryFile", full)
    with pytest.raises(InputError, match=r"no room for the history of the nodes in .*TMPDIR="):
        list(read_history(town_file))
