"""How a side is measured, in a process of its own: CPU time by stage, and peak memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

PATCH = 448
QUALITY = 90


def process_seconds() -> float:
    """CPU seconds of all threads of this process and of its children."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Clock:
    """CPU seconds by stage."""

    def __init__(self, now: Callable[[], float] = process_seconds) -> None:
        self._now = now
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """What goes on inside belongs to this stage."""
        start = self._now()
        try:
            yield
        finally:
            self.seconds[name] += self._now() - start

    def within(self, name: str, things: Iterable[T]) -> Iterator[T]:
        """The same things; the making of each belongs to this stage."""
        iterator = iter(things)
        while True:
            with self.stage(name):
                try:
                    thing = next(iterator)
                except StopIteration:
                    return
            yield thing


def thread_clock() -> Clock:
    """A clock for stages that run beside each other in threads."""
    return Clock(time.thread_time)


def report(patches: int, jpeg_bytes: int, seconds: dict[str, float]) -> None:
    """Tell the process that asked, as one line."""
    figures = {
        "patches": patches,
        "jpeg_kb": jpeg_bytes / patches / 1000,
        "peak_mb": peak_bytes() / 1e6,
        "seconds": seconds,
    }
    print(json.dumps(figures))


def peak_bytes() -> int:
    """The most memory of this process, on Linux without what its parent held when it started it."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    for line in lines:
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    # Linux counts in kB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
