"""What tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real imagery and maps that lies beside a checkout; not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("needs the real imagery and maps of ../shared/data")
    return SHARED
