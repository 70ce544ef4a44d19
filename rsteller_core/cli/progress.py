"""How a run tells of itself: bars in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress as Bars,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from rsteller_core.run import Progress

LINE_EVERY = 10.0
"""Seconds between two plain lines."""


@contextmanager
def progress_of() -> Iterator[Progress]:
    """Bars where stderr is a terminal, plain lines on stderr where it is not."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    with Bars(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as bars:
        yield BarLines(bars)


class PlainLines:
    """A line now and then."""

    def __init__(self) -> None:
        self._said = time.monotonic()
        self._done = self._total = self._before = 0
        self._start = 0.0

    def preparing(self, doing: str, share: float | None) -> None:
        """Say what is done before planning."""
        if self._due():
            click.echo(doing if share is None else f"{doing}: {share:.0%}", err=True)

    def planning(self, scenes: int, patches: int) -> None:
        """Say how planning goes on."""
        if self._due():
            click.echo(f"planning: {scenes:,} scenes, {patches:,} patches so far", err=True)

    def planned(self, patches: int, done: int) -> None:
        """Say what there is to do."""
        self._total, self._done, self._before = patches, done, done
        self._start = time.monotonic()
        again = f", {done:,} done before" if done else ""
        click.echo(f"planned: {patches:,} patches to caption{again}", err=True)

    def costs(self, words: str) -> None:
        """Say what reading will take."""
        click.echo(f"reading will take: {words}", err=True)

    def advanced(self, patches: int) -> None:
        """Say how captioning goes on."""
        self._done += patches
        if self._due():
            rate = (self._done - self._before) / max(time.monotonic() - self._start, 1e-9)
            left = (self._total - self._done) / rate
            click.echo(
                f"captioned {self._done:,} of {self._total:,} patches, {rate:.1f}/s, "
                f"{left / 60:.0f} min left",
                err=True,
            )

    def _due(self) -> bool:
        now = time.monotonic()
        if now - self._said < LINE_EVERY:
            return False
        self._said = now
        return True


class BarLines:
    """A bar for each stage."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._before: TaskID | None = None
        self._stage: TaskID | None = None

    def preparing(self, doing: str, share: float | None) -> None:
        """Say what is done before planning."""
        if self._before is None:
            self._before = self._bars.add_task(doing, rate="")
        done, total = (0, None) if share is None else (int(100 * share), 100)
        self._bars.update(self._before, description=doing, completed=done, total=total)

    def planning(self, scenes: int, patches: int) -> None:
        """Say how planning goes on."""
        if self._before is not None:
            self._bars.remove_task(self._before)
            self._before = None
        if self._stage is None:
            self._stage = self._bars.add_task("planning", total=None, rate="")
        self._bars.update(self._stage, completed=patches, rate=f"{scenes:,} scenes")

    def planned(self, patches: int, done: int) -> None:
        """Say what there is to do."""
        if self._stage is not None:
            self._bars.remove_task(self._stage)
        self._stage = self._bars.add_task("captioning", total=patches, completed=done, rate="")

    def costs(self, words: str) -> None:
        """Say what reading will take."""
        self._bars.console.print(f"reading will take: {words}", highlight=False)

    def advanced(self, patches: int) -> None:
        """Say how captioning goes on."""
        assert self._stage is not None
        self._bars.advance(self._stage, patches)
        speed = self._bars.tasks[-1].speed
        self._bars.update(self._stage, rate=f"{speed:.1f}/s" if speed else "")
