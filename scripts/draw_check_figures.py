"""Draw the pictures of docs/checks.md: one patch, captions of it, and what the checks say to each.

The verdicts are those of the checks themselves, on the facts that are measured on the patch.

    python scripts/draw_check_figures.py [FOLDER]
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from html import escape
from pathlib import Path

from draw_fact_figures import DRAWN, GAP, IMAGES, LINE, Panel, drawing, svg, view_of
from shapely import LineString, Polygon, box

from rsteller_core.checks import check_caption, check_revision, near_duplicates
from rsteller_core.facts import sheet_of
from rsteller_core.interfaces import TaskOptions
from rsteller_core.values import FactSheet, Objection

LETTERS, STEP = 84, 8
STYLE = """
.ground { fill: #f3efe4 } .frame { fill: none; stroke: #55606e; stroke-width: 1.5 }
text { font: 12px sans-serif; fill: #1c2430 } .said { font-weight: bold }
.area { fill: #9db98a; stroke: #6d8a5c; fill-rule: evenodd; fill-opacity: .75 }
.line { fill: none; stroke: #8a93a0; stroke-width: 3 } .point { fill: #8a93a0 }
.chosen.area { fill: #2f6f9f; stroke: #174a70 }
text.good { fill: #2e7d4f } text.bad { fill: #b3372b }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .frame { stroke: #b5bfcb } text.good { fill: #7fd1a0 }
text.bad { fill: #ff9c8f }
}
"""
POND = Polygon([(40, 250), (150, 240), (200, 320), (170, 410), (70, 420), (20, 340)])
PATCH = Panel(
    "",
    (),
    [
        ({"natural": "water", "water": "pond", "name": "Mill Pond"}, POND),
        (
            {
                "highway": "residential",
                "name": "Quarry Lane",
                "surface": "asphalt",
                "maxspeed": "50",
            },
            LineString([(-20, 150), (470, 170)]),
        ),
        ({"leisure": "park"}, box(300, 220, 420, 330)),
        *(({"building": "house"}, box(310 + 34 * i, 60, 334 + 34 * i, 90)) for i in range(4)),
    ],
)
CAPTION = "Mill Pond lies in the upper left and covers about 13 percent of the image."
CAPTIONS: dict[str, Sequence[str]] = {
    "subjects": (
        "The pond lies in the upper left; the park lies on the right.",
        "The pond lies on the right; the park lies in the upper left.",
        "Quarry Lane runs east-west. It passes below the pond, which lies in the upper left.",
        "The park lies on the right. It runs from west to east.",
    ),
    "names": (
        "A pond named Mill Pond and a road called Quarry Lane are seen.",
        "A pond named Hill Pond is seen beside Quarry Lane.",
        "A road called Mill Pond runs through the picture.",
        "Quarry Lane leads to Osterwick.",
    ),
    "numbers": (
        "The pond takes up one eighth of the image, nearly one hectare on the ground.",
        "The pond takes up a third of the image.",
        "The pond covers some 27 hectares.",
        "The road can be followed for almost two hundred and seventy meters.",
        "Four houses stand in the lower right.",
        "Nine houses stand in the lower right.",
    ),
    "sizes": (
        "A small park lies on the right side.",
        "A vast park lies on the right side.",
        "The pond fills most of the image.",
    ),
    "comparisons": (
        "The pond is larger than the park.",
        "The park is the larger of the two areas.",
    ),
    "places": (
        "In the north-western third of the frame lies a pond.",
        "The pond lies in the lower left of the image.",
        "The road enters at the left edge and leaves at the right.",
        "The road runs diagonally from the lower left to the upper right.",
        "The pond lies north of Quarry Lane.",
        "The pond lies south of Quarry Lane.",
    ),
    "kinds": (
        "A body of water, a street and four homes are seen.",
        "A vineyard lies beside the pond.",
        "There may be a playground in the park.",
    ),
    "looks": (
        "Quarry Lane, paved with asphalt, runs nearly straight.",
        "Quarry Lane is a winding gravel road.",
        "A square pond lies in the upper left.",
        "The pond glitters blue in the upper left.",
    ),
    "relations": (
        "The park lies north of Quarry Lane.",
        "Quarry Lane crosses the park.",
        "The pond lies beside the park.",
    ),
    "seen": (
        "The speed limit of the road is 50.",
        "A speed limit of 50 can be seen on the road.",
    ),
    "form": (
        "Caption: A pond lies in the upper left.",
        "A pond lies in the upper left, natural=water.",
        "**Mill Pond** lies in the upper left.",
        "A pond lies in the upper left (the facts say so.",
        "I cannot see the image, but a pond may lie in the upper left.",
        "A pond lies in the upper left. Alternatively, a pond lies in the north-west.",
        "A pond lies in the upper left and covers",
    ),
    "language": (
        "Mill Pond lies in the upper left of the picture.",
        "Mill Pond lies in the upper left. Рядом проходит дорога.",
        "Mill Pond liegt in der Mitte und ist rund.",
    ),
    "revisions": (
        "A pond of the name Mill Pond fills some 13 percent of the view, in the north-west of it.",
        "Mill Pond lies in the upper left, and covers about 13 percent of the picture.",
        "In the north-west, Mill Pond fills some 13 percent of the view. Four houses stand there.",
    ),
    "duplicates": (
        "A road runs from west to east. It reaches the left and right edges of the image.",
        "A road runs from west to east; it reaches the left and right edges of the image!",
        "A road runs from west to east. It reaches the left and right edges of the picture.",
        "A track runs from north to south and reaches the top edge of the image.",
    ),
}


def main(folder: Path = IMAGES) -> None:
    """Write all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    view = view_of(PATCH)
    sheet = sheet_of("scene", view, *view.elements[:3])
    for name, captions in CAPTIONS.items():
        verdicts = told(name, captions, sheet)
        svg = picture(captions, verdicts, patch=name != "duplicates")
        (folder / f"checks-{name}.svg").write_text(svg, encoding="utf-8")


def told(name: str, captions: Sequence[str], sheet: FactSheet) -> list[list[str]]:
    """What the checks say to each caption; nothing where they accept it."""
    options = TaskOptions(min_words=1)
    if name == "duplicates":
        repeats = near_duplicates(captions, 0.8)
        return [
            [f"repeats number {repeats[i] + 1}"] if i in repeats else []
            for i in range(len(captions))
        ]
    if name == "revisions":
        found = [check_revision(caption, sheet, CAPTION, options) for caption in captions]
    else:
        found = [check_caption(caption, sheet, options) for caption in captions]
    return [[_line(objection) for objection in objections] for objections in found]


def _line(objection: Objection) -> str:
    words = objection.words if len(objection.words) < 40 else f"{objection.words[:36]} ..."
    fact = f" ({objection.fact})" if objection.fact else ""
    return f"{objection.check}: “{words}”: {objection.reason}{fact}"


def picture(captions: Sequence[str], verdicts: Sequence[Sequence[str]], patch: bool) -> str:
    """The patch, and beside it the captions, each with its verdict."""
    x, y, body = DRAWN + 3 * GAP if patch else GAP, GAP, list[str]()
    for number, (caption, lines) in enumerate(zip(captions, verdicts, strict=True), start=1):
        for line in textwrap.wrap(f"{number}. {caption}", LETTERS):
            body.append(f'<text class="said" x="{x}" y="{y}">{escape(line)}</text>')
            y += LINE
        style = "bad" if lines else "good"
        for said in lines or ["accepted"]:
            for line in textwrap.wrap(said, LETTERS):
                body.append(f'<text class="{style}" x="{x + 14}" y="{y}">{escape(line)}</text>')
                y += LINE
        y += STEP
    height = max(y, DRAWN + 2 * GAP if patch else 0) + STEP
    shown = f'<g transform="translate({GAP} {GAP})">{drawing(PATCH)}</g>' if patch else ""
    width = x + 590
    return svg(width, height, f"{shown}{''.join(body)}", STYLE)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
