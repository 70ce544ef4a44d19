"""The plan: every patch and fact sheet a run will caption, before any pixel or token is spent."""

from rsteller_core.plan.few import few
from rsteller_core.plan.making import NO_ELEMENT, TAKEN, PlanRules, make_plan, map_time
from rsteller_core.plan.sampling import BY_SAMPLING, Sampling, sampled
from rsteller_core.plan.table import PlanFile, write_plan

__all__ = [
    "BY_SAMPLING",
    "NO_ELEMENT",
    "TAKEN",
    "PlanFile",
    "PlanRules",
    "Sampling",
    "few",
    "make_plan",
    "map_time",
    "sampled",
    "write_plan",
]
