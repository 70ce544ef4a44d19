"""Facts about one element in its patch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from shapely import Polygon

from rsteller_core.facts.quote import quoted
from rsteller_core.facts.spoken import (
    figures,
    spoken_area,
    spoken_length,
    spoken_place,
    spoken_share,
)
from rsteller_core.facts.widths import stated_width
from rsteller_core.geometry import lines, measures, shapes
from rsteller_core.geometry.axes import EDGES, Edge
from rsteller_core.geometry.measures import Metres, Size
from rsteller_core.tags import Kind, kind
from rsteller_core.values import Fact, Json, PatchView, PlacedElement

_CHIEF = 0.9
_FEWEST = 6.0
_FILLED = 0.92
_CUT = 0.3
_STRAIGHT, _BENT, _CLOSED = 1.02, 1.1, 10.0

UNSEEN = "(not visible)"
"""Before the text of a fact that may be told, but not as something seen."""

Stated = tuple[str, Json, str]
"""Kind, value and text of a fact."""

Visibility = Literal["visible", "context"]


@dataclass(frozen=True, slots=True)
class _Sight:
    """An element as its patch shows it. ``runs_on``: over the frame; ``cut``: not all is shown."""

    placed: PlacedElement
    size: Size
    metres: Metres
    edges: tuple[Edge, ...]
    runs_on: bool
    cut: bool


def facts_of(placed: PlacedElement, view: PatchView) -> tuple[Fact, ...]:
    """What is known of an element: what it is, then where, how large, of what form, and its tags.

    A fact is left out where it would not be well defined: see ``docs`` and the measures. The
    element's own words (its name, its tags) are quoted in the texts.
    """
    sight = _see(placed, view)
    form = measures.geometry_kind(placed.clipped)
    known, shown = kind(placed.element.tags, form), view.glossary.describing(placed.element.tags)
    stated = [*_identity(known, shown.get("name"), form), *_where(sight, form)]
    if form == "area":
        stated += _area(sight)
    elif form == "line":
        stated += _line(sight)
    stated += _frame(sight)
    width = stated_width(shown.get("width", "")) if form == "line" else None
    unseen = [*_width(width), *_tags(known, shown, view)]
    return (
        *(Fact(*fact, placed.element.id) for fact in stated),
        *(Fact(*fact, placed.element.id, visibility) for fact, visibility in unseen),
    )


def _see(placed: PlacedElement, view: PatchView) -> _Sight:
    window = view.patch.window
    size = (float(window.width), float(window.height))
    box = placed.whole_bounds
    left, bottom, right, top = box
    over = max(-left, -bottom, right - size[0], top - size[1])
    return _Sight(
        placed=placed,
        size=size,
        metres=view.patch.metres,
        edges=measures.edges_reached(placed.clipped, size),
        runs_on=measures.runs_on(placed.clipped, box, size),
        cut=over > measures.TOUCH,
    )


def _identity(
    known: Kind | None, name: str | None, form: measures.GeometryKind
) -> Iterator[Stated]:
    if known:
        value: Json = {"name": known.name, "countable": known.countable, "key": known.key}
        yield "kind", value, f"It is {known.phrase}."
    if name:
        yield "name", name, f"Its name is {quoted(name)}."
    yield "geometry", form, f"It is {_FORMS[form]}."


_FORMS = {"area": "an area", "line": "a line", "point": "a point"}


def _where(sight: _Sight, form: measures.GeometryKind) -> Iterator[Stated]:
    place = measures.position(sight.placed.clipped, sight.size)
    if place:
        it = "The middle of it" if form == "line" else "It"
        value = {"image": place.image, "compass": place.compass}
        yield "position", value, f"{it} lies {spoken_place(place)} of the image."
    elif measures.spreads(sight.placed.clipped, sight.size):
        yield "spread", True, "It spreads over most of the width and height of the image."


def _area(sight: _Sight) -> Iterator[Stated]:
    clipped = sight.placed.clipped
    share = round(measures.share(clipped, sight.size), 4)
    yield "share", share, f"It covers {spoken_share(share)} of the image."
    area = round(measures.area_m2(clipped, sight.metres), 1)
    yield "area", area, f"{_shown(sight, 'Its area')} is {spoken_area(area)}."
    parts = measures.large_parts(clipped)
    if parts[0].area >= _CHIEF * clipped.area:
        yield from _shape(sight, parts[0])
    if len(parts) > 1:
        yield "parts", len(parts), f"In the image it is in {len(parts)} separate parts."
    holes = measures.large_holes(clipped)
    if holes:
        gaps = "one gap" if holes == 1 else f"{holes} gaps"
        yield (
            "holes",
            holes,
            f"It has {gaps} inside its outline that {_do(holes)} not belong to it.",
        )


def _do(count: int) -> str:
    return "does" if count == 1 else "do"


def _shape(sight: _Sight, part: Polygon) -> Iterator[Stated]:
    """Shape, sides and axis; of a thing that the frame cuts only that it is elongated, and that
    only where the outline is hardly the frame's.
    """
    if sight.cut and measures.along_frame(part, sight.size) > _CUT:
        return
    form = shapes.form_of(part, sight.metres)
    if form.width < _FEWEST * measures.pixel_m(sight.metres):
        return
    if sight.cut and form.elongation < shapes.ELONGATED:
        return
    shape = shapes.shape_of(part, form, sight.metres)
    if shape:
        yield "shape", shape, f"Its shape is {shape}."
    if form.filled >= _FILLED and not sight.cut:
        value = {"length_m": round(form.length, 1), "width_m": round(form.width, 1)}
        sides = f"{spoken_length(form.length)} long and {spoken_length(form.width)} wide"
        yield "sides", value, f"It is {sides}."
    elif shape == "elongated":
        width = round(shapes.strip_width(part, sight.metres), 1)
        yield "width", width, f"It is {spoken_length(width)} wide on average."
    if shape == "elongated":
        yield "orientation", {"axis": form.axis}, f"It stretches {form.axis}."


def _line(sight: _Sight) -> Iterator[Stated]:
    clipped = sight.placed.clipped
    length = round(measures.length_m(clipped, sight.metres), 1)
    yield "length", length, f"{_shown(sight, 'Its length')} is {spoken_length(length)}."
    part = lines.chief_part(clipped)
    if part is None:
        return
    yield from _sinuosity(lines.sinuosity(part, sight.metres))
    axis = lines.orientation(part, sight.metres)
    if axis:
        yield "orientation", {"axis": axis}, f"It runs {axis}."
    elif lines.winds(part, sight.metres):
        yield "winding", True, "It winds, too much to have one direction."
    ends = lines.course(part, sight.size)
    if ends:
        first, last = ends
        value: Json = {
            "from": first.image,
            "from_compass": first.compass,
            "from_edge": first.on_edge,
            "to": last.image,
            "to_compass": last.compass,
            "to_edge": last.on_edge,
        }
        text = f"It goes from the {_end(first)} to the {_end(last)} of the image."
        yield "course", value, text


def _sinuosity(ratio: float) -> Iterator[Stated]:
    if ratio < _STRAIGHT:
        yield "sinuosity", round(ratio, 3), "It is nearly straight."
    elif _BENT < ratio < _CLOSED:
        times = figures(ratio, 2)
        text = f"It is about {times} times as long as the straight way between its ends."
        yield "sinuosity", round(ratio, 3), text


def _end(end: lines.End) -> str:
    if end.image == "center":
        return "center"
    return f"{end.image} ({end.compass}) {'edge' if end.on_edge else 'part'}"


def _shown(sight: _Sight, what: str) -> str:
    return f"{what} inside the image" if sight.cut else what


def _frame(sight: _Sight) -> Iterator[Stated]:
    if sight.edges:
        named = [f"{edge} ({EDGES[edge]})" for edge in sight.edges]
        text = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
        edges = "edge" if len(named) == 1 else "edges"
        yield "edges", list(sight.edges), f"It reaches the {text} {edges} of the image."
    if sight.runs_on:
        yield "extends", True, "It continues beyond the frame of the image."
    elif not sight.cut:
        yield "extends", False, "All of it lies inside the image."


def _width(metres: float | None) -> Iterator[tuple[Stated, Visibility]]:
    if metres:
        text = f"{UNSEEN} It is {spoken_length(metres)} wide."
        yield ("width", round(metres, 2), text), "context"


def _tags(
    known: Kind | None, shown: Mapping[str, str], view: PatchView
) -> Iterator[tuple[Stated, Visibility]]:
    """The tags that say more; one that shall never be told is left out."""
    told = {key for key, _ in known.tags} | {"name"} if known else {"name"}
    for key, value in shown.items():
        if key not in told:
            level = view.glossary.visibility(key, value, view.gsd).level
            text = f"Tag {quoted(key)}: {quoted(value)}."
            if level == "visible":
                yield ("tag", {"key": key, "value": value}, text), level
            elif level == "context":
                yield ("tag", {"key": key, "value": value}, f"{UNSEEN} {text}"), level
