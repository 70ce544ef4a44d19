"""The default element extractor, on small maps written here and on real extracts."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import osmium
import pytest
import shapely
from hypothesis import given, strategies as st
from osmium.osm.mutable import Node, Relation, Way
from pydantic import ValidationError
from rsteller_pbf import Pbf, PbfOptions

from rsteller_core import Bounds, Element, InputError, OsmFile, Skipped

WORLD = Bounds(-180, -90, 180, 90)
WHEN = datetime(2020, 5, 17, 8, 30, tzinfo=UTC)

# A 6 x 6 lattice of nodes: number 10 * row + column + 1, a thousandth of a degree apart.
LATTICE = [
    Node(id=10 * row + col + 1, location=(col / 1000, row / 1000))
    for row in range(6)
    for col in range(6)
]

Thing = Node | Way | Relation


def at(*places: tuple[int, int]) -> list[int]:
    """The nodes of the lattice at these (column, row) places."""
    return [10 * row + col + 1 for col, row in places]


def square(col: int, row: int, size: int) -> list[int]:
    far_col, far_row = col + size, row + size
    return at((col, row), (far_col, row), (far_col, far_row), (col, far_row), (col, row))


def way(number: int, nodes: Sequence[int], **tags: str) -> Way:
    return Way(id=number, nodes=nodes, tags=tags)


def multipolygon(number: int, members: Iterable[tuple[int, str]], **tags: str) -> Relation:
    ways = [("w", ref, role) for ref, role in members]
    return Relation(id=number, members=ways, tags={"type": "multipolygon", **tags})


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a map of the lattice and these things, in this order."""

    def write_map(*things: Thing, name: str = "map.osm.pbf", nodes: bool = True) -> Path:
        path = tmp_path / name
        with osmium.SimpleWriter(path, overwrite=True) as writer:
            for thing in [*(LATTICE if nodes else ()), *things]:
                writer.add(thing)
        return path

    return write_map


def read(path: Path, bounds: Bounds = WORLD) -> dict[str, Element]:
    found = list(OsmFile(path).within(bounds))
    assert not [thing for thing in found if isinstance(thing, Skipped)]
    return {thing.id: thing for thing in found if isinstance(thing, Element)}


def broken(path: Path) -> dict[str, str]:
    found = OsmFile(path).within(WORLD)
    return {thing.what: thing.reason for thing in found if isinstance(thing, Skipped)}


def same_shape(geometry: shapely.Geometry, wkt: str) -> bool:
    return bool(shapely.equals_exact(geometry.normalize(), shapely.from_wkt(wkt).normalize(), 1e-9))


def test_closed_ways_are_areas_or_lines_by_their_tags(write: Callable[..., Path]) -> None:
    ring = square(0, 0, 1)
    elements = read(
        write(
            way(1, ring, building="yes"),
            way(2, ring, highway="residential"),
            way(3, ring, highway="pedestrian", area="yes"),
            way(4, ring, leisure="park", area="no"),
            way(5, ring[:-1], landuse="farmland"),
            way(6, ring, barrier="fence"),
        )
    )
    kinds = {name: element.geometry.geom_type for name, element in elements.items()}
    assert kinds == {
        "way/1": "Polygon",
        "way/2": "LineString",
        "way/3": "Polygon",
        "way/4": "LineString",
        "way/5": "LineString",
        "way/6": "LineString",
    }
    assert elements["way/2"].geometry.is_closed
    assert elements["way/1"].tags == {"building": "yes"}
    assert same_shape(elements["way/1"].geometry, "POLYGON ((0 0, .001 0, .001 .001, 0 .001, 0 0))")


def test_tagged_nodes_are_points(write: Callable[..., Path]) -> None:
    tree = Node(id=900, location=(0.0005, 0.0005), tags={"natural": "tree"})
    assert read(write(tree))["node/900"].geometry.equals(shapely.Point(0.0005, 0.0005))


