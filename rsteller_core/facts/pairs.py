"""Which pairs of an element and a thing round it may be in a relation: by their boxes, for many
patches at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from rsteller_core.facts.things import Places, Things
from rsteller_core.geometry import relations
from rsteller_core.geometry.projection import Floats
from rsteller_core.geometry.relations import Which
from rsteller_core.geometry.repair import Geometries
from rsteller_core.values import PlacedElement

_TRIED, _ALIKE = 16, 4


@dataclass(frozen=True, slots=True)
class Subject:
    """An element that is told of, and the place of its patch among those looked at."""

    placed: PlacedElement
    patch: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """Subjects and the things that are tried round each, as arrays: one row a pair.

    Ordered by subject; of a subject the named and those at hand first, then by ``gaps``.
    ``subjects`` and ``things`` are places; ``ones`` and ``others`` their shapes.
    """

    subjects: Places
    things: Places
    ones: Geometries
    others: Geometries
    lines: Which
    other_lines: Which
    areas: Which
    other_areas: Which
    gaps: Floats

    def __len__(self) -> int:
        return len(self.subjects)


def pairs_of(subjects: Sequence[Subject], things: Things, side: float) -> Pairs:
    """Each subject with what is tried round it: what is named or at hand, and the nearest else."""
    shapes = np.array([subject.placed.clipped for subject in subjects], dtype=object)
    subject, thing = _candidates(subjects, things)
    gaps = _gaps(shapes, subject, things, thing, side)
    kept = _tried(subject, thing, things, gaps, side)
    subject, thing, gaps = subject[kept], thing[kept], gaps[kept]
    dimensions = shapely.get_dimensions(shapes)[subject]
    return Pairs(
        subjects=subject,
        things=thing,
        ones=shapes[subject],
        others=things.shapes[thing],
        lines=dimensions == 1,
        other_lines=things.dimensions[thing] == 1,
        areas=dimensions == 2,
        other_areas=things.dimensions[thing] == 2,
        gaps=gaps,
    )


def _candidates(subjects: Sequence[Subject], things: Things) -> tuple[Places, Places]:
    """All pairs of a subject and a thing of its patch that is seen and not itself."""
    first = np.array([things.starts[subject.patch] for subject in subjects], dtype=np.intp)
    last = np.array([things.starts[subject.patch + 1] for subject in subjects], dtype=np.intp)
    many = last - first
    subject = np.repeat(np.arange(len(subjects)), many)
    thing = np.arange(len(subject)) + np.repeat(first - (np.cumsum(many) - many), many)
    itself = np.array([things.place_of(one.placed.element, one.patch) for one in subjects])
    wanted = things.seen[thing] & (thing != itself[subject])
    return subject[wanted], thing[wanted]


def _gaps(
    shapes: Geometries, subject: Places, things: Things, thing: Places, side: float
) -> Floats:
    """How far apart each pair is: at hand exactly, farther away by their boxes."""
    one, other = shapely.bounds(shapes)[subject], things.boxes[thing]
    apart = np.maximum(one[:, :2] - other[:, 2:], other[:, :2] - one[:, 2:])
    gaps: Floats = np.hypot(*np.maximum(apart, 0).T)
    near = np.flatnonzero(gaps <= relations.NEAR * side)
    gaps[near] = shapely.distance(shapes[subject[near]], things.shapes[thing[near]])
    return gaps


def _tried(subject: Places, thing: Places, things: Things, gaps: Floats, side: float) -> Places:
    """The pairs that are tried, in their order: of a subject the named and those at hand, then the
    nearest, and of unnamed things of one kind no more than a few.
    """
    named = things.named[thing]
    later = (gaps > relations.NEAR * side) & ~named
    order = np.lexsort((things.ranks[thing], gaps, later, subject))
    alike = subject[order] * len(things.kinds) + things.codes[thing[order]]
    order = order[named[order] | (occurrence(alike) < _ALIKE)]
    tried: Places = order[occurrence(subject[order]) < _TRIED]
    return tried


def occurrence(keys: Places) -> Places:
    """The how-manieth of its key each is, from 0."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    number = np.empty(len(keys), dtype=np.intp)
    number[order] = np.arange(len(keys)) - np.repeat(starts, np.diff(starts, append=len(keys)))
    return number
