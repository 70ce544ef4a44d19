"""What the map holds of a place: elements, and a patch with those that lie in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from rsteller_core.tags import Glossary, Kind, coded_kinds, default_glossary
from rsteller_core.values.imagery import Bounds, Patch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely import Geometry


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
