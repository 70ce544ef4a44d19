"""Shards in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from rsteller_core.errors import RstellerError
from rsteller_core.shard import Job, run_shards
from rsteller_core.values import ShardReport


def in_processes(
    job: Job, shards: Sequence[int], workers: int, advanced: Callable[[int], None]
) -> Iterator[ShardReport]:
    """Reports of shards that run in processes of their own, as they finish.

    Raises RstellerError where one of them is killed.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _start_worker) as pool:
        under_way: set[Future[ShardReport]] = {
            pool.submit(_run_one, job, shard) for shard in shards
        }
        try:
            while under_way:
                finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in finished:
                    report = future.result()
                    advanced(report.planned)
                    yield report
        except BrokenProcessPool:
            raise RstellerError(
                "a worker process was ended from outside, perhaps for want of memory; nothing is "
                "lost: the same command goes on, with fewer --workers if need be"
            ) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _run_one(job: Job, shard: int) -> ShardReport:
    return next(run_shards(job, [shard]))


def _start_worker() -> None:
    """Leave Ctrl-C to the run, which lets the shards under way finish; die with the run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def _die_with(parent: Any) -> None:  # noqa: ANN401 - the class has no public name
    parent.join()
    os._exit(1)
