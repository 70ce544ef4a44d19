"""What an element extractor promises."""

from __future__ import annotations

import pickle
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
import shapely

from rsteller_core.interfaces import ElementExtractor
from rsteller_core.testing.component import ComponentContract, anew
from rsteller_core.values import Bounds, Element

KINDS = ("node", "way", "relation")
"""The order in which elements come, each by its numbers."""

SHAPES = ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


def elements_of(
    extractor: ElementExtractor[Any], bounds: Bounds, at: datetime | None = None
) -> list[Element]:
    """The elements alone, without what was skipped."""
    return [item for item in extractor.extract(bounds, at) if isinstance(item, Element)]


def _quarter(bounds: Bounds) -> Bounds:
    """The south-western quarter."""
    west, south, east, north = bounds
    return Bounds(west, south, (west + east) / 2, (south + north) / 2)


class ElementExtractorContract(ComponentContract):
    """Define ``component``, and ``bounds``: a box in which there are elements.

    An extractor of another map than OpenStreetMap says by ``ids`` what its ids look like, and by
    ``order`` in which order they come.
    """

    ids: ClassVar[str] = r"(node|way|relation)/\d+"

    def order(self, name: str) -> Any:  # noqa: ANN401 - whatever can be compared
        """What sorts the ids: nodes, ways, relations, each by number."""
        kind, _, number = name.partition("/")
        return KINDS.index(kind), int(number)

    @pytest.fixture
    def bounds(self) -> Bounds:
        """A lon/lat box that holds elements."""
        raise NotImplementedError("define a fixture `bounds` in which the map has elements")

    @pytest.fixture
    def elements(self, component: ElementExtractor[Any], bounds: Bounds) -> list[Element]:
        """The elements in the box."""
        elements = elements_of(component, bounds)
        assert elements, "there is no element to test with"
        return elements

    @pytest.mark.parametrize("at", [None, datetime(2020, 1, 1, tzinfo=UTC)])
    def test_the_same_elements_every_time(
        self, component: ElementExtractor[Any], bounds: Bounds, at: datetime | None
    ) -> None:
        """From this component and from another of the same options."""
        first = elements_of(component, bounds, at)
        assert elements_of(component, bounds, at) == first
        with anew(component) as other:
            assert elements_of(other, bounds, at) == first

    def test_ids_are_those_of_the_map(self, elements: list[Element]) -> None:
        """``way/123``, each once."""
        ids = [element.id for element in elements]
        assert [text for text in ids if not re.fullmatch(self.ids, text)] == []
        assert len(set(ids)) == len(ids)

    def test_elements_come_in_order(self, elements: list[Element]) -> None:
        """Of OpenStreetMap: nodes, ways, relations, each by number."""
        ids = [element.id for element in elements]
        assert ids == sorted(ids, key=self.order)

    def test_elements_have_tags(self, elements: list[Element]) -> None:
        """Text to text."""
        assert [element.id for element in elements if not element.tags] == []
        for element in elements:
            assert all(isinstance(text, str) for pair in element.tags.items() for text in pair)

    def test_geometry_is_on_earth(self, elements: list[Element]) -> None:
        """Longitude first, in degrees; points, lines and polygons."""
        assert {element.geometry.geom_type for element in elements} <= set(SHAPES)
        assert [element.id for element in elements if element.geometry.is_empty] == []
        west, south, east, north = shapely.total_bounds([e.geometry for e in elements])
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90

    def test_versions_and_times_can_be_traced(self, elements: list[Element]) -> None:
        """Where they are known: a positive number, a time with a zone."""
        assert [e.id for e in elements if e.version is not None and e.version < 1] == []
        times = [element.timestamp for element in elements if element.timestamp]
        assert [time for time in times if time.utcoffset() is None] == []

    def test_elements_touch_the_bounds(self, elements: list[Element], bounds: Bounds) -> None:
        """At least by their own boxes."""
        box = shapely.box(*bounds)
        assert [e.id for e in elements if not shapely.envelope(e.geometry).intersects(box)] == []

    def test_a_smaller_box_misses_nothing(
        self, component: ElementExtractor[Any], elements: list[Element], bounds: Bounds
    ) -> None:
        """What touches a quarter of the box is found from that quarter, and is the same."""
        part = _quarter(bounds)
        found = {element.id: element for element in elements_of(component, part)}
        box = shapely.box(*part)
        touching = {e.id: e for e in elements if e.geometry.intersects(box)}
        assert touching.keys() - found.keys() == set()
        assert {key: found[key] for key in touching} == touching

    def test_nothing_where_there_is_no_map(self, component: ElementExtractor[Any]) -> None:
        """In the middle of the southern Pacific."""
        assert elements_of(component, Bounds(-123.45, -48.9, -123.4, -48.85)) == []

    def test_preparing_tells_how_far_it_is(
        self, component: ElementExtractor[Any], bounds: Bounds
    ) -> None:
        """In words, with a share from 0 to 1 or None; afterwards the elements are the same."""
        before = elements_of(component, bounds)
        told: list[tuple[str, float | None]] = []
        with anew(component) as other:
            other.prepare(lambda doing, share: told.append((doing, share)))
            assert elements_of(other, bounds) == before
        assert [doing for doing, _ in told if not doing.strip()] == []
        assert [share for _, share in told if share is not None and not 0 <= share <= 1] == []

    def test_it_says_how_it_keeps_to_a_date(self, component: ElementExtractor[Any]) -> None:
        """In one line, the same every time."""
        assert component.dating.strip()
        assert "\n" not in component.dating
        with anew(component) as other:
            assert other.dating == component.dating

    def test_boundaries_are_named_areas(
        self, component: ElementExtractor[Any], bounds: Bounds
    ) -> None:
        """Those that touch the bounds, the same every time; there may be none."""
        found = list(component.boundaries(bounds, None))
        assert list(component.boundaries(bounds, None)) == found
        assert [place.id for place in found if not place.tags.get("name")] == []
        assert {place.geometry.geom_type for place in found} <= {"Polygon", "MultiPolygon"}
        box = shapely.box(*bounds)
        assert [place.id for place in found if not place.geometry.intersects(box)] == []

    def test_elements_travel(self, elements: list[Element]) -> None:
        """They are picklable."""
        assert pickle.loads(pickle.dumps(elements[:100])) == elements[:100]
