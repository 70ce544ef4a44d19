"""The small town of Pellamford: streets with houses, school, church, park, sports ground, shops."""

from __future__ import annotations

import math

import shapely
from shapely.geometry.base import BaseGeometry

from .drawing import Sheet, Tags, block, box, chance, closed, curve, rounded
from .frame import Point
from .town_grounds import draw_church, draw_park, draw_school, draw_shops, draw_sports

STREETS: dict[str, list[tuple[float, float]]] = {
    "Orchard Avenue": [
        (1560, 1018),
        (1562, 1090),
        (1556, 1190),
        (1560, 1290),
        (1568, 1390),
        (1566, 1490),
        (1560, 1562),
        (1558, 1690),
    ],
    "Finch Street": [(1400, 1096), (1480, 1092), (1562, 1090), (1700, 1096), (1860, 1104)],
    "Sorrel Street": [(1396, 1196), (1470, 1193), (1556, 1190), (1700, 1194), (1862, 1200)],
    "Tansy Street": [(1398, 1296), (1480, 1294), (1560, 1290), (1700, 1288), (1864, 1296)],
    "Yarrow Street": [(1404, 1398), (1480, 1394), (1568, 1390), (1700, 1394), (1862, 1400)],
    "Bracken Close": [(1566, 1490), (1490, 1494), (1424, 1490)],
    "Teasel Lane": [
        (1566, 1490),
        (1700, 1496),
        (1800, 1502),
        (1844, 1490),
        (1862, 1450),
        (1862, 1400),
    ],
    "Larch Road": [
        (1395, 968),
        (1398, 1030),
        (1400, 1096),
        (1396, 1196),
        (1398, 1296),
        (1404, 1398),
    ],
    "Rowan Road": [(1862, 1014), (1860, 1104), (1862, 1200), (1864, 1296), (1862, 1400)],
    "Heron Way": [(1575, 800), (1680, 806), (1780, 800), (1846, 820), (1864, 900), (1862, 1014)],
    "Kingfisher Close": [(1780, 800), (1788, 862), (1770, 914), (1700, 922), (1622, 918)],
    "Plover Court": [(1680, 806), (1686, 740), (1684, 690)],
    "Church Lane": [(1560, 1562), (1460, 1572), (1300, 1590), (1180, 1598), (1096, 1590)],
}
ROWS = [
    "Finch Street",
    "Sorrel Street",
    "Tansy Street",
    "Yarrow Street",
    "Bracken Close",
    "Teasel Lane",
    "Heron Way",
    "Kingfisher Close",
    "Plover Court",
]
"""The streets that houses stand along."""

QUARTERS: dict[str, list[tuple[float, float]]] = {
    "Northfield": [
        (1408, 1030),
        (1530, 1030),
        (1850, 1052),
        (1852, 1100),
        (1854, 1400),
        (1850, 1480),
        (1840, 1545),
        (1576, 1545),
        (1410, 1545),
        (1412, 1400),
    ],
    "Heronsgate": [
        (1590, 770),
        (1622, 700),
        (1640, 668),
        (1740, 668),
        (1860, 750),
        (1876, 860),
        (1874, 1004),
        (1720, 996),
        (1600, 985),
        (1576, 960),
        (1574, 860),
    ],
}
ROOFS = ("brown", "gray", "red", "brown", "gray", "black")


def draw_streets(sheet: Sheet) -> dict[str, shapely.LineString]:
    """All streets by name."""
    lanes = {"Orchard Avenue": "tertiary", "Church Lane": "unclassified"}
    return {
        name: sheet.line(
            curve(points),
            {"highway": lanes.get(name, "residential"), "name": name, "surface": "asphalt"},
        )
        for name, points in STREETS.items()
    }


