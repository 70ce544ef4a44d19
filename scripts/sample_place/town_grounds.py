"""The town's larger grounds: school, church and cemetery, shops, park, sports ground."""

from __future__ import annotations

import math

import shapely
from shapely.geometry.base import BaseGeometry

from .drawing import Sheet, block, box, circle, closed, curve, ring
from .frame import Point


def draw_school(sheet: Sheet) -> BaseGeometry:
    """The school: two buildings, playing fields, car park."""
    ground = sheet.area(
        [(1112, 1070), (1384, 1070), (1382, 1200), (1384, 1332), (1112, 1332)],
        {"amenity": "school", "name": "Pellamford School"},
    )
    flat = {"building": "school", "building:levels": "2", "roof:shape": "flat"}
    sheet.area(
        [(1262, 1222), (1348, 1222), (1348, 1242), (1284, 1242), (1284, 1288), (1262, 1288)],
        {**flat, "roof:colour": "white", "name": "Pellamford School"},
    )
    sheet.area(box(1306, 1262, 1348, 1288), {**flat, "roof:colour": "gray"})
    sheet.area(box(1300, 1140, 1374, 1176), {"amenity": "parking", "surface": "asphalt"})
    sheet.line(
        [(1396, 1196), (1286, 1196), (1286, 1158), (1300, 1158)],
        {"highway": "service", "surface": "asphalt"},
    )
    _pitch(sheet, (1190, 1130), 98, 62, 0, "soccer")
    sheet.area(
        [(1130, 1200), (1216, 1200), (1222, 1232), (1200, 1280), (1160, 1304), (1130, 1306)],
        {"leisure": "pitch", "sport": "baseball"},
    )
    for i in range(2):
        _pitch(sheet, (1290 + 30 * i, 1108), 36, 18, 90, "tennis", surface="clay")
    sheet.area(
        ring([(1312, 1306), (1344, 1302), (1352, 1318), (1320, 1322)]),
        {"leisure": "playground", "surface": "sand"},
    )
    return ground


def _pitch(
    sheet: Sheet, centre: Point, length: float, width: float, angle: float, sport: str, **more: str
) -> None:
    sheet.area(block(centre, length, width, angle), {"leisure": "pitch", "sport": sport, **more})


def draw_church(sheet: Sheet) -> BaseGeometry:
    """The church in its yard, and the cemetery round it."""
    yard = sheet.area(
        [(1266, 1492), (1392, 1480), (1396, 1562), (1300, 1576), (1266, 1578)],
        {"amenity": "place_of_worship", "religion": "christian", "name": "Saint Osric's Church"},
    )
    sheet.area(
        [
            (1300, 1518),
            (1318, 1518),
            (1318, 1512),
            (1328, 1512),
            (1328, 1518),
            (1346, 1518),
            (1346, 1532),
            (1328, 1532),
            (1328, 1538),
            (1318, 1538),
            (1318, 1532),
            (1300, 1532),
        ],
        {
            "building": "church",
            "building:levels": "3",
            "roof:colour": "gray",
            "name": "Saint Osric's Church",
        },
    )
    sheet.area(box(1356, 1506, 1388, 1548), {"amenity": "parking", "surface": "gravel"})
    graves = sheet.area(
        [(1112, 1346), (1384, 1346), (1386, 1470), (1258, 1484), (1256, 1570), (1118, 1576)],
        {"landuse": "cemetery", "name": "Hillcrest Cemetery"},
    )
    sheet.line(
        curve(
            [
                (1240, 1590),
                (1226, 1530),
                (1180, 1470),
                (1226, 1410),
                (1320, 1400),
                (1374, 1394),
                (1404, 1398),
            ]
        ),
        {"highway": "service", "surface": "gravel"},
    )
    return shapely.union_all([yard, graves, shapely.Polygon(box(1258, 1470, 1400, 1590))])


