"""How busy the client keeps a server: beside what the server could do, and one prompt at a time.

    python benchmarks/llm_client.py

Captions and revisions of invented roads go through the real path (prompts, requests, answers
validated and checked, journals on disk, a stream over shard borders) to ``llm_server.py``, which
takes 300 ms for each answer and runs in a process of its own. Takes about two minutes. The last
line is one JSON object:

    utilisation              share of 256 places that was taken, from the first request to the last
    utilisation_under_429    the same of 32, where a 429 is the answer to any more
    ratio_to_one_at_a_time   answers a second beside those of one prompt at a time
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import shapely

from rsteller_core.annotators import Annotator, Annotators
from rsteller_core.captioning import Captioner
from rsteller_core.journal import Journal
from rsteller_core.plugins import find
from rsteller_core.prompting import Prompts
from rsteller_core.values import Bounds, Fact, FactSheet, Patch, PlanRow, Window

LATENCY = 0.3
PLACES = 256
LIMIT = 32
SECONDS = 60.0
SECONDS_LIMITED = 45.0
SECONDS_ALONE = 10.0
SHARD = 500
REVISIONS = 2


@dataclass(frozen=True)
class Counted:
    """What the server counted, and the CPU time of the client."""

    busy: float
    answered: int
    refused: int
    seconds: float
    client_cpu: float
    captions: int

    def utilisation(self, places: int) -> float:
        return self.busy / (places * self.seconds)

    @property
    def rate(self) -> float:
        return self.answered / self.seconds


def row(number: int) -> PlanRow:
    name = f"patch_{number:06d}"
    box = shapely.box(0, 0, 1, 1)
    patch = Patch(name, "scene", Window(0, 0, 9, 9), Bounds(0, 0, 9, 9), box, (1, 0, 0, 1))
    facts = (
        Fact("kind", {"name": "road", "key": "highway=road"}, "It is a road.", "way/1"),
        Fact("name", f"Road {number}", f'Its name is "Road {number}".', "way/1"),
    )
    sheet = FactSheet(name, "area", (), facts)
    return PlanRow(number, number // SHARD, patch, (sheet,), ("revision",) * REVISIONS)


def rows(seconds: float) -> Iterator[PlanRow]:
    """Rows for so long."""
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        yield row(number)
        number += 1


@contextmanager
def server(*told: object) -> Iterator[str]:
    """The server in its own process; its URL."""
    script = str(Path(__file__).with_name("llm_server.py"))
    command = [sys.executable, script, *map(str, told)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
    finally:
        process.terminate()
        process.wait()


def caption(url: str, seconds: float, at_once: int) -> Counted:
    """Caption for so long, as a run does it."""
    component = find("llm", "openai")
    told = {"url": url, "model": "benchmark/no-model", "at_once": at_once}
    tasks = {
        name: found(found.options_model())
        for name in ("area", "revision")
        for found in [find("task", name)]
    }
    journals: dict[int, Journal] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        component(component.options_model(**told)) as backend,
    ):

        def journal_of(shard: int) -> Journal:
            if shard not in journals:
                journals[shard] = Journal(Path(folder) / f"{shard}.jsonl")
            return journals[shard]

        captioner = Captioner(tasks, Prompts(), Annotators([Annotator(backend)]), 3, seed=0)
        list(captioner.caption([row(10**6 - 1)], journal_of))  # what is loaded once, is loaded
        count(url)
        start, captions = time.process_time(), 0
        for captioned in captioner.caption(rows(seconds), journal_of):
            captions += len(captioned.annotations)
        cpu = time.process_time() - start
        for journal in journals.values():
            journal.close()
    return Counted(**count(url), client_cpu=cpu, captions=captions)


def count(url: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{url}/counted") as response:
        return dict(json.load(response))


def main() -> None:
    with server(PLACES, LATENCY) as url:
        many = caption(url, SECONDS, 1024)
        alone = caption(url, SECONDS_ALONE, 1)
    with server(PLACES, LATENCY, LIMIT) as url:
        limited = caption(url, SECONDS_LIMITED, 1024)
    cpu_ms = 1000 * many.client_cpu / many.answered
    print(f"Python {platform.python_version()}, aiohttp {version('aiohttp')}")
    for name, side, places in (
        (f"{PLACES} places", many, PLACES),
        ("one at a time", alone, 1),
        (f"429 over {LIMIT}", limited, LIMIT),
    ):
        print(
            f"{name:>14}: {side.rate:7.1f} answers/s, {side.answered:6d} answers, "
            f"{side.captions:6d} captions, {side.refused:3d} refused, "
            f"{side.utilisation(places):6.1%} of the places, "
            f"client {1000 * side.client_cpu / side.answered:.2f} CPU-ms an answer"
        )
    figures = {
        "utilisation": round(many.utilisation(PLACES), 3),
        "utilisation_under_429": round(limited.utilisation(LIMIT), 3),
        "ratio_to_one_at_a_time": round(many.rate / alone.rate, 1),
        "answers_per_second": round(many.rate, 1),
        "client_cpu_ms": round(cpu_ms, 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
