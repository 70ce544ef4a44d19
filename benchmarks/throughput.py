"""Patches per CPU-second without a model, beside the floor and beside the reference's way.

python benchmarks/throughput.py

makes its input (once, under the system's folder for temporary files), runs the three sides in
turn, each in a process of its own, and prints the medians of all rounds; the last line is JSON.
What is measured is said in docs/benchmarks.md.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
SIDES = {
    "floor": ("floor.py",),
    "ours": ("ours.py", "area", "non_area"),
    "ours_with_revisions": ("ours.py", "area", "non_area", "revision"),
    "reference": ("reference.py",),
}
"""The script of each side, and its words. The reference's way makes one prompt a patch, so that
ours is held against it with one caption a patch; what revisions cost is told beside."""

_OURS = ("map", "plan", "ask and check", "realise", "read", "encode", "tar")
ROUNDS = 7
STAGES = {
    "floor": ("read", "encode"),
    "ours": _OURS,
    "ours_with_revisions": _OURS,
    "reference": ("elements", "describe", "read", "encode", "tar"),
}
LIBRARIES = (
    "rsteller",
    "geopandas",
    "imagecodecs",
    "numpy",
    "osmium",
    "pandas",
    "pillow",
    "rasterio",
    "shapely",
    "simplejpeg",
    "tifffile",
    "webdataset",
)

Figures = Mapping[str, Any]


def town() -> Path:
    """The folder with the input, made by town.py unless that very script made it before."""
    script = HERE / "town.py"
    made_by = sha256(script.read_bytes()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"rsteller-benchmark-{made_by}"
    if not folder.exists():
        print("making the input: about half a minute", flush=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
            made = Path(aside) / "town"
            subprocess.run([sys.executable, script, made], check=True)
            made.rename(folder)
    return folder


def measured(side: str, folder: Path) -> Figures:
    """One round of one side."""
    script, *words = SIDES[side]
    command = [sys.executable, HERE / script, folder, *words]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def rate(figures: Figures, *stages: str) -> float:
    """Patches per CPU-second."""
    return float(figures["patches"] / sum(figures["seconds"][stage] for stage in stages))


def ratio(rounds: Sequence[Mapping[str, Figures]], over: str, *stages: str) -> float:
    """Our rate over that of another side: of each round, then the median."""
    return median(rate(sides["ours"], *stages) / rate(sides[over], "all") for sides in rounds)


def summary(rounds: Sequence[Mapping[str, Figures]]) -> dict[str, Any]:
    """All figures of a side, the median of the rounds; stages in ms a patch."""

    def of(side: str) -> dict[str, Any]:
        runs = [sides[side] for sides in rounds]
        return {
            "patches_per_cpu_s": round(median(rate(run, "all") for run in runs), 1),
            "ms": {
                stage: round(median(1000 / rate(run, stage) for run in runs), 3)
                for stage in STAGES[side]
            },
            "peak_mb": round(median(run["peak_mb"] for run in runs)),
            "jpeg_kb": round(runs[0]["jpeg_kb"], 1),
            "patches": runs[0]["patches"],
        }

    return {side: of(side) for side in SIDES}


def result(rounds: Sequence[Mapping[str, Figures]]) -> dict[str, Any]:
    """What the last line says."""
    ours = [sides["ours"] for sides in rounds]
    return {
        "ratio_to_reference": round(ratio(rounds, "reference", "all"), 2),
        "share_of_floor": round(ratio(rounds, "floor", "all"), 3),
        "ratio_to_reference_with_import": round(ratio(rounds, "reference", "all", "import"), 2),
        "share_of_floor_with_import": round(ratio(rounds, "floor", "all", "import"), 3),
        "import_cpu_s": round(median(run["seconds"]["import"] for run in ours), 3),
        "first_patches_cpu_s": round(median(run["seconds"]["start"] for run in ours), 3),
        "sides": summary(rounds),
        "rounds": len(rounds),
        "machine": {
            "cores": os.cpu_count(),
            "architecture": platform.machine(),
            "processor": _processor(),
            "system": platform.system(),
        },
        "versions": {
            "python": platform.python_version(),
            **{library: version(library) for library in LIBRARIES},
        },
    }


def _processor() -> str:
    """The name of the processor, as Linux tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def show(figures: Figures) -> None:
    """The figures as a table, and by stage."""
    print(f"\n{'':20}{'patches/CPU-s':>14}{'ms/patch':>10}{'peak MB':>9}{'kB JPEG':>9}")
    for side, its in figures["sides"].items():
        speed = its["patches_per_cpu_s"]
        print(f"{side:20}{speed:14.1f}{1000 / speed:10.2f}{its['peak_mb']:9}{its['jpeg_kb']:9.1f}")
    print("\nms per patch, by stage")
    for side, its in figures["sides"].items():
        print(f"{side:20}" + ", ".join(f"{stage} {ms:.2f}" for stage, ms in its["ms"].items()))
    print(
        f"\nours: {figures['ratio_to_reference']:.2f} x the reference's way, "
        f"{figures['share_of_floor']:.0%} of the floor; the map was read before "
        f"({figures['import_cpu_s']:.2f} CPU-s)\n"
        f"with the reading of the map: {figures['ratio_to_reference_with_import']:.2f} x, "
        f"{figures['share_of_floor_with_import']:.0%}\n"
    )


def main() -> None:
    folder = town()
    rounds = []
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}", flush=True)
        rounds.append({side: measured(side, folder) for side in SIDES})
    figures = result(rounds)
    show(figures)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
