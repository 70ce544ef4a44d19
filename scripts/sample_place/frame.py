"""Where the sample place lies: its metric frame, its scenes, and the way to lon/lat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from pyproj import Transformer

Point = tuple[float, float]

CRS = "EPSG:32615"
ORIGIN: Point = (449400.0, 4638000.0)
"""Easting and northing of the local frame's (0, 0), its bottom-left corner, in metres."""
GSD = 0.6
SCENE_COLUMNS, SCENE_ROWS = 1792, 1344
"""Pixels of a scene: 4 by 3 patches of 448."""
WIDTH, HEIGHT = 2 * SCENE_COLUMNS * GSD, 2 * SCENE_ROWS * GSD
"""Metres of the place: four scenes, two by two."""

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY / "plugins" / "rsteller_sample" / "data"
MAP = DATA / "place.osm"
COLOURS = DATA / "colours.toml"


@dataclass(frozen=True, slots=True)
class SceneFrame:
    """One scene: its name, its top-left corner in local metres, when it was 'taken', its light."""

    name: str
    left: float
    top: float
    acquired: str
    gain: tuple[float, float, float]

    @property
    def path(self) -> Path:
        """Where its GeoTIFF lies."""
        return DATA / f"{self.name}.tif"


SCENES = (
    SceneFrame("sample_nw", 0.0, HEIGHT, "2021-06-19T16:52:10Z", (0.99, 1.01, 1.0)),
    SceneFrame("sample_ne", WIDTH / 2, HEIGHT, "2021-07-06T16:49:31Z", (1.0, 1.0, 1.0)),
    SceneFrame("sample_sw", 0.0, HEIGHT / 2, "2021-08-02T16:55:04Z", (1.01, 1.0, 0.99)),
    SceneFrame("sample_se", WIDTH / 2, HEIGHT / 2, "2021-08-21T16:58:47Z", (1.02, 1.0, 0.98)),
)

SUN_AZIMUTH, SUN_ELEVATION = 135.0, 52.0
"""Degrees; the sun stands in the south-east, so that shadows fall to the north-west."""
SUN_SHADOW: Point = (
    -math.sin(math.radians(SUN_AZIMUTH)) / math.tan(math.radians(SUN_ELEVATION)),
    -math.cos(math.radians(SUN_AZIMUTH)) / math.tan(math.radians(SUN_ELEVATION)),
)
"""Where the shadow of a top one metre high falls, from its foot, in metres."""

_to_lonlat = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
_to_utm = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)


def lonlat(point: Point) -> Point:
    """Longitude and latitude, in degrees, of a point in local metres."""
    lon, lat = _to_lonlat.transform(point[0] + ORIGIN[0], point[1] + ORIGIN[1])
    return lon, lat


def local(lon: float, lat: float) -> Point:
    """The point in local metres of a longitude and latitude in degrees."""
    east, north = _to_utm.transform(lon, lat)
    return east - ORIGIN[0], north - ORIGIN[1]
