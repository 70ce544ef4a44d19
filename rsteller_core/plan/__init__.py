"""The plan: every patch and fact sheet a run will caption, before any pixel or token is spent."""

from rsteller_core.plan.few import few
from rsteller_core.plan.making import NO_ELEMENT, PlanRules, make_plan
from rsteller_core.plan.sampling import BY_SAMPLING, Sampling, sampled
from rsteller_core.plan.table import PlanFile, write_plan

__all__ = [
    "BY_SAMPLING",
    "NO_ELEMENT",
    "PlanFile",
    "PlanRules",
    "Sampling",
    "few",
    "make_plan",
    "sampled",
    "write_plan",
]
