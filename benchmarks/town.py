"""The benchmark's input: an invented town, the same every time, its map and its image.

python benchmarks/town.py FOLDER

makes ``town.tif``, 10,000 x 10,000 pixels of 0.6 m with four 8-bit bands (red, green, blue, near
infrared), a JPEG-compressed COG, and ``town.osm.pbf``, about 31 elements for each patch of
448 pixels. Fields, woods and waters tile the ground; streets, paths and streams cross them;
buildings and tagged points stand on it. The image is painted from the map.
"""

from __future__ import annotations

import math
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
import rasterio
import rasterio.shutil
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.features import rasterize
from rasterio.transform import from_origin

CRS = "EPSG:32617"
GSD = 0.6
SIDE = 10_000
METRES = SIDE * GSD
WEST, NORTH = 500_000.0, 4_000_000.0
BLOCK = 512
SEED = 7

CELL = 185.0
STREET_SPACING = 240.0
BUILDINGS = 7_000
PATHS = 800
POINTS = 900
WOODS = 60

Ring = list[tuple[float, float]]
Tags = dict[str, str]

GROUNDS: list[Tags] = [
    {"landuse": "farmland", "crop": "maize"},
    {"landuse": "residential"},
    {"landuse": "forest", "leaf_type": "broadleaved"},
    {"landuse": "meadow"},
    {"natural": "water", "water": "pond"},
    {"leisure": "park"},
    {"landuse": "industrial"},
    {"natural": "scrub"},
    {"amenity": "parking", "surface": "asphalt"},
    {"landuse": "orchard", "trees": "apple_trees"},
]
LINES: list[Tags] = [
    {"highway": "footway", "surface": "gravel"},
    {"waterway": "stream", "intermittent": "no"},
    {"barrier": "fence"},
    {"highway": "service", "service": "driveway"},
    {"highway": "track", "tracktype": "grade3"},
]
STREETS: list[Tags] = [
    {"highway": "residential", "surface": "asphalt", "tiger:cfcc": "A41", "maxspeed": "25 mph"},
    {"highway": "tertiary", "lanes": "2", "surface": "asphalt", "tiger:reviewed": "no"},
    {"highway": "secondary", "lanes": "4", "oneway": "no", "ref": "SR 12"},
]
HOUSES: list[Tags] = [
    {"building": "yes"},
    {"building": "house", "addr:housenumber": "12", "addr:street": "Mill Road"},
    {"building": "garage"},
    {"building": "retail", "building:levels": "1"},
    {"building": "warehouse", "source": "survey"},
]
POINT_TAGS: list[Tags] = [
    {"natural": "tree"},
    {"shop": "bakery", "opening_hours": "Mo-Sa 07:00-18:00"},
    {"highway": "crossing", "crossing": "marked"},
    {"power": "tower"},
]
FIRST = ("Alder", "Birch", "Copper", "Dover", "Elm", "Falcon", "Granite", "Harbour", "Iron", "Juno")
SECOND = {"highway": "Street", "waterway": "Brook", "building": "Hall"}


@dataclass(slots=True)
class Town:
    """The map in metres east and north of the image's bottom-left corner.

    ``nodes`` are counted from 1; ways hold numbers of nodes, relations numbers of ways.
    """

    chance: random.Random
    nodes: Ring = field(default_factory=list)
    points: dict[int, Tags] = field(default_factory=dict)
    ways: list[tuple[Tags, list[int]]] = field(default_factory=list)
    relations: list[tuple[Tags, list[tuple[str, int]]]] = field(default_factory=list)

    def node(self, x: float, y: float) -> int:
        self.nodes.append((x, y))
        return len(self.nodes)

    def way(self, tags: Tags, nodes: list[int]) -> int:
        self.ways.append((tags, nodes))
        return len(self.ways)

    def ring(self, tags: Tags, ring: Ring) -> int:
        nodes = [self.node(x, y) for x, y in ring]
        return self.way(tags, [*nodes, nodes[0]])

    def anywhere(self) -> tuple[float, float]:
        return self.chance.uniform(0, METRES), self.chance.uniform(0, METRES)

    def named(self, tags: Tags, often: float) -> Tags:
        if self.chance.random() >= often:
            return tags
        second = next((word for key, word in SECOND.items() if key in tags), "Green")
        return {**tags, "name": f"{self.chance.choice(FIRST)} {second}"}


def draw() -> Town:
    """The whole map."""
    town = Town(random.Random(SEED))
    _grounds(town)
    _woods(town)
    _streets(town)
    for _ in range(PATHS):
        tags = town.named(town.chance.choice(LINES), 0.2)
        town.way(tags, [town.node(*place) for place in _wandering(town)])
    for _ in range(BUILDINGS):
        town.ring(town.named(town.chance.choice(HOUSES), 0.03), _house(town))
    for _ in range(POINTS):
        town.points[town.node(*town.anywhere())] = town.chance.choice(POINT_TAGS)
    return town


