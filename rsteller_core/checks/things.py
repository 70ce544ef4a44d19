"""What a fact sheet lets a caption say, by the thing that it is said of.

A *thing* is an element that the sheet describes, one that a relation names, a group that is
counted, or the land cover. Where a fact says nothing of a thing, nothing may be said of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rsteller_core.checks.compass import Vector
from rsteller_core.checks.vocabulary import Phrase, heads
from rsteller_core.geometry.axes import axis_of
from rsteller_core.values import Fact, FactSheet

Things = frozenset[int]
"""Some of the things of a sheet, by their number."""
Told = tuple[float, int]
"""A number, and which fact of the sheet states it."""
Relation = tuple[int, str]
"""Which fact of the sheet tells a relation, and its word."""
_ALL_SORTS = frozenset(("center", "centre", "area", "building", "site"))
"""Words that say too little alone: a tag of a sports center tells of no shopping center."""


@dataclass(slots=True)
class Thing:
    """What the facts say of one thing; vectors point to cells of the nine-grid.

    ``bent`` is the sinuosity that is told; ``tagged`` are the words of its kind and of its tags.
    """

    kind: str
    main: bool = False
    plural: bool = False
    names: set[str] = field(default_factory=set)
    middles: set[Vector] = field(default_factory=set)
    ends: set[Vector] = field(default_factory=set)
    edges: set[Vector] = field(default_factory=set)
    corners: set[Vector] = field(default_factory=set)
    axes: set[str] = field(default_factory=set)
    courses: list[tuple[Vector, Vector]] = field(default_factory=list)
    shares: list[Told] = field(default_factory=list)
    lengths: list[Told] = field(default_factory=list)
    areas: list[Told] = field(default_factory=list)
    counts: list[Told] = field(default_factory=list)
    parts: list[Told] = field(default_factory=list)
    holes: list[Told] = field(default_factory=list)
    loose: list[Told] = field(default_factory=list)
    shape: str = ""
    bent: float | None = None
    winds: bool = False
    tagged: set[str] = field(default_factory=set)
    spread: bool = False
    cover: bool = False
    line: bool = False


@dataclass(slots=True)
class Known:
    """A sheet as the checks ask it.

    ``ids``: the number of an element's thing. ``around``: of two things, where the first lies
    seen from the second. ``related``: what the facts tell of two things, as said of the first.
    ``spoken``: words of facts that another task brought. ``users``: who uses what there is.
    ``keys``: the words of the values of each key. ``unseen``: facts that no picture shows.
    ``meant`` remembers which things a phrase means.
    """

    sheet: FactSheet
    names: tuple[str, ...] = ()
    by_name: dict[str, Things] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    around: list[tuple[int, int, Vector]] = field(default_factory=list)
    related: dict[tuple[int, int], list[Relation]] = field(default_factory=dict)
    image: Thing = field(default_factory=lambda: Thing(""))
    side: float = 0.0
    main: Things = frozenset()
    loose_words: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()
    kind_words: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
    keys: dict[str, set[str]] = field(default_factory=dict)
    counted: dict[str, Things] = field(default_factory=dict)
    unseen: tuple[Fact, ...] = ()
    meant: dict[Phrase, Things | None] = field(default_factory=dict)

    def means(self, phrase: Phrase, kinds: frozenset[str]) -> Things | None:
        """The things that a phrase for these kinds can mean; None where the sheet has none."""
        if phrase not in self.meant:
            found = frozenset(
                i
                for i, thing in enumerate(self.things)
                if thing.kind in kinds or phrase in heads(thing.kind)
            )
            tagged = phrase[-1] in self.loose_words and phrase[-1] not in _ALL_SORTS
            tagged = tagged or (len(phrase) == 1 and phrase[0] in self.kind_words)
            self.meant[phrase] = found if found or tagged else None
        return self.meant[phrase]

    def covers(self) -> list[Thing]:
        """The land cover that is told of: what nobody counts and no element is."""
        return [thing for thing in self.things if thing.cover]

    def fact(self, number: int) -> str:
        """The text of a fact by its number."""
        return self.sheet.facts[number].text


def course_axis(course: tuple[Vector, Vector]) -> str:
    """The axis from one end of a course to the other."""
    (a, b), (c, d) = course
    return axis_of(c - a, d - b)
