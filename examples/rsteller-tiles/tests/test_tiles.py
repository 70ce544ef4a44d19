"""The source ``tiles``: the contract of all image sources, then what is special to it."""

from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from PIL import Image
from pydantic import ValidationError
from rsteller_core import InputError, Pixels, SceneQuery, Skipped, Window
from rsteller_core.testing import ImageSourceContract

from rsteller_tiles import SIDE, Tiles, TilesOptions

ZOOM, X, Y = 17, 70406, 42987  # Berlin


@pytest.fixture
def folder(tmp_path):
    """Three tiles in a row, and one below the first; every pixel tells its place in the scene."""
    for col, row in ((0, 0), (1, 0), (2, 0), (0, 1)):
        path = tmp_path / str(ZOOM) / str(X + col) / f"{Y + row}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows, cols = np.indices((SIDE, SIDE))
        place = np.stack((cols, rows, np.full_like(cols, 10 * col + row)), axis=2)
        Image.fromarray(place.astype(np.uint8)).save(path)
    return tmp_path


@pytest.fixture
def tiles(folder):
    return Tiles(TilesOptions(path=folder, zoom=ZOOM, acquired=datetime(2021, 6, 1, tzinfo=UTC)))


class TestTiles(ImageSourceContract):
    @pytest.fixture
    def component(self, tiles):
        return tiles


def the_scene(source):
    (scene,) = source.scenes(SceneQuery())
    return scene


def test_a_window_is_cut_from_the_tiles_it_touches(tiles):
    (pixels,) = tiles.read(the_scene(tiles), [Window(SIDE - 2, 5, 4, 1)])
    assert pixels.rgb.tolist() == [[[254, 5, 0], [255, 5, 0], [0, 5, 10], [1, 5, 10]]]
    assert pixels.nodata == 0


def test_a_missing_tile_is_without_data(tiles):
    (pixels,) = tiles.read(the_scene(tiles), [Window(0, SIDE, 2 * SIDE, SIDE)])
    assert pixels.nodata == 0.5


def test_a_damaged_tile_is_skipped_and_spares_the_others(tiles, folder):
    (folder / str(ZOOM) / str(X + 2) / f"{Y}.png").write_bytes(b"not a picture")
    bad, good = tiles.read(the_scene(tiles), [Window(2 * SIDE, 0, 9, 9), Window(0, 0, 9, 9)])
    assert isinstance(bad, Skipped)
    assert isinstance(good, Pixels)


def test_the_wrong_zoom_is_said(folder):
    with pytest.raises(InputError, match=r"source\.zoom"):
        the_scene(Tiles(TilesOptions(path=folder, zoom=3)))


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(ValidationError, match="directory"):
        TilesOptions(path=tmp_path / "nowhere", zoom=3)


def test_the_picture_lies_where_the_tile_is(tiles):
    scene = the_scene(tiles)
    west, _, east, _ = scene.footprint.bounds
    assert east - west == pytest.approx(3 * 360 / 2**ZOOM)
    assert scene.footprint.contains(shapely.Point(13.377704, 52.516275)), "the Brandenburg Gate"
