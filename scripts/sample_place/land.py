"""Fields, woods, meadows and other open land, drawn roughly and trimmed to what divides it."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from .drawing import Sheet, Tags, box, circle, ring

Outline = Sequence[tuple[float, float]]

CLEARING = [(150, 1462), (176, 1440), (222, 1446), (240, 1482), (222, 1520), (176, 1526)]
GLADES = (
    [(1830, 440), (1862, 420), (1900, 432), (1908, 468), (1872, 486), (1838, 476)],
    [(2010, 476), (2050, 462), (2084, 486), (2060, 516), (2020, 512)],
)


def _crop(crop: str, **more: str) -> Tags:
    return {"landuse": "farmland", "crop": crop, **more}


FIRST: list[tuple[Outline, Tags]] = [
    (circle((2018, 790), 122, 40), _crop("corn", irrigation="pivot")),
    (
        ring(
            [
                (1405, 372),
                (1432, 352),
                (1486, 330),
                (1510, 372),
                (1500, 450),
                (1480, 530),
                (1430, 546),
                (1406, 500),
            ]
        ),
        {"natural": "wetland", "wetland": "marsh", "name": "Curlew Marsh"},
    ),
    (
        ring(
            [
                (612, 1082),
                (690, 1070),
                (762, 1096),
                (800, 1130),
                (760, 1172),
                (680, 1164),
                (610, 1158),
            ]
        ),
        {"natural": "wetland", "wetland": "wet_meadow"},
    ),
]
"""Parcels with a shape of their own; the others make way for them."""

PARCELS: list[tuple[Outline, Tags]] = [
    # west of the river, north of the pike
    (box(-60, 870, 140, 1062), _crop("wheat")),
    (box(146, 858, 318, 1060), _crop("soy")),
    (box(410, 862, 590, 1040), _crop("rapeseed")),
    (
        [(410, 1050), (600, 1050), (600, 1190), (520, 1190), (430, 1270), (412, 1240)],
        {"landuse": "meadow", "meadow": "agricultural"},
    ),
    (box(598, 880, 790, 1064), _crop("alfalfa")),
    ([(812, 925), (965, 930), (940, 1000), (880, 1060)], {"landuse": "meadow"}),
    # between the reservoir and the brook
    (box(-60, 1070, 60, 1140), {"natural": "scrub"}),
    (box(-60, 1180, 44, 1330), {"natural": "grassland"}),
    # north of the river
    (
        box(500, 1250, 748, 1428),
        {"landuse": "orchard", "trees": "apple_trees", "name": "Fennick Orchard"},
    ),
    (box(490, 1436, 748, 1680), {"landuse": "vineyard", "crop": "grape"}),
    # between pike and railway
    (box(-60, 612, 118, 834), _crop("corn")),
    ([(124, 560), (246, 510), (246, 826), (124, 826)], _crop("barley")),
    (box(606, 668, 812, 862), _crop("soy")),
    (box(818, 668, 1046, 900), _crop("wheat", name="Long Acre")),
    (box(972, 392, 1090, 660), {"landuse": "meadow"}),
    (box(1096, 506, 1372, 648), _crop("alfalfa")),
    (box(510, 392, 634, 572), {"natural": "grassland"}),
    # south-west, below the railway
    (box(-60, 232, 208, 580), _crop("soy")),
    ([(214, 148), (456, 148), (470, 390), (214, 490)], _crop("wheat")),
    (box(-60, 142, 208, 226), {"landuse": "meadow"}),
    (box(-60, -60, 226, 122), _crop("corn")),
    # between Depot Road and the railway
    (box(490, 190, 700, 380), _crop("barley")),
    (box(490, -60, 668, 182), {"landuse": "orchard", "trees": "cherry_trees"}),
    (box(674, -60, 830, 300), {"landuse": "meadow", "meadow": "pasture"}),
    # between railway and ditch
    (box(740, 200, 1072, 386), _crop("sunflower")),
    (box(800, -60, 960, 180), _crop("corn")),
    (box(964, -60, 1072, 180), _crop("none", surface="ground")),
    (box(1100, -60, 1330, 228), _crop("wheat")),
    (box(1100, 250, 1372, 426), _crop("soy")),
    (box(1336, -60, 1580, 92), _crop("corn")),
    ([(1336, 102), (1530, 102), (1424, 226), (1336, 228)], {"landuse": "meadow"}),
    (
        [(1446, 236), (1550, 112), (1620, 112), (1630, 190), (1540, 230)],
        {"landuse": "grass", "name": "Weir Green"},
    ),
    # by Weir Lane
    (box(1520, 268, 1680, 560), _crop("corn")),
    ([(1398, 562), (1640, 562), (1590, 650), (1352, 650)], {"landuse": "meadow"}),
    ([(1676, 208), (1872, 120), (1872, 306), (1760, 302), (1706, 320)], {"natural": "scrub"}),
    ([(1800, -60), (1872, -60), (1872, 112), (1776, 112)], {"natural": "grassland"}),
    # east of the town
    (box(1690, 574, 1880, 636), {"landuse": "meadow"}),
    (box(1886, 568, 2210, 656), _crop("barley")),
    (box(1886, 662, 2210, 920), {"landuse": "meadow", "meadow": "agricultural"}),
    (box(1886, 926, 2210, 1060), _crop("wheat")),
    (box(1886, 1030, 2210, 1226), _crop("soy")),
    (box(2006, 1232, 2210, 1400), _crop("rapeseed")),
    (box(1886, 1406, 2060, 1680), _crop("alfalfa")),
    (box(2066, 1406, 2210, 1680), _crop("corn")),
    (box(1580, 1572, 1880, 1680), _crop("barley")),
]


def draw_land(sheet: Sheet, ways: BaseGeometry, water: BaseGeometry, taken: BaseGeometry) -> None:
    """Draw every parcel, trimmed to ways and water, and to what was drawn before it."""
    shore = shapely.union_all([ways, water.buffer(9, quad_segs=2)])
    edge = water.buffer(2.5, quad_segs=2).union(ways)
    done = [taken]
    for outline, tags in FIRST:
        shape = shapely.Polygon(outline).difference(edge)
        sheet.parcel(shape, tags)
        done.append(shape.buffer(3, join_style="mitre"))
    _draw_woods(sheet, shore)
    occupied = shapely.union_all(done)
    for outline, tags in PARCELS:
        shape = shapely.Polygon(outline).difference(shore).difference(occupied)
        sheet.parcel(shape.buffer(-6, join_style="mitre").buffer(6, join_style="mitre"), tags)
        occupied = occupied.union(shape.buffer(2.5, join_style="mitre"))


def _draw_woods(sheet: Sheet, shore: BaseGeometry) -> None:
    wood = {"landuse": "forest", "leaf_type": "broadleaved"}
    north = shapely.Polygon(
        [
            (-60, 1345),
            (90, 1344),
            (160, 1352),
            (250, 1346),
            (320, 1336),
            (400, 1330),
            (402, 1400),
            (446, 1500),
            (404, 1600),
            (410, 1680),
            (-60, 1680),
        ]
    )
    sheet.parcel(
        north.difference(shapely.Polygon(ring(CLEARING))).difference(shore),
        {**wood, "name": "Ashgrave Wood"},
    )
    south = shapely.Polygon(
        [
            (1712, 346),
            (1860, 336),
            (1960, 326),
            (2200, 330),
            (2200, 540),
            (2060, 556),
            (1900, 548),
            (1716, 556),
            (1716, 460),
        ]
    )
    holes = shapely.union_all([shapely.Polygon(ring(glade)) for glade in GLADES])
    sheet.parcel(
        south.difference(holes).difference(shore),
        {**wood, "leaf_type": "mixed", "name": "Tollard Wood"},
    )
    sheet.area(ring(CLEARING), {"natural": "grassland"})
    for line in (
        [(598, 1064), (600, 880)],
        [(142, 866), (142, 1060)],
        [(1333, 226), (1333, -40)],
        [(2063, 1404), (2063, 1640)],
        [(211, 226), (211, 480)],
    ):
        sheet.line([(float(x), float(y)) for x, y in line], {"natural": "tree_row"})
