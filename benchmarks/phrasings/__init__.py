"""Sets of phrasings for `grounding.py`: which slots there are, and what fills them, is said in
`grounding_slots.py`.

Every set but the first was written without a look at the checks. The sets ``tuning_...`` were then
read, and rules were mended for what went wrong with them. What the sets ``measuring_...`` hold was
not read: where a failure on one has to be, it becomes one to tune on, and a new one is written.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType


def sets(use: str) -> list[ModuleType]:
    """The sets for ``tuning`` or for ``measuring``."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [import_module(f"{__name__}.{name}") for name in names if name.startswith(use)]
