"""What every component promises, whatever it is."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator
from typing import Any

import pydantic
import pytest

from rsteller_core.interfaces import Component
from rsteller_core.testing.watching import import_alone, touched

HEAVY = frozenset(
    (
        *("ee", "imagecodecs", "openai", "osmium", "outlines", "pyarrow", "pystac_client"),
        *(
            "rasterio",
            "ray",
            "requests",
            "simplejpeg",
            "tifffile",
            "torch",
            "transformers",
            "vllm",
            "webdataset",
        ),
    )
)
"""Packages that take long to load: for when a component is opened, not for when it is listed."""


def anew(component: Any) -> Any:  # noqa: ANN401 - the same class comes out as went in
    """Another component of the same options, as a worker process makes it."""
    kind, options = pickle.loads(pickle.dumps((type(component), component.options)))
    return kind(options)


class ComponentContract:
    """The base of all contracts: subclass that of your interface and define ``component``."""

    @pytest.fixture
    def component(self) -> Component[Any]:
        """The component under test, made and not yet opened."""
        raise NotImplementedError("define a fixture `component` that returns what is to be tested")

    @pytest.fixture(autouse=True)
    def _closed(self, component: Component[Any]) -> Iterator[None]:
        """Close it after each test, so that what it leaves open is its own fault."""
        yield
        component.close()

    def test_its_name_can_be_typed(self, component: Component[Any]) -> None:
        """Dots and slashes have a meaning in ``-o`` and in ``DISTRIBUTION/NAME``."""
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", component.name)

    def test_its_summary_is_one_line(self, component: Component[Any]) -> None:
        """As ``rsteller plugins`` shows it."""
        assert component.summary.strip()
        assert len(component.summary.splitlines()) == 1

    def test_every_option_says_what_it_is(self, component: Component[Any]) -> None:
        """As ``rsteller plugins show`` prints it."""
        fields = type(component).options_model.model_fields
        assert [name for name, field in fields.items() if not field.description] == []

    def test_unknown_options_are_refused(self, component: Component[Any]) -> None:
        """A misspelt option is a mistake, not a default."""
        given = {**component.options.model_dump(), "no such option": 1}
        with pytest.raises(pydantic.ValidationError, match="no such option"):
            type(component).options_model.model_validate(given)

    def test_its_options_can_be_written_down(self, component: Component[Any]) -> None:
        """They stand in ``run.json``."""
        assert json.dumps(component.options.model_dump(mode="json"))

    def test_a_worker_can_make_its_own(self, component: Component[Any]) -> None:
        """The class and the options travel to other processes."""
        assert anew(component).options == component.options

    def test_registering_touches_nothing(self, component: Component[Any]) -> None:
        """No file, no network, no process; nothing heavy is loaded to list a plugin."""
        imported = import_alone(type(component).__module__)
        assert imported.touched == ()
        assert sorted(imported.modules & {*HEAVY, *component.requires}) == []

    def test_making_touches_nothing(self, component: Component[Any]) -> None:
        """What a component needs is opened when it is first asked."""
        with touched() as seen:
            anew(component)
        assert seen == []

    def test_it_names_what_it_depends_on(self, component: Component[Any]) -> None:
        """The inputs are part of the run's identity: the same whoever asks."""
        inputs = dict(component.inputs())
        assert all(isinstance(text, str) for pair in inputs.items() for text in pair)
        assert dict(anew(component).inputs()) == inputs

    def test_it_can_be_closed_unopened_and_twice(self, component: Component[Any]) -> None:
        """A run that ends early closes what it never asked."""
        with anew(component) as made:
            made.close()
