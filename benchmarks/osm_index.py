"""What the index of a map costs, and what it saves: on a real map, and on 2 and 4 times as much.

python benchmarks/osm_index.py [LARGEST]

needs the real maps of ../shared/data and Linux; LARGEST (1, 2, 4 or 8) is 4 unless stated. Makes
the larger maps once (minutes), under the system's folder for temporary files. The last line is
JSON. What is measured is said in docs/osm.md.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
MAP = HERE.parents[1] / "shared" / "data" / "osm" / "bench_merged_real_extracts.osm.pbf"
TIMES = (1, 2, 4, 8)
ROUNDS = 3
"""Rounds of what is short: of the map as it is. The larger ones are read once."""

LIBRARIES = ("rsteller", "geopandas", "numpy", "osmium", "pyarrow", "shapely")

Figures = dict[str, Any]


def multiple(times: int) -> Path:
    """The map so many times, made by osm_multiples.py unless that very script made it before."""
    if times == 1:
        return MAP
    script = HERE / "osm_multiples.py"
    made_by = sha256(script.read_bytes()).hexdigest()[:12]
    path = Path(tempfile.gettempdir()) / f"rsteller-benchmark-{made_by}" / f"{times}.osm.pbf"
    if not path.exists():
        print(f"making {times} times the map", flush=True)
        path.parent.mkdir(exist_ok=True)
        aside = path.with_name(f"{times}-aside.osm.pbf")
        subprocess.run([sys.executable, script, MAP, str(times), aside], check=True)
        aside.rename(path)
    return path


def measured(side: str, path: Path, folder: Path) -> Figures:
    """A side, in a process of its own."""
    command = [sys.executable, HERE / "osm_sides.py", side, path, folder]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def grown(times: int, folder: Path) -> Figures:
    """Building, beside the two ways of only reading, at one size; medians of the rounds."""
    path, rounds = multiple(times), []
    for _ in range(ROUNDS if times == 1 else 1):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        sides = {
            side: measured(side, path, folder) for side in ("build_in_memory", "scan", "export")
        }
        shutil.rmtree(folder)
        folder.mkdir()
        rounds.append({**sides, "build": measured("build", path, folder)})
    cpu = {side: [one[side]["cpu_s"] for one in rounds] for side in rounds[0] if rounds[0][side]}
    built = rounds[-1]["build"]
    return {
        "times": times,
        "map_mb": path.stat().st_size / 1e6,
        "elements": built["elements"],
        "index_mb": built["index_mb"],
        "cpu_s": {side: median(seconds) for side, seconds in cpu.items()},
        "ratio_to_scan": median(
            our / their for our, their in zip(cpu["build_in_memory"], cpu["scan"], strict=True)
        ),
        "peak_mb": median(one["build"]["peak_mb"] for one in rounds),
        "peak_mb_in_memory": median(one["build_in_memory"]["peak_mb"] for one in rounds),
    }


def asked(times: int, folder: Path) -> Figures:
    """What asking costs, of the index that is in the folder."""
    path = multiple(times)
    measured("places", path, folder)
    return {side: measured(side, path, folder) for side in ("private", "query", "geometry")}


def share_of_patches(folder: Path) -> float:
    """The share that asking for a scene's elements has in the time that its patches take."""
    from throughput import measured as run, town

    figures = run("ours", town())
    return float(figures["seconds"]["map"] / figures["seconds"]["all"])


def result(growth: list[Figures], answers: Mapping[int, Figures], share: float) -> Figures:
    """What the last line says."""
    first, last = growth[0], growth[-1]
    millions = last["elements"] / 1e6
    largest = answers[last["times"]]
    return {
        "build_ratio_to_pyosmium_scan": round(first["ratio_to_scan"], 2),
        "build_ratio_to_osmium_export": _over(first["cpu_s"], "export"),
        "build_cpu_s_per_million": round(last["cpu_s"]["build"] / millions, 1),
        "peak_mb_per_million": round(last["peak_mb"] / millions, 1),
        "peak_growth_mb_per_million": round(_slope(growth, "peak_mb"), 1),
        "private_mb_per_million": round(largest["private"]["private_mb"] / millions, 2),
        "query_ratio_to_strtree": round(answers[1]["query"]["ratio"], 1),
        "query_share_of_patches": round(share, 4),
        "geometry_ratio_to_reference": round(answers[1]["geometry"]["ratio"], 1),
        "growth": growth,
        "asked": {str(times): answer for times, answer in answers.items()},
        "machine": {"cores": os.cpu_count(), "system": platform.system()},
        "versions": {
            "python": platform.python_version(),
            **{library: version(library) for library in LIBRARIES},
        },
    }


def _over(cpu: Mapping[str, float], side: str) -> float | None:
    return round(cpu["build_in_memory"] / cpu[side], 2) if side in cpu else None


def _slope(growth: list[Figures], figure: str) -> float:
    """How much a figure grows per million elements, from the smallest map to the largest."""
    first, last = growth[0], growth[-1]
    more = (last["elements"] - first["elements"]) / 1e6
    return float((last[figure] - first[figure]) / more) if more else 0.0


def show(growth: list[Figures]) -> None:
    print(
        f"\n{'map':>6}{'MB':>7}{'elements':>11}{'index MB':>10}{'build':>8}{'in memory':>11}"
        f"{'scan':>8}{'export':>8}{'peak MB':>9}{'in memory':>11}"
    )
    for at in growth:
        cpu = at["cpu_s"]
        print(
            f"{at['times']:>5}x{at['map_mb']:7.0f}{at['elements']:11,}{at['index_mb']:10.0f}"
            f"{cpu['build']:7.1f}s{cpu['build_in_memory']:10.1f}s{cpu['scan']:7.1f}s"
            f"{cpu.get('export', 0):7.1f}s{at['peak_mb']:9.0f}{at['peak_mb_in_memory']:11.0f}"
        )


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    if not MAP.exists():
        print(json.dumps({"skipped": f"needs the real maps of {MAP.parent}"}))
        return
    growth, answers = [], {}
    with tempfile.TemporaryDirectory(prefix="rsteller-benchmark-") as aside:
        folder = Path(aside) / "index"
        for times in (times for times in TIMES if times <= largest):
            print(f"{times} times the map", flush=True)
            growth.append(grown(times, folder))
            if times in (1, largest):
                answers[times] = asked(times, folder)
        share = share_of_patches(folder)
    show(growth)
    print(json.dumps(result(growth, answers, share)))


if __name__ == "__main__":
    main()
