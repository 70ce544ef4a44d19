"""The version of rsteller that runs."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version as of_distribution


@cache
def version() -> str:
    """The version of the installed distribution."""
    return of_distribution("rsteller")
