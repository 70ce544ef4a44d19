"""Water, roads, rails and wires: the skeleton that the land is divided by."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from .drawing import Sheet, Tags, banks, circle, closed, curve, ring
from .frame import Point

RIVER = [
    (440, 1690, 30),
    (430, 1600, 30),
    (468, 1500, 32),
    (420, 1400, 30),
    (440, 1290, 32),
    (530, 1205, 32),
    (640, 1180, 34),
    (750, 1195, 36),
    (850, 1140, 46),
    (930, 1060, 82),
    (985, 985, 58),
    (1012, 926, 38),
    (1030, 870, 36),
    (1045, 800, 36),
    (1085, 710, 36),
    (1180, 655, 36),
    (1290, 620, 38),
    (1375, 545, 38),
    (1385, 440, 36),
    (1440, 330, 38),
    (1540, 250, 40),
    (1655, 198, 38),
    (1730, 130, 40),
    (1775, 40, 42),
    (1790, -70, 42),
]
ISLAND = [
    (876, 1111),
    (908, 1099),
    (936, 1076),
    (962, 1042),
    (968, 1020),
    (952, 1022),
    (926, 1044),
    (896, 1076),
]
RESERVOIR = [
    (70, 1120),
    (120, 1085),
    (200, 1090),
    (270, 1120),
    (330, 1145),
    (345, 1200),
    (340, 1262),
    (300, 1310),
    (240, 1326),
    (190, 1306),
    (150, 1326),
    (100, 1318),
    (60, 1260),
    (50, 1190),
]
DAM = [
    (328, 1132),
    (342, 1122),
    (358, 1150),
    (367, 1200),
    (362, 1270),
    (336, 1306),
    (324, 1296),
    (341, 1265),
    (346.5, 1200),
    (337, 1154),
]

ROUNDABOUT = (1560.0, 996.0)
PIKE_WEST = [
    (-80, 862),
    (0, 858),
    (200, 846),
    (330, 847),
    (420, 848),
    (600, 870),
    (780, 900),
    (930, 920),
    (978, 924),
]
PIKE_BRIDGE = [(978, 924), (1052, 929)]
PIKE_EAST = [(1052, 929), (1130, 934), (1250, 946), (1395, 968), (1480, 982), (1538, 996)]
PIKE_OUT = [(1582, 996), (1700, 1004), (1862, 1014), (2060, 1040), (2230, 1070)]
LANE = [
    (1560, 974),
    (1562, 900),
    (1575, 800),
    (1610, 690),
    (1660, 580),
    (1690, 460),
    (1692, 340),
    (1670, 240),
]
LANE_BRIDGE = [(1670, 240), (1641, 156)]
LANE_SOUTH = [(1641, 156), (1622, 80), (1600, 0), (1580, -80)]
DEPOT = [
    (600, 870),
    (596, 760),
    (562, 620),
    (532, 480),
    (500, 400),
    (478, 260),
    (470, 120),
    (466, -80),
]
RAIL = [
    (-80, 590),
    (60, 560),
    (220, 500),
    (380, 440),
    (500, 400),
    (620, 330),
    (720, 230),
    (790, 110),
    (830, -80),
]
POWER = [
    (704, 628),
    (850, 645),
    (1020, 610),
    (1190, 560),
    (1325, 522),
    (1460, 548),
    (1600, 598),
    (1760, 612),
    (1930, 605),
    (2100, 622),
    (2260, 640),
]

BROOK = [(-80, 1150), (-30, 1172), (20, 1166), (53, 1196)]
OUTFLOW = [(364, 1210), (386, 1222), (402, 1236), (414, 1262), (440, 1290)]
DRAIN = [
    (1085, -80),
    (1088, 40),
    (1080, 150),
    (1086, 260),
    (1110, 330),
    (1180, 390),
    (1260, 420),
    (1385, 440),
]

TRACKS = {
    "reservoir": [
        (330, 847),
        (345, 900),
        (372, 1000),
        (392, 1080),
        (400, 1160),
        (386, 1222),
        (386, 1290),
        (330, 1352),
        (292, 1420),
        (302, 1520),
        (270, 1690),
    ],
    "fields": [(470, 120), (380, 136), (220, 140), (100, 128), (-80, 134)],
    "drain": [
        (1622, 80),
        (1540, 100),
        (1430, 232),
        (1300, 240),
        (1180, 236),
        (1086, 260),
        (980, 190),
        (880, 186),
    ],
    "quarry": [(1692, 340), (1760, 312), (1860, 318), (1950, 306), (1990, 262)],
    "river meadow": [(780, 900), (800, 960), (850, 1040), (842, 1066), (822, 1082)],
}


def draw_water(sheet: Sheet) -> BaseGeometry:
    """The river with its island, the reservoir behind its dam, the streams; returns all water."""
    middle, left, right = banks([(float(x), float(y), float(w)) for x, y, w in RIVER])
    sheet.line(middle, {"waterway": "river", "name": "River Pellam", "boat": "no"})
    islet = {"place": "islet", "name": "Gosling Island", "natural": "scrub"}
    island = closed(ring(ISLAND))
    sheet.group(
        "multipolygon",
        [
            ("outer", left, {}),
            ("outer", [left[-1], *reversed(right), left[0]], {}),
            ("inner", island, islet),
        ],
        {"natural": "water", "water": "river", "name": "River Pellam"},
    )
    river = shapely.Polygon([*left, *reversed(right)]).difference(shapely.Polygon(island))
    lake = sheet.area(
        ring(RESERVOIR), {"natural": "water", "water": "reservoir", "name": "Cobb Reservoir"}
    )
    sheet.area(DAM, {"waterway": "dam", "name": "Cobb Dam", "surface": "concrete"})
    for name, course in (("Cobb Brook", BROOK), ("Cobb Brook", OUTFLOW)):
        sheet.line(curve(course), {"waterway": "stream", "name": name})
    sheet.line(curve(DRAIN), {"waterway": "ditch"})
    return shapely.union_all([river, lake, shapely.Polygon(DAM)])


def draw_roads(sheet: Sheet) -> BaseGeometry:
    """The roads between places, tracks, railway and power line; returns their rights of way."""
    pike: Tags = {"highway": "primary", "name": "Harlow Pike", "lanes": "2", "surface": "asphalt"}
    lane: Tags = {"highway": "secondary", "name": "Weir Lane", "surface": "asphalt"}
    bridge = {"bridge": "yes", "layer": "1"}
    drawn = [
        (sheet.line(curve(PIKE_WEST), pike), 11.0),
        (sheet.line(PIKE_BRIDGE, {**pike, **bridge, "bridge:name": "Pellam Bridge"}), 11.0),
        (sheet.line(curve(PIKE_EAST), pike), 11.0),
        (sheet.line(curve(PIKE_OUT), pike), 11.0),
        (sheet.line(closed(circle(ROUNDABOUT, 22)), {**pike, "junction": "roundabout"}), 20.0),
        (sheet.line(curve(LANE), lane), 9.0),
        (sheet.line(LANE_BRIDGE, {**lane, **bridge}), 9.0),
        (sheet.line(curve(LANE_SOUTH), lane), 9.0),
        (
            sheet.line(
                curve(DEPOT), {"highway": "tertiary", "name": "Depot Road", "surface": "asphalt"}
            ),
            9.0,
        ),
        (
            sheet.line(
                curve(RAIL),
                {"railway": "rail", "name": "Vale Line", "gauge": "1435", "usage": "branch"},
            ),
            9.0,
        ),
    ]
    for name, course in TRACKS.items():
        tags = {"highway": "track", "surface": "dirt" if "meadow" in name else "gravel"}
        drawn.append((sheet.line(curve(course), tags), 4.0))
    sheet.point((500, 400), {"railway": "level_crossing"})
    _draw_power(sheet)
    return shapely.union_all([line.buffer(half, quad_segs=4) for line, half in drawn])


def _draw_power(sheet: Sheet) -> None:
    towers: list[Point] = [(float(x), float(y)) for x, y in POWER]
    sheet.line(towers, {"power": "line", "voltage": "110000", "cables": "3"})
    for tower in towers[1:]:
        sheet.point(tower, {"power": "tower"})
