"""A folder of pages on which people look at a dataset: no server, no network."""

from rsteller_core.report.writing import require_plotting, write_report

__all__ = ["require_plotting", "write_report"]
