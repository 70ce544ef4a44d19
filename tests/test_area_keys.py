"""Area or line: the tagging schema held against the older list of osm-polygon-features."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from rsteller_core.tags import is_area
from rsteller_core.tags.table import ANY, table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "osm.md"

# The facts of the older list: keys of which every value makes an area; only these; all but these.
EVERY = (
    "amenity", "area:highway", "boundary", "building", "building:part", "craft", "golf",
    "historic", "indoor", "landuse", "leisure", "military", "office", "place",
    "public_transport", "ruins", "shop", "tourism",
)  # fmt: skip
ONLY = {
    "barrier": "city_wall ditch hedge retaining_wall spikes wall",
    "highway": "elevator escape rest_area services",
    "power": "generator plant substation transformer",
    "railway": "platform roundhouse station turntable",
    "waterway": "boatyard dam dock riverbank",
}
ALL_BUT = {
    "aeroway": "taxiway",
    "man_made": "cutline embankment pipeline",
    "natural": "arete cliff coastline ridge tree_row",
}


def older(key: str, value: str) -> bool:
    if key in ALL_BUT:
        return value not in ALL_BUT[key].split()
    return key in EVERY or value in ONLY.get(key, "").split()


def differences() -> dict[str, tuple[set[str], set[str]]]:
    """By key, of all values that the schema knows: areas of the schema alone, of the list alone."""
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    known = {tag for preset in table().presets for tag in preset.tags.items()}
    known |= {(key, value) for key, values in ONLY.items() for value in values.split()}
    for key, value in known:
        tried = "anything" if value == ANY else value
        now, then = is_area({key: tried}), older(key, tried)
        if now != then:
            found[key][0 if now else 1].add(value)
    return dict(found)


def decided() -> dict[str, set[str]]:
    """What the page decides: by key, the values in the columns."""
    section = PAGE.read_text(encoding="utf-8").partition("### Area or line")[2]
    section = section.partition("\n### ")[0]
    rows = re.findall(r"^\| (`.+?) \| (.+?) \|", section, re.MULTILINE)
    return {
        key: set(re.findall(r"`([^`]+)`", values))
        for keys, values in rows
        for key in re.findall(r"`([^`]+)`", keys)
    }


def test_every_difference_is_decided_and_no_other() -> None:
    only_new = {key for key, (new, old) in differences().items() if new and not old}
    lists = {key: old for key, (_, old) in differences().items() if old}
    page = decided()
    assert {key: values for key, values in page.items() if values} == lists
    assert {key for key, values in page.items() if not values} == only_new
