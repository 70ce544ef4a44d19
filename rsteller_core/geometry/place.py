"""Elements in the pixels of the patches that hold them.

Parsing, projecting and indexing are done once per scene: then, for many
patches at once, a query, a clip of what lies across a frame, and a shift.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import overload

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from rsteller_core.geometry.projection import Floats, pixels
from rsteller_core.geometry.repair import Geometries, mended
from rsteller_core.tags import Glossary, Kind, coded_kinds, default_glossary
from rsteller_core.values import (
    Element,
    Patch,
    PatchArrays,
    PatchView,
    PlacedElement,
    Scene,
    Skipped,
)

_BENT = 0.5
"""Pixels that the middle of an edge may lie off the straight line before the edge is divided."""

_LONG = 64
"""Pixels: a shorter edge can not bend that much at any latitude and resolution in use."""

_BATCH = 64
"""Patches looked at together: more is hardly faster, and takes more memory."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A scene's elements in scene pixels (see ``pixels``), their index, and what is the same of
    them in every patch.
    """

    elements: Sequence[Element]
    geometries: Geometries
    tree: shapely.STRtree
    boxes: Floats
    areas: Floats
    codes: NDArray[np.intp]
    named: NDArray[np.bool_]
    kinds: Sequence[Kind | None]


class _Held(Sequence[PlacedElement]):
    """A patch's elements, made when they are asked for: of most nobody asks."""

    def __init__(self, arrays: PatchArrays, uncut: Geometries, corner: tuple[float, float]) -> None:
        self._arrays = arrays
        self._uncut = uncut
        self._corner = corner

    def __len__(self) -> int:
        return len(self._uncut)

    @overload
    def __getitem__(self, at: int) -> PlacedElement: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[PlacedElement, ...]: ...

    def __getitem__(self, at: int | slice) -> PlacedElement | tuple[PlacedElement, ...]:
        if isinstance(at, slice):
            return tuple(self[i] for i in range(len(self))[at])
        held = self._arrays
        return PlacedElement(held.elements[at], held.shapes[at], self._uncut[at], self._corner)


def views(
    scene: Scene,
    patches: Iterable[Patch],
    elements: Sequence[Element],
    glossary: Glossary | None = None,
) -> Iterator[PatchView | Skipped]:
    """Every patch with the elements it holds, in the order of both.

    First come, as Skipped, the elements that cannot be placed: an empty geometry, coordinates
    that the scene's CRS does not reach, an area without area. Invalid areas are mended. What only
    touches a patch's frame is not in the patch. Edges are straight in lon/lat; where that is more
    than a pixel off in the scene they are divided. Memory is bounded by the elements given.
    ``glossary`` goes into the views; None means the one that ships with the package.
    """
    glossary = glossary or default_glossary()
    placed, skipped = _place(scene, elements)
    yield from skipped
    remaining = iter(patches)
    while batch := list(islice(remaining, _BATCH)):
        for patch, (held, arrays) in zip(batch, _views(placed, batch), strict=True):
            yield PatchView(patch, scene.gsd, held, glossary, arrays)


def _place(scene: Scene, elements: Sequence[Element]) -> tuple[_Placed, list[Skipped]]:
    source = np.array([element.geometry for element in elements], dtype=object)
    projected = _project(scene, source)
    reached = _finite(projected)
    projected[~reached] = None
    geometries = mended(projected)
    usable = ~shapely.is_missing(geometries)
    skipped = [
        Skipped(elements[i].id, _reason(source[i], bool(reached[i])))
        for i in np.flatnonzero(~usable).tolist()
    ]
    kept = [elements[i] for i in np.flatnonzero(usable).tolist()]
    geometries = geometries[usable]
    dimensions = shapely.get_dimensions(geometries).tolist()
    codes, kinds = coded_kinds([element.tags for element in kept], dimensions)
    placed = _Placed(
        elements=kept,
        geometries=geometries,
        tree=shapely.STRtree(geometries),
        boxes=shapely.bounds(geometries),
        areas=shapely.area(geometries),
        codes=np.array(codes, dtype=np.intp),
        named=np.array(["name" in element.tags for element in kept], dtype=bool),
        kinds=kinds,
    )
    return placed, skipped


def _reason(source: Geometry, reached: bool) -> str:
    if source.is_empty:
        return "empty geometry"
    if reached:
        return "geometry without length or area"
    return "outside the reach of the scene's CRS"


