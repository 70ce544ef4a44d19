"""The plan: every patch and fact sheet a run will caption, before any pixel or token is spent."""

from rsteller_core.plan.making import NO_ELEMENT, PlanRules, make_plan
from rsteller_core.plan.table import PlanFile, write_plan

__all__ = ["NO_ELEMENT", "PlanFile", "PlanRules", "make_plan", "write_plan"]
