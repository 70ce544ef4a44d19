"""The plots of the statistics, as SVG for light and for dark pages. Needs the extra ``report``.

One hue for amounts and matplotlib's ``cividis`` for density: both are told apart by colour-blind
people and in print.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import Transformer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COAST = Path(__file__).parent / "assets" / "coast.json"
_THEMES = {
    "light": {"ink": "#1a1a1a", "bar": "#0a5ad6", "line": "#999999"},
    "dark": {"ink": "#e8e8e8", "bar": "#7fb0ff", "line": "#777777"},
}
_KINDS = 20
_CONTEXT = 1_500_000.0  # metres: so that coasts and borders are in the picture
_WORLD = 40.0  # degrees: what is wider is shown on a map of the world
_GRID = (
    ("upper left", "top", "upper right"),
    ("left", "center", "right"),
    ("lower left", "bottom", "lower right"),
)

Theme = Mapping[str, str]
Plot = Callable[["Axes", Theme], None]
Places = Sequence[tuple[float, float]]


def write_plots(numbers: Mapping[str, Any], centres: Places, folder: Path) -> dict[str, str]:
    """Write ``NAME-light.svg`` and ``NAME-dark.svg`` of each plot; returns the names with what
    each shows. ``numbers`` are a dataset's statistics, ``centres`` patches in lon/lat.
    """
    import matplotlib

    matplotlib.use("svg")
    plots = _plots(numbers, centres)
    for theme, colours in _THEMES.items():
        for name, (_, plot) in plots.items():
            _write(folder / f"{name}-{theme}.svg", plot, colours)
    return {name: meaning for name, (meaning, _) in plots.items()}


def _write(path: Path, plot: Plot, theme: Theme) -> None:
    import matplotlib.pyplot as plt

    # Without a salt of its own each file would have other names inside.
    style: dict[Any, Any] = {"svg.hashsalt": path.stem, "svg.fonttype": "none"}
    for inked in ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"):
        style[inked] = theme["ink"]
    with plt.rc_context(style):
        figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
        plot(axes, theme)
        figure.savefig(path, format="svg", transparent=True, metadata={"Date": None})
        plt.close(figure)


def _plots(numbers: Mapping[str, Any], centres: Places) -> dict[str, tuple[str, Plot]]:
    facts = numbers["facts"]
    kinds = dict(list(numbers["kinds"].items())[:_KINDS])
    return {
        "map": ("where on earth the patches are", _map(centres, _CONTEXT)),
        "density": ("how densely the patches lie", _map(centres, 0.0)),
        "kinds": (f"what the patches are about: the {len(kinds)} commonest tags", _bars(kinds)),
        "tasks": ("captions by task and annotator", _bars(_by_task(numbers))),
        "words": ("length of captions in words, by task", _lengths(numbers["words_by_task"])),
        "shares": ("share of the patch that an area covers", _bars(_by_name(facts.get("share")))),
        "positions": ("where in the patch: a skew would show a fault", _cells(facts)),
        "axes": ("which way lines and long areas lie", _bars(facts.get("orientation", {}))),
        "accepted": (
            "captions by the attempt that was accepted, and rejected",
            _bars(_fate(numbers)),
        ),
    }


def _by_task(numbers: Mapping[str, Any]) -> dict[str, int]:
    return {
        f"{task} {annotator}": count
        for task, by_annotator in numbers["captions_by_task_and_annotator"].items()
        for annotator, count in by_annotator.items()
    }


def _by_name(counts: Mapping[str, int] | None) -> dict[str, int]:
    return dict(sorted((counts or {}).items()))


def _fate(numbers: Mapping[str, Any]) -> dict[str, int]:
    attempts = {f"attempt {n}": c for n, c in numbers["accepted_at_attempt"].items()}
    return {**attempts, "rejected": sum(numbers["rejected_by_check"].values())}


def _bars(counts: Mapping[str, int]) -> Plot:
    def plot(axes: Axes, theme: Theme) -> None:
        # matplotlib takes what stands between dollar signs for mathematics.
        names = [name.replace("$", r"\$") for name in counts]
        axes.barh(range(len(names)), list(counts.values()), color=theme["bar"])
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.spines[["top", "right"]].set_visible(False)

    return plot


def _lengths(by_task: Mapping[str, Mapping[str, int]]) -> Plot:
    def plot(axes: Axes, theme: Theme) -> None:
        styles = ("-", "--", ":", "-.")
        for number, (task, counts) in enumerate(by_task.items()):
            total = sum(counts.values())
            words = [int(low) + 5 for low in counts]
            shares = [count / total for count in counts.values()]
            style = styles[number % len(styles)]
            axes.plot(words, shares, style, marker="o", color=theme["bar"], label=f"task {task}")
        axes.set(xlabel="words", ylabel="share of the task's captions")
        if by_task:
            axes.legend(labelcolor=theme["ink"], frameon=False)

    return plot


def _cells(facts: Mapping[str, Mapping[str, int]]) -> Plot:
    counts = facts.get("position", {})

    def plot(axes: Axes, theme: Theme) -> None:
        table = np.array([[counts.get(place, 0) for place in row] for row in _GRID])
        axes.imshow(table, cmap="cividis", vmin=0)
        for (row, column), count in np.ndenumerate(table):
            bright = count > 0.6 * max(table.max(), 1)
            axes.text(column, row, f"{count:,}", ha="center", color="black" if bright else "white")
        axes.set_axis_off()

    return plot


def _map(centres: Places, least: float) -> Plot:
    """At least so many metres from the middle to each side."""

    def plot(axes: Axes, theme: Theme) -> None:
        points = np.array(centres, dtype=float).reshape(-1, 2)
        to_map = _projection(points)
        _draw_coast(axes, to_map, theme)
        if len(points):
            x, y = to_map.transform(*points.T)
            frame = _frame(np.asarray(x), np.asarray(y), least)
            hexes = axes.hexbin(x, y, gridsize=40, mincnt=1, cmap="cividis", extent=frame)
            axes.figure.colorbar(hexes, ax=axes, label="patches", shrink=0.7)
            axes.set(xlim=frame[:2], ylim=frame[2:])
        axes.set_aspect("equal")
        axes.set_axis_off()

    return plot


def _projection(points: np.ndarray[Any, np.dtype[np.float64]]) -> Transformer:
    """Equal areas: of the world, or round the middle of what is smaller."""
    world = "+proj=eqearth"
    if len(points) and np.ptp(points[:, 0]) < _WORLD:
        lon, lat = points.mean(axis=0)
        world = f"+proj=laea +lat_0={lat:.4f} +lon_0={lon:.4f}"
    return Transformer.from_crs("OGC:CRS84", world, always_xy=True)


def _draw_coast(axes: Axes, to_map: Transformer, theme: Theme) -> None:
    for line in json.loads(_COAST.read_text(encoding="ascii")):
        x, y = to_map.transform(np.array(line[::2]) / 10, np.array(line[1::2]) / 10)
        x, y = np.array(x), np.array(y)
        far = ~(np.isfinite(x) & np.isfinite(y))
        x[far] = y[far] = np.nan
        axes.plot(x, y, color=theme["line"], linewidth=0.6)


def _frame(x: Any, y: Any, least: float) -> tuple[float, float, float, float]:  # noqa: ANN401
    """Round all points (arrays of metres), with room."""
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    half = max(0.6 * np.ptp(x), 0.6 * np.ptp(y), least, 500.0)
    return middle_x - half, middle_x + half, middle_y - half, middle_y + half
