"""Draw the pictures of docs/facts.md: little patches, with the facts that are measured on them.

Nothing in the pictures is written by hand but the titles: each text is a fact of the element that
is drawn dark, stated by the code that states it in a run.

    python scripts/draw_fact_figures.py [FOLDER]
"""

from __future__ import annotations

import math
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import shapely
from shapely import Geometry, LineString, Point, Polygon, box

from rsteller_core.checks import check_caption
from rsteller_core.facts import sheet_of
from rsteller_core.geometry import PLACES
from rsteller_core.interfaces import TaskOptions
from rsteller_core.tags import default_glossary
from rsteller_core.values import Bounds, Element, Patch, PatchView, PlacedElement, Window

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIDE, GSD = 448, 0.6
DRAWN, GAP, LINE, COLUMNS, LETTERS = 200, 24, 15, 3, 34
GSDS = (0.3, 0.6, 1.0, 2.5, 5.0, 10.0, 30.0)

STYLE = """
.ground { fill: #f3efe4 } .frame { fill: none; stroke: #55606e; stroke-width: 1.5 }
text { font: 12px sans-serif; fill: #1c2430 } .title { font-weight: bold; font-size: 13px }
.area { fill: #9db98a; stroke: #6d8a5c; fill-rule: evenodd; fill-opacity: .75 }
.line { fill: none; stroke: #8a93a0; stroke-width: 3 } .point { fill: #8a93a0 }
.chosen.area { fill: #2f6f9f; stroke: #174a70 } .chosen.line { stroke: #c0392b; stroke-width: 4 }
.beyond { opacity: .3; stroke-dasharray: 4 3 } .grid { stroke: #55606e; stroke-dasharray: 3 3 }
.visible { fill: #bfe3c0 } .context { fill: #f6e3b0 } .never { fill: #e3c4c0 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .cell { fill: #1c2430 } .on { fill: #1c2430 } .frame { stroke: #b5bfcb }
}
"""


@dataclass(frozen=True, slots=True)
class Panel:
    """A patch: its title, its elements by tags and geometry (the first is the chosen one), and the
    kinds of facts that are shown.
    """

    title: str
    kinds: tuple[str, ...]
    elements: Sequence[tuple[dict[str, str], Geometry]] = field(default_factory=tuple)


def view_of(panel: Panel) -> PatchView:
    """The panel's elements as a patch of a scene at ``GSD`` metres per pixel holds them."""
    side = float(SIDE)
    patch = Patch(
        "p",
        "s",
        Window(0, 0, SIDE, SIDE),
        Bounds(0, 0, side, side),
        box(9.0, 50.0, 9.004, 50.003),
        (GSD, 0.0, 0.0, GSD),
    )
    placed = []
    for number, (tags, shape) in enumerate(panel.elements, start=1):
        clipped = shapely.clip_by_rect(shape, 0, 0, side, side)
        placed.append(PlacedElement(Element(f"way/{number}", tags, shape), clipped, shape))
    return PatchView(patch, GSD, tuple(placed))


def facts_shown(panel: Panel) -> list[str]:
    """The lines of text under a panel."""
    view = view_of(panel)
    sheet = sheet_of("area", view, view.elements[0])
    texts = [fact.text for fact in sheet.facts if fact.kind in panel.kinds]
    return [line for text in texts for line in textwrap.wrap(f"· {text}", LETTERS)]


def drawing(panel: Panel) -> str:
    """The patch, with what lies beyond its frame drawn pale."""
    scale = DRAWN / SIDE
    parts = [f'<rect class="ground" width="{DRAWN}" height="{DRAWN}"/>']
    for placed in reversed(view_of(panel).elements):
        chosen = " chosen" if placed.element.id == "way/1" else ""
        outside = placed.whole.difference(placed.clipped.envelope)
        if not outside.is_empty:
            around = outside.intersection(box(-16, -16, SIDE + 16, SIDE + 16))
            parts.append(_shape(around, scale, f"{chosen} beyond"))
        parts.append(_shape(placed.clipped, scale, chosen))
    parts.append(f'<rect class="frame" width="{DRAWN}" height="{DRAWN}"/>')
    return "".join(parts)


