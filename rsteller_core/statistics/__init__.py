"""What a dataset holds, in numbers that are gathered while its samples go by."""

from rsteller_core.statistics.gathering import Statistics, statistics_of
from rsteller_core.statistics.wording import lexical_diversity, wording

__all__ = ["Statistics", "lexical_diversity", "statistics_of", "wording"]
