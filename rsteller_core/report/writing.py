"""Writing the pages: a gallery whose data lie in files of their own, and the statistics."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rsteller_core.dataset import Dataset, StoredSample
from rsteller_core.errors import MissingExtra
from rsteller_core.folder import folder_written_aside
from rsteller_core.report.choosing import chosen
from rsteller_core.report.plotting import write_plots
from rsteller_core.report.prompts import PromptsOfRun
from rsteller_core.report.telling import told
from rsteller_core.statistics import Statistics, lexical_diversity, statistics_of
from rsteller_core.tags import default_glossary

_ASSETS = Path(__file__).parent / "assets"
_PAGE = 100
"""Samples in a file of the gallery's data."""


@dataclass(slots=True)
class _Gallery:
    """What the pages need to know of all samples shown."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def write_report(source: Path, destination: Path, most: int) -> Statistics:
    """Write the report on a dataset, of which at most so many samples are shown in the gallery.

    The folder is written aside and takes its name when it is whole, in place of an older one.
    Raises InputError where there is no dataset, OutputError where the folder cannot be written,
    MissingExtra where what draws the plots is not installed.
    """
    require_plotting()
    dataset = Dataset(source)
    with folder_written_aside(destination) as aside:
        for name in ("images", "data", "plots"):
            (aside / name).mkdir()
        statistics = statistics_of(dataset)
        gallery, heads = _write_gallery(dataset, aside, most)
        _write_pages(dataset, aside, gallery, heads, statistics)
        shutil.rmtree(destination, ignore_errors=True)
    return statistics


def _write_gallery(dataset: Dataset, folder: Path, most: int) -> tuple[_Gallery, Mapping[str, str]]:
    keys = chosen(_readable(dataset), most)
    rejections = _rejections(dataset, keys)
    prompts, glossary = PromptsOfRun(dataset.run), default_glossary()
    gallery = _Gallery()
    page: list[dict[str, Any]] = []
    for sample in _readable(dataset):
        if keys is not None and sample.key not in keys:
            continue
        refused = rejections.get(sample.key, ())
        number = len(gallery.entries) // _PAGE
        page.append(told(sample, refused, prompts.tails(sample.record), glossary))
        gallery.entries.append(_entry(sample.record, page[-1], number, refused))
        texts = (annotation["text"] for annotation in sample.record["annotations"])
        gallery.texts.append("\n".join(texts).lower())
        (folder / "images" / f"{sample.key}.jpg").write_bytes(sample.jpeg())
        if len(page) == _PAGE:
            _write_page(folder, number, page)
            page = []
    if page:
        _write_page(folder, len(gallery.entries) // _PAGE, page)
    return gallery, prompts.heads()


def _readable(dataset: Dataset) -> Iterator[StoredSample]:
    return (sample for sample in dataset.samples() if isinstance(sample, StoredSample))


def _rejections(
    dataset: Dataset, keys: frozenset[str] | None
) -> Mapping[str, list[Mapping[str, Any]]]:
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for report in dataset.reports():
        for rejection in report["rejections"]:
            if keys is None or rejection["patch_id"] in keys:
                found[rejection["patch_id"]].append(rejection)
    return found


def _entry(
    record: Mapping[str, Any],
    shown: Mapping[str, Any],
    page: int,
    refused: Iterable[Mapping[str, Any]],
) -> dict[str, Any]:
    """What a sample is found by."""
    kinds = [
        fact["value"]["name"]
        for sheet in record.get("fact_sheets", ())
        for fact in sheet["facts"]
        if fact["kind"] == "kind"
    ]
    return {
        "key": shown["key"],
        "page": page,
        "task": [str(caption["task"]) for caption in shown["captions"]],
        "annotator": [caption["annotator"] for caption in shown["captions"]],
        "kind": kinds,
        "check": [o["check"] for rejection in refused for o in rejection["objections"]],
    }


def _write_page(folder: Path, number: int, page: list[dict[str, Any]]) -> None:
    _write_script(folder / "data" / f"page-{number:04d}.js", "page", number, page)


def _write_script(path: Path, call: str, *arguments: object) -> None:
    """A file that hands JSON to the page. Nothing in it can end the script or a line."""
    text = ", ".join(json.dumps(argument, ensure_ascii=True) for argument in arguments)
    path.write_text(f"rsteller.{call}({text});\n", encoding="ascii")


def _write_pages(
    dataset: Dataset,
    folder: Path,
    gallery: _Gallery,
    heads: Mapping[str, str],
    statistics: Statistics,
) -> None:
    _write_script(
        folder / "data" / "index.js", "index", {"samples": gallery.entries, "heads": heads}
    )
    _write_script(folder / "data" / "texts.js", "texts", gallery.texts)
    environment = Environment(
        loader=FileSystemLoader(_ASSETS), undefined=StrictUndefined, autoescape=True
    )
    told_of = {
        "name": dataset.root.resolve().name,
        "stated": _stated(dataset, len(gallery.entries), statistics),
        "style": Markup(_asset("style.css")),
        "script": Markup(_asset("gallery.js")),
    }
    page = environment.get_template("gallery.html").render(told_of)
    (folder / "index.html").write_text(page, encoding="utf-8")
    numbers: dict[str, Any] = statistics.to_json()
    page = environment.get_template("statistics.html").render(
        told_of,
        rows=[*_rows(numbers), *lexical_diversity(statistics.texts.kept).items()],
        plots=write_plots(numbers, statistics.centres.kept, folder / "plots"),
        tables=_tables(numbers),
    )
    (folder / "statistics.html").write_text(page, encoding="utf-8")


def _rows(numbers: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The attribute table."""
    yield "patches planned", f"{numbers['patches_planned']:,}"
    yield "samples", f"{numbers['samples']:,}"
    yield "captions", f"{numbers['captions']:,}"
    yield "meters per pixel", " to ".join(f"{gsd:g}" for gsd in dict.fromkeys(numbers["gsd"]))
    yield "west, south, east, north", ", ".join(f"{degree:.4f}" for degree in numbers["bounds"])
    yield "acquired", " to ".join(numbers["acquired"])
    for credit in (*numbers["imagery"], *numbers["map"]):
        yield "made from", f"{credit['attribution']}; {credit['licence']}"
    yield "tokens in, out", f"{numbers['tokens_in']:,}, {numbers['tokens_out']:,}"
    yield "seconds of work on shards", f"{numbers['seconds']:,}"
    yield from numbers["wording"].items()