def draw_shops(sheet: Sheet) -> BaseGeometry:
    """A supermarket and two shops with their car park."""
    ground = sheet.area(
        [(1090, 948), (1250, 962), (1388, 982), (1386, 1062), (1090, 1062)], {"landuse": "retail"}
    )
    sheet.area(
        box(1118, 994, 1204, 1048),
        {
            "building": "supermarket",
            "roof:shape": "flat",
            "roof:colour": "white",
            "name": "Fairway Stores",
        },
    )
    sheet.area(
        box(1212, 978, 1300, 1054),
        {"amenity": "parking", "surface": "asphalt", "name": "Fairway Stores Parking"},
    )
    sheet.area(
        box(1330, 1000, 1374, 1022),
        {"building": "retail", "roof:shape": "flat", "roof:colour": "gray"},
    )
    sheet.area(box(1334, 1032, 1372, 1050), {"building": "retail", "roof:colour": "red"})
    sheet.line([(1250, 946), (1252, 978)], {"highway": "service", "surface": "asphalt"})
    sheet.line([(1300, 1027), (1398, 1030)], {"highway": "service", "surface": "asphalt"})
    return ground


def draw_park(sheet: Sheet) -> BaseGeometry:
    """The park on the river: pond, paths, playground, a grove."""
    ground = sheet.area(
        [
            (1076, 914),
            (1100, 760),
            (1130, 720),
            (1230, 680),
            (1326, 656),
            (1332, 740),
            (1330, 938),
            (1250, 928),
            (1130, 916),
        ],
        {"leisure": "park", "name": "Gosling Park"},
    )
    sheet.area(
        ring(
            [
                (1150, 830),
                (1176, 812),
                (1214, 818),
                (1240, 842),
                (1226, 872),
                (1190, 878),
                (1160, 866),
            ]
        ),
        {"natural": "water", "water": "pond", "name": "Duck Pond"},
    )
    paths = [
        [
            (1090, 931),
            (1120, 880),
            (1130, 820),
            (1180, 780),
            (1250, 800),
            (1280, 860),
            (1262, 910),
            (1250, 946),
        ],
        [(1180, 780), (1206, 730), (1270, 700), (1312, 690)],
    ]
    for path in paths:
        sheet.line(
            curve([(float(x), float(y)) for x, y in path]),
            {"highway": "footway", "surface": "gravel"},
        )
    sheet.area(
        ring([(1270, 730), (1304, 724), (1312, 752), (1280, 762)]),
        {"leisure": "playground", "surface": "sand"},
    )
    sheet.area(
        ring([(1112, 790), (1124, 742), (1170, 720), (1190, 740), (1150, 776), (1118, 812)]),
        {"natural": "wood"},
    )
    return ground


def draw_sports(sheet: Sheet) -> BaseGeometry:
    """The sports ground: running track, pitches, courts, hall."""
    ground = sheet.area(
        [(1340, 660), (1590, 668), (1596, 700), (1560, 800), (1548, 950), (1500, 970), (1340, 940)],
        {"leisure": "sports_centre", "name": "Pellamford Sports Ground"},
    )
    outer = _oval((1424, 740), 84, 36.5)
    inner = _oval((1424, 740), 84, 28.5)
    sheet.group(
        "multipolygon",
        [("outer", closed(outer), {}), ("inner", closed(inner), {})],
        {"leisure": "track", "sport": "athletics", "surface": "tartan"},
    )
    _pitch(sheet, (1424, 740), 82, 50, 0, "soccer")
    _pitch(sheet, (1412, 856), 98, 62, 90, "soccer")
    for i in range(3):
        _pitch(sheet, (1466 + 24 * i, 826), 36, 18, 90, "tennis", surface="clay")
    sheet.area(box(1462, 874, 1536, 930), {"amenity": "parking", "surface": "asphalt"})
    sheet.area(
        box(1542, 720, 1566, 760),
        {"building": "sports_hall", "roof:shape": "flat", "roof:colour": "white"},
    )
    sheet.line([(1562, 900), (1536, 900)], {"highway": "service", "surface": "asphalt"})
    return ground


def _oval(centre: Point, straight: float, radius: float) -> list[Point]:
    turns = circle((0, 0), radius, 24)
    return [
        (centre[0] + x + math.copysign(straight / 2, x if abs(x) > 1e-6 else y), centre[1] + y)
        for x, y in turns
    ]
