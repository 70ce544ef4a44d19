"""The values that flow through rsteller, in the order in which they flow.

All are frozen and picklable. Geometry is shapely's; lon/lat means WGS 84 degrees with x = longitude
and y = latitude. Patch coordinates are pixels with x to the east, y to the north and (0, 0) at the
bottom-left corner of the patch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from rsteller_core.tags import Glossary, default_glossary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely import Geometry

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
"""What a JSON document can hold."""


class Bounds(NamedTuple):
    """A box; degrees in lon/lat, or the unit of the CRS it is said to be in."""

    west: float
    south: float
    east: float
    north: float


class Window(NamedTuple):
    """A rectangle of a scene's pixels: its top-left column and row, its width and height."""

    col: int
    row: int
    width: int
    height: int


class Affine(NamedTuple):
    """``x = a * col + b * row + c``, ``y = d * col + e * row + f``: pixel corners to CRS."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be used, as data: an unreadable tile, a broken ring, a timeout.

    ``what`` names the thing (a file, ``relation/12``, a patch), ``reason`` is a short phrase
    without the name, so that equal reasons can be counted.
    """

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class SceneQuery:
    """The place and the time that scenes are wanted of; None means anywhere, any time.

    ``aoi`` is a lon/lat polygon or multipolygon; ``start`` and ``end`` are aware datetimes, both
    included.
    """

    aoi: Geometry | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """One georeferenced image of a source, on the north-up grid in which it will be read.

    ``crs`` is what pyproj reads (``EPSG:26917`` or WKT). ``transform`` maps pixel corners to that
    CRS with ``b == d == 0``, ``a > 0`` and ``e < 0``. ``footprint`` is the lon/lat polygon that
    holds data. ``gsd`` is the side, in metres on the ground, of a square as large as a pixel at the
    centre. ``acquired`` is aware, or None if unknown.
    ``properties`` are the source's own statements about the scene (JSON), which go into the
    metadata of every sample; nothing secret belongs there.
    """

    id: str
    href: str
    footprint: Geometry
    crs: str
    transform: Affine
    width: int
    height: int
    gsd: float
    acquired: datetime | None
    licence: str
    attribution: str
    properties: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Patch:
    """One window of a scene.

    ``bounds`` are in the scene's CRS, ``footprint`` is the same rectangle in lon/lat. ``metres``
    is the Jacobian (east per x, east per y, north per x, north per y) in metres on the ground per
    pixel, x to the right and y up, at the centre of the patch: what turns pixels into true
    lengths and areas whatever the CRS.
    """

    patch_id: str
    scene_id: str
    window: Window
    bounds: Bounds
    footprint: Geometry
    metres: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Pixels:
    """A window's pixels: ``rgb`` is uint8 (height, width, 3); ``nodata`` the share without data."""

    rgb: NDArray[np.uint8]
    nodata: float


@dataclass(frozen=True, slots=True)
class Element:
    """One OSM way, relation or node: id (``way/123``), version, timestamp, tags, geometry.

    The geometry is lon/lat. A polygon or multipolygon is an area, a line is a non-area; which of
    the two a closed way is, the extractor decides by ``rsteller_core.tags.is_area``.
    """

    id: str
    tags: Mapping[str, str]
    geometry: Geometry
    version: int | None = None
    timestamp: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlacedElement:
    """An element as a patch holds it: ``clipped`` to the patch, and ``whole``, both in patch
    coordinates.

    ``uncut`` is the whole in pixels of which ``corner`` is the bottom left of the patch. It is
    moved only when asked for: of most elements nobody asks what lies beyond the frame.
    """

    element: Element
    clipped: Geometry
    uncut: Geometry
    corner: tuple[float, float] = (0.0, 0.0)

    @property
    def whole(self) -> Geometry:
        """All of the element, in patch coordinates."""
        from shapely import transform

        return transform(self.uncut, lambda xy: xy - self.corner)

    @property
    def whole_bounds(self) -> Bounds:
        """The box of the whole in patch coordinates, without moving it."""
        west, south, east, north = self.uncut.bounds
        x, y = self.corner
        return Bounds(west - x, south - y, east - x, north - y)