def test_what_is_nothing_in_the_landscape_is_left_out(write: Callable[..., Path]) -> None:
    ring = square(0, 0, 1)
    path = write(
        way(1, ring, name="nameless"),
        way(2, ring, boundary="administrative", admin_level="8"),
        way(3, ring),
        multipolygon(4, [(3, "outer")], boundary="administrative", landuse="residential"),
        Relation(id=5, members=[("w", 3, "")], tags={"type": "route", "route": "bus"}),
    )
    assert list(OsmFile(path).within(WORLD)) == []


def test_a_multipolygon_has_its_holes_and_all_its_parts(write: Callable[..., Path]) -> None:
    lake = multipolygon(
        7,
        [(1, "outer"), (2, "outer"), (3, "inner"), (4, "outer")],
        natural="water",
        name="Two Pools",
    )
    west, east = at((0, 0), (3, 0), (3, 3)), at((3, 3), (0, 3), (0, 0))
    path = write(way(1, west), way(2, east), way(3, square(1, 1, 1)), way(4, square(4, 4, 1)), lake)
    element = read(path)["relation/7"]
    assert element.tags == {"natural": "water", "name": "Two Pools"}
    assert same_shape(
        element.geometry,
        "MULTIPOLYGON (((0 0, .003 0, .003 .003, 0 .003, 0 0),"
        " (.001 .001, .002 .001, .002 .002, .001 .002, .001 .001)),"
        " ((.004 .004, .005 .004, .005 .005, .004 .005, .004 .004)))",
    )


def test_a_multipolygon_of_one_part_is_a_polygon(write: Callable[..., Path]) -> None:
    path = write(way(1, square(0, 0, 2)), multipolygon(1, [(1, "outer")], landuse="forest"))
    assert read(path)["relation/1"].geometry.geom_type == "Polygon"


def test_touching_rings_make_one_valid_geometry(write: Callable[..., Path]) -> None:
    outer, hole, corner = square(0, 0, 4), at((0, 0), (2, 1), (1, 2), (0, 0)), square(4, 4, 1)
    forest = multipolygon(1, [(1, "outer"), (2, "inner"), (3, "outer")], landuse="forest")
    geometry = read(write(way(1, outer), way(2, hole), way(3, corner), forest))[
        "relation/1"
    ].geometry
    assert geometry.is_valid
    assert geometry.area == pytest.approx(1e-6 * (16 - 1.5 + 1))


def test_members_with_tags_of_their_own_stay_elements(write: Callable[..., Path]) -> None:
    forest = multipolygon(1, [(1, "outer"), (2, "inner")], landuse="forest")
    pond = way(2, square(1, 1, 1), natural="water")
    fenced = way(1, square(0, 0, 3), barrier="fence")
    elements = read(write(fenced, pond, forest))
    kinds = {name: element.geometry.geom_type for name, element in elements.items()}
    assert kinds == {"way/1": "LineString", "way/2": "Polygon", "relation/1": "Polygon"}
    assert elements["relation/1"].geometry.area == pytest.approx(8e-6)


def test_way_and_relation_of_one_number_are_not_mixed_up(write: Callable[..., Path]) -> None:
    forest = multipolygon(3, [(3, "outer")], landuse="forest")
    elements = read(write(way(3, square(0, 0, 1), building="yes"), forest))
    assert {name: dict(element.tags) for name, element in elements.items()} == {
        "way/3": {"building": "yes"},
        "relation/3": {"landuse": "forest"},
    }