def _finite(geometries: Geometries) -> NDArray[np.bool_]:
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    finite = np.ones(len(geometries), dtype=bool)
    finite[owner[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def _project(scene: Scene, source: Geometries) -> Geometries:
    """The geometries in scene pixels, edges divided where they bend."""
    lonlat, owner = shapely.get_coordinates(source, return_index=True)
    flat = pixels(scene, lonlat)
    pieces = _pieces(scene, lonlat, flat, owner, len(source))
    bent = np.flatnonzero(np.isfinite(pieces))
    if bent.size:
        source = source.copy()
        source[bent] = shapely.segmentize(source[bent], pieces[bent])
        flat = pixels(scene, shapely.get_coordinates(source))
    # Heights are rare, and to drop them costs as much as to project.
    flatland = shapely.force_2d(source) if shapely.has_z(source).any() else source.copy()
    projected: Geometries = shapely.set_coordinates(flatland, flat)
    return projected


def _pieces(
    scene: Scene, lonlat: Floats, flat: Floats, owner: NDArray[np.intp], count: int
) -> Floats:
    """The longest edge, in degrees, that each geometry may have; infinite where none bends.

    The bend grows with the square of the length. Ring ends are taken for edges, too: that can
    only divide more finely.
    """
    longest = np.full(count, np.inf)
    with np.errstate(invalid="ignore"):
        across = np.abs(np.diff(flat, axis=0)).max(axis=1, initial=0)
    edge = np.flatnonzero((owner[1:] == owner[:-1]) & (across > _LONG) & np.isfinite(across))
    if not edge.size:
        return longest
    bend = pixels(scene, (lonlat[edge] + lonlat[edge + 1]) / 2)
    bend = np.hypot(*(bend - (flat[edge] + flat[edge + 1]) / 2).T)
    much = np.isfinite(bend) & (bend > _BENT)
    length = np.hypot(*(lonlat[edge + 1] - lonlat[edge])[much].T)
    np.minimum.at(longest, owner[edge[much]], length / np.ceil(np.sqrt(bend[much] / _BENT)))
    return longest


def _views(placed: _Placed, patches: Sequence[Patch]) -> Iterator[tuple[_Held, PatchArrays]]:
    """What each patch holds: many patches at once, as each numpy call costs as much as a clip."""
    frames = _frames(patches)
    patch, near = placed.tree.query(shapely.box(*frames.T))
    order = np.lexsort((near, patch))
    patch, near = patch[order], near[order]
    clipped = _clipped(placed, near, patch, frames)
    held = ~shapely.is_missing(clipped)
    patch, near, clipped = patch[held], near[held], clipped[held]
    arrays = _arrays(placed, near, _shift(clipped, frames[patch, :2]))
    uncut = placed.geometries[near]
    borders = np.searchsorted(patch, np.arange(len(patches) + 1)).tolist()
    corners = [(left, bottom) for left, bottom, _, _ in frames.tolist()]
    for corner, first, last in zip(corners, borders, borders[1:], strict=False):
        its = arrays.part(slice(first, last))
        yield _Held(its, uncut[first:last], corner), its


def _arrays(placed: _Placed, near: NDArray[np.intp], shapes: Geometries) -> PatchArrays:
    dimensions = shapely.get_dimensions(shapes)
    return PatchArrays(
        shapes=shapes,
        dimensions=dimensions,
        boxes=shapely.bounds(shapes).reshape(-1, 4),
        areas=shapely.area(shapes),
        lengths=np.where(dimensions == 1, shapely.length(shapes), 0.0),
        whole_areas=placed.areas[near],
        codes=placed.codes[near],
        named=placed.named[near],
        ranks=near,  # an extractor gives its elements in the order of their ids
        elements=[placed.elements[i] for i in near.tolist()],
        kinds=placed.kinds,
    )


def _frames(patches: Sequence[Patch]) -> Floats:
    """Left, bottom, right and top of the patches in scene pixels (n, 4)."""
    windows = np.array([patch.window for patch in patches], dtype=float).reshape(-1, 4)
    col, row, width, height = windows.T
    return np.column_stack((col, -(row + height), col + width, -row))


def _clipped(
    placed: _Placed, near: NDArray[np.intp], patch: NDArray[np.intp], frames: Floats
) -> Geometries:
    """The elements clipped to the frames of their patches; None where nothing is left.

    ``shapely.clip_by_rect`` is several times cheaper than an intersection, but leaves points and
    lines of areas that touch the frame, and sometimes rings that touch themselves: to be mended.
    """
    boxes, frame = placed.boxes[near], frames[patch]
    clipped: Geometries = placed.geometries[near]
    inside = (boxes[:, :2] >= frame[:, :2]) & (boxes[:, 2:] <= frame[:, 2:])
    across = np.flatnonzero(~inside.all(axis=1))
    borders = np.searchsorted(patch[across], np.arange(len(frames) + 1)).tolist()
    parts = [
        shapely.clip_by_rect(clipped[across[first:last]], *frame)
        for frame, first, last in zip(frames.tolist(), borders, borders[1:], strict=False)
        if first < last
    ]
    if parts:
        dimensions = shapely.get_dimensions(clipped[across])
        clipped[across] = mended(np.concatenate(parts), dimensions)
    return clipped


def _shift(geometries: Geometries, corners: Floats) -> Geometries:
    # Cheaper than shapely.transform, which looks at the geometries one more time.
    coordinates = shapely.get_coordinates(geometries)
    coordinates -= np.repeat(corners, shapely.get_num_coordinates(geometries), axis=0)
    shifted: Geometries = shapely.set_coordinates(geometries, coordinates)
    return shifted
