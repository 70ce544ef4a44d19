"""What reading a full history costs: CPU and peak memory, and how they grow with the file.

    python benchmarks/osm_history.py

Makes its input in the system's folder for temporary files: an invented town in which buildings are
built, moved, retagged and torn down, and woods that get clearings; once, twice and four times. Each
is read in a process of its own. The last line is one JSON object.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import osmium
from measured import peak_bytes
from osmium.osm.mutable import Node, Relation, Way

BUILDINGS = 10_000
TIMES = (1, 2, 4)
ROUNDS = 3
BEGIN = datetime(2010, 1, 1, tzinfo=UTC)


def when(chance: random.Random, earliest: datetime = BEGIN) -> datetime:
    return earliest + timedelta(days=chance.randint(1, 1000))


def things(buildings: int) -> Iterator[Node | Way | Relation]:
    """Four nodes a building; every tenth square is a wood, and the next one its clearing."""
    chance = random.Random(1)
    built = [when(chance) for _ in range(buildings)]
    for number in range(buildings):
        west, south = number % 1000 / 1000, number // 1000 / 1000
        for corner, (x, y) in enumerate(((0, 0), (8e-4, 0), (8e-4, 8e-4), (0, 8e-4))):
            node, place = 4 * number + corner + 1, (west + x, south + y)
            yield Node(id=node, version=1, location=place, timestamp=built[number])
            if chance.random() < 0.3:
                moved = (place[0] + 1e-5, place[1])
                yield Node(
                    id=node, version=2, location=moved, timestamp=when(chance, built[number])
                )
    for number in range(buildings):
        nodes = [4 * number + corner + 1 for corner in (0, 1, 2, 3, 0)]
        tags = {} if number % 10 < 2 else {"building": "yes"}
        yield Way(id=number + 1, version=1, nodes=nodes, tags=tags, timestamp=built[number])
        later = when(chance, built[number])
        if tags and chance.random() < 0.2:
            house = {"building": "house"}
            yield Way(id=number + 1, version=2, nodes=nodes, tags=house, timestamp=later)
        elif tags and chance.random() < 0.1:
            yield Way(id=number + 1, version=2, visible=False, timestamp=later)
    for number in range(0, buildings, 10):
        tags = {"type": "multipolygon", "natural": "wood"}
        members = [("w", number + 1, "outer"), ("w", number + 2, "outer")]
        made = max(built[number : number + 2])
        yield Relation(
            id=number + 1, version=1, members=members[:1], tags=tags, timestamp=built[number]
        )
        yield Relation(id=number + 1, version=2, members=members, tags=tags, timestamp=made)


def write(path: Path, buildings: int) -> int:
    """The number of versions written."""
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    written = 0
    with osmium.SimpleWriter(path, header=header, overwrite=True) as writer:
        for thing in things(buildings):
            writer.add(thing)
            written += 1
    return written


def read(path: Path) -> dict[str, float]:
    """In this process: CPU seconds, states, and peak memory above that of an idle process."""
    from rsteller_core.osm.history import read_history

    idle = peak_bytes() / 2**20
    start = time.process_time()
    states = sum(1 for _ in read_history(path))
    peak = peak_bytes() / 2**20
    return {"cpu_s": time.process_time() - start, "states": states, "peak_mb": peak - idle}


def scan(path: Path) -> float:
    """CPU seconds of libosmium's reading through Python alone."""
    start = time.process_time()
    for _ in osmium.FileProcessor(path):
        pass
    return time.process_time() - start


def measured(path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, str(path)], capture_output=True, text=True, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rsteller-") as folder:
        result = {}
        for times in TIMES:
            path = Path(folder) / f"town-{times}.osh.pbf"
            versions = write(path, BUILDINGS * times)
            rounds = [measured(path) for _ in range(ROUNDS)]
            figures = {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
            result[times] = {
                "versions": versions,
                "megabytes": path.stat().st_size / 1e6,
                **figures,
            }
            print(times, result[times], flush=True)
    largest = result[TIMES[-1]]
    summary = {
        "us_per_version": 1e6 * largest["cpu_s"] / largest["versions"],
        "ratio_to_pyosmium_scan": largest["cpu_s"] / largest["scan_s"],
        "peak_mb": {times: round(result[times]["peak_mb"], 1) for times in TIMES},
        "mapped_mb": {times: round(20e-6 * result[times]["versions"], 1) for times in TIMES},
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    if sys.argv[1:]:
        path = Path(sys.argv[1])
        print(json.dumps({**read(path), "scan_s": scan(path)}))
    else:
        main()