def test_what_is_broken_is_named_with_its_reason(write: Callable[..., Path]) -> None:
    path = write(
        Node(id=900, tags={"natural": "tree"}),
        way(1, square(0, 0, 1), building="yes"),
        way(2, at((0, 0), (1, 1), (1, 0), (0, 1), (0, 0)), building="yes"),
        way(3, [1, 2, 999, 12, 1], building="yes"),
        way(4, [999, 1, 2], highway="track"),
        way(5, [1, 999, 2], highway="track"),
        way(6, [1], highway="track"),
        way(7, [1, 2, 1], building="yes"),
        way(8, at((0, 0), (1, 0), (1, 1))),
        way(9, [1, 999]),
        way(10, [], highway="track"),
        multipolygon(1, [(8, "outer")], landuse="forest"),
        multipolygon(2, [(8, "outer"), (777, "outer")], landuse="forest"),
        multipolygon(3, [(8, "outer"), (9, "outer")], landuse="forest"),
        multipolygon(4, [], landuse="forest"),
        Relation(
            id=5, members=[("r", 5, "outer")], tags={"type": "multipolygon", "landuse": "forest"}
        ),
    )
    nodes, members = "nodes are missing from the file", "members, or their nodes, are missing"
    rings, few = "rings do not close, or cross each other", "has too few nodes"
    assert broken(path) == {
        "node/900": "has no place on earth",
        "way/2": rings,
        "way/3": nodes,
        "way/4": nodes,
        "way/5": nodes,
        "way/6": few,
        "way/7": few,
        "way/10": few,
        "relation/1": rings,
        "relation/2": f"{members} from the file",
        "relation/3": f"{members} from the file",
        "relation/4": "has no ways to be drawn from",
        "relation/5": "has no ways to be drawn from",
    }
    sound = [thing for thing in OsmFile(path).within(WORLD) if isinstance(thing, Element)]
    assert [thing.id for thing in sound] == ["way/1"]


def test_what_is_broken_is_told_once(write: Callable[..., Path]) -> None:
    extractor = Pbf(PbfOptions(path=write(way(1, [1, 999], highway="track"))))
    assert [thing.what for thing in extractor.extract(WORLD, None)] == ["way/1"]
    assert list(extractor.extract(WORLD, WHEN)) == []


def test_elements_come_by_kind_and_number(write: Callable[..., Path]) -> None:
    path = write(
        Node(id=900, location=(0, 0), tags={"natural": "tree"}),
        way(2, square(0, 0, 1), building="yes"),
        way(10, at((0, 0), (1, 1)), highway="track"),
        way(11, square(0, 0, 1), building="yes"),
        multipolygon(1, [(2, "outer")], landuse="forest"),
    )
    assert list(read(path)) == ["node/900", "way/2", "way/10", "way/11", "relation/1"]


def test_only_what_touches_the_bounds_is_found(write: Callable[..., Path]) -> None:
    path = write(
        way(1, square(0, 0, 1), building="yes"),
        way(2, square(3, 3, 1), building="yes"),
        way(3, at((0, 5), (5, 5), (5, 0)), highway="track"),
    )
    assert list(read(path, Bounds(-1, -1, 0.0005, 0.0005))) == ["way/1"]
    assert list(read(path, Bounds(0.001, 0.001, 0.002, 0.002))) == ["way/1"]
    assert list(read(path, Bounds(0.0035, 0.0035, 0.01, 0.01))) == ["way/2", "way/3"]
    assert list(read(path, Bounds(10, 10, 11, 11))) == []


@given(west=st.integers(-9, 50), south=st.integers(-9, 50), size=st.integers(1, 30))
def test_the_index_finds_what_a_search_through_all_finds(
    west: int, south: int, size: int, lattice_map: OsmFile
) -> None:
    bounds = Bounds(west / 9970, south / 9970, (west + size) / 9970, (south + size) / 9970)
    box = shapely.box(*bounds)
    wanted = [
        element.id
        for element in lattice_map.within(WORLD)
        if isinstance(element, Element) and element.geometry.intersects(box)
    ]
    assert [e.id for e in lattice_map.within(bounds) if isinstance(e, Element)] == wanted


@pytest.fixture(scope="module")
def lattice_map(tmp_path_factory: pytest.TempPathFactory) -> OsmFile:
    path = tmp_path_factory.mktemp("lattice") / "lattice.osm.pbf"
    squares = [
        way(10 * col + row + 1, square(col, row, 1), building="yes")
        for col in range(5)
        for row in range(5)
    ]
    with osmium.SimpleWriter(path) as writer:
        for thing in [*LATTICE, *squares, way(99, at((0, 0), (5, 5)), highway="track")]:
            writer.add(thing)
    return OsmFile(path)


