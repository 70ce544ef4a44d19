"""The sides of the benchmark of the index, each in a process of its own.

python benchmarks/osm_sides.py SIDE MAP.osm.pbf FOLDER

prints one line of JSON. FOLDER is where indexes are kept.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import geopandas
import osmium
import shapely
from measured import Clock
from osm_scenes import elements_within, grid_of, places_of, scenes_round

from rsteller_core import Bounds, Element, OsmFile, Scene, views
from rsteller_core.osm import memory
from rsteller_core.values import Patch

ROUNDS = 7
REFERENCE_PATCHES = 60
"""How many patches of each scene are made the reference's way."""

Figures = dict[str, Any]


def build(path: Path, folder: Path) -> Figures:
    """The index, with all places of nodes in a file, as where there is no memory to spare."""
    memory.memory = lambda: 0
    with peak() as private:
        figures = timed(lambda: OsmFile(path, folder).prepare())
    index = OsmFile(path, folder)
    return {
        **figures,
        "peak_mb": private[0],
        "elements": sum(index.info()["elements"].values()),
        "index_mb": sum(part.stat().st_size for part in index.prepare().iterdir()) / 1e6,
    }


def build_in_memory(path: Path, folder: Path) -> Figures:
    """The index, with the places of nodes where they go by default."""
    with peak() as private:
        figures = timed(lambda: OsmFile(path, folder).prepare())
    return {**figures, "peak_mb": private[0]}


def scan(path: Path, folder: Path) -> Figures:
    """pyosmium reading alone: areas assembled; tags and WKB of everything that has tags."""

    def read() -> None:
        wkb = osmium.geom.WKBFactory()
        made = {"n": wkb.create_point, "w": wkb.create_linestring, "a": wkb.create_multipolygon}
        processor = osmium.FileProcessor(path).with_areas()
        for thing in processor.with_filter(osmium.filter.EmptyTagFilter()):
            dict(thing.tags)
            try:
                made.get(thing.type_str(), id)(thing)
            except (RuntimeError, osmium.InvalidLocationError):
                continue

    return timed(read)


def export(path: Path, folder: Path) -> Figures:
    """``osmium export`` as it is, to nowhere; nothing where osmium-tool is not installed."""
    command = ["osmium", "export", "-f", "geojsonseq", "-O", "-o", "/dev/null", path]
    try:
        return timed(lambda: subprocess.run(command, check=True))
    except FileNotFoundError:
        return {}


def places(path: Path, folder: Path) -> Figures:
    """Where the other sides ask: found here, as that reads the whole map into memory."""
    found = places_of(OsmFile(path, folder))
    (folder / "places.json").write_text(json.dumps(found))
    return {"places": found}


def private(path: Path, folder: Path) -> Figures:
    """What a worker has for itself when it has asked in many places; all else is shared."""
    little = folder / "little.osm.pbf"
    with osmium.SimpleWriter(little, overwrite=True) as writer:
        writer.add(osmium.osm.mutable.Node(id=1, location=(0, 0), tags={"natural": "tree"}))
    # What is loaded once is loaded now, osmium too.
    ask(OsmFile(little, folder), [Bounds(0, 0, 0.001, 0.001)])
    index = OsmFile(path, folder)
    boxes = [_middle(bounds) for _, bounds in _scenes(folder)]
    before = anonymous_mb()
    ask(index, boxes)
    gc.collect()
    return {"private_mb": anonymous_mb() - before}


def query(path: Path, folder: Path) -> Figures:
    """Milliseconds for all elements of a scene, from the index and from an STRtree in memory."""
    index = OsmFile(path, folder)
    boxes = [bounds for _, bounds in _scenes(folder)]
    elements = elements_within(index, Bounds(-180, -90, 180, 90))
    tree = shapely.STRtree([element.geometry for element in elements])

    def of_tree(bounds: Bounds) -> list[Element]:
        found = tree.query(shapely.box(*bounds), predicate="intersects")
        return [elements[number] for number in sorted(found.tolist())]

    ours = [best(lambda b=b: elements_within(index, b)) for b in boxes]
    theirs = [best(lambda b=b: of_tree(b)) for b in boxes]
    for bounds in boxes:
        assert [e.id for e in elements_within(index, bounds)] == [e.id for e in of_tree(bounds)]
    return {
        "index_ms": 1000 * median(ours),
        "strtree_ms": 1000 * median(theirs),
        "elements": median(len(elements_within(index, b)) for b in boxes),
        "ratio": median(our / their for our, their in zip(ours, theirs, strict=True)),
    }


