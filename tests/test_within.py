"""Where a patch lies: from the boundaries of the map to a fact."""

from __future__ import annotations

import json
from pathlib import Path

import osmium
import shapely
from osmium.osm.mutable import Node, Relation, Way
from test_end_to_end import make, samples
from test_map_dates import image  # noqa: F401 - a fixture

from rsteller_core import Element, sheet_of
from rsteller_core.facts.within import within_facts
from rsteller_core.geometry import holding
from rsteller_core.values import Bounds, Patch, PatchView, Window


def patch(west: float, south: float) -> Patch:
    """A square of a tenth of a degree."""
    box = shapely.box(west, south, west + 0.1, south + 0.1)
    return Patch("p", "s", Window(0, 0, 64, 64), Bounds(*box.bounds), box, (1, 0, 0, 1))


def place(number: int, name: str, box: tuple[float, ...], **tags: str) -> Element:
    stated = {"boundary": "administrative", "name": name} | tags
    return Element(f"relation/{number}", stated, shapely.box(*box))


COUNTRY = place(1, "Ruritania", (0, 0, 10, 10), admin_level="2")
COUNTY = place(2, "Strelsau", (0, 0, 1, 1), admin_level="6")
QUARTER = place(3, "Old Town", (0, 0, 1, 1), admin_level="10")
PARK = place(4, "Zenda Forest", (0, 0, 1, 1), boundary="national_park")
ODD = place(5, "Somewhere", (0, 0, 1, 1), admin_level="2;4")
SCHOOL = place(6, "District 7", (0, 0, 1, 1), boundary="school")


def test_the_centre_decides() -> None:
    patches = [patch(0.5, 0.5), patch(0.97, 0.5), patch(5, 5), patch(20, 20)]
    held = holding(patches, [COUNTRY, COUNTY])
    assert held == [(COUNTRY, COUNTY), (COUNTRY,), (COUNTRY,), ()]
    assert holding(patches, []) == [(), (), (), ()]


def test_places_are_told_from_small_to_large() -> None:
    view = PatchView(
        patch(0.5, 0.5), 1, (), boundaries=(COUNTRY, COUNTY, QUARTER, PARK, ODD, SCHOOL)
    )
    administrative, park = within_facts(view)
    assert administrative.kind == park.kind == "within"
    assert (
        administrative.text
        == '(not visible) The center of the image lies in "Strelsau", "Ruritania".'
    )
    assert administrative.value[0] == {
        "id": "relation/2",
        "name": "Strelsau",
        "boundary": "administrative",
        "admin_level": "6",
    }
    assert park.text == '(not visible) The center of the image lies in "Zenda Forest".'
    assert administrative in sheet_of("area", view).facts


def test_nothing_is_told_where_the_map_has_no_boundaries() -> None:
    view = PatchView(patch(0.5, 0.5), 1, ())
    assert [fact.kind for fact in sheet_of("area", view).facts] == ["image_size"]


def test_names_cannot_act() -> None:
    evil = place(7, 'Ville" {{ x }} <b>', (0, 0, 1, 1), admin_level="8")
    (fact,) = within_facts(PatchView(patch(0.5, 0.5), 1, (), boundaries=(evil,)))
    assert "{" not in fact.text
    assert "<" not in fact.text


def test_a_run_tells_where_its_patches_lie(image: Path, tmp_path: Path) -> None:  # noqa: F811
    osm = tmp_path / "town.osm.pbf"
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (0, 0), (0.003, 0), (0.003, 0.003), (0, 0.003)]
    tags = {"type": "boundary", "boundary": "administrative", "admin_level": "6", "name": "Zenda"}
    with osmium.SimpleWriter(osm) as writer:
        for number, corner in enumerate(corners, 1):
            writer.add(Node(id=number, location=corner))
        writer.add(Way(id=1, nodes=[1, 2, 3, 4, 1]))
        writer.add(Way(id=2, nodes=[5, 6, 7, 8, 5], tags={"landuse": "forest"}))
        writer.add(Relation(id=1, members=[("w", 1, "outer")], tags=tags))
    make(tmp_path / "out", image, osm, {"task": {"use": ["area"]}})
    ((_, record),) = samples(tmp_path / "out").values()
    assert 'lies in \\"Zenda\\"' in json.dumps(record["fact_sheets"])
    assert record["fact_sheets"][0]["elements"][0]["id"] == "way/2"
