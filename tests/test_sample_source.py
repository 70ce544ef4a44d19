"""Image source ``sample``: there, right, and honest about what it is."""

from __future__ import annotations

import pytest
from rsteller_sample import Sample, SampleOptions, rsteller_element_extractors

from rsteller_core import Pixels, SceneQuery, Window


@pytest.fixture(scope="module")
def scenes():
    return list(Sample(SampleOptions()).scenes(SceneQuery()))


def test_a_few_scenes_of_one_zone(scenes):
    assert len(scenes) >= 3
    assert {scene.crs for scene in scenes} == {"EPSG:32615"}
    assert all(scene.gsd == pytest.approx(0.6, rel=1e-3) for scene in scenes)
    assert all(scene.acquired for scene in scenes)


def test_it_says_that_it_is_synthetic(scenes):
    for scene in scenes:
        assert scene.properties["synthetic"] is True
        assert "synthetic" in scene.attribution
        assert scene.licence == "Apache-2.0"


def test_every_scene_can_be_read(scenes):
    with Sample(SampleOptions()) as source:
        for scene in scenes:
            assert scene.properties["decoder"].startswith("libjpeg-turbo")
            (pixels,) = source.read(scene, [Window(200, 300, 448, 448)])
            assert isinstance(pixels, Pixels)
            assert pixels.rgb.shape == (448, 448, 3)
            assert pixels.rgb.std() > 10


def test_a_coarser_sample(scenes):
    coarse = list(Sample(SampleOptions(gsd=1.2)).scenes(SceneQuery()))
    assert coarse[0].width == pytest.approx(scenes[0].width / 2, abs=1)


def test_imagery_and_map_are_inputs_and_lie_together(scenes):
    assert len(Sample(SampleOptions()).inputs()) == len(scenes)
    (extractor,) = rsteller_element_extractors()
    source_map = extractor(extractor.options_model())
    for scene in scenes:
        west, south, east, north = scene.footprint.bounds
        assert any(source_map.extract((west, south, east, north), None))
