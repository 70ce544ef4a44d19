"""What else is to be said of 'it', as predicates that sentences are put together from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rsteller_template.subject import Subject
from rsteller_template.words import Draw, along, listed, number, with_article


class Predicate(NamedTuple):
    """'covers two hectares', and, where it can go before or after a clause, 'covering two ...'."""

    finite: str
    loose: str = ""

    @property
    def simple(self) -> bool:
        """Whether it can be joined to another by 'and'."""
        return "," not in self.finite and " and " not in self.finite

    def shares_verb(self, other: Predicate) -> bool:
        """'lies beside a lake' and 'lies east of a road' do."""
        return self.finite.split(" ", 1)[0] == other.finite.split(" ", 1)[0]

    def joined(self, other: Predicate) -> str:
        """Both, with the verb said once where it is the same."""
        rest = other.finite.partition(" ")[2]
        return f"{self.finite} and {rest if self.shares_verb(other) else other.finite}"


NOTHING = Predicate("")


def predicates(subject: Subject, draw: Draw, told: frozenset[str]) -> list[Predicate]:
    """All that is not yet told, in an order that reads well."""
    said = [*_size(subject, draw, told), *_form(subject, draw, told), *_frame(subject, draw, told)]
    said += [Predicate(remark) for remark in subject.remarks]
    return said


def _size(subject: Subject, draw: Draw, told: frozenset[str]) -> Iterator[Predicate]:
    share = "" if "share" in told else subject.share
    # Of what the frame may cut, only the part in it is measured.
    within = "" if subject.extends is False else draw.pick(" within the image", " in view")
    if subject.area and share:
        verb = draw.pick("covers", "takes up", "occupies")
        or_area = draw.pick(f"or {subject.area}", f"{subject.area} on the ground")
        yield Predicate(f"{verb} {share} of the image, {or_area}")
    elif subject.area:
        ground = within or draw.pick(" on the ground", "")
        yield Predicate(f"measures {subject.area}{ground}", f"measuring {subject.area}{ground}")
    elif share:
        yield Predicate(f"covers {share} of the image", f"covering {share} of the image")
    if subject.length and subject.is_line:
        plain = f"is {subject.length} long{within}"
        yield Predicate(draw.pick(plain, f"can be followed for {subject.length}{within}"))
    elif subject.length:
        yield Predicate(f"is {subject.length} long{within}")


def _form(subject: Subject, draw: Draw, told: frozenset[str]) -> Iterator[Predicate]:
    if subject.shape and "shape" not in told:
        outline = f"{with_article(subject.shape)} {draw.pick('outline', 'shape')}"
        yield Predicate(f"has {outline}", f"with {outline}")
    if subject.sides:
        yield Predicate(f"is {subject.sides}", subject.sides)
    elif subject.width:
        yield Predicate(f"is {subject.width} wide on average")
    if subject.winding:
        course = draw.pick("a winding course", "a course with many bends")
        yield Predicate(f"follows {course}", f"on {course}")
    if subject.axis and "axis" not in told:
        way = along(subject.axis)
        runs, running = ("runs", "running") if subject.is_line else ("stretches", "stretching")
        yield Predicate(draw.pick(f"{runs} {way}", f"extends {way}"), f"{running} {way}")
    if subject.holes:
        gaps = "a gap" if subject.holes == 1 else f"{number(subject.holes)} gaps"
        yield Predicate(f"has {gaps} inside its outline", f"with {gaps} inside its outline")
    if subject.parts > 1:
        parts = f"{number(subject.parts)} separate {draw.pick('parts', 'pieces')}"
        yield Predicate(f"appears in {parts}", f"divided into {parts}")


def _frame(subject: Subject, draw: Draw, told: frozenset[str]) -> Iterator[Predicate]:
    if subject.spread:
        yield Predicate("spreads over most of the width and height of the image")
    if subject.edges and not ("course" in told and subject.end_edges.issuperset(subject.edges)):
        yield _edges(subject, draw)
    elif subject.extends:
        yield Predicate("continues beyond the frame", "continuing beyond the frame")
    elif subject.extends is False and draw.chance(0.5):
        yield Predicate("lies entirely within the frame")


def _edges(subject: Subject, draw: Draw) -> Predicate:
    edge, it = ("edges", "them") if len(subject.edges) > 1 else ("edge", "it")
    named = "all four" if len(subject.edges) == 4 else f"the {listed(subject.edges)}"
    edges = f"{named} {edge} of the {draw.pick('image', 'frame')}"
    verb, third = ("reach", "reaches") if draw.chance(0.5) else ("meet", "meets")
    if subject.extends:
        goes_on = draw.pick("continues", "goes on")
        return Predicate(f"{third} {edges} and {goes_on} beyond {it}")
    return Predicate(f"{third} {edges}", f"{verb}ing {edges}")
