from __future__ import annotations

from pathlib import Path

import pytest

from rsteller_core.plan import PlanFile, write_plan
from rsteller_core.values import Skipped


def test_the_plan_takes_its_name_after_its_scenes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between the two must not leave a plan without its scenes."""
    named: list[str] = []
    replace = Path.replace

    def noting(self: Path, target: Path) -> Path:
        named.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    write_plan([Skipped("a", "why")], tmp_path / "scenes.parquet", tmp_path / "plan.parquet")
    assert named == ["scenes.parquet", "plan.parquet"]
    assert PlanFile(tmp_path / "scenes.parquet", tmp_path / "plan.parquet").left_out == {"why": 1}


def test_a_plan_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def breaks():
        yield Skipped("a", "why")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_plan(breaks(), tmp_path / "scenes.parquet", tmp_path / "plan.parquet")
    assert list(tmp_path.iterdir()) == []
