"""How fast the annotators of a run are: some patches of its plan, asked for in earnest.

The answers go into the journal, so that the run asks none of them again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rsteller_core.captioning import Captioned
from rsteller_core.config import RunConfig
from rsteller_core.folder import Folder
from rsteller_core.journal import Journal
from rsteller_core.plan import PlanFile
from rsteller_core.shard import annotators_of, captioner_of


@dataclass(frozen=True, slots=True)
class Probe:
    """What ``patches`` took, after a first one that is not counted: models are loaded with it.

    ``answers`` are all that came, those that were asked for again included.
    """

    patches: int
    seconds: float
    answers: int
    tokens_in: int
    tokens_out: int

    def seconds_for(self, patches: int) -> float:
        """How long so many patches take at this rate."""
        return self.seconds / self.patches * patches if self.patches else 0.0


def probe(config: RunConfig, folder: Folder, patches: int) -> Probe:
    """Ask for the captions of the first patches of a plan; the folder is locked meanwhile.

    What the journal holds already is not asked again and takes no time: probe a new folder.
    Raises what the annotators raise.
    """
    plan = PlanFile(folder.scenes, folder.plan)
    rows = islice(plan.rows(0), patches + 1) if plan.shards else iter(())
    with folder.locked(), annotators_of(config) as annotators:
        captioner = captioner_of(config, annotators)
        journal = Journal(folder.journal(0))
        try:
            first = islice(rows, 1)
            list(captioner.caption(first, lambda _: journal))
            start = time.monotonic()
            done = captioner.caption(rows, lambda _: journal)
            return _measured(done, start)
        finally:
            journal.close()


def _measured(done: Iterator[Captioned], start: float) -> Probe:
    captioned = list(done)
    return Probe(
        patches=len(captioned),
        seconds=time.monotonic() - start,
        answers=sum(len(one.attempts) for one in captioned),
        tokens_in=sum(one.tokens_in for one in captioned),
        tokens_out=sum(one.tokens_out for one in captioned),
    )
