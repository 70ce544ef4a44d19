"""What a scene's box out of a large map costs, by format: extractor `vector`, in a new process.

    python benchmarks/vector_formats.py

Makes its input in the system's folder for temporary files: 200,000 polygons of 16 corners. The last
line is one JSON object: seconds of the first and of later boxes, and peak memory above an idle
process, by format; DuckDB reads the same GeoParquet where it is installed.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import shapely
from measured import peak_bytes

POLYGONS = 200_000
SIDE = 0.05  # of a scene's box, in degrees, of a map one degree wide
BOXES = 9
SUFFIXES = (".parquet", ".gpkg", ".fgb", ".geojson")


def make(folder: Path) -> None:
    import geopandas

    chance = np.random.default_rng(1)
    points = shapely.points(chance.random((POLYGONS, 2)))
    # Neighbours lie together, as in maps that were written with care.
    points = points[np.lexsort((shapely.get_x(points), shapely.get_y(points) * 50 // 1))]
    frame = geopandas.GeoDataFrame(
        {"id": np.arange(POLYGONS), "landuse": "forest"},
        geometry=shapely.buffer(points, 5e-4, quad_segs=4),
        crs="EPSG:4326",
    )
    frame.to_parquet(folder / "cover.parquet", write_covering_bbox=True, row_group_size=10_000)
    for suffix in SUFFIXES[1:]:
        frame.to_file(folder / f"cover{suffix}")


def boxes() -> list[tuple[float, float, float, float]]:
    chance = np.random.default_rng(2)
    corners = chance.random((BOXES, 2)) * (1 - SIDE)
    return [(x, y, x + SIDE, y + SIDE) for x, y in corners.tolist()]


def ours(path: Path) -> Callable[..., int]:
    from rsteller_vector import Vector, VectorOptions

    from rsteller_core import Bounds

    extractor = Vector(VectorOptions(path=path))
    return lambda *box: sum(1 for _ in extractor.extract(Bounds(*box), None))


def by_duckdb(path: Path) -> Callable[..., int]:
    import duckdb

    connection = duckdb.connect()
    question = (
        f"select id, landuse, geometry from '{path}' where bbox.xmin <= ? and bbox.xmax >= ? "
        "and bbox.ymin <= ? and bbox.ymax >= ?"
    )
    return lambda west, south, east, north: len(
        connection.execute(question, (east, west, north, south)).fetchall()
    )


def measure(path: Path, how: str) -> dict[str, float]:
    idle = peak_bytes() / 2**20
    read = by_duckdb(path) if how == "duckdb" else ours(path)
    seconds, found = [], 0
    for box in boxes():
        start = time.perf_counter()
        found += read(*box)
        seconds.append(time.perf_counter() - start)
    peak = peak_bytes() / 2**20
    return {
        "first_s": round(seconds[0], 3),
        "later_s": round(statistics.median(seconds[1:]), 3),
        "peak_mb": round(peak - idle, 1),
        "found": found,
    }


def main() -> None:
    sides = [(suffix, "ours") for suffix in SUFFIXES]
    sides += [(".parquet", "duckdb")] if find_spec("duckdb") else []
    with tempfile.TemporaryDirectory(prefix="rsteller-") as folder:
        make(Path(folder))
        result = {}
        for suffix, how in sides:
            words = [sys.executable, __file__, f"{folder}/cover{suffix}", how]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            result[f"{how}{suffix}"] = json.loads(done.stdout)
            print(suffix, how, done.stdout.strip(), flush=True)
    print(json.dumps(result))


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure(Path(sys.argv[1]), sys.argv[2])))
    else:
        main()