def _tables(numbers: Mapping[str, Any]) -> dict[str, Mapping[str, float]]:
    return {
        "Patches left out, by reason": numbers["patches_skipped"],
        "Captions rejected, by check": numbers["rejected_by_check"],
        **{
            f"Captions of {who}, by when they were accepted": counts
            for who, counts in numbers["outcomes_by_annotator"].items()
        },
        "Answers objected to, by check": {
            check: row["count"] for check, row in numbers["quality"]["objections"].items()
        },
        "False statements of 1,000, over all answers": {
            of: row["false_per_thousand"] for of, row in numbers["quality"]["statements"].items()
        },
        "Kinds": numbers["kinds"],
        "Shapes": numbers["facts"].get("shape", {}),
        "Could not be read": numbers["unreadable"],
    }


def require_plotting() -> None:
    """Raises MissingExtra where the extra ``report`` is not installed."""
    missing = [name for name in ("matplotlib", "lexicalrichness") if not find_spec(name)]
    if missing:
        wanted = " and ".join(missing)
        raise MissingExtra(f"a report needs {wanted}: pip install 'rsteller[report]'")


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _stated(dataset: Dataset, shown: int, statistics: Statistics) -> str:
    """What is shown of what there is."""
    told_of = f"{shown:,} of {statistics.samples:,} samples"
    if shown < statistics.samples:
        told_of += ", drawn by chance from each task and kind"
    if dataset.missing:
        told_of += f"; the run is not finished: {len(dataset.missing):,} shards are missing"
    if statistics.unreadable:
        told_of += f"; {statistics.unreadable.total():,} could not be read"
    return told_of + ". Arrow keys go from one to the next."
