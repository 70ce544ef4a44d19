"""What a dataset holds, in numbers that are gathered while its samples go by."""

from rsteller_core.statistics.gathering import Statistics, statistics_of
from rsteller_core.statistics.wording import wording

__all__ = ["Statistics", "statistics_of", "wording"]
