"""The values that flow through rsteller, in the order in which they flow.

All are frozen and picklable. Geometry is shapely's; lon/lat means WGS 84 degrees with x = longitude
and y = latitude. Patch coordinates are pixels with x to the east, y to the north and (0, 0) at the
bottom-left corner of the patch.
"""

from rsteller_core.values.captions import (
    Annotation,
    Answer,
    Attempt,
    Objection,
    Rejection,
    Request,
    Sample,
    ShardReport,
)
from rsteller_core.values.elements import Element, PatchArrays, PatchView, Picked, PlacedElement
from rsteller_core.values.facts import Fact, FactSheet, PlanRow, SheetElement
from rsteller_core.values.imagery import (
    Affine,
    Bounds,
    Json,
    Patch,
    Pixels,
    Scene,
    SceneQuery,
    Skipped,
    Window,
)

__all__ = [
    "Affine",
    "Annotation",
    "Answer",
    "Attempt",
    "Bounds",
    "Element",
    "Fact",
    "FactSheet",
    "Json",
    "Objection",
    "Patch",
    "PatchArrays",
    "PatchView",
    "Picked",
    "Pixels",
    "PlacedElement",
    "PlanRow",
    "Rejection",
    "Request",
    "Sample",
    "Scene",
    "SceneQuery",
    "ShardReport",
    "SheetElement",
    "Skipped",
    "Window",
]