@dataclass(frozen=True, slots=True)
class PatchView:
    """A patch with everything the map has in it: what a task chooses from.

    ``glossary`` says what may be told of tags, and what of it can be seen.
    """

    patch: Patch
    gsd: float
    elements: Sequence[PlacedElement]
    glossary: Glossary = field(default_factory=default_glossary)


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about an element that is known to be true.

    ``kind`` says what is stated (``name``, ``position``, ``share``, ``length`` ...), ``value`` is
    the measured or mapped value, ``text`` the statement in words, ``element`` whom it is about
    (None: the patch). A ``context`` fact may be told, but not as something seen in the image.
    """

    kind: str
    value: Json
    text: str
    element: str | None = None
    visibility: Literal["visible", "context"] = "visible"


@dataclass(frozen=True, slots=True)
class SheetElement:
    """What a sample keeps of an element: enough to trace and to draw it.

    ``outline`` is WKT in patch coordinates, clipped to the patch, to a tenth of a pixel, without
    the points that make no difference of half a pixel.
    """

    id: str
    version: int | None
    timestamp: str | None
    tags: Mapping[str, str]
    outline: str


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The facts of one task in one patch: the only thing a prompt may tell the model."""

    patch_id: str
    task: str
    elements: tuple[SheetElement, ...]
    facts: tuple[Fact, ...]

    def of_kind(self, kind: str) -> Fact | None:
        """The first fact of this kind, or None."""
        return next((fact for fact in self.facts if fact.kind == kind), None)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One patch of the plan: its fact sheets, and the tasks that will revise each caption.

    ``number`` counts the patches of the plan from 0.
    """

    number: int
    shard: int
    patch: Patch
    sheets: tuple[FactSheet, ...]
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model.

    The prompt is ``head + tail``: the head is the same for every request of a task, so that an
    engine can keep it. ``schema`` is the JSON schema of the answer. ``sheet`` and ``previous``
    (the caption to revise) are what the prompt was rendered from. ``key`` identifies the request
    by its content and is unique in a run.
    """

    key: str
    task: str
    head: str
    tail: str
    schema: Mapping[str, Any]
    seed: int
    sheet: FactSheet
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said to the request of this key.

    ``text`` is the structured answer as JSON text, unvalidated. ``failure`` is a short reason
    where there is no answer (``timeout``, ``refused``). ``seconds`` is the time it took.
    """

    key: str
    text: str
    finish: str = "stop"
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """What a check found wrong: the check, the words it objects to, and why.

    ``fact`` is the text of the fact that the words contradict; None where they have no fact.
    """

    check: str
    words: str
    reason: str
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer, as it was judged.

    ``number`` counts the attempts at its caption from 1; ``decided``: no other follows; ``failed``:
    there was no answer. ``stated`` and ``false`` count its statements by kind.
    """

    task: str
    number: int
    decided: bool
    failed: bool
    objections: tuple[Objection, ...]
    stated: Mapping[str, int] = field(default_factory=dict)
    false: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Annotation:
    """An accepted caption with its provenance."""

    task: int
    text: str
    annotator: str
    sheet: FactSheet
    template: str
    seed: int
    attempts: int
    checks: tuple[str, ...]
    finish: str
    tokens_in: int
    tokens_out: int
    lane: str = "strict"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A caption that was not accepted after the last attempt, and why."""

    patch_id: str
    task: str
    text: str
    annotator: str
    attempts: int
    objections: tuple[Objection, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sink writes: ``<key>.jpg`` and ``<key>.json``."""

    key: str
    jpeg: bytes
    record: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What became of one shard: counts of patches, of captions by task, of what was left out by
    reason; tokens, and seconds of work; ``quality``: what was accepted when, and what was false.
    """

    shard: int
    planned: int
    samples: int
    captions: Mapping[str, int]
    skipped: Mapping[str, int]
    rejected: Mapping[str, int]
    tokens_in: int
    tokens_out: int
    seconds: float
    quality: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
