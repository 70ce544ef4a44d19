"""No more requests at a time than Earth Engine takes from a project, whatever the workers."""

from __future__ import annotations

import getpass
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ALLOWED = 40
"""Requests at a time that Earth Engine takes from a project, unless it has granted more."""
WAIT = 0.05


@contextmanager
def slot(project: str) -> Iterator[None]:
    """One of the places that all processes of a user on this machine share; waits for a free one.

    Each place is a locked file, which the system unlocks if its process dies.
    """
    from filelock import FileLock, Timeout

    folder = Path(tempfile.gettempdir()) / f"rsteller-gee-{getpass.getuser()}"
    folder.mkdir(exist_ok=True)
    first = random.randrange(ALLOWED)
    while True:
        for number in range(ALLOWED):
            lock = FileLock(folder / f"{project}-{(first + number) % ALLOWED}.lock")
            try:
                lock.acquire(blocking=False)
            except Timeout:
                continue
            try:
                yield
            finally:
                lock.release()
            return
        time.sleep(WAIT)
