"""The map of the day: what a run tells of one place in images of different dates."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from histories import day, town, write_as_of, write_history
from rasterio.transform import from_origin
from test_end_to_end import make, samples

SIZE = 128
DEGREES = 0.0066 / SIZE


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The ground on which the town of the made history stands, without anything to be seen."""
    path = tmp_path / "ground.tif"
    shape = {"width": SIZE, "height": SIZE, "count": 3, "dtype": "uint8"}
    place = {"crs": "EPSG:4326", "transform": from_origin(-0.0005, 0.006, DEGREES, DEGREES)}
    with rasterio.open(path, "w", driver="GTiff", **shape, **place) as raster:
        raster.write(np.full((3, SIZE, SIZE), 128, np.uint8))
    return path


def told(out: Path, image: Path, osm: Path, at: datetime, **options: Any) -> dict[str, Any]:
    """The record of the one sample: the area that is not the forest, where there is one."""
    area = {"min_share": 0.001, "candidates": 9}
    # A house of some metres is not seen at this ground sample distance, unless we say so.
    seen = out.with_suffix(".toml")
    rows = [f'"building={kind}" = [10, "context", "drawn large"]' for kind in ("barn", "house")]
    seen.write_text("\n".join(["[here]", *rows]))
    tree = {
        "source": {"acquired": at.isoformat()},
        "task": {"use": ["area"], "area": area},
        "glossary": {"visibility": str(seen)},
        "extractor": options.pop("extractor", {}),
        "run": options,
    }
    make(out, image, osm, tree)
    ((_, record),) = samples(out).values()
    return record


def element(record: dict[str, Any]) -> dict[str, Any]:
    (only,) = record["fact_sheets"][0]["elements"]
    return only


@pytest.fixture
def barn(tmp_path: Path) -> Path:
    """The history of the barn alone, with the lattice on which it stands."""
    things = [t for t in town() if not t.tags or "building" in dict(t.tags)]
    return write_history(tmp_path / "town.osh.pbf", things)


def share(record: dict[str, Any]) -> float:
    facts = record["fact_sheets"][0]["facts"]
    return next(fact["value"] for fact in facts if fact["kind"] == "share")


def test_a_building_is_told_as_it_stood_when_the_image_was_taken(
    image: Path, barn: Path, tmp_path: Path
) -> None:
    built, moved, retagged = (
        told(tmp_path / f"out{days}", image, barn, day(days)) for days in (110, 210, 310)
    )
    kinds = [element(record)["tags"]["building"] for record in (built, moved, retagged)]
    assert kinds == ["barn", "barn", "house"]
    assert share(moved) == pytest.approx(1.5 * share(built), rel=0.01)
    assert share(retagged) == share(moved)
    assert element(retagged)["version"] == 2
    stated = built["metadata"]["map"]
    assert stated["at"] == day(140).isoformat()
    assert stated["dating"] == "as it stood at this date"


@pytest.mark.parametrize("days", [10, 380])
def test_what_is_not_there_yet_or_no_longer_is_not_told(
    days: int, image: Path, barn: Path, tmp_path: Path
) -> None:
    tree = {
        "source": {"acquired": day(days).isoformat()},
        "task": {"use": ["area"], "area": {"min_share": 0.001}},
    }
    summary = make(tmp_path / "out", image, barn, tree)
    assert summary.planned == 0
    assert summary.left_out == {"no element worth a caption": 1}


def test_the_delay_says_how_long_after_the_image_the_map_is_read(
    image: Path, barn: Path, tmp_path: Path
) -> None:
    at_once = told(tmp_path / "at_once", image, barn, day(190), map_delay=0)
    later = told(tmp_path / "later", image, barn, day(190), map_delay=15)
    assert share(later) == pytest.approx(1.5 * share(at_once), rel=0.01)
    assert at_once["metadata"]["map"]["at"] == day(190).isoformat()


def test_an_extract_leaves_out_what_was_edited_long_after_and_says_so(
    image: Path, tmp_path: Path
) -> None:
    extract = write_as_of(tmp_path / "town.osm.pbf", town(), day(350))
    early, near = (
        told(tmp_path / f"out{days}", image, extract, day(100), extractor={"later": days})
        for days in (160, 180)
    )
    assert element(early)["tags"] == {"landuse": "forest"}, "the house was edited 170 days after"
    assert early["metadata"]["map"]["dating"] == (
        "as the extract stands, without what was edited more than 160 days after this date"
    )
    plan = json.loads((tmp_path / "out180" / "run.json").read_text())
    assert plan["options"]["extractor"]["later"] == 180
    assert near["metadata"]["map"]["dating"].endswith("180 days after this date")