def test_version_and_time_are_kept_where_the_file_has_them(write: Callable[..., Path]) -> None:
    edited = Way(id=1, nodes=square(0, 0, 1), tags={"building": "yes"}, version=7, timestamp=WHEN)
    forest = multipolygon(1, [(1, "outer")], landuse="forest")
    dated = Relation(id=1, members=forest.members, tags=forest.tags, version=3, timestamp=WHEN)
    elements = read(write(edited, way(2, square(0, 0, 1), building="yes"), dated))
    known = {name: (element.version, element.timestamp) for name, element in elements.items()}
    assert known == {"way/1": (7, WHEN), "way/2": (None, None), "relation/1": (3, WHEN)}


@pytest.mark.parametrize("suffix", [".osm", ".osm.bz2", ".osm.gz", ".osm.pbf"])
def test_every_format_says_the_same(suffix: str, write: Callable[..., Path]) -> None:
    forest = multipolygon(1, [(1, "outer"), (2, "inner")], landuse="forest", name="Białowieża 森")
    path = write(way(1, square(0, 0, 4)), way(2, square(1, 1, 1)), forest, name=f"forest{suffix}")
    element = read(path)["relation/1"]
    assert element.tags["name"] == "Białowieża 森"
    assert element.geometry.area == pytest.approx(15e-6)


def test_a_map_out_of_order_reads_like_a_sorted_one(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    things: list[Thing] = [
        way(1, square(0, 0, 4)),
        way(2, square(1, 1, 1), natural="water"),
        multipolygon(1, [(1, "outer"), (2, "inner")], landuse="forest"),
        multipolygon(2, [(2, "outer")], landuse="grass"),
    ]
    in_order = read(write(*things, name="sorted.osm.pbf"))
    assert len(in_order) == 3
    shuffled = [things[1], things[0], things[3], things[2]]
    assert read(write(*shuffled, name="shuffled.osm.pbf")) == in_order
    assert read(write(*things[::-1], *LATTICE, name="reverse.osm", nodes=False)) == in_order
    assert list(scratch.iterdir()) == []


def test_of_a_thing_that_comes_twice_the_newest_version_counts(write: Callable[..., Path]) -> None:
    old = Way(id=1, nodes=square(0, 0, 1), tags={"building": "yes"}, version=1)
    new = Way(id=1, nodes=square(0, 0, 1), tags={"building": "barn"}, version=2)
    assert read(write(old, new))["way/1"].tags == {"building": "barn"}


def cut(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


@pytest.mark.parametrize("suffix", [".osm", ".osm.bz2", ".osm.gz", ".osm.pbf"])
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.95])
def test_a_truncated_file_is_refused(share: float, suffix: str, write: Callable[..., Path]) -> None:
    path = write(way(1, square(0, 0, 1), building="yes"), name=f"town{suffix}")
    cut(path, share)
    with pytest.raises(InputError, match=rf"town{suffix}: the file is cut short.*download it"):
        list(OsmFile(path).within(WORLD))


