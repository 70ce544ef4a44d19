"""The benchmark for GPUs runs where there is none, and says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def test_the_benchmark_for_gpus_measures_every_side() -> None:
    torch = pytest.importorskip("torch", reason="needs pip install '.[test-llm]'")
    words = ["--size", "small", "--batch", "2", "--rounds", "1"]
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "gpu_llm.py", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert len(told["sides"]) == 5
    assert all(side["captions_per_s"] > 0 for side in told["sides"].values())
    if not torch.cuda.is_available():
        assert told["gpu"] is None
        assert done.stdout.startswith("There is no GPU here.")
