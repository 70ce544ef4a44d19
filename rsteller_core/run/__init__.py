"""A run: its identity, its plan, its shards, and going on where it was stopped."""

from rsteller_core.run.planning import plan_of
from rsteller_core.run.progress import Progress
from rsteller_core.run.running import Summary, prepare, run

__all__ = ["Progress", "Summary", "plan_of", "prepare", "run"]