def _grounds(town: Town) -> None:
    """Cells of ground that share their crooked borders."""
    cells = math.ceil(METRES / CELL) + 1
    corner = {
        (i, j): (_about(town, (i - 0.5) * CELL, 0.25), _about(town, (j - 0.5) * CELL, 0.25))
        for i in range(cells + 1)
        for j in range(cells + 1)
    }
    knots = {at: town.node(*place) for at, place in corner.items()}

    def border(start: tuple[int, int], end: tuple[int, int]) -> list[int]:
        (x0, y0), (x1, y1) = corner[start], corner[end]
        shares = [part / 12 for part in range(1, 12)]
        places = [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for share in shares]
        between = [town.node(_about(town, x, 0.02), _about(town, y, 0.02)) for x, y in places]
        return [knots[start], *between]

    across = {(i, j): border((i, j), (i + 1, j)) for i, j in corner if i < cells}
    up = {(i, j): border((i, j), (i, j + 1)) for i, j in corner if j < cells}
    for i, j in ((i, j) for i, j in corner if i < cells and j < cells):
        back = [knots[i + 1, j + 1], *reversed(across[i, j + 1][1:])]
        down = [knots[i, j + 1], *reversed(up[i, j][1:]), knots[i, j]]
        ground = town.named(town.chance.choice(GROUNDS), 0.3)
        town.way(ground, [*across[i, j], *up[i + 1, j], *back, *down])


def _about(town: Town, value: float, share: float) -> float:
    return value + town.chance.uniform(-share, share) * CELL


def _woods(town: Town) -> None:
    """Multipolygons: a wood with a clearing."""
    for _ in range(WOODS):
        middle, radius = town.anywhere(), town.chance.uniform(50, 110)
        outer = town.ring({}, _blob(town, middle, radius, 40))
        inner = town.ring({}, _blob(town, middle, radius / 3, 12))
        tags = town.named({"type": "multipolygon", "natural": "wood"}, 0.5)
        town.relations.append((tags, [("outer", outer), ("inner", inner)]))


def _blob(town: Town, middle: tuple[float, float], radius: float, corners: int) -> Ring:
    turns = [2 * math.pi * k / corners for k in range(corners)]
    reach = [radius * town.chance.uniform(0.85, 1.15) for _ in turns]
    return [
        (middle[0] + r * math.cos(a), middle[1] + r * math.sin(a))
        for a, r in zip(turns, reach, strict=True)
    ]