def draw_town(sheet: Sheet, streets: dict[str, shapely.LineString]) -> BaseGeometry:
    """Everything in the town; returns the ground that it takes."""
    for name, outline in QUARTERS.items():
        sheet.area(outline, {"landuse": "residential", "name": name})
    _draw_houses(sheet, streets)
    sheet.point((1556, 1190), {"place": "village", "name": "Pellamford"})
    town = box(1060, 570, 2100, 1640)
    sheet.group(
        "boundary",
        [("outer", closed(town), {})],
        {"boundary": "administrative", "admin_level": "8", "name": "Pellamford"},
    )
    sites = [
        draw_school(sheet),
        draw_church(sheet),
        draw_shops(sheet),
        draw_park(sheet),
        draw_sports(sheet),
        *map(shapely.Polygon, QUARTERS.values()),
    ]
    return shapely.union_all([*sites, *[s.buffer(8) for s in streets.values()]])


def _draw_houses(sheet: Sheet, streets: dict[str, shapely.LineString]) -> None:
    quarters = shapely.union_all([shapely.Polygon(q) for q in QUARTERS.values()])
    built: list[BaseGeometry] = [s.buffer(9) for s in streets.values()]
    built.append(shapely.Point(1560, 996).buffer(50))
    for name in ROWS:
        for number, (centre, angle) in enumerate(_lots(streets[name]), start=1):
            house = _house(centre, angle)
            shape = shapely.Polygon(house)
            room = shape.buffer(4.5)
            if not quarters.contains(shape) or any(room.intersects(b) for b in built):
                continue
            if chance("empty lot", centre) < 0.04:
                continue
            built.append(shape)
            sheet.area(house, _house_tags(centre, name, number))
            _draw_yard(sheet, centre, angle, built)


def _lots(street: shapely.LineString) -> list[tuple[Point, float]]:
    """House places on both sides of a street: centre, and the bearing of the street there."""
    lots: list[tuple[Point, float]] = []
    for i in range(1, int(street.length / 23)):
        along = i * 23.0
        (ax, ay), (bx, by) = (street.interpolate(along + d).coords[0] for d in (-4, 4))
        x, y = street.interpolate(along).coords[0]
        angle = math.degrees(math.atan2(by - ay, bx - ax))
        for side in (1, -1):
            back = 19.5 + 3.5 * chance("setback", i, side, rounded((x, y)))
            nx, ny = math.sin(math.radians(angle)), math.cos(math.radians(angle))
            lots.append(
                (
                    rounded((x - side * nx * back, y + side * ny * back)),
                    angle + (180 if side < 0 else 0),
                )
            )
    return lots


def _house(centre: Point, angle: float) -> list[Point]:
    length = 11.5 + 4 * chance("length", centre)
    depth = 8.5 + 2 * chance("depth", centre)
    corners = block(centre, length, depth, angle)
    if chance("wing", centre) > 0.35:
        return corners
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    wing = [
        (length / 2, depth / 2),
        (length / 2, depth / 2 + 4.5),
        (0.5, depth / 2 + 4.5),
        (0.5, depth / 2),
    ]
    extra = [(centre[0] + u * c - v * s, centre[1] + u * s + v * c) for u, v in wing]
    return [corners[0], corners[1], *extra[1:], corners[3]]


def _house_tags(centre: Point, street: str, number: int) -> Tags:
    kind = "detached" if chance("kind", centre) < 0.3 else "house"
    tags = {
        "building": kind,
        "roof:colour": ROOFS[int(6 * chance("roof", centre))],
        "building:levels": "1" if chance("levels", centre) < 0.6 else "2",
    }
    if chance("address", centre) < 0.5:
        tags |= {"addr:street": street, "addr:housenumber": str(number)}
    return tags


def _draw_yard(sheet: Sheet, centre: Point, angle: float, built: list[BaseGeometry]) -> None:
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    lot = chance("yard", centre)
    # the back garden lies to the left of the street's bearing, away from it
    spot = (centre[0] - 4 * c - 15 * s, centre[1] - 4 * s + 15 * c)
    if lot < 0.12:
        shape, tags = block(spot, 8, 4, angle), {"leisure": "swimming_pool"}
    elif lot < 0.3:
        shape, tags = block(spot, 4, 3, angle), {"building": "shed", "roof:colour": "gray"}
    else:
        return
    yard = shapely.Polygon(shape)
    if not any(yard.buffer(2).intersects(b) for b in built):
        built.append(yard)
        sheet.area(shape, tags)
