"""Real imagery with a map of the same place: shards that are right in number and in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from test_end_to_end import drawn, make, samples

SWELLENDAM = ("swellendam_za_3420B_2010_328_RGB_2.5m_4326.tif", "swellendam_za_osm.osm.pbf")
BRANDENBURG = (
    "sentinel2_l1c_T33UUU_20170216_brandenburg_B02B03B04B08_10m_cog.tif",
    "brandenburg_de_osm_landuse_water.osm.pbf",
)


@pytest.mark.parametrize(("patch_size", "seen"), [(128, 184), (224, 52)])
def test_swellendam(shared_data: Path, tmp_path: Path, patch_size: int, seen: int) -> None:
    tif, osm = (shared_data / name for name in SWELLENDAM)
    summary = make(tmp_path / "out", tif, osm, {"grid": {"patch_size": patch_size}})
    assert summary.seen == seen
    assert summary.samples == summary.planned > seen / 3
    # Where little is to be told of like roads, two revisions come out in the same words.
    assert summary.rejected.keys() <= {"duplicates"}
    assert summary.rejected.get("duplicates", 0) <= 1
    for pixels, record in samples(tmp_path / "out").values():
        assert pixels.shape == (patch_size, patch_size, 3)
        assert record["metadata"]["crs"] == "EPSG:4326"
        assert 2.4 < record["metadata"]["gsd"] < 2.7
        assert record["metadata"]["acquired"] is None or "2010" in record["metadata"]["acquired"]


def test_the_reservoirs_of_swellendam_are_dark(shared_data: Path, tmp_path: Path) -> None:
    """Water is darker than what lies about it: the outlines lie on it. (Some stand nearly dry.)"""
    tif, osm = (shared_data / name for name in SWELLENDAM)
    make(tmp_path / "out", tif, osm, {"task": {"use": ["area"], "area": {"min_share": 0.01}}})
    darker = []
    for pixels, record in samples(tmp_path / "out").values():
        (element,) = record["fact_sheets"][0]["elements"]
        if element["tags"].get("natural") != "water":
            continue
        outline = shapely.from_wkt(element["outline"])
        inside = drawn(outline.buffer(-2).wkt, 128)
        ring = drawn(outline.buffer(12).difference(outline.buffer(4)).wkt, 128)
        darker.append(_grey(pixels)[ring].mean() - _grey(pixels)[inside].mean())
    assert len(darker) >= 3
    assert np.median(darker) > 10


def _grey(pixels: np.ndarray) -> np.ndarray:
    return pixels.astype(float).mean(axis=2)


def test_brandenburg(shared_data: Path, tmp_path: Path) -> None:
    tif, osm = (shared_data / name for name in BRANDENBURG)
    bands: dict[str, Any] = {"source": {"bands": [3, 2, 1]}}
    summary = make(tmp_path / "out", tif, osm, bands)
    assert summary.seen == 72
    assert summary.samples == summary.planned > 50
    holes = 0
    for _, record in samples(tmp_path / "out").values():
        assert record["metadata"]["acquired"].startswith("2017-02-16")
        assert record["metadata"]["scene"]["stretch"]["kind"] == "percentile"
        (element,) = record["fact_sheets"][0]["elements"]
        parts = shapely.get_parts(shapely.from_wkt(element["outline"]))
        holes += any(part.interiors for part in parts)
    assert holes >= 3, "land use with holes keeps them"


def test_imagery_without_a_map_is_an_empty_dataset(shared_data: Path, tmp_path: Path) -> None:
    from test_end_to_end import Silent

    from rsteller_core.config import resolve
    from rsteller_core.folder import Folder
    from rsteller_core.run import run

    pair = str(shared_data / "m_36*_subset.tif")
    tree = {"source": {"use": "local", "path": pair}, "grid": {"patch_size": 128}}
    summary = run(resolve(tree), Folder(tmp_path / "out"), 1, Silent())
    assert (summary.seen, summary.planned, summary.shards) == (8, 0, 0)
    assert any("no map is given" in reason for reason in summary.left_out)
