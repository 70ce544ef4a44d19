"""The reference's way, made again from its description: everything patch by patch, by GeoPandas.

python benchmarks/reference.py FOLDER

For each patch and each of the two tasks (areas, non-areas): the elements as WKT out of SQLite, a
GeoDataFrame, projected to metres, clipped, projected back, described by rules, sorted by pandas.
Then one window read by rasterio from one open file, a JPEG by Pillow, a tar by Python. No network
and no model. SQLite was filled before, which is not counted, and a sample of the patches is enough.
"""

from __future__ import annotations

import io
import json
import math
import random
import sqlite3
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas
import numpy as np
import pandas
import rasterio
import shapely
from measured import PATCH, QUALITY, Clock, report
from numpy.typing import NDArray
from PIL import Image
from pyproj import Transformer
from rasterio.io import DatasetReader
from rasterio.windows import Window

from rsteller_core import Bounds, Element, OsmFile

ROWS = range(8, 13)
"""Which rows of patches are done: neighbours, so that GDAL's cache of blocks is of use."""

PROMPT = """You see an aerial image of {metres:.0f} by {metres:.0f} metres.
Describe in about fifty words what is said here of one thing in it:
{facts}
Other things in the image: {others}.
"""
DROPPED = ("tiger:", "gnis:", "source", "created_by", "ref", "NHD:", "name:")


def fill(folder: Path, image: DatasetReader, path: Path) -> None:
    """Write the elements of every patch, as WKT."""
    to_lonlat = Transformer.from_crs(image.crs, "EPSG:4326", always_xy=True)
    box = Bounds(*to_lonlat.transform_bounds(*image.bounds))
    found = OsmFile(folder / "town.osm.pbf", path.parent / "index").within(box)
    elements = [element for element in found if isinstance(element, Element)]
    tree = shapely.STRtree([element.geometry for element in elements])
    with sqlite3.connect(path) as store:
        store.execute("CREATE TABLE element (number INTEGER PRIMARY KEY, area, id, tags, wkt)")
        store.execute("CREATE TABLE holds (patch, number)")
        for number, e in enumerate(elements):
            area = bool(shapely.get_dimensions(e.geometry) == 2)
            row = (number, area, e.id, json.dumps(dict(e.tags)), shapely.to_wkt(e.geometry, 7))
            store.execute("INSERT INTO element VALUES (?, ?, ?, ?, ?)", row)
        for patch, window in windows():
            area = shapely.box(*to_lonlat.transform_bounds(*image.window_bounds(window)))
            held = tree.query(area, predicate="intersects").tolist()
            store.executemany("INSERT INTO holds VALUES (?, ?)", [(patch, n) for n in held])
        store.execute("CREATE INDEX of_patch ON holds (patch)")


