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
import subprocess
import sys
import tempfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
MAP = HERE.parents[1] / "shared" / "data" / "osm" / "bench_merged_real_extracts.osm.pbf"
TIMES = (1, 2, 4, 8)
ROUNDS = 3
"""How often building is compared with reading; growth is measured once."""

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
    figures = dict(json.loads(done.stdout.splitlines()[-1]))
    print(f"{side} of {path.name}: {figures}", flush=True)
    return figures


def grown(times: int, folder: Path) -> Figures:
    """Building at one size, with the places of nodes on disk."""
    path = multiple(times)
    size = path.stat().st_size / 1e6
    return {"times": times, "map_mb": size, **measured("build", path, folder)}


def compared(folder: Path) -> Figures:
    """Building as it is by default, beside the two ways of only reading; of the map as it is."""
    rounds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(dir=folder) as anew:
            sides = ("build_in_memory", "scan", "export")
            rounds.append({side: measured(side, MAP, Path(anew)) for side in sides})
    seconds = {
        side: [one[side]["cpu_s"] for one in rounds] for side in rounds[0] if rounds[0][side]
    }

    def over(side: str) -> float | None:
        """Our time over that of a side: of each round, then the median."""
        pairs = zip(seconds["build_in_memory"], seconds.get(side, ()), strict=False)
        return median([our / their for our, their in pairs] or [0.0]) or None

    return {
        "cpu_s": {side: median(several) for side, several in seconds.items()},
        "ratio_to_scan": over("scan"),
        "ratio_to_export": over("export"),
        "peak_mb": median(one["build_in_memory"]["peak_mb"] for one in rounds),
    }


def share_of_patches() -> float:
    """The share that asking for a scene's elements has in the time that its patches take."""
    from throughput import measured as run, town

    figures = run("ours", town())
    return float(figures["seconds"]["map"] / figures["seconds"]["all"])


def result(compared: Figures, growth: list[Figures], asked: Figures, share: float) -> Figures:
    """What the last line says."""
    last = growth[-1]
    millions = last["elements"] / 1e6
    return {
        "build_ratio_to_pyosmium_scan": _short(compared["ratio_to_scan"]),
        "build_ratio_to_osmium_export": _short(compared["ratio_to_export"]),
        "build_cpu_s_per_million": _short(last["cpu_s"] / millions),
        "peak_mb_per_million": _short(last["peak_mb"] / millions),
        "peak_growth_mb_per_million": _short(_slope(growth, "peak_mb")),
        "private_mb_per_million": _short(asked["private"]["private_mb"] / millions),
        "query_ratio_to_strtree": _short(asked["query"]["ratio"]),
        "query_share_of_patches": _short(share),
        "geometry_ratio_to_reference": _short(asked["geometry"]["ratio"]),
        "compared": compared,
        "growth": growth,
        "asked": asked,
        "machine": {"cores": os.cpu_count(), "system": platform.system()},
        "versions": {
            "python": platform.python_version(),
            **{library: version(library) for library in LIBRARIES},
        },
    }


def _short(figure: float | None) -> float | None:
    return figure and float(f"{figure:.3g}")


def _slope(growth: list[Figures], figure: str) -> float:
    """How much a figure grows per million elements, from the smallest map to the largest."""
    first, last = growth[0], growth[-1]
    more = (last["elements"] - first["elements"]) / 1e6
    return float((last[figure] - first[figure]) / more) if more else 0.0


def show(growth: list[Figures]) -> None:
    head = ("map", "MB", "elements", "index MB", "build", "peak MB")
    print("\n{:>6}{:>7}{:>11}{:>10}{:>8}{:>9}".format(*head))
    for at in growth:
        print(
            f"{at['times']:>5}x{at['map_mb']:7.0f}{at['elements']:11,}{at['index_mb']:10.0f}"
            f"{at['cpu_s']:7.1f}s{at['peak_mb']:9.0f}"
        )


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    if not MAP.exists():
        print(json.dumps({"skipped": f"needs the real maps of {MAP.parent}"}))
        return
    with tempfile.TemporaryDirectory(prefix="rsteller-benchmark-") as aside:
        folder = Path(aside)
        both = compared(folder)
        growth = [grown(times, folder) for times in TIMES if times <= largest]
        asked = {side: measured(side, MAP, folder) for side in ("places", "query", "geometry")}
        asked["private"] = measured("private", multiple(growth[-1]["times"]), folder)
    share = share_of_patches()
    show(growth)
    print(json.dumps(result(both, growth, asked, share)))


if __name__ == "__main__":
    main()
