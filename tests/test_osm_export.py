"""Every element of the real extracts, held against osmium-tool's own reading of the file."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
import shapely

from rsteller_core import Bounds, Element, OsmFile
from rsteller_core.tags import is_area, is_boundary, is_scene_element

WORLD = Bounds(-180, -90, 180, 90)

EXTRACTS = (
    "brandenburg_de_osm_landuse_water.osm.pbf",
    "swellendam_za_osm.osm.pbf",
    "osm/heidelberg_2015.osm.pbf",
    "osm/liechtenstein_2021.osm.pbf",
    "osm/malta_2016.osm.pbf",
    "osm/reisterstown_baltimore_county_us.osm.pbf",
    "osm/bench_merged_real_extracts.osm.pbf",
)

Tags = Mapping[str, str]


class Feature(NamedTuple):
    """What osmium-tool writes: a closed way comes as a line and as an area."""

    name: str
    form: str
    tags: Tags
    shape: shapely.Geometry
    closed: bool


def exported(path: Path, folder: Path) -> Iterator[Feature]:
    """All features of a file, sorted first where it has to be."""
    ordered = folder / "sorted.osm.pbf"
    subprocess.run(["osmium", "sort", path, "-o", ordered], check=True, capture_output=True)
    out = folder / "all.geojsonseq"
    command = ["osmium", "export", ordered, "-f", "geojsonseq", "-u", "type_id", "-o", out]
    subprocess.run([*command, "-x", "print_record_separator=false"], check=True)
    with out.open(encoding="utf-8") as lines:
        for line in lines:
            yield feature(line)


def feature(line: str) -> Feature:
    read = json.loads(line)
    letter, number = read["id"][0], int(read["id"][1:])
    shape = shapely.from_geojson(json.dumps(read["geometry"]))
    tags = dict(read["properties"])
    if letter == "a":
        # libosmium numbers areas: twice the way, or twice the relation and one.
        kind = "relation" if number % 2 else "way"
        return Feature(f"{kind}/{number // 2}", "area", tags, shape, True)
    kind = {"n": "node", "w": "way"}[letter]
    closed = letter == "w" and shape.is_closed and len(shape.coords) > 3
    return Feature(f"{kind}/{number}", "line" if letter == "w" else "point", tags, shape, closed)


def why_not(thing: Feature) -> str | None:
    """Why something that osmium-tool writes is no element of ours; None where it must be one."""
    if not is_scene_element(thing.tags):
        return "boundary" if is_boundary(thing.tags) else "nothing that can be told of"
    if not thing.name.startswith("way"):
        return None
    if thing.form == "area" and not is_area(thing.tags):
        return "a ring that is a line by its tags"
    if thing.form == "line" and thing.closed and is_area(thing.tags):
        return "a ring that is an area by its tags"
    return None


def form(element: Element) -> str:
    return ("point", "line", "area")[shapely.get_dimensions(element.geometry)]


def same(ours: shapely.Geometry, theirs: shapely.Geometry) -> bool:
    if theirs.geom_type == "MultiPolygon" and len(theirs.geoms) == 1:
        theirs = theirs.geoms[0]
    if shapely.equals_exact(ours.normalize(), theirs.normalize(), 1e-9):
        return True
    return bool(not theirs.is_valid and shapely.equals(ours, shapely.make_valid(theirs)))


@pytest.mark.slow
@pytest.mark.parametrize("name", EXTRACTS)
def test_every_element_is_that_of_osmium_tool(name: str, shared_data: Path, tmp_path: Path) -> None:
    if shutil.which("osmium") is None:
        pytest.skip("needs osmium-tool: apt-get install osmium-tool")
    found = list(OsmFile(shared_data / name).within(WORLD))
    left = {(e.id, form(e)): e for e in found if isinstance(e, Element)}
    missing, other = [], []
    for thing in exported(shared_data / name, tmp_path):
        element = left.pop((thing.name, thing.form), None)
        if element is None:
            if why_not(thing) is None:
                missing.append(thing)
        elif dict(element.tags) != dict(thing.tags) or not same(element.geometry, thing.shape):
            other.append((element, thing))
    assert missing == []
    assert other == []
    assert list(left) == []
