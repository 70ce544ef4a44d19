"""The whole sample place, drawn in its right order."""

from __future__ import annotations

import shapely

from .drawing import Sheet
from .land import draw_land
from .town import draw_streets, draw_town
from .ways import draw_roads, draw_water
from .works import draw_works


def draw_place() -> Sheet:
    """The map of the sample place."""
    sheet = Sheet()
    water = draw_water(sheet)
    ways = draw_roads(sheet)
    streets = draw_streets(sheet)
    town = draw_town(sheet, streets)
    works = draw_works(sheet)
    draw_land(sheet, ways, water, shapely.union_all([town, works]))
    return sheet