@pytest.mark.parametrize("suffix", [".osm", ".osm.bz2", ".osm.gz", ".osm.pbf"])
@pytest.mark.parametrize("content", [b"<html><body>429</body></html>", bytes(range(256)) * 40])
def test_garbage_is_refused(suffix: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"town{suffix}"
    path.write_bytes(content)
    with pytest.raises(InputError, match="or is no OpenStreetMap file"):
        list(OsmFile(path).within(WORLD))


def test_a_history_file_is_refused(write: Callable[..., Path]) -> None:
    path = write(way(1, square(0, 0, 1), building="yes"), name="town.osh.pbf")
    history = path.rename(path.with_name("town.osm.pbf"))
    with pytest.raises(InputError, match="is a history file"):
        list(OsmFile(history).within(WORLD))


def test_a_map_that_went_away_is_named(write: Callable[..., Path]) -> None:
    path = write()
    extractor = Pbf(PbfOptions(path=path))
    path.unlink()
    with pytest.raises(InputError, match=r"map\.osm\.pbf: cannot be read: No such file"):
        list(extractor.extract(WORLD, None))
    with pytest.raises(InputError, match=r"map\.osm\.pbf"):
        extractor.inputs()


def test_an_empty_map_gives_nothing(write: Callable[..., Path]) -> None:
    assert list(OsmFile(write(nodes=False)).within(WORLD)) == []


def test_the_path_is_looked_at_with_the_options(tmp_path: Path) -> None:
    (tmp_path / "town.tif").touch()
    (tmp_path / "folder.osm").mkdir()
    for name, message in {
        "town.osm.pbf": "no such file: .*town.osm.pbf",
        "town.tif": "is no map; a map ends in .osm.pbf, .osm",
        "folder.osm": "is a folder",
    }.items():
        with pytest.raises(ValidationError, match=message):
            PbfOptions(path=tmp_path / name)


def test_without_a_map_there_is_nothing_and_a_word_about_it() -> None:
    extractor = Pbf(PbfOptions())
    assert list(extractor.extract(WORLD, None)) == [
        Skipped("map", "no map is given: -o extractor.path=FILE.osm.pbf")
    ]
    assert extractor.inputs() == {}


def test_the_identity_of_a_run_holds_the_map(write: Callable[..., Path]) -> None:
    first = Pbf(PbfOptions(path=write(way(1, square(0, 0, 1), building="yes")))).inputs()
    other = Pbf(PbfOptions(path=write(way(1, square(0, 0, 2), building="yes")))).inputs()
    assert list(first) == list(other) == ["map.osm.pbf"]
    assert first != other


def test_registering_does_not_load_osmium() -> None:
    code = "import rsteller_pbf, sys; sys.exit('osmium' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def kinds(path: Path, bounds: Bounds = WORLD) -> Counter[tuple[str, str]]:
    return Counter(
        ("broken", thing.reason)
        if isinstance(thing, Skipped)
        else (thing.id.split("/")[0], thing.geometry.geom_type)
        for thing in OsmFile(path).within(bounds)
    )


def test_swellendam_has_its_lines_and_areas(shared_data: Path) -> None:
    import rasterio

    with rasterio.open(shared_data / "swellendam_za_3420B_2010_328_RGB_2.5m_4326.tif") as image:
        footprint = Bounds(*image.bounds)
    found = kinds(shared_data / "swellendam_za_osm.osm.pbf", footprint)
    assert found["way", "LineString"] == 56
    assert found["way", "Polygon"] + found["relation", "Polygon"] == 32


def test_brandenburg_has_its_areas(shared_data: Path) -> None:
    found = kinds(shared_data / "brandenburg_de_osm_landuse_water.osm.pbf")
    assert found == {
        ("way", "Polygon"): 435,
        ("relation", "Polygon"): 105,
        ("relation", "MultiPolygon"): 4,
    }


def test_liechtenstein_is_read_whole(shared_data: Path) -> None:
    found = kinds(shared_data / "osm" / "liechtenstein_2021.osm.pbf")
    expected = {
        ("node", "Point"): 15265,
        ("way", "LineString"): 8163,
        ("way", "Polygon"): 21209,
        ("relation", "Polygon"): 208,
        ("relation", "MultiPolygon"): 7,
    }
    # What counts as a scene element is the tag table's business, and may grow a little.
    assert dict(found) == pytest.approx(expected, rel=0.02)


def test_reisterstown_is_sorted_first(shared_data: Path) -> None:
    found = kinds(shared_data / "osm" / "reisterstown_baltimore_county_us.osm.pbf")
    assert found["way", "Polygon"] == pytest.approx(29038, rel=0.02)
    assert found["relation", "Polygon"] + found["relation", "MultiPolygon"] == 98
    assert found["broken", "members, or their nodes, are missing from the file"] == 10
