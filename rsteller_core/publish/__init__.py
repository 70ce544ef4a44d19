"""A folder that is ready to be published, out of a finished run."""

from rsteller_core.publish.publishing import Publication, Published, publish
from rsteller_core.publish.pushing import push, require_hub
from rsteller_core.publish.review import read_review
from rsteller_core.publish.splits import parse_shares

__all__ = [
    "Publication",
    "Published",
    "parse_shares",
    "publish",
    "push",
    "read_review",
    "require_hub",
]
