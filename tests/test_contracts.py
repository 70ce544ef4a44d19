"""Every first-party plugin keeps the promises of its interface."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import rsteller_sample
from rsteller_local import Local, LocalOptions
from rsteller_pbf import Pbf, PbfOptions
from rsteller_sample import Sample, SampleMap, SampleOptions
from rsteller_tasks import Area, NonArea, Revision
from rsteller_template import Template, TemplateOptions
from rsteller_webdataset import WebDataset, WebDatasetOptions

from rsteller_core import Bounds, Options
from rsteller_core.plugins import discover
from rsteller_core.testing import (
    CaptionTaskContract,
    ComponentContract,
    ElementExtractorContract,
    ImageSourceContract,
    LLMBackendContract,
    RevisionTaskContract,
    SinkContract,
    write_geotiff,
)

DATA = Path(rsteller_sample.__file__).parent / "data"
LAKE = "A lake with an uneven shore lies in the upper left of the image, north of a quiet road."
ROAD = "A residential road runs from the western to the eastern edge, south of a lake."


class TestLocal(ImageSourceContract):
    @pytest.fixture
    def component(self, tmp_path: Path) -> Local:
        path = write_geotiff(tmp_path / "town.tif")
        return Local(LocalOptions(path=path, acquired=datetime(2021, 6, 1, tzinfo=UTC)))


class TestLocalResampled(ImageSourceContract):
    @pytest.fixture
    def component(self, tmp_path: Path) -> Local:
        path = write_geotiff(tmp_path / "town.tif")
        return Local(LocalOptions(path=path, gsd=0.9, resampling="cubic", bands=(3,)))


class TestSample(ImageSourceContract):
    @pytest.fixture
    def component(self) -> Sample:
        return Sample(SampleOptions())


class TestPbf(ElementExtractorContract):
    @pytest.fixture
    def component(self) -> Pbf:
        return Pbf(PbfOptions(path=DATA / "place.osm"))

    @pytest.fixture
    def bounds(self) -> Bounds:
        return sample_bounds()


class TestSampleMap(ElementExtractorContract):
    @pytest.fixture
    def component(self) -> SampleMap:
        return SampleMap(Options())

    @pytest.fixture
    def bounds(self) -> Bounds:
        return sample_bounds()


class TestArea(CaptionTaskContract):
    @pytest.fixture
    def component(self) -> Area:
        return Area(Area.options_model())

    @pytest.fixture
    def caption(self) -> str:
        return LAKE


class TestNonArea(CaptionTaskContract):
    @pytest.fixture
    def component(self) -> NonArea:
        return NonArea(NonArea.options_model())

    @pytest.fixture
    def caption(self) -> str:
        return ROAD


class TestRevision(RevisionTaskContract):
    @pytest.fixture
    def component(self) -> Revision:
        return Revision(Revision.options_model())

    @pytest.fixture
    def caption(self) -> str:
        return "North of the road, in the upper left, there is a lake whose shore is uneven."


class TestTemplate(LLMBackendContract):
    ahead = 1

    @pytest.fixture
    def component(self) -> Template:
        return Template(TemplateOptions())


class TestWebDataset(SinkContract):
    @pytest.fixture
    def component(self) -> WebDataset:
        return WebDataset(WebDatasetOptions())


def sample_bounds() -> Bounds:
    """A part of the sample place, a few hundred metres wide."""
    from rsteller_core import Scene, SceneQuery

    scene = next(s for s in Sample(SampleOptions()).scenes(SceneQuery()) if isinstance(s, Scene))
    return Bounds(*scene.footprint.bounds)


def test_every_component_of_ours_is_held_to_a_contract() -> None:
    contracts = [value for name, value in globals().items() if name.startswith("Test")]
    assert all(issubclass(contract, ComponentContract) for contract in contracts)
    held = {contract.__name__.removeprefix("Test") for contract in contracts}
    ours = [p.component for p in discover() if p.distribution == "rsteller" and p.component]
    assert {component.__name__ for component in ours} <= held
