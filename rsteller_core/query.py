"""Which place and time are wanted: ``--aoi`` and ``--dates`` as values, and what answers them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import shapely
from shapely import Geometry
from shapely.affinity import translate

from rsteller_core.errors import InputError
from rsteller_core.values import Scene, SceneQuery, Skipped

WIDEST = 180
"""Degrees: a box whose west is in the east spans less than this, or its corners were mixed up."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def parse_aoi(text: str) -> Geometry:
    """An area of interest as a lon/lat polygon or multipolygon.

    ``text`` is a box ``WEST,SOUTH,EAST,NORTH`` in degrees or the path of a GeoJSON file, whose
    polygons are joined. A box whose west is in the east lies over the antimeridian, as in GeoJSON,
    and what is drawn beyond 180 degrees continues on the other side. Raises InputError.
    """
    numbers = re.split(r"\s*,\s*", text.strip())
    if len(numbers) == 4 and not Path(text).exists():
        return _box(text, numbers)
    path = Path(text)
    if not path.is_file():
        raise InputError(f"{text!r} is neither a GeoJSON file nor WEST,SOUTH,EAST,NORTH in degrees")
    return _polygons(path)


def parse_dates(text: str) -> tuple[datetime | None, datetime | None]:
    """The first and the last instant of ``2020/2022``, ``2020-06-01/2020-08-31``, ``2021``,
    ``2020/..`` or ``../2020``, in UTC; both are included. Raises InputError.
    """
    first, slash, last = text.strip().partition("/")
    start = None if first in ("", "..") else _period(first, text)[0]
    end = None if slash and last in ("", "..") else _period(last or first, text)[1]
    if start is not None and end is not None and start > end:
        raise InputError(f"dates {text!r} end before they start")
    return start, end


def answer_to(query: SceneQuery, scene: Scene) -> Scene | Skipped | None:
    """The scene if it is asked for, None if not; Skipped where that cannot be told.

    Longitudes a whole turn apart are the same.
    """
    turned = (-360.0, 0.0, 360.0)
    if query.aoi is not None and not any(
        scene.footprint.intersects(translate(query.aoi, turn)) for turn in turned
    ):
        return None
    if query.start is None and query.end is None:
        return scene
    if scene.acquired is None:
        return Skipped(scene.id, "no acquisition date, and dates were asked for")
    early = query.start is not None and scene.acquired < query.start
    late = query.end is not None and scene.acquired > query.end
    return None if early or late else scene


def _box(text: str, numbers: list[str]) -> Geometry:
    try:
        west, south, east, north = map(float, numbers)
    except ValueError:
        raise InputError(f"{text!r} is not WEST,SOUTH,EAST,NORTH in degrees") from None
    if west > east and WIDEST <= west - east <= 360:
        east += 360
    if not (-180 <= west < east and west <= 180 and -90 <= south < north <= 90):
        raise InputError(
            f"{text!r} is not WEST,SOUTH,EAST,NORTH: west < east (but over the antimeridian), "
            "south < north, degrees"
        )
    return _on_the_globe(shapely.box(west, south, east, north))


def _on_the_globe(area: Geometry) -> Geometry:
    """The area with longitudes between -180 and 180, in as many parts as that takes."""
    globe = shapely.box(-180, -90, 180, 90)
    parts = [globe.intersection(translate(area, turn)) for turn in (-360.0, 0.0, 360.0)]
    return shapely.union_all([part for part in parts if shapely.get_dimensions(part) == 2])


def _polygons(path: Path) -> Geometry:
    try:
        geometry = shapely.from_geojson(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, shapely.errors.GEOSException, json.JSONDecodeError):
        raise InputError(f"{path} cannot be read as GeoJSON") from None
    parts = [part for part in _flatten(geometry) if shapely.get_dimensions(part) == 2]
    if not parts:
        raise InputError(f"{path} holds no polygon")
    west, south, east, north = shapely.total_bounds(parts)
    if not (west >= -360 and east <= 360 and south >= -90 and north <= 90):
        raise InputError(f"{path} is not in degrees of longitude and latitude")
    return _on_the_globe(shapely.union_all(shapely.make_valid(parts)))


def _flatten(geometry: Geometry) -> list[Geometry]:
    parts = list(shapely.get_parts(geometry))
    if geometry.geom_type == "GeometryCollection":
        return [leaf for part in parts for leaf in _flatten(part)]
    return parts


def _period(text: str, whole: str) -> tuple[datetime, datetime]:
    """The first and the last instant of a year, a month or a day."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise InputError(f"dates {whole!r} are not like 2020/2022 or 2020-06-01/2020-08-31")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
    except ValueError as error:
        raise InputError(f"dates {whole!r}: {error}") from None
    if day:
        after = start + timedelta(days=1)
    elif month:
        after = (start + timedelta(days=31)).replace(day=1)
    else:
        after = start.replace(year=start.year + 1)
    return start, after - timedelta(microseconds=1)
