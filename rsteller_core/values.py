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

from rsteller_core.tags import Glossary, Kind, coded_kinds, default_glossary

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

    ``mosaic`` names the scenes among which no place is taken twice: of those that share a name,
    the first to cut a patch of a place keeps it. Empty: this scene stands for itself.
    ``min_cover`` is the least share of a patch that must lie in the footprint; 0 means any.
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
    mosaic: str = ""
    min_cover: float = 0.0


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
class PatchArrays:
    """The elements of a patch as arrays (n,), in their order, in pixels.

    ``shapes`` are clipped to the patch and in patch coordinates; ``dimensions`` is 2 for an area,
    1 for a line, 0 for a point; ``boxes`` (n, 4) are west, south, east, north; ``areas`` and
    ``lengths`` are what lies in the patch, 0 of what has none. ``whole_areas`` are those of the
    whole elements. ``kinds[code]`` says what an element is, None where its tags do not say, or say
    that it is out of sight.
    ``named`` are those with a tag ``name``. ``ranks`` order the elements by their ids: they
    decide between equals.
    """

    shapes: NDArray[np.object_]
    dimensions: NDArray[np.int32]
    boxes: NDArray[np.float64]
    areas: NDArray[np.float64]
    lengths: NDArray[np.float64]
    whole_areas: NDArray[np.float64]
    codes: NDArray[np.intp]
    named: NDArray[np.bool_]
    ranks: NDArray[np.intp]
    elements: Sequence[Element]
    kinds: Sequence[Kind | None]

    def part(self, span: slice) -> PatchArrays:
        """Some of the elements."""
        return PatchArrays(
            shapes=self.shapes[span],
            dimensions=self.dimensions[span],
            boxes=self.boxes[span],
            areas=self.areas[span],
            lengths=self.lengths[span],
            whole_areas=self.whole_areas[span],
            codes=self.codes[span],
            named=self.named[span],
            ranks=self.ranks[span],
            elements=self.elements[span],
            kinds=self.kinds,
        )

    @classmethod
    def of(cls, placed: Sequence[PlacedElement]) -> PatchArrays:
        """The arrays of placed elements."""
        import numpy as np
        import shapely

        shapes = np.array([one.clipped for one in placed], dtype=object)
        whole = np.array([one.uncut for one in placed], dtype=object)
        dimensions = shapely.get_dimensions(shapes)
        codes, kinds = coded_kinds([one.element.tags for one in placed], dimensions.tolist())
        return cls(
            shapes=shapes,
            dimensions=dimensions,
            boxes=shapely.bounds(shapes).reshape(-1, 4),
            areas=shapely.area(shapes),
            lengths=np.where(dimensions == 1, shapely.length(shapes), 0.0),
            whole_areas=shapely.area(whole),
            codes=np.array(codes, dtype=np.intp),
            named=np.array(["name" in one.element.tags for one in placed], dtype=bool),
            ranks=np.argsort(np.argsort([one.element.id for one in placed], kind="stable")),
            elements=[one.element for one in placed],
            kinds=kinds,
        )


@dataclass(frozen=True, slots=True)
class PatchView:
    """A patch with everything the map has in it: what a task chooses from.

    ``glossary`` says what may be told of tags, and what of it can be seen. ``measured`` are the
    arrays of its elements where they are known already; ``arrays`` has them in any case.
    ``boundaries`` are the named ones that hold its centre, with lon/lat geometry.
    """

    patch: Patch
    gsd: float
    elements: Sequence[PlacedElement]
    glossary: Glossary = field(default_factory=default_glossary)
    measured: PatchArrays | None = field(default=None, repr=False, compare=False)
    boundaries: Sequence[Element] = ()

    @property
    def arrays(self) -> PatchArrays:
        """The elements as arrays: to look at all of them at once costs little more than at one."""
        return self.measured or PatchArrays.of(self.elements)


Picked = tuple[PatchView, Sequence[PlacedElement]]
"""A patch and the elements of it that are told of, the chief one first."""


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
    """An accepted caption with its provenance; ``licence`` is that of the annotator's model."""

    task: int
    text: str
    annotator: str
    licence: str
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
