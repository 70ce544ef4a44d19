"""Every first-party plugin keeps the promises of its interface."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from inspect import signature
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rsteller_sample
import shapely
from earth_engine import earth_engine, key_file
from geopandas import GeoDataFrame
from imagery_servers import file_server, item_of
from model_servers import MODEL, Server
from overpass_server import overpass_server, packed, town
from pyogrio import write_dataframe
from rsteller_gee import Gee, GeeOptions
from rsteller_llamacpp import LlamaCpp, LlamaCppOptions
from rsteller_local import Local, LocalOptions
from rsteller_naip import Naip, NaipOptions
from rsteller_openai import OpenAI, OpenAIOptions
from rsteller_overpass import Overpass, OverpassOptions
from rsteller_pbf import Pbf, PbfOptions
from rsteller_sample import Sample, SampleMap, SampleOptions
from rsteller_sentinel2 import Sentinel2, Sentinel2Options
from rsteller_tasks import Area, NonArea, Revision, WholeScene
from rsteller_template import Template, TemplateOptions
from rsteller_transformers import Transformers, TransformersOptions
from rsteller_vector import Vector, VectorOptions, in_order
from rsteller_webdataset import WebDataset, WebDatasetOptions
from test_naip import WHEN, listed
from test_sentinel2 import item, tile
from tiny_models import smollm2, tiny_model

from rsteller_core import Answer, Bounds, Caption, Options, Request, Scene, SceneQuery
from rsteller_core.captions import answer_schema
from rsteller_core.plugins import discover
from rsteller_core.testing import (
    CaptionTaskContract,
    ComponentContract,
    ElementExtractorContract,
    ImageSourceContract,
    LLMBackendContract,
    RevisionTaskContract,
    SinkContract,
    make_requests,
    make_samples,
    write_geotiff,
)
from rsteller_core.testing.extractors import elements_of

DATA = Path(rsteller_sample.__file__).parent / "data"
LAKE = "A lake with an uneven shore lies in the upper left of the image, north of a quiet road."
ROAD = "A residential road runs from the western to the eastern edge, south of a lake."
SCENE = f"{LAKE} {ROAD}"


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


class TestNaip(ImageSourceContract):
    @pytest.fixture
    def component(self, tmp_path: Path) -> Iterator[Naip]:
        with file_server(DATA) as files:
            paths = sorted(DATA.glob("*.tif"))
            items = [item_of(p, f"{files.url}/{p.name}", "naip", WHEN) for p in paths]
            yield Naip(NaipOptions(catalogue=listed(tmp_path / "items.json", items)))


class TestSentinel2(ImageSourceContract):
    @pytest.fixture
    def component(self, tmp_path: Path) -> Iterator[Sentinel2]:
        with file_server(tmp_path) as files:
            made = tile(tmp_path, "S2A_33UUU_20210501_0_L2A", "2021-05-01", slice(0, 9), 1.0)
            items = [item(tmp_path, files.url, made)]
            yield Sentinel2(Sentinel2Options(catalogue=listed(tmp_path / "items.json", items)))


class TestGee(ImageSourceContract):
    @pytest.fixture
    def component(self, tmp_path: Path) -> Iterator[Gee]:
        with earth_engine() as engine:
            path = write_geotiff(tmp_path / "town.tif")
            engine.add("TOWN/AERIAL", path, ["R", "G", "B"], WHEN)
            key = key_file(tmp_path / "key.json", engine.url)
            yield Gee(
                GeeOptions(
                    collection="TOWN/AERIAL",
                    bands=("R", "G", "B"),
                    url=engine.url,
                    project="demo-project",
                    service_account=key,
                )
            )

    @pytest.fixture
    def query(self) -> SceneQuery:
        return SceneQuery(shapely.box(-180, -90, 180, 90))


class TestPbf(ElementExtractorContract):
    @pytest.fixture
    def component(self) -> Pbf:
        return Pbf(PbfOptions(path=DATA / "place.osm"))

    @pytest.fixture
    def bounds(self) -> Bounds:
        return sample_bounds()


class TestOverpass(ElementExtractorContract):
    @pytest.fixture
    def component(self, tmp_path: Path) -> Iterator[Overpass]:
        with overpass_server() as server:
            server.replies = [packed(town())]
            yield Overpass(OverpassOptions(url=server.url, folder=tmp_path / "kept"))

    @pytest.fixture
    def bounds(self) -> Bounds:
        return Bounds(7.001, 50.001, 7.018, 50.018)


class TestVector(ElementExtractorContract):
    ids = r"fields/\d+"

    def order(self, name: str) -> object:
        return in_order(name)

    @pytest.fixture
    def component(self, tmp_path: Path) -> Vector:
        squares = [shapely.box(7 + n / 500, 50, 7 + n / 500 + 0.001, 50.001) for n in range(12)]
        fields = {"id": range(12), "landuse": ["farmland"] * 12}
        path = tmp_path / "fields.gpkg"
        write_dataframe(GeoDataFrame(fields, geometry=squares, crs="EPSG:4326"), path)
        return Vector(VectorOptions(path=path))

    @pytest.fixture
    def bounds(self) -> Bounds:
        return Bounds(7, 50, 7.1, 50.1)


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


class TestWholeScene(CaptionTaskContract):
    @pytest.fixture
    def component(self) -> WholeScene:
        return WholeScene(WholeScene.options_model())

    @pytest.fixture
    def caption(self) -> str:
        return SCENE


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


def short_requests() -> list[Request]:
    """For captions so short that even a model that writes nonsense comes to an end."""
    schema = {**answer_schema(Caption)}
    schema["properties"] = {"caption": {"type": "string", "minLength": 1, "maxLength": 8}}
    return [replace(request, schema=schema) for request in make_requests(6)]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("transformers", reason="needs pip install '.[test-llm]'")
    return tiny_model(tmp_path_factory.mktemp("model") / "tiny")


@pytest.mark.slow
class TestTransformers(LLMBackendContract):
    ahead = 8

    @pytest.fixture
    def requests(self) -> list[Request]:
        return short_requests()

    @pytest.fixture
    def component(self, tiny: Path) -> Transformers:
        options = {"model": str(tiny), "batch_size": 2, "max_tokens": 48, "device": "cpu"}
        return Transformers(TransformersOptions(**options))


@pytest.mark.slow
class TestLlamaCpp(LLMBackendContract):
    ahead = 2
    # What a slot still holds of its last prompt changes the order of its sums.
    deterministic = False

    @pytest.fixture
    def requests(self) -> list[Request]:
        return short_requests()

    @pytest.fixture
    def component(self) -> LlamaCpp:
        pytest.importorskip("xllamacpp", reason="needs pip install '.[test-llm]'")
        options = {"model": smollm2(), "parallel": 2, "threads": 1, "context": 512}
        return LlamaCpp(LlamaCppOptions(**options, max_tokens=48))


class TestOpenAI(LLMBackendContract):
    ahead = 18

    @pytest.fixture
    def component(self) -> Iterator[OpenAI]:
        with Server() as server:
            yield OpenAI(OpenAIOptions(url=server.url, model=MODEL, at_once=16))


class TestWebDataset(SinkContract):
    @pytest.fixture
    def component(self) -> WebDataset:
        return WebDataset(WebDatasetOptions())


def sample_bounds() -> Bounds:
    """A part of the sample place, a few hundred metres wide."""
    scene = next(s for s in Sample(SampleOptions()).scenes(SceneQuery()) if isinstance(s, Scene))
    return Bounds(*scene.footprint.bounds)


def test_every_component_of_ours_is_held_to_a_contract() -> None:
    contracts = [value for name, value in globals().items() if name.startswith("Test")]
    assert all(issubclass(contract, ComponentContract) for contract in contracts)
    held = {contract.__name__.removeprefix("Test") for contract in contracts}
    ours = [p.component for p in discover() if p.distribution == "rsteller" and p.component]
    assert {component.__name__ for component in ours} <= held


class Backwards(Local):
    def read(self, scene, windows):
        return reversed(list(super().read(scene, windows)))


class OneBuffer(Local):
    def read(self, scene, windows):
        buffer = np.zeros((4096, 4096, 3), np.uint8)
        for pixels in super().read(scene, windows):
            height, width, _ = pixels.rgb.shape
            buffer[:height, :width] = pixels.rgb
            yield replace(pixels, rgb=buffer[:height, :width])


class OffByOne(Local):
    def read(self, scene, windows):
        """Shifts windows that do not begin at an edge."""
        shifted = [w._replace(col=w.col - 1) if 0 < w.col < 200 else w for w in windows]
        return super().read(scene, shifted)


class Anywhere(Local):
    def scenes(self, query):
        return super().scenes(SceneQuery())


class Hasty(Local):
    def __init__(self, options):
        super().__init__(options)
        options.path.read_bytes()


class Half(SampleMap):
    def extract(self, bounds, at):
        return islice(super().extract(bounds, at), 0, None, 2)


class Shuffled(SampleMap):
    def extract(self, bounds, at):
        return reversed(list(super().extract(bounds, at)))


class Greedy(Template):
    def generate(self, requests):
        return super().generate(list(requests))


class Silent(Template):
    def generate(self, requests):
        return (answer for answer in islice(super().generate(requests), 1, None))


class Moody(Template):
    def generate(self, requests):
        for request in requests:
            yield Answer(request.key, f'{{"caption": "{random.random()}"}}')


class Direct(WebDataset):
    def write(self, folder, shard, samples):
        path = self.path(folder, shard)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for sample in samples:
                file.write(sample.jpeg)


class Stamped(WebDataset):
    def write(self, folder, shard, samples):
        super().write(folder, shard, samples)
        with self.path(folder, shard).open("ab") as file:
            file.write(random.randbytes(8))


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        (Backwards, "test_one_result_for_each_window"),
        (OneBuffer, "test_a_result_stays_as_it_was_given"),
        (OffByOne, "test_windows_agree_where_they_overlap"),
        (Anywhere, "test_a_place_is_respected"),
        (Anywhere, "test_a_time_is_respected"),
        (Hasty, "test_making_touches_nothing"),
    ],
)
def test_a_source_that_breaks_a_promise_is_found_out(
    tmp_path: Path, kind: type[Local], promise: str
) -> None:
    path = write_geotiff(tmp_path / "town.tif")
    component = kind(LocalOptions(path=path, acquired=datetime(2021, 6, 1, tzinfo=UTC)))
    (scene,) = Local(component.options).scenes(SceneQuery())
    known = {"component": component, "scene": scene, "query": SceneQuery()}
    with component:
        broken(ImageSourceContract(), promise, known)


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        (Half, "test_a_smaller_box_misses_nothing"),
        (Shuffled, "test_elements_come_in_order"),
    ],
)
def test_an_extractor_that_breaks_a_promise_is_found_out(
    kind: type[SampleMap], promise: str
) -> None:
    component, bounds = kind(Options()), sample_bounds()
    elements = elements_of(component, bounds)
    known = {"component": component, "bounds": bounds, "elements": elements}
    broken(ElementExtractorContract(), promise, known)


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        (Greedy, "test_an_endless_stream_is_taken_lazily"),
        (Silent, "test_every_request_is_answered_once"),
        (Moody, "test_the_same_request_has_the_same_answer"),
    ],
)
def test_a_backend_that_breaks_a_promise_is_found_out(kind: type[Template], promise: str) -> None:
    known = {"component": kind(TemplateOptions()), "requests": make_requests(8)}
    broken(LLMBackendContract(), promise, known)


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        (Direct, "test_a_shard_that_breaks_off_leaves_nothing"),
        (Direct, "test_a_shard_that_breaks_off_spares_the_one_before"),
        (Stamped, "test_the_same_samples_are_the_same_bytes"),
    ],
)
def test_a_sink_that_breaks_a_promise_is_found_out(
    tmp_path: Path, kind: type[WebDataset], promise: str
) -> None:
    component = kind(WebDatasetOptions())
    known = {"component": component, "samples": make_samples(5), "tmp_path": tmp_path}
    broken(SinkContract(), promise, known)


def broken(contract: ComponentContract, promise: str, known: dict[str, Any]) -> None:
    """The contract's test fails on what is known."""
    test = getattr(contract, promise)
    wanted = signature(test).parameters
    with pytest.raises(AssertionError):
        test(**{name: value for name, value in known.items() if name in wanted})
