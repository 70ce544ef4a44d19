"""Facts about elements in their patches, each for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from rsteller_core.facts.quote import quoted
from rsteller_core.facts.sights import Sight, sights
from rsteller_core.facts.spoken import (
    figures,
    spoken_area,
    spoken_length,
    spoken_place,
    spoken_share,
)
from rsteller_core.facts.widths import stated_width
from rsteller_core.geometry import lines, measures, shapes
from rsteller_core.geometry.axes import EDGES
from rsteller_core.tags import GeometryKind, Kind, kind
from rsteller_core.values import Fact, Json, PatchView, PlacedElement

_STRAIGHT, _BENT, _CLOSED = 1.02, 1.1, 10.0

UNSEEN = "(not visible)"
"""Before the text of a fact that may be told, but not as something seen."""

Stated = tuple[str, Json, str]
"""Kind, value and text of a fact."""

Visibility = Literal["visible", "context"]


def facts_of(placed: PlacedElement, view: PatchView) -> tuple[Fact, ...]:
    """What is known of an element: what it is, then where, how large, of what form, and its tags.

    A fact is left out where it would not be well defined: see ``docs`` and the measures. The
    element's own words (its name, its tags) are quoted in the texts.
    """
    (facts,) = own_facts([(view, placed)])
    return facts


def own_facts(several: Sequence[tuple[PatchView, PlacedElement]]) -> list[tuple[Fact, ...]]:
    """The same of several elements, each in its patch: what is measured is measured at once."""
    seen = sights(several)
    return [tuple(_facts(sight, view)) for sight, (view, _) in zip(seen, several, strict=True)]


def _facts(sight: Sight, view: PatchView) -> Iterator[Fact]:
    element, form = sight.placed.element, sight.form
    known, shown = kind(element.tags, form), view.glossary.describing(element.tags)
    for stated in (
        _identity(known, shown.get("name"), form),
        _where(sight),
        _area(sight) if form == "area" else _line(sight) if form == "line" else (),
        _frame(sight),
    ):
        for fact in stated:
            yield Fact(*fact, element.id)
    width = stated_width(shown.get("width", "")) if form == "line" else None
    for fact, visibility in (*_width(width), *_tags(known, shown, view)):
        yield Fact(*fact, element.id, visibility)


def _identity(known: Kind | None, name: str | None, form: GeometryKind) -> Iterator[Stated]:
    if known:
        value: Json = {"name": known.name, "countable": known.countable, "key": known.key}
        yield "kind", value, f"It is {known.phrase}."
    if name:
        yield "name", name, f"Its name is {quoted(name)}."
    yield "geometry", form, f"It is {_FORMS[form]}."


_FORMS = {"area": "an area", "line": "a line", "point": "a point"}


def _where(sight: Sight) -> Iterator[Stated]:
    if sight.place:
        it = "The middle of it" if sight.form == "line" else "It"
        yield (
            "position",
            {**sight.place.words},
            f"{it} lies {spoken_place(sight.place)} of the image.",
        )
    elif measures.spreads(sight.box, sight.share, sight.size):
        yield "spread", True, "It spreads over most of the width and height of the image."


def _area(sight: Sight) -> Iterator[Stated]:
    share = round(sight.share, 4)
    yield "share", share, f"It covers {spoken_share(share)} of the image."
    area = round(sight.area, 1)
    yield "area", area, f"{_shown(sight, 'Its area')} is {spoken_area(area)}."
    if sight.outline:
        yield from _shape(sight, sight.outline)
    if sight.parts > 1:
        yield "parts", sight.parts, f"In the image it is in {sight.parts} separate parts."
    if sight.holes:
        gaps = "one gap" if sight.holes == 1 else f"{sight.holes} gaps"
        belong = f"{_do(sight.holes)} not belong to it"
        yield "holes", sight.holes, f"It has {gaps} inside its outline that {belong}."


def _do(count: int) -> str:
    return "does" if count == 1 else "do"


def _shape(sight: Sight, form: shapes.Form) -> Iterator[Stated]:
    """Shape, sides and axis."""
    shape = shapes.shape_of(form)
    if shape:
        yield "shape", shape, f"Its shape is {shape}."
    if form.filled >= shapes.FILLED and not sight.cut:
        value = {"length_m": round(form.length, 1), "width_m": round(form.width, 1)}
        sides = f"{spoken_length(form.length)} long and {spoken_length(form.width)} wide"
        yield "sides", value, f"It is {sides}."
    elif shape == "elongated":
        width = round(shapes.strip_width(form), 1)
        yield "width", width, f"It is {spoken_length(width)} wide on average."
    if shape == "elongated":
        yield "orientation", {"axis": form.axis}, f"It stretches {form.axis}."


def _line(sight: Sight) -> Iterator[Stated]:
    length = round(sight.length, 1)
    yield "length", length, f"{_shown(sight, 'Its length')} is {spoken_length(length)}."
    if sight.run is None:
        return
    yield from _sinuosity(sight.run.sinuosity)
    if sight.run.axis:
        yield "orientation", {"axis": sight.run.axis}, f"It runs {sight.run.axis}."
    elif lines.winds(sight.run.ground):
        yield "winding", True, "It winds, too much to have one direction."
    if sight.course:
        first, last = sight.course
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


def _shown(sight: Sight, what: str) -> str:
    return f"{what} inside the image" if sight.cut else what


def _frame(sight: Sight) -> Iterator[Stated]:
    if sight.edges:
        named = [f"{edge} ({EDGES[edge]})" for edge in sight.edges]
        text = f"It reaches the {_listed(named, 'edge')} of the image."
        yield "edges", list(sight.edges), text
    if sight.corners:
        named = [f"{corner.image} ({corner.compass})" for corner in sight.corners]
        text = f"It reaches the {_listed(named, 'corner')} of the image."
        yield "corners", [corner.image for corner in sight.corners], text
    if sight.runs_on:
        yield "extends", True, "It continues beyond the frame of the image."
    elif not sight.cut:
        yield "extends", False, "All of it lies inside the image."


def _listed(named: Sequence[str], noun: str) -> str:
    """'left (west) edge', 'left (west) and right (east) edges'."""
    text = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"{text} {noun}" if len(named) == 1 else f"{text} {noun}s"


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