def geometry(path: Path, folder: Path) -> Figures:
    """Patches that hold anything, per CPU-second: their elements in metres, cut, in both ways.

    Ours asks the index once a scene, which is in; theirs has its WKT listed by patch.
    """
    index = OsmFile(path, folder)
    ours, theirs, patches_seen, ratios = Clock(), Clock(), [0, 0], []
    for scene, bounds in _scenes(folder):
        elements = elements_within(index, bounds)
        full = list(_listed(list(grid_of(scene)), elements))
        patches, listed = [patch for patch, _ in full], full[:: 1 + len(full) // REFERENCE_PATCHES]
        both = (ours.seconds["all"], theirs.seconds["all"])
        with ours.stage("all"):
            held = sum(1 for _ in views(scene, patches, elements_within(index, bounds)))
        with theirs.stage("all"):
            for patch, texts in listed:
                reference(scene, patch, texts)
        our, their = ours.seconds["all"] - both[0], theirs.seconds["all"] - both[1]
        patches_seen[0] += held
        patches_seen[1] += len(listed)
        ratios.append((held / our) / (len(listed) / their))
    return {
        "patches_per_cpu_s": patches_seen[0] / ours.seconds["all"],
        "reference_patches_per_cpu_s": patches_seen[1] / theirs.seconds["all"],
        "ratio": median(ratios),
    }


def reference(scene: Scene, patch: Patch, texts: Sequence[Sequence[str]]) -> None:
    """A patch the reference's way: for its task of areas, then for its task of non-areas."""
    square = shapely.box(*patch.bounds)
    for wkt in texts:
        shapes = geopandas.GeoSeries.from_wkt(wkt)
        frame = geopandas.GeoDataFrame({"id": range(len(wkt))}, geometry=shapes, crs="EPSG:4326")
        clipped = frame.to_crs(scene.crs).clip(square)
        clipped["size"] = clipped.geometry.area + clipped.geometry.length
        clipped.to_crs("EPSG:4326")


def _listed(
    patches: Sequence[Patch], elements: Sequence[Element]
) -> Iterator[tuple[Patch, list[list[str]]]]:
    """The patches that hold anything, with the WKT of their areas and of their non-areas."""
    shapes = [element.geometry for element in elements]
    tree, dimensions = shapely.STRtree(shapes), shapely.get_dimensions(shapes)
    for patch in patches:
        found = tree.query(patch.footprint, predicate="intersects")
        areas = dimensions[found] == 2
        texts = [
            [shapely.to_wkt(shapes[n], 7) for n in some] for some in (found[areas], found[~areas])
        ]
        if found.size:
            yield patch, texts


def _scenes(folder: Path) -> Iterator[tuple[Scene, Bounds]]:
    return scenes_round(json.loads((folder / "places.json").read_text()))


def ask(index: OsmFile, boxes: Sequence[Bounds]) -> None:
    for bounds in boxes:
        elements_within(index, bounds)


def _middle(bounds: Bounds) -> Bounds:
    """A tenth of a box, in its middle."""
    west, south, east, north = bounds
    x, y, w, h = (west + east) / 2, (south + north) / 2, (east - west) / 20, (north - south) / 20
    return Bounds(x - w, y - h, x + w, y + h)


def timed(work: Callable[[], object]) -> Figures:
    clock, start = Clock(), time.monotonic()
    with clock.stage("cpu"):
        work()
    return {"cpu_s": clock.seconds["cpu"], "wall_s": time.monotonic() - start}


def best(work: Callable[[], object]) -> float:
    """Seconds: the least of some rounds, as other work disturbs what is short."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


@contextmanager
def peak() -> Iterator[list[float]]:
    """The most private memory in MB, beyond what there was before. Mapped files are not in it."""
    most, done, before = [0.0], threading.Event(), anonymous_mb()

    def watch() -> None:
        while not done.wait(0.02):
            most[0] = max(most[0], anonymous_mb() - before)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        done.set()
        thread.join()


def anonymous_mb() -> float:
    """Memory of this process that is no file's, as Linux tells it."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("this benchmark needs Linux")


SIDES = {
    side.__name__: side
    for side in (build, build_in_memory, scan, export, places, private, query, geometry)
}

if __name__ == "__main__":
    figures = SIDES[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    print(json.dumps(figures))
