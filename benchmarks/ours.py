"""Our side: the whole path by the engine itself, as ``rsteller run`` goes it, with one worker.

python benchmarks/ours.py FOLDER TASK...

The map is indexed before, which is a stage of its own. The stages are told by components that wrap
the real ones and look at the clock: they run in the very run that is measured.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import shapely
from measured import Clock, process_seconds, report, thread_clock
from rsteller_local import Local
from rsteller_pbf import Pbf, PbfOptions
from rsteller_template import Template
from rsteller_webdataset import WebDataset

from rsteller_core import (
    Answer,
    Bounds,
    Element,
    OsmFile,
    Pixels,
    Request,
    Sample,
    Scene,
    SceneQuery,
    Skipped,
    Window,
)
from rsteller_core.config import Chosen, RunConfig, resolve
from rsteller_core.folder import Folder
from rsteller_core.run import run

NOWHERE = Bounds(0.0, 0.0, 0.001, 0.001)

MIDDLE = shapely.box(-80.97, 36.11, -80.965, 36.115)
"""A few patches, made first: what is loaded and compiled once is loaded and compiled then."""

STAGES = thread_clock()


class MapReadBefore(Pbf):
    """The extractor, with its map already indexed."""

    town: ClassVar[OsmFile]

    def __init__(self, options: PbfOptions) -> None:
        super().__init__(options)
        self._map = self.town

    def extract(self, bounds: Bounds, at: datetime | None) -> Iterator[Element | Skipped]:
        with STAGES.stage("map"):
            found = list(super().extract(bounds, at))
        return iter(found)


class TimedLocal(Local):
    def read(self, scene: Scene, windows: Sequence[Window]) -> Iterator[Pixels | Skipped]:
        return STAGES.within("read", super().read(scene, windows))


class TimedTemplate(Template):
    def generate(self, requests: Iterable[Request]) -> Iterator[Answer]:
        return STAGES.within("answers", super().generate(STAGES.within("asking", requests)))


class TimedWebDataset(WebDataset):
    size: ClassVar[int] = 0

    def write(self, folder: Path, shard: int, samples: Iterable[Sample]) -> None:
        with STAGES.stage("write"):
            super().write(folder, shard, self._sized(STAGES.within("samples", samples)))

    def _sized(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        for sample in samples:
            TimedWebDataset.size += len(sample.jpeg)
            yield sample


class Planned:
    """Notes when the plan was there."""

    at = 0.0

    def preparing(self, doing: str, share: float | None) -> None: ...

    def planning(self, scenes: int, patches: int) -> None: ...

    def planned(self, patches: int, done: int) -> None:
        self.at = process_seconds()

    def costs(self, words: str) -> None: ...
    def advanced(self, patches: int) -> None: ...


def config_of(folder: Path, tasks: Sequence[str]) -> RunConfig:
    """The run, with the components that look at the clock."""
    config = resolve(
        {
            "source": {"use": "local", "path": str(folder / "town.tif")},
            "extractor": {"use": "pbf", "path": str(folder / "town.osm.pbf")},
            "llm": {"use": "template"},
            "task": {"use": list(tasks)},
            "sink": {"use": "webdataset"},
        }
    )

    def timed(chosen: Chosen, component: type) -> Chosen:
        return replace(chosen, component=component)

    return replace(
        config,
        source=timed(config.source, TimedLocal),
        extractor=timed(config.extractor, MapReadBefore),
        llms=tuple(timed(chosen, TimedTemplate) for chosen in config.llms),
        sink=timed(config.sink, TimedWebDataset),
    )


def stages(plan: float, total: float) -> dict[str, float]:
    """What each stage took, without the stages inside it; they add up to the total."""
    seen = STAGES.seconds
    own = {
        "map": seen["map"],
        "plan": plan - seen["map"],
        "realise": seen["answers"] - seen["asking"],
        "read": seen["read"],
        "encode": seen["samples"] - seen["read"],
        "tar": seen["write"] - seen["samples"],
    }
    # Prompts, checks and the journal lie on the engine's side of the backend, with little else.
    return {**own, "ask and check": total - sum(own.values())}


def main() -> None:
    folder, clock, planned = Path(sys.argv[1]), Clock(), Planned()
    config = config_of(folder, sys.argv[2:])
    with TemporaryDirectory() as out:
        with clock.stage("import"):
            MapReadBefore.town = OsmFile(folder / "town.osm.pbf", Path(out) / "index")
            list(MapReadBefore.town.within(NOWHERE))
        with clock.stage("start"):
            run(replace(config, query=SceneQuery(MIDDLE)), Folder(Path(out) / "few"), 1, planned)
        STAGES.seconds.clear()
        TimedWebDataset.size = 0
        start = process_seconds()
        with clock.stage("all"):
            summary = run(config, Folder(Path(out) / "town"), 1, planned)
    seconds = {**clock.seconds, **stages(planned.at - start, clock.seconds["all"])}
    report(summary.samples, TimedWebDataset.size, seconds)


if __name__ == "__main__":
    main()
