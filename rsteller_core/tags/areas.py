"""Area or line: what the tags of a closed way say."""

from __future__ import annotations

from collections.abc import Mapping

from rsteller_core.tags.table import table

# Exceptions that iD makes to its own rule: areas though presets have their keys for lines.
_AREAS_ALL_THE_SAME = {
    "highway": frozenset({"elevator", "rest_area", "services"}),
    "public_transport": frozenset({"platform"}),
    "railway": frozenset({"platform", "roundhouse", "station", "traverser", "turntable", "wash"}),
    "waterway": frozenset({"dam"}),
    "amenity": frozenset({"bicycle_parking"}),
}

# As values of `emergency` these say who may use a road, not what a thing is.
_ACCESS = frozenset({"yes", "designated", "destination", "official", "permissive", "private"})

# What a key says of a thing that is not there yet, or no longer, it says of an area all the same.
_LIFECYCLE = (
    "proposed:", "planned:", "construction:", "disused:", "abandoned:", "was:",
    "dismantled:", "razed:", "demolished:", "destroyed:", "removed:", "obliterated:",
)  # fmt: skip


def is_area(tags: Mapping[str, str]) -> bool:
    """Whether a *closed* way with these tags is an area; else it is a line.

    `area=yes` and `area=no` decide. Without them the way is an area if one of its tags has an
    area key (building, landuse, natural, ...) and not a value that is drawn as a line
    (natural=cliff, leisure=track, ...). A loop of highway, railway or barrier is a line, save for
    a few values such as railway=station. The value `no` says nothing.

    Whether the way is closed is not looked at: an open way is never an area. Relations of type
    multipolygon or boundary are areas whatever their tags.
    """
    stated = tags.get("area")
    if stated == "yes" or stated == "no":
        return stated == "yes"
    return any(_says_area(key, value) for key, value in tags.items())


def _says_area(key: str, value: str) -> bool:
    if value == "no" or (key == "emergency" and value in _ACCESS):
        return False
    if key.startswith(_LIFECYCLE):
        key = key.partition(":")[2]
    lines = table().area_keys.get(key)
    if lines is not None and value not in lines:
        return True
    return value in _AREAS_ALL_THE_SAME.get(key, ())
