"""Splits by place: neighbours never fall on both sides."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings, strategies as st

from rsteller_core.errors import ConfigError
from rsteller_core.publish.splits import assign, parse_shares

SHARES = {"train": 0.7, "validation": 0.1, "test": 0.2}
SIDE = 0.0025


def grid(lon: float, lat: float, columns: int, rows: int, side: float = SIDE) -> np.ndarray:
    """Boxes side by side: each touches its neighbours."""
    x, y = np.meshgrid(lon + side * np.arange(columns), lat + side * np.arange(rows))
    west, south = x.ravel(), y.ravel()
    return np.column_stack([west, south, west + side, south + side])


def touching(boxes: np.ndarray, of: tuple[str, ...]) -> set[frozenset[str]]:
    """The pairs of splits of which patches touch, found by trying all pairs."""
    shapes = shapely.box(*boxes.T)
    one, other = shapely.STRtree(shapes).query(shapes, "dwithin", distance=1e-7)
    pairs = {frozenset((of[i], of[j])) for i, j in zip(one, other, strict=True) if of[i] != of[j]}
    return {pair for pair in pairs if "" not in pair}


@settings(max_examples=25)
@given(
    lon=st.floats(-170, 160),
    lat=st.floats(-75, 70),
    seed=st.integers(0, 1000),
    resolution=st.sampled_from([None, 5, 7, 8, 9, 10]),
)
def test_no_patches_of_two_splits_touch(lon, lat, seed, resolution):
    boxes = grid(lon, lat, 30, 30)
    splits = assign(boxes, SHARES, seed, resolution)
    assert touching(boxes, splits.of) == set()
    assert set(splits.of) <= {*SHARES, ""}


def test_the_shares_are_those_asked_for_where_there_are_many_cells():
    boxes = np.concatenate([grid(x / 2, y / 2, 4, 4) for x in range(20) for y in range(20)])
    of = Counter(assign(boxes, SHARES, 1).of)
    kept = sum(count for name, count in of.items() if name)
    assert kept > 0.9 * len(boxes)
    for name, share in SHARES.items():
        assert of[name] / kept == pytest.approx(share, abs=0.07)


def test_a_place_is_in_the_same_split_in_every_dataset_of_a_seed():
    far = np.concatenate([grid(x / 4, 40, 2, 2) for x in range(40)])
    alone = assign(far, SHARES, 3).of
    some = assign(far[:80], SHARES, 3).of
    assert alone[:80] == some
    assert assign(far, SHARES, 4).of != alone


def test_the_resolution_follows_the_size_of_patches():
    small, large = grid(10, 50, 3, 3), grid(10, 50, 3, 3, side=0.04)
    assert assign(small, SHARES, 0).resolution > assign(large, SHARES, 0).resolution
    assert assign(small, SHARES, 0, 4).resolution == 4


def test_no_patch_has_no_split():
    assert assign(np.empty((0, 4)), SHARES, 0).of == ()


def test_shares_are_read():
    assert parse_shares("train=0.9, test=0.1") == {"train": 0.9, "test": 0.1}


@pytest.mark.parametrize(
    "text", ["train", "train=x", "train=0.5", "train=1.5,test=-0.5", "a b=1", "train=1,../x=0", ""]
)
def test_other_words_are_no_shares(text):
    with pytest.raises(ConfigError, match="--splits"):
        parse_shares(text)
