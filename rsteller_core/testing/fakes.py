"""Small true things to test plugins with: a scene and its picture, elements, requests, samples.

They are made by the same code that makes the real ones, and are the same every time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pyproj
import shapely
from shapely import Geometry

from rsteller_core.captions import Caption, answer_schema
from rsteller_core.facts import sheet_of
from rsteller_core.geometry import grid, views
from rsteller_core.seeds import content_key, derive
from rsteller_core.values import (
    Affine,
    Element,
    FactSheet,
    Json,
    PatchView,
    PlacedElement,
    Request,
    Sample,
    Scene,
)

TIME = datetime(2021, 6, 1, 10, 30, tzinfo=UTC)
_WEST, _NORTH = 390_000.0, 5_820_000.0


def make_scene(
    scene_id: str = "fake", width: int = 512, height: int = 480, gsd: float = 0.6
) -> Scene:
    """A scene in UTM zone 33N, west of Berlin; there is no picture of it yet."""
    transform = Affine(gsd, 0.0, _WEST, 0.0, -gsd, _NORTH)
    return Scene(
        id=scene_id,
        href=f"{scene_id}.tif",
        footprint=_to_lonlat(shapely.box(0, 0, width, height), transform),
        crs="EPSG:32633",
        transform=transform,
        width=width,
        height=height,
        gsd=gsd,
        acquired=TIME,
        licence="CC0-1.0",
        attribution="rsteller_core.testing",
    )


def write_geotiff(path: Path, scene: Scene | None = None) -> Path:
    """A tiled, losslessly compressed GeoTIFF on a scene's grid, without its time.

    Every pixel tells its place: red is its column and green its row, both modulo 256; blue is
    noise.
    """
    import rasterio

    scene = scene or make_scene()
    rows, cols = np.indices((scene.height, scene.width))
    noise = np.random.default_rng(0).integers(0, 256, rows.shape)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=scene.width,
        height=scene.height,
        count=3,
        dtype="uint8",
        crs=scene.crs,
        transform=rasterio.Affine(*scene.transform),
        compress="deflate",
        photometric="rgb",
        tiled=True,
        blockxsize=128,
        blockysize=128,
    ) as raster:
        raster.write(np.stack((cols % 256, rows % 256, noise)).astype(np.uint8))
    return path


def make_elements(scene: Scene) -> list[Element]:
    """A lake, a road and a house in the scene's top left 448 x 448 pixels, in lon/lat."""
    lake = [(40, 60), (200, 40), (260, 160), (180, 260), (60, 220), (40, 60)]
    road = [(0, 330), (150, 320), (300, 350), (460, 340)]
    house = [(320, 80), (350, 80), (350, 110), (320, 110), (320, 80)]
    drawn = (
        (shapely.Polygon(lake), {"natural": "water", "water": "lake", "name": "Fakesee"}),
        (shapely.LineString(road), {"highway": "residential", "name": "Seeweg"}),
        (shapely.Polygon(house), {"building": "house"}),
    )
    return [
        Element(f"way/{number}", tags, _to_lonlat(shape, scene.transform), number, TIME)
        for number, (shape, tags) in enumerate(drawn, start=1)
    ]


def make_view(elements: Sequence[Element] | None = None, size: int = 448) -> PatchView:
    """The first patch of the fake scene with these elements, by default the fake ones."""
    scene = make_scene()
    there = make_elements(scene) if elements is None else elements
    (view,) = views(scene, list(grid(scene, size, size))[:1], there)
    assert isinstance(view, PatchView)
    return view


def make_sheet(number: int = 0, task: str = "area") -> FactSheet:
    """The facts of the lake; for another number, in a patch of another name."""
    return replace(_sheet(task), patch_id=f"fake_{number:05d}_00000")


def make_request(number: int = 0, previous: str | None = None) -> Request:
    """A plain request for a caption, or for a revision of ``previous``."""
    sheet = make_sheet(number)
    head = "Describe the picture in one paragraph, from these facts alone.\n"
    tail = "".join(f"- {fact.text}\n" for fact in sheet.facts)
    if previous is not None:
        tail += f"Say it in other words: {json.dumps(previous)}\n"
    task = "area" if previous is None else "revision"
    seed = derive("fake", number)
    key = content_key((head, tail, seed))
    return Request(key, task, head, tail, answer_schema(Caption), seed, sheet, previous)


def make_requests(count: int) -> list[Request]:
    """So many requests; every third is for a revision."""
    previous = "A lake with an uneven shore lies in the upper left of the image, north of a road."
    return [make_request(number, previous if number % 3 == 2 else None) for number in range(count)]


def make_samples(count: int) -> list[Sample]:
    """So many samples with small pictures of noise."""
    return [_sample(number) for number in range(count)]


@cache
def _sheet(task: str) -> FactSheet:
    view = make_view()
    lake: PlacedElement = view.elements[0]
    return sheet_of(task, view, lake)


def _sample(number: int) -> Sample:
    import simplejpeg

    key = f"fake_{number:05d}_00000"
    noise = np.random.default_rng(number).integers(0, 256, (32, 32, 3), np.uint8)
    annotation: Json = {
        "task": 1,
        "text": f"Lake number {number}.",
        "annotator": "rsteller/testing",
    }
    record: dict[str, Json] = {
        "metadata": {"patch_id": key, "image_name": "fake"},
        "annotations": [annotation],
    }
    return Sample(key, simplejpeg.encode_jpeg(noise, quality=90, colorspace="RGB"), record)


def _to_lonlat(shape: Geometry, transform: Affine) -> Geometry:
    """From columns and rows of the grid (rows to the south) to degrees."""
    to_degrees = pyproj.Transformer.from_crs("EPSG:32633", "EPSG:4326", always_xy=True)

    def place(points: np.ndarray) -> np.ndarray:
        x = transform.a * points[:, 0] + transform.c
        y = transform.e * points[:, 1] + transform.f
        return np.column_stack(to_degrees.transform(x, y))

    return shapely.transform(shape, place)
