"""What a sink promises."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rsteller_core.errors import OutputError
from rsteller_core.interfaces import Sink
from rsteller_core.testing.component import ComponentContract, anew
from rsteller_core.testing.fakes import make_samples
from rsteller_core.values import Sample


def files_in(folder: Path) -> dict[str, bytes]:
    """Everything that lies in a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class _Broken(Exception):
    """What the engine may raise while its samples are written."""


def _breaking(samples: Sequence[Sample]) -> Iterator[Sample]:
    yield from samples
    raise _Broken


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """A disk on which no file can grow over ``room`` bytes; POSIX only."""
    resource = pytest.importorskip("resource", reason="needs POSIX limits")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class SinkContract(ComponentContract):
    """Define ``component``."""

    @pytest.fixture
    def samples(self) -> list[Sample]:
        """What is written."""
        return make_samples(5)

    def test_every_shard_has_its_place(self, component: Sink[Any], tmp_path: Path) -> None:
        """In the folder, the same every time."""
        paths = [component.path(tmp_path, shard) for shard in (0, 1, 99_999, 1_000_000)]
        assert len(set(paths)) == len(paths)
        assert all(path.is_relative_to(tmp_path) for path in paths)
        assert [anew(component).path(tmp_path, n) for n in (0, 1, 99_999, 1_000_000)] == paths

    def test_a_shard_is_written_to_its_place(
        self, component: Sink[Any], samples: list[Sample], tmp_path: Path
    ) -> None:
        """And nothing else is left, but what belongs to the shard."""
        component.write(tmp_path, 3, iter(samples))
        assert component.path(tmp_path, 3).exists()
        assert not component.path(tmp_path, 4).exists()
        assert [name for name in files_in(tmp_path) if name.rpartition("/")[2][0] in ".~"] == []

    def test_the_samples_are_in_it(
        self, component: Sink[Any], samples: list[Sample], tmp_path: Path
    ) -> None:
        """More samples are more bytes."""
        component.write(tmp_path / "all", 0, samples)
        component.write(tmp_path / "one", 0, samples[:1])
        whole, one = (files_in(tmp_path / folder) for folder in ("all", "one"))
        kept = sum(len(sample.jpeg) for sample in samples[1:])
        assert _size(whole) - _size(one) >= kept // 2

    def test_the_same_samples_are_the_same_bytes(
        self, component: Sink[Any], samples: list[Sample], tmp_path: Path
    ) -> None:
        """Wherever, whenever and by whomever they are written."""
        component.write(tmp_path / "here", 0, samples)
        anew(component).write(tmp_path / "there", 0, iter(samples))
        assert files_in(tmp_path / "here") == files_in(tmp_path / "there")

    def test_the_order_is_kept(
        self, component: Sink[Any], samples: list[Sample], tmp_path: Path
    ) -> None:
        """It is the plan's."""
        component.write(tmp_path / "here", 0, samples)
        component.write(tmp_path / "there", 0, samples[::-1])
        assert files_in(tmp_path / "here") != files_in(tmp_path / "there")

    def test_a_shard_without_samples_is_a_shard(self, component: Sink[Any], tmp_path: Path) -> None:
        """Every caption of it may have been rejected; it is done all the same."""
        component.write(tmp_path, 0, [])
        assert component.path(tmp_path, 0).exists()

    def test_a_shard_that_breaks_off_leaves_nothing(
        self, component: Sink[Any], samples: list[Sample], tmp_path: Path
    ) -> None:
        """A name on disk means a whole file; the error is the caller's own."""
        with pytest.raises(_Broken):
            component.write(tmp_path, 0, _breaking(samples))
        assert not component.path(tmp_path, 0).exists()
        assert files_in(tmp_path) == {}

    def test_a_shard_that_breaks_off_spares_the_one_before(
        self, component: Sink[Any], samples: list[Sample], tmp_path: Path
    ) -> None:
        """What was whole stays whole."""
        component.write(tmp_path, 0, samples)
        before = files_in(tmp_path)
        with pytest.raises(_Broken):
            component.write(tmp_path, 0, _breaking(samples[:2]))
        assert files_in(tmp_path) == before

    def test_a_shard_can_be_written_again(
        self, component: Sink[Any], samples: list[Sample], tmp_path: Path
    ) -> None:
        """As after a crash between the shard and its report."""
        component.write(tmp_path, 0, samples)
        before = files_in(tmp_path)
        component.write(tmp_path, 0, samples)
        assert files_in(tmp_path) == before

    def test_a_folder_that_cannot_be_one_is_an_output_error(
        self, component: Sink[Any], samples: list[Sample], tmp_path: Path
    ) -> None:
        """Said in words, not as the system's error."""
        (tmp_path / "file").touch()
        with pytest.raises(OutputError):
            component.write(tmp_path / "file", 0, samples)

    def test_a_full_disk_is_an_output_error(
        self, component: Sink[Any], samples: list[Sample], tmp_path: Path
    ) -> None:
        """And leaves nothing behind."""
        with full_disk(room=1000), pytest.raises(OutputError) as raised:
            component.write(tmp_path, 0, samples)
        assert errno.errorcode[errno.EFBIG] not in str(raised.value)
        assert not component.path(tmp_path, 0).exists()
        assert files_in(tmp_path) == {}


def _size(files: dict[str, bytes]) -> int:
    return sum(map(len, files.values()))