def _streets(town: Town) -> None:
    """Streets to the east and to the north, in pieces of 500 m, a node every 25 m."""
    lines = int(METRES // STREET_SPACING) + 1
    for number in range(2 * lines):
        at, phase = number // 2 * STREET_SPACING, town.chance.uniform(0, 6)
        places = [(s, at + 18 * math.sin(s / 160 + phase)) for s in np.arange(0, METRES + 25, 25)]
        if number % 2:
            places = [(y, x) for x, y in places]
        nodes = [town.node(float(x), float(y)) for x, y in places]
        street = town.named(town.chance.choice(STREETS), 0.8)
        for start in range(0, len(nodes) - 1, 20):
            town.way(street, nodes[start : start + 21])


def _wandering(town: Town) -> Ring:
    (x, y), heading = town.anywhere(), town.chance.uniform(0, 2 * math.pi)
    places = [(x, y)]
    for _ in range(15):
        heading += town.chance.uniform(-0.5, 0.5)
        x, y = x + 20 * math.cos(heading), y + 20 * math.sin(heading)
        places.append((x, y))
    return places


def _house(town: Town) -> Ring:
    """A rectangle or an L, turned by any angle."""
    (x, y), turn = town.anywhere(), town.chance.uniform(0, math.pi)
    long, wide = town.chance.uniform(9, 24), town.chance.uniform(7, 14)
    plan = [(0.0, 0.0), (long, 0.0), (long, wide), (0.0, wide)]
    if town.chance.random() < 0.4:
        plan[2:3] = [(long, wide / 2), (long / 2, wide / 2), (long / 2, wide)]
    cos, sin = math.cos(turn), math.sin(turn)
    return [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in plan]


def write_map(town: Town, path: Path) -> None:
    """The map as .osm.pbf, in order."""
    x, y = np.array(town.nodes).T
    to_lonlat = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    lonlat = np.column_stack(to_lonlat.transform(WEST + x, NORTH - METRES + y)).tolist()
    mutable, common = osmium.osm.mutable, {"version": 2, "timestamp": "2020-05-01T00:00:00Z"}
    with osmium.SimpleWriter(path, overwrite=True) as writer:
        for number, place in enumerate(lonlat, 1):
            tags = town.points.get(number, {})
            writer.add_node(mutable.Node(id=number, location=place, tags=tags, **common))
        for number, (tags, nodes) in enumerate(town.ways, 1):
            writer.add_way(mutable.Way(id=number, nodes=nodes, tags=tags, **common))
        for number, (tags, members) in enumerate(town.relations, 1):
            parts = [("w", way, role) for role, way in members]
            writer.add_relation(mutable.Relation(id=number, members=parts, tags=tags, **common))


COLOURS = {  # red, green, blue, near infrared, roughness
    "bare": (150, 140, 115, 150, 8),
    "farmland": (150, 150, 95, 170, 5),
    "residential": (130, 135, 115, 150, 10),
    "forest": (60, 85, 55, 170, 12),
    "wood": (55, 80, 50, 175, 12),
    "meadow": (125, 150, 90, 185, 5),
    "water": (45, 65, 80, 20, 2),
    "pond": (45, 65, 80, 20, 2),
    "park": (105, 140, 85, 180, 8),
    "industrial": (150, 148, 145, 120, 9),
    "scrub": (110, 120, 80, 160, 11),
    "parking": (105, 105, 108, 80, 4),
    "orchard": (100, 125, 70, 180, 11),
    "road": (125, 122, 120, 90, 4),
    "roof": (170, 150, 140, 130, 4),
}
NAMES = list(COLOURS)


def write_image(town: Town, path: Path) -> None:
    """The image, painted from the map, as a JPEG-compressed COG."""
    kinds = _painted(town)
    profile = {
        "driver": "GTiff",
        "width": SIDE,
        "height": SIDE,
        "count": 4,
        "dtype": "uint8",
        "crs": CRS,
        "transform": from_origin(WEST, NORTH, GSD, GSD),
        "tiled": True,
        "blockxsize": BLOCK,
        "blockysize": BLOCK,
        "interleave": "pixel",
    }
    raw = path.with_suffix(".raw.tif")
    with rasterio.open(raw, "w", **profile, photometric="RGB") as image:
        textures = _textures()
        for row in range(0, SIDE, BLOCK):
            strip = _coloured(kinds[row : row + BLOCK], textures, row)
            image.write(strip, window=((row, row + strip.shape[1]), (0, SIDE)))
    cog = {"compress": "JPEG", "quality": "75", "blocksize": str(BLOCK), "num_threads": "2"}
    rasterio.shutil.copy(raw, path, driver="COG", **cog)
    raw.unlink()


def _painted(town: Town) -> NDArray[np.uint8]:
    """What lies at each pixel, as a number into NAMES."""
    places = np.array(town.nodes)
    shapes = []
    for tags, nodes in town.ways:
        line = shapely.LineString(places[np.array(nodes) - 1])
        kind = _kind(tags)
        if kind == "road":
            shapes.append((line.buffer(3.5), NAMES.index(kind)))
        elif line.is_closed and kind in COLOURS:
            shapes.append((shapely.Polygon(line), NAMES.index(kind)))
    down = from_origin(0, METRES, GSD, GSD)
    return rasterize(shapes, (SIDE, SIDE), fill=0, transform=down, dtype="uint8")


def _kind(tags: Tags) -> str:
    if "highway" in tags:
        return "road"
    if "building" in tags:
        return "roof"
    return next((value for value in tags.values() if value in COLOURS), "wood" if not tags else "")


def _textures() -> NDArray[np.float32]:
    """Two pieces of noise whose power falls with its frequency, as in photographs."""
    rng = np.random.default_rng(SEED)
    across, down = np.fft.rfftfreq(2048), np.fft.fftfreq(2048)
    falling = 1 / (np.hypot(down[:, None], across[None, :]) + 0.02) ** 1.2
    noise = [np.fft.irfft2(np.fft.rfft2(rng.normal(size=(2048, 2048))) * falling) for _ in range(2)]
    return np.stack([(n / n.std()).astype(np.float32) for n in noise])


def _coloured(
    kinds: NDArray[np.uint8], textures: NDArray[np.float32], row: int
) -> NDArray[np.uint8]:
    """A strip of the image: (4, height, width)."""
    rows = np.arange(row, row + len(kinds)) % textures.shape[1]
    columns = np.arange(SIDE) % textures.shape[2]
    light, tint = (texture[rows][:, columns] for texture in textures)
    table = np.array(list(COLOURS.values()), np.float32)
    light *= table[kinds, 4]
    strip = np.empty((4, *kinds.shape), np.uint8)
    for band in range(4):
        # Bright and dark is the same in all bands; a little of each band's noise is its own.
        value = table[kinds, band] + light
        value += np.roll(tint, 37 * band, axis=1) * np.float32(1.5)
        strip[band] = np.clip(value, 1, 255, out=value)
    return strip


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    town = draw()
    write_map(town, folder / "town.osm.pbf")
    write_image(town, folder / "town.tif")


if __name__ == "__main__":
    main()
