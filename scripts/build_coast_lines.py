"""Build ``rsteller_core/report/assets/coast.json``: the lines of coasts and borders on maps.

    npm pack world-atlas && tar xzf world-atlas-*.tgz
    python scripts/build_coast_lines.py package/countries-110m.json

The lines are Natural Earth's (public domain) at 1:110 million, as the npm package ``world-atlas``
publishes them (TopoJSON, ISC licence). The result holds longitudes and latitudes in tenths of a
degree, a list for each line: x, y, x, y ...
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate, groupby
from pathlib import Path

TARGET = Path(__file__).parents[1] / "rsteller_core" / "report" / "assets" / "coast.json"


def lines(topology: dict) -> list[list[int]]:
    """The arcs of a TopoJSON document: each line is stored once, as steps of a grid."""
    (x_scale, y_scale), (x_shift, y_shift) = (
        topology["transform"][name] for name in ("scale", "translate")
    )
    found = []
    for arc in topology["arcs"]:
        xs = (round(10 * (x * x_scale + x_shift)) for x in accumulate(step[0] for step in arc))
        ys = (round(10 * (y * y_scale + y_shift)) for y in accumulate(step[1] for step in arc))
        points = [point for point, _ in groupby(zip(xs, ys, strict=True))]
        if len(points) > 1:
            found.append([number for point in points for number in point])
    return found


if __name__ == "__main__":
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text(json.dumps(lines(topology), separators=(",", ":")) + "\n", encoding="utf-8")
