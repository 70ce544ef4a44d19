"""Where people work outside the town: industry, solar farm, quarry, farms, golf course."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from .drawing import Sheet, Tags, block, box, circle, curve, ring


def draw_works(sheet: Sheet) -> BaseGeometry:
    """Every works, farm and the golf course; returns the ground that they take."""
    return shapely.union_all(
        [
            _draw_depot(sheet),
            _draw_tanks(sheet),
            _draw_solar(sheet),
            _draw_quarry(sheet),
            _draw_hollow_farm(sheet),
            _draw_tallow_farm(sheet),
            _draw_nursery(sheet),
            _draw_golf(sheet),
        ]
    )


def _roof(kind: str, colour: str, **more: str) -> Tags:
    return {"building": kind, "roof:colour": colour, **more}


def _service(sheet: Sheet, points: Sequence[tuple[float, float]], surface: str = "asphalt") -> None:
    sheet.line(points, {"highway": "service", "surface": surface})


def _draw_depot(sheet: Sheet) -> BaseGeometry:
    ground = sheet.area(
        [(420, 460), (494, 424), (520, 486), (548, 620), (582, 760), (584, 826), (420, 826)],
        {"landuse": "industrial", "name": "Vale Depot"},
    )
    for bottom, top, colour in ((520, 560, "white"), (576, 622, "gray"), (640, 700, "white")):
        sheet.area(
            box(434, bottom, 506, top),
            _roof("warehouse", colour, **{"roof:shape": "flat", "building:levels": "2"}),
        )
    sheet.area(box(434, 764, 500, 808), _roof("industrial", "gray", **{"roof:shape": "flat"}))
    sheet.area(box(510, 744, 566, 808), {"amenity": "parking", "surface": "asphalt"})
    _service(sheet, [(562, 620), (524, 630), (430, 631)])
    _service(sheet, [(596, 760), (566, 760)])
    sheet.line(
        curve([(380, 440), (440, 424.5), (470, 440), (512, 500), (516, 580)]),
        {"railway": "rail", "service": "siding"},
    )
    yard = sheet.area(
        [(616, 582), (692, 582), (692, 652), (616, 652)],
        {"power": "substation", "name": "Depot Road Substation"},
    )
    sheet.area(box(622, 588, 634, 600), _roof("service", "gray", **{"roof:shape": "flat"}))
    return ground.union(yard)


def _draw_tanks(sheet: Sheet) -> BaseGeometry:
    ground = sheet.area(
        [(256, 506), (390, 456), (412, 462), (412, 826), (256, 826)],
        {"landuse": "industrial", "name": "Vale Storage Terminal"},
    )
    tank = {"man_made": "storage_tank", "content": "fuel"}
    for x, y, radius in (
        (292, 600, 17),
        (338, 600, 17),
        (384, 600, 15),
        (292, 650, 17),
        (338, 650, 17),
        (384, 648, 15),
        (286, 700, 12),
        (318, 700, 12),
        (350, 700, 12),
        (382, 700, 12),
    ):
        sheet.area(circle((x, y), radius, 20), tank)
    sheet.area(box(272, 770, 320, 800), _roof("industrial", "gray", **{"roof:shape": "flat"}))
    sheet.area(box(340, 770, 372, 790), _roof("office", "red"))
    _service(
        sheet,
        [
            (420, 848),
            (400, 806),
            (398, 740),
            (268, 736),
            (264, 560),
            (360, 560),
            (404, 556),
            (406, 740),
            (398, 740),
        ],
    )
    return ground


def _draw_solar(sheet: Sheet) -> BaseGeometry:
    ring_ = [(640, 404), (960, 404), (960, 560), (840, 600), (716, 600), (704, 566), (640, 566)]
    field = sheet.area(
        ring_,
        {
            "power": "plant",
            "plant:source": "solar",
            "landuse": "industrial",
            "name": "Vale Solar Farm",
        },
    )
    sheet.line(
        curve([(532, 480), (580, 490), (632, 484)]), {"highway": "service", "surface": "gravel"}
    )
    return shapely.union_all([field, shapely.Polygon(box(532, 484, 640, 496))]).buffer(4)


def _draw_quarry(sheet: Sheet) -> BaseGeometry:
    pit = sheet.area(
        ring(
            [
                (1892, 60),
                (1960, 24),
                (2060, 20),
                (2130, 60),
                (2160, 150),
                (2130, 236),
                (2060, 270),
                (1970, 262),
                (1900, 220),
                (1884, 140),
            ]
        ),
        {"landuse": "quarry", "resource": "limestone", "name": "Tollard Quarry"},
    )
    sheet.area(
        ring([(2030, 90), (2080, 80), (2112, 112), (2104, 160), (2060, 172), (2024, 140)]),
        {"natural": "water", "water": "pond"},
    )
    sheet.area(box(1926, 196, 1950, 212), _roof("industrial", "gray"))
    for x, y in ((1930, 120), (1956, 104)):
        sheet.area(circle((x, y), 8, 14), {"man_made": "silo"})
    return pit.buffer(6)


def _draw_hollow_farm(sheet: Sheet) -> BaseGeometry:
    yard = sheet.area(
        [(346, 864), (402, 864), (402, 960), (368, 960), (354, 900)],
        {"landuse": "farmyard", "name": "Hollow Farm"},
    )
    sheet.area(box(368, 920, 394, 934), _roof("barn", "red"))
    sheet.area(box(376, 942, 396, 954), _roof("farm_auxiliary", "gray"))
    sheet.area(box(374, 878, 388, 888), _roof("farm", "brown", **{"building:levels": "2"}))
    for x in (372.0, 380.0):
        sheet.area(circle((x, 906), 3.2, 12), {"man_made": "silo"})
    return yard.buffer(3, join_style="mitre")


def _draw_tallow_farm(sheet: Sheet) -> BaseGeometry:
    yard = sheet.area(box(1884, 1236, 2000, 1336), {"landuse": "farmyard", "name": "Tallow Farm"})
    sheet.area(block((1916, 1318), 40, 16, 0), _roof("barn", "gray"))
    sheet.area(block((1976, 1312), 44, 18, 90), _roof("cowshed", "gray"))
    sheet.area(block((1934, 1262), 34, 14, 0), _roof("barn", "red"))
    sheet.area(block((1898, 1262), 14, 10, 90), _roof("farm", "brown"))
    for i in range(3):
        sheet.area(circle((1962 + 11.0 * i, 1252), 4.4, 14), {"man_made": "silo"})
    _service(sheet, [(1864, 1296), (1950, 1294)], "gravel")
    pens = sheet.area(box(1884, 1340, 2000, 1400), {"landuse": "meadow", "meadow": "pasture"})
    return yard.union(pens).buffer(2, join_style="mitre")


def _draw_nursery(sheet: Sheet) -> BaseGeometry:
    ground = sheet.area(
        [(232, -10), (452, -10), (456, 118), (232, 126)],
        {"landuse": "plant_nursery", "name": "Brightwell Nursery"},
    )
    for i in range(6):
        sheet.area(box(246 + 24.0 * i, 12, 262 + 24.0 * i, 92), {"building": "greenhouse"})
    sheet.area(box(400, 60, 432, 76), _roof("barn", "gray"))
    sheet.area(box(398, 20, 436, 46), {"amenity": "parking", "surface": "gravel"})
    _service(sheet, [(467.5, 30), (436, 32)], "gravel")
    return ground.buffer(4)


def _draw_golf(sheet: Sheet) -> BaseGeometry:
    course = sheet.area(
        [
            (770, 1214),
            (850, 1190),
            (950, 1150),
            (1096, 1080),
            (1102, 1570),
            (1090, 1690),
            (770, 1690),
        ],
        {"leisure": "golf_course", "name": "Pellam Golf Course"},
    )
    fairways = [
        [
            (800, 1240),
            (838, 1226),
            (846, 1300),
            (836, 1400),
            (850, 1500),
            (820, 1516),
            (800, 1440),
            (806, 1340),
        ],
        [
            (900, 1210),
            (960, 1180),
            (1040, 1180),
            (1070, 1220),
            (1040, 1246),
            (960, 1226),
            (910, 1250),
        ],
        [
            (900, 1300),
            (940, 1292),
            (960, 1380),
            (1010, 1460),
            (990, 1490),
            (930, 1430),
            (900, 1370),
        ],
        [(800, 1570), (860, 1556), (960, 1570), (990, 1600), (920, 1620), (810, 1610)],
    ]
    for fairway in fairways:
        sheet.area(ring([(float(x), float(y)) for x, y in fairway]), {"golf": "fairway"})
    for x, y in ((838, 1532), (1064, 1262), (1010, 1512), (1016, 1592)):
        sheet.area(
            ring([(x - 12.0, y), (x, y - 9.0), (x + 11.0, y - 2.0), (x + 3.0, y + 11.0)], 4),
            {"golf": "green"},
        )
        sheet.area(
            ring(
                [
                    (x + 18.0, y - 8.0),
                    (x + 26.0, y - 3.0),
                    (x + 24.0, y + 8.0),
                    (x + 17.0, y + 3.0),
                ],
                3,
            ),
            {"golf": "bunker", "natural": "sand"},
        )
    sheet.area(
        ring([(990, 1310), (1030, 1296), (1066, 1320), (1060, 1372), (1020, 1390), (996, 1356)]),
        {"natural": "water", "water": "pond"},
    )
    sheet.area(block((1070, 1560), 30, 16, 90), _roof("clubhouse", "brown"))
    sheet.area(box(1040, 1612, 1092, 1660), {"amenity": "parking", "surface": "asphalt"})
    _service(sheet, [(1096, 1590), (1068, 1594), (1066, 1612)])
    return course
