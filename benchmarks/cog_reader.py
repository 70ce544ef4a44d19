"""The patches of a COG on a server 50 ms away: our reader beside what a script would do.

python benchmarks/cog_reader.py

makes its input (once, as benchmarks/throughput.py does), starts a server with that latency in a
process of its own, runs every side in turn, each in a process of its own, and prints the medians
of all rounds; the last line is JSON. What is measured is said in docs/rasters.md. The libraries
that are compared with are left out where they are not installed.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

import tifffile
from throughput import town

HERE = Path(__file__).parent
SERVER = HERE.parent / "tests" / "range_server.py"
LATENCY = 0.05
ROUNDS = 5
ALL = 484
SAMPLE = 44
"""Two rows of patches: the slow sides are read so far, and counted by the patch."""
LIBRARIES = {
    "async_geotiff": "async-geotiff",
    "async_tiff": "async-tiff",
    "rows_httpx": "httpx",
    "rows_obstore": "obstore",
    "rows_urllib3": "urllib3",
}
VERSIONS = ("rsteller", "imagecodecs", "rasterio", *LIBRARIES.values())

Figures = dict[str, Any]


@contextmanager
def server(folder: Path, latency: float) -> Iterator[str]:
    """The address of a server of a folder, which is a process of its own."""
    command = [sys.executable, SERVER, folder, str(latency)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.stdin.close()


def measured(side: str, address: str, patches: int) -> Figures:
    """One round of one side, with what it asked of the server."""
    urlopen(f"{address}/counts").read()
    script = [sys.executable, HERE / "cog_side.py", side, f"{address}/town.tif", str(patches)]
    done = subprocess.run(script, capture_output=True, text=True)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1]}
    with urlopen(f"{address}/counts") as counts:
        return {**json.loads(done.stdout.splitlines()[-1]), **json.loads(counts.read())}


Measure = Callable[[Figures], float]


def on_the_clock(figures: Figures) -> float:
    """Wall milliseconds a patch, whatever else this machine did meanwhile."""
    return float(1000 * figures["wall"] / figures["patches"])


def per_patch(figures: Figures) -> float:
    """Wall milliseconds a patch, less those in which the reading thread was ready to run and other
    programs had the cores. What its helpers had to wait is not taken off: ours has some."""
    seconds = figures["wall"] - figures["kept_waiting"]
    return float(1000 * seconds / figures["patches"])


def ratio(rounds: list[Mapping[str, Figures]], side: str, over: str, measure: Measure) -> float:
    """How many times as long one side takes for a patch: of each round, then the median."""
    return median(measure(sides[side]) / measure(sides[over]) for sides in rounds)


def speeds(rounds: list[Mapping[str, Figures]], measure: Measure) -> Figures:
    """What ours is compared with."""
    return {
        "speedup_over_script": round(ratio(rounds, "script", "ours", measure), 1),
        "speedup_over_one_handle": round(ratio(rounds, "one_handle", "ours", measure), 1),
        "throughput_50ms_over_0ms": round(ratio(rounds, "ours, no latency", "ours", measure), 3),
    }


def needed(image: Path) -> int:
    """The bytes of the blocks under all patches."""
    with tifffile.TiffFile(image) as file:
        return sum(file.pages.first.databytecounts)


def sides(near: str, far: str) -> dict[str, Callable[[], Figures]]:
    """What is run in every round."""
    chosen = {
        "ours": lambda: measured("ours", far, ALL),
        "ours, no latency": lambda: measured("ours", near, ALL),
        "script": lambda: measured("script", far, SAMPLE),
        "one_handle": lambda: measured("one_handle", far, SAMPLE),
        "gdal_tuned": lambda: measured("gdal_tuned", far, SAMPLE),
    }
    for side, library in LIBRARIES.items():
        try:
            version(library)
        except PackageNotFoundError:
            continue
        chosen[side] = lambda side=side: measured(side, far, ALL)
    return chosen


def result(rounds: list[Mapping[str, Figures]], image: Path) -> Figures:
    """What the last line says."""
    return {
        **speeds(rounds, per_patch),
        "bytes_ratio": round(median(s["ours"]["bytes"] for s in rounds) / needed(image), 3),
        "on_the_clock": speeds(rounds, on_the_clock),
        "load": [round(load, 1) for load in os.getloadavg()],
        "requests": rounds[0]["ours"]["requests"],
        "sides": {side: summary([sides[side] for sides in rounds]) for side in rounds[0]},
        "rounds": len(rounds),
        "versions": {"python": platform.python_version(), **_versions()},
    }


def summary(runs: list[Figures]) -> Figures:
    """The medians of one side."""
    if any("failed" in run for run in runs):
        return {"failed": next(run["failed"] for run in runs if "failed" in run)}
    return {
        "ms_a_patch": round(median(map(per_patch, runs)), 2),
        "ms_on_the_clock": round(median(map(on_the_clock, runs)), 2),
        "cpu_ms_a_patch": round(median(1000 * run["cpu"] / run["patches"] for run in runs), 2),
        "requests_a_patch": round(median(run["requests"] / run["patches"] for run in runs), 3),
        "kb_a_patch": round(median(run["bytes"] / run["patches"] for run in runs) / 1000, 1),
        "peak_mb": round(median(run["peak_mb"] for run in runs)),
    }


def _versions() -> dict[str, str]:
    found = {}
    for library in dict.fromkeys(VERSIONS):
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


def show(figures: Figures) -> None:
    """The figures as a table."""
    columns = (
        "ms_a_patch",
        "ms_on_the_clock",
        "cpu_ms_a_patch",
        "requests_a_patch",
        "kb_a_patch",
        "peak_mb",
    )
    print("\n" + " " * 18 + "".join(f"{column:>18}" for column in columns))
    for side, its in figures["sides"].items():
        print(f"{side:18}" + (its.get("failed") or "".join(f"{its[c]:18}" for c in columns)))
    print()


def main() -> None:
    folder = town()
    rounds: list[Mapping[str, Figures]] = []
    with server(folder, 0.0) as near, server(folder, LATENCY) as far:
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", flush=True)
            rounds.append({side: run() for side, run in sides(near, far).items()})
    figures = result(rounds, folder / "town.tif")
    show(figures)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
