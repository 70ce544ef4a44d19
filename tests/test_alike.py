"""Images that look alike."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st
from PIL import Image, ImageEnhance

from rsteller_core.cli import main
from rsteller_core.dataset import Dataset
from rsteller_core.publish.alike import Seen, image_hash

hashes = st.integers(0, 2**64 - 1)


@given(found=hashes, distance=st.integers(0, 15), flips=st.sets(st.integers(0, 63), max_size=20))
def test_a_hash_is_found_by_one_that_differs_in_few_bits(found, distance, flips):
    other = found
    for bit in flips:
        other ^= 1 << bit
    seen = Seen(distance)
    assert not seen.is_like_one(found)
    assert seen.is_like_one(other) == (len(flips) <= distance)


@given(st.lists(hashes, max_size=40), st.integers(0, 15))
def test_none_is_missed_and_none_invented(found, distance):
    seen, kept = Seen(distance), []
    for one in found:
        near = any((one ^ other).bit_count() <= distance for other in kept)
        assert seen.is_like_one(one) == near
        if not near:
            kept.append(one)


def as_jpeg(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


@pytest.mark.slow
def test_the_same_picture_again_is_alike_and_another_is_not():
    draw = np.random.default_rng(1)
    blocks = draw.integers(0, 255, (2, 14, 14, 3), dtype=np.uint8)
    one, other = (Image.fromarray(b).resize((448, 448), Image.Resampling.BICUBIC) for b in blocks)
    again = ImageEnhance.Brightness(one).enhance(1.1)
    first = image_hash(as_jpeg(one, 90))
    assert (first ^ image_hash(as_jpeg(again, 60))).bit_count() <= 4
    assert (first ^ image_hash(as_jpeg(other, 90))).bit_count() > 15


@pytest.mark.slow
def test_like_images_are_left_out_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, there = tmp_path / "out", tmp_path / "there"
    # Patches that overlap by three quarters: neighbours look alike.
    run = "run --source sample --workers 1 -o grid.stride=16 -o grid.patch_size=448"
    run += " --aoi=-93.6020,41.8985,-93.6000,41.9000 --out"
    for words in (
        [*run.split(), str(out)],
        ["publish", str(out), str(there), "--alike", "10"],
    ):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert not ended.value.code
    made, kept = (len(list(Dataset(folder).samples())) for folder in (out, there))
    assert 0 < kept < made
    assert f"left out          {made - kept:,}: its image is like" in capsys.readouterr().out
