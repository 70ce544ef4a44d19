"""Files of servers, opened in one thread, read in another and closed in a third.

rasterio keeps what its openers open in context variables, and each thread has a context of its own:
without this, a file that another thread opened can be neither read nor closed.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from rasterio import _vsiopener

_SHARED: tuple[tuple[ContextVar[Any], dict[Any, Any]], ...] = (
    (_vsiopener._OPENER_REGISTRY, {}),
    (_vsiopener._OPEN_FILE_EXIT_STACKS, {}),
)


def share_open_files() -> None:
    """Let this thread know what all others have opened; before it opens, reads or closes."""
    for variable, shared in _SHARED:
        own = variable.get(None)
        if own is not shared:
            shared.update(own or {})
            variable.set(shared)
