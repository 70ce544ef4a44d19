"""Stopping a run in which too much fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rsteller_core.errors import TooManyFailures
from rsteller_core.shard import NODATA, REPEATED

_NO_FAILURES = (NODATA, REPEATED)


class FailureWatch:
    """Stops a run in which too much fails."""

    def __init__(self, allowed: float) -> None:
        self._allowed = allowed
        self._planned = 0
        self._failures: Counter[str] = Counter()

    def add(self, planned: int, skipped: Mapping[str, int]) -> None:
        """Count a shard. Raises TooManyFailures."""
        self._planned += planned
        self._failures.update({why: n for why, n in skipped.items() if why not in _NO_FAILURES})
        failed = self._failures.total()
        if failed > self._allowed * self._planned:
            worst = "; ".join(f"{reason}: {n}" for reason, n in self._failures.most_common(5))
            raise TooManyFailures(
                f"{failed} of {self._planned} patches failed, more than run.max_failures "
                f"({self._allowed:g}) allows: {worst}; raise it to go on all the same"
            )
