"""The command line, called in this process."""

from __future__ import annotations

import pytest

from rsteller_core.cli import main


def called(*words: object) -> int:
    """The exit status of ``rsteller WORDS``."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)