def _shape(geometry: Geometry, scale: float, classes: str) -> str:
    drawn = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Point":
            x, y = part.x * scale, DRAWN - part.y * scale
            drawn.append(f'<circle class="point{classes}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
            continue
        area = part.geom_type == "Polygon"
        rings = [part.exterior, *part.interiors] if area else [part]
        path = " ".join(_path(ring, scale) + ("Z" if area else "") for ring in rings)
        drawn.append(f'<path class="{"area" if area else "line"}{classes}" d="{path}"/>')
    return "".join(drawn)


def _path(line: Geometry, scale: float) -> str:
    return "M" + "L".join(f"{x * scale:.1f} {DRAWN - y * scale:.1f}" for x, y in line.coords)


def figure(panels: Sequence[Panel]) -> str:
    """The panels in rows, each with its facts under it."""
    texts = [facts_shown(panel) for panel in panels]
    for panel, lines in zip(panels, texts, strict=True):
        if not lines:
            raise SystemExit(f"{panel.title}: none of these facts: {', '.join(panel.kinds)}")
    body, y = [], GAP
    for start in range(0, len(panels), COLUMNS):
        row = list(zip(panels, texts, strict=True))[start : start + COLUMNS]
        for column, (panel, lines) in enumerate(row):
            body.append(_panel(panel, lines, GAP + column * (DRAWN + 2 * GAP), y))
        y += DRAWN + GAP + 20 + LINE * max(len(lines) for _, lines in row)
    width = GAP + min(COLUMNS, len(panels)) * (DRAWN + 2 * GAP)
    return svg(width, y, "".join(body))


def _panel(panel: Panel, lines: Sequence[str], x: int, y: int) -> str:
    told = "".join(
        f'<text x="0" y="{DRAWN + 18 + LINE * number}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    title = f'<text class="title" x="0" y="-6">{escape(panel.title)}</text>'
    return f'<g transform="translate({x} {y})">{title}{drawing(panel)}{told}</g>'


def svg(width: int, height: int, body: str, style: str = STYLE) -> str:
    """A picture of this size in pixels."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><style>{style}</style>{body}</svg>\n'
    )


def axes() -> str:
    """The nine-grid with its words, from the one table of them."""
    third = SIDE // 3
    body = [f'<g transform="translate({GAP} {GAP})"><rect class="ground on" width="{3 * third}" ']
    body.append(f'height="{3 * third}"/>')
    for place in PLACES:
        x, y = (place.east + 1) * third, (1 - place.north) * third
        body.append(f'<rect class="frame" x="{x}" y="{y}" width="{third}" height="{third}"/>')
        for words, down, style in ((place.image, -4, "title"), (place.compass, 14, "")):
            at = f'x="{x + third // 2}" y="{y + third // 2 + down}" text-anchor="middle"'
            body.append(f'<text class="{style}" {at}>{words}</text>')
    return svg(3 * third + 2 * GAP, 3 * third + 2 * GAP, "".join([*body, "</g>"]))


def visibility(tags: Sequence[tuple[str, str]]) -> str:
    """What the glossary says of these tags, by ground sample distance."""
    glossary = default_glossary()
    wide, high, left = 74, 24, 190
    heads = (f"{gsd:g} m" for gsd in GSDS)
    body = [f'<text x="{left + wide * i + 8}" y="16">{head}</text>' for i, head in enumerate(heads)]
    for row, (key, value) in enumerate(tags):
        y = 24 + row * high
        body.append(f'<text x="8" y="{y + 16}">{escape(f"{key}={value}")}</text>')
        for column, gsd in enumerate(GSDS):
            level, x = glossary.visibility(key, value, gsd).level, left + wide * column
            body.append(
                f'<rect class="{level}" x="{x}" y="{y}" width="{wide - 2}" height="{high - 2}"/>'
                f'<text x="{x + 8}" y="{y + 16}" style="fill:#1c2430">{level}</text>'
            )
    return svg(left + wide * len(GSDS), 30 + high * len(tags), "".join(body))


def checks(panel: Panel, captions: Sequence[str]) -> str:
    """What the checks say to these captions of the panel's chosen element."""
    view = view_of(panel)
    sheet, options = sheet_of("non_area", view, view.elements[0]), TaskOptions(min_words=1)
    body = [_panel(panel, facts_shown(panel), GAP, GAP)]
    for row, caption in enumerate(captions):
        found = check_caption(caption, sheet, options)
        said = f"{found[0].check}: “{found[0].words}”" if found else "accepted"
        x, y = DRAWN + 3 * GAP, GAP + 12 + 36 * row
        body.append(f'<text x="{x}" y="{y}">{escape(caption)}</text>')
        body.append(f'<text class="title" x="{x + 12}" y="{y + 15}">{escape(said)}</text>')
    return svg(760, GAP + 36 * max(len(captions), 8), "".join(body))


POND, WOOD, ROAD = {"natural": "water", "water": "pond"}, {"natural": "wood"}, {"highway": "track"}
LANE, RIVER = {"highway": "residential", "name": "Quarry Lane"}, {"waterway": "river"}
FIELD, HOUSE = {"landuse": "farmland"}, {"building": "detached"}
BARN = {"building": "barn"}
WINDING = LineString([(220 + 120 * math.sin(i / 8), 460 - 5 * i) for i in range(98)])
L_SHAPE = Polygon([(90, 90), (350, 90), (350, 180), (190, 180), (190, 350), (90, 350)])

AROUND = ((-60, -60), (420, -60), (420, 90), (110, 90), (110, 500), (-60, 500))

WHERE = (
    Panel("A place", ("position", "share", "extends"), [(POND, Point(90, 350).buffer(60))]),
    Panel("Spread", ("spread", "share", "edges", "corners"), [(WOOD, Polygon(AROUND))]),
    Panel("Cut by the frame", ("position", "area", "edges"), [(POND, Point(10, 225).buffer(110))]),
)
SHAPES = (
    Panel("Square", ("shape", "sides"), [(BARN, box(120, 120, 320, 316))]),
    Panel("Rectangular", ("shape", "sides"), [(BARN, box(90, 150, 350, 270))]),
    Panel("L-shaped", ("shape",), [(BARN, L_SHAPE)]),
    Panel("Round", ("shape",), [(POND, Point(224, 224).buffer(110))]),
    Panel("Triangular", ("shape",), [(FIELD, Polygon([(80, 90), (380, 110), (200, 350)]))]),
    Panel(
        "Elongated",
        ("shape", "orientation", "width"),
        [(POND, LineString([(80, 90), (360, 360)]).buffer(26))],
    ),
    Panel(
        "With a hole",
        ("shape", "holes"),
        [(WOOD, Point(224, 224).buffer(140).difference(Point(240, 200).buffer(45)))],
    ),
    Panel(
        "In parts",
        ("parts",),
        [(WOOD, box(60, 60, 200, 380).union(box(260, 100, 390, 330)))],
    ),
)
LINES = (
    Panel(
        "From edge to edge",
        ("orientation", "course", "length"),
        [(LANE, LineString([(-60, 190), (180, 230), (520, 250)]))],
    ),
    Panel("Winding", ("winding", "sinuosity", "course"), [(RIVER, WINDING)]),
    Panel(
        "Within the image",
        ("orientation", "course", "extends"),
        [(ROAD, LineString([(90, 80), (200, 190), (340, 350)]))],
    ),
)
EAST_WEST = LineString([(-20, 224), (470, 224)])
RELATIONS = (
    Panel("Crossing", ("relation",), [(LANE, EAST_WEST), (RIVER, WINDING)]),
    Panel(
        "Inside", ("relation",), [(POND, box(180, 160, 260, 250)), (WOOD, box(60, 60, 400, 400))]
    ),
    Panel(
        "Along the edge",
        ("relation",),
        [(ROAD, LineString([(100, 300), (350, 304)])), (WOOD, box(90, 60, 360, 297))],
    ),
    Panel(
        "Between",
        ("relation",),
        [
            (POND, box(190, 190, 250, 250)),
            (WOOD, box(20, 150, 110, 290)),
            (FIELD, box(330, 150, 430, 290)),
        ],
    ),
    Panel(
        "Parallel",
        ("relation",),
        [
            (ROAD, LineString([(60, 200), (390, 210)])),
            ({"railway": "rail"}, LineString([(40, 240), (420, 250)])),
        ],
    ),
    Panel(
        "Beside",
        ("relation",),
        [(POND, Point(150, 224).buffer(60)), (WOOD, box(216, 120, 390, 330))],
    ),
    Panel(
        "A direction",
        ("relation",),
        [(POND, Point(290, 290).buffer(40)), (WOOD, box(60, 60, 220, 210))],
    ),
)
WHOLE = (
    Panel(
        "Counts and land cover",
        ("count", "land_cover"),
        [
            *((POND, Point(120 + 90 * i, 330).buffer(22)) for i in range(3)),
            *((HOUSE, box(20 + 62 * i, 40, 50 + 62 * i, 74)) for i in range(7)),
            (FIELD, box(-20, 150, 470, 470)),
        ],
    ),
)

TAGS = (
    ("landuse", "farmland"),
    ("waterway", "river"),
    ("highway", "residential"),
    ("building", "house"),
    ("barrier", "fence"),
    ("surface", "asphalt"),
    ("lanes", "2"),
    ("maxspeed", "50"),
    ("operator", "Parks Office"),
    ("voltage", "110000"),
)
CLAIMS = (
    "Quarry Lane, a residential road, crosses a river in the center of the image.",
    "Mill Lane, a residential road, crosses a river in the center of the image.",
    "Quarry Lane runs from north to south and crosses a river.",
    "Quarry Lane crosses a river in the lower left of the image.",
    "Quarry Lane, a residential road about 400 meters long, crosses a river.",
    "Quarry Lane, a residential road, crosses a railway.",
    "Quarry Lane, highway=residential, crosses a river.",
)


def main(folder: Path = IMAGES) -> None:
    """Write all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = {
        "axes": axes(),
        "where": figure(WHERE),
        "shapes": figure(SHAPES),
        "lines": figure(LINES),
        "relations": figure(RELATIONS),
        "whole": figure(WHOLE),
        "checks": checks(RELATIONS[0], CLAIMS),
        "visibility": visibility(TAGS),
    }
    for name, svg in figures.items():
        (folder / f"facts-{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
