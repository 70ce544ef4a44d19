from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from shapely import box

from rsteller_core.plan import PlanFile, few, write_plan
from rsteller_core.values import Bounds, Patch, PlanRow, Skipped, Window


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


def test_a_preview_takes_few_and_makes_no_more_than_it_looks_at():
    made = count()

    def rows():
        for number in made:
            yield PlanRow(number, 0, patch(f"p{number}"), ())

    def patch(name):
        where = Bounds(0, 0, 1, 1)
        return Patch(name, "s", Window(0, 0, 1, 1), where, box(*where), (1, 0, 0, 1))

    found = list(few(rows(), 5, 1, 2))
    assert next(made) == 200
    assert [row.number for row in found] == [0, 1, 2, 3, 4]
    assert [row.shard for row in found] == [0, 0, 1, 1, 2]
    places = [int(row.patch.patch_id[1:]) for row in found]
    assert places == sorted(places)
    assert max(places) > 20