def windows() -> Iterator[tuple[str, Window]]:
    for row in ROWS:
        for column in range(10_000 // PATCH):
            yield f"town_{row}_{column}", Window(column * PATCH, row * PATCH, PATCH, PATCH)


def elements_of(store: sqlite3.Connection, patch: str, area: bool) -> geopandas.GeoDataFrame:
    """The areas or the non-areas of a patch, in lon/lat."""
    table = pandas.read_sql_query(
        "SELECT id, tags, wkt FROM holds JOIN element USING (number) WHERE patch = ? AND area = ?",
        store,
        params=(patch, area),
    )
    table["tags"] = table["tags"].map(json.loads)
    geometry = geopandas.GeoSeries.from_wkt(table.pop("wkt"))
    return geopandas.GeoDataFrame(table, geometry=geometry, crs="EPSG:4326")


def measured_in(
    frame: geopandas.GeoDataFrame, square: shapely.Geometry, crs: str
) -> geopandas.GeoDataFrame:
    """The elements as the square holds them, with what is said of each."""
    metric = frame.to_crs(crs).clip(square)
    metric["share"] = metric.geometry.area / square.area
    metric["length"] = metric.geometry.length
    middles = shapely.centroid(metric.to_crs("EPSG:4326").geometry.to_numpy())
    metric["lon"], metric["lat"] = shapely.get_x(middles), shapely.get_y(middles)
    metric["facts"] = [_facts(element, square) for _, element in metric.iterrows()]
    return metric


def described(
    areas: geopandas.GeoDataFrame,
    lines: geopandas.GeoDataFrame,
    square: shapely.Geometry,
    patch: str,
) -> str:
    """The prompt of a patch."""
    held = [*areas["tags"].head(4), *lines["tags"].head(4)]
    areas = areas[areas["share"] > 0.05].sort_values("share", ascending=False)
    lines = lines[lines["length"] > 0.3 * PATCH * 0.6].sort_values("length", ascending=False)
    chance = random.Random(patch)
    some = areas if len(areas) and (chance.random() < 0.6 or not len(lines)) else lines
    chosen = some.iloc[chance.randrange(min(3, len(some)))]
    others = ", ".join(_kind(tags) for tags in held)
    facts = "\n".join(f"- {fact}" for fact in chosen["facts"])
    return PROMPT.format(metres=math.sqrt(square.area), facts=facts, others=others)


def _facts(element: pandas.Series, square: shapely.Geometry) -> list[str]:
    """What is said of one element."""
    facts = [f"{k} is {v}" for k, v in element["tags"].items() if not k.startswith(DROPPED)]
    shape = element["geometry"]
    middle, centre = square.centroid, shape.centroid
    east, north = centre.x - middle.x, centre.y - middle.y
    facts += [
        f"it lies to the {'north' if north > 0 else 'south'}{'east' if east > 0 else 'west'}",
        f"its middle is at {element['lon']:.5f}, {element['lat']:.5f}",
    ]
    if shape.area:
        filled = shape.area / shape.minimum_rotated_rectangle.area
        return [
            *facts,
            f"it covers {element['share']:.0%} of the image",
            f"it fills {filled:.0%} of the rectangle about it",
        ]
    west, south, east, north = shape.bounds
    course = math.degrees(math.atan2(north - south, east - west))
    return [*facts, f"it is {element['length']:.0f} m long", f"it runs {course:.0f} degrees"]


def _kind(tags: dict[str, str]) -> str:
    return next((f"{key} {value}" for key, value in tags.items() if key != "name"), "thing")


def encoded(pixels: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def record(patch: str, prompt: str) -> bytes:
    annotations = [{"task": 1, "text": prompt, "annotator": "none"}]
    document = {
        "metadata": {"patch_id": patch, "image_name": "town"},
        "annotations": annotations,
    }
    return json.dumps(document).encode()


def add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def make(
    places: Iterable[tuple[str, Window]], image: DatasetReader, aside: Path, clock: Clock
) -> tuple[int, int]:
    """A shard of these patches; how many there are, and the bytes of their pictures."""
    count, size, crs = 0, 0, image.crs.to_string()
    with (
        sqlite3.connect(aside / "map.sqlite") as store,
        tarfile.open(aside / "train-000000.tar", "w") as tar,
    ):
        for patch, window in places:
            square = shapely.box(*image.window_bounds(window))
            with clock.stage("elements"):
                frames = [elements_of(store, patch, area) for area in (True, False)]
            with clock.stage("describe"):
                areas, lines = (measured_in(frame, square, crs) for frame in frames)
                prompt = described(areas, lines, square, patch)
            with clock.stage("read"):
                pixels = image.read([1, 2, 3], window=window).transpose(1, 2, 0)
            with clock.stage("encode"):
                jpeg = encoded(pixels)
            with clock.stage("tar"):
                add(tar, f"{patch}.jpg", jpeg)
                add(tar, f"{patch}.json", record(patch, prompt))
            count, size = count + 1, size + len(jpeg)
    return count, size


def main() -> None:
    folder, clock = Path(sys.argv[1]), Clock()
    with TemporaryDirectory() as aside, rasterio.open(folder / "town.tif") as image:
        fill(folder, image, Path(aside) / "map.sqlite")
        # What is loaded at the first patch is loaded now.
        make(list(windows())[:2], image, Path(aside), Clock())
        with clock.stage("all"):
            count, size = make(windows(), image, Path(aside), clock)
    report(count, size, dict(clock.seconds))


if __name__ == "__main__":
    main()
