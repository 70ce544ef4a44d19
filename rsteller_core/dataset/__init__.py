"""A dataset on disk, as whoever looks at it, counts it, publishes it or trains with it reads it."""

from rsteller_core.dataset.loading import load
from rsteller_core.dataset.reading import Dataset, StoredSample
from rsteller_core.dataset.records import flattened

__all__ = ["Dataset", "StoredSample", "flattened", "load"]
