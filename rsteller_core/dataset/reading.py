"""Samples out of the shards of a folder, one after the other: memory holds one record."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rsteller_core.dataset.records import restored
from rsteller_core.errors import InputError
from rsteller_core.folder import Folder
from rsteller_core.plan import PlanFile
from rsteller_core.values import Skipped

_NUMBER = re.compile(r"-(\d+)\.tar$")
DAMAGED = "the shard is damaged"
NO_IMAGE = "the sample has no image"
NO_RECORD = "the sample's record is not JSON"


@dataclass(frozen=True, slots=True)
class StoredSample:
    """A sample where it lies: its record, and which bytes of its shard are its image.

    ``offset`` and ``size`` are those of the JPEG in ``shard``, in bytes.
    """

    key: str
    record: Mapping[str, Any]
    shard: Path
    offset: int
    size: int

    def jpeg(self) -> bytes:
        """The image's bytes, read now."""
        with self.shard.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.size)


class Dataset:
    """The shards of a run's folder, or of a published one. Raises InputError where there is none.

    A run that is not finished can be read: ``missing`` says what is not there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shards = tuple(sorted((root / "shards").glob("*.tar")))
        if not self.shards and not Folder(root).plan.exists():
            raise InputError(f"{root} holds no dataset: there is neither a plan nor a shard in it")

    @property
    def run(self) -> Mapping[str, Any]:
        """The run's identity; empty where there is none."""
        path = Folder(self.root).run
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the shards that are planned and not there yet."""
        folder = Folder(self.root)
        if not folder.plan.exists():
            return ()
        there = {int(found[1]) for path in self.shards if (found := _NUMBER.search(path.name))}
        planned = PlanFile(folder.scenes, folder.plan).shards
        return tuple(number for number in range(planned) if number not in there)

    def reports(self) -> Iterator[Mapping[str, Any]]:
        """What became of each finished shard, with its ``rejections``."""
        for path in sorted(Folder(self.root).report(0).parent.glob("*.json")):
            yield json.loads(path.read_text(encoding="utf-8"))

    def samples(self) -> Iterator[StoredSample | Skipped]:
        """All samples in the order of the shards; what cannot be read comes as Skipped."""
        for shard in self.shards:
            yield from _samples(shard)

    def find(self, key: str) -> StoredSample:
        """The sample of this key (its patch id). Raises InputError where there is none."""
        for sample in self.samples():
            if isinstance(sample, StoredSample) and sample.key == key:
                return sample
        raise InputError(f"{self.root} holds no sample {key!r}")


def _samples(shard: Path) -> Iterator[StoredSample | Skipped]:
    image: tuple[str, int, int] | None = None
    try:
        with tarfile.open(shard, "r:") as tar:
            while (member := tar.next()) is not None:
                tar.members = []  # type: ignore[attr-defined]  # else it keeps all that it has passed
                key, _, suffix = member.name.partition(".")
                if suffix == "jpg":
                    image = (key, member.offset_data, member.size)
                elif suffix == "json":
                    yield _sample(shard, key, image, _read(tar, member))
            whole = _ends_at(shard, tar.offset)
    except (tarfile.TarError, OSError):
        whole = False
    if not whole:
        yield Skipped(shard.name, DAMAGED)


def _ends_at(shard: Path, offset: int) -> bool:
    """Whether the archive is closed there. Python takes whatever is no header for the end."""
    with shard.open("rb") as file:
        file.seek(offset)
        return file.read(tarfile.BLOCKSIZE) == bytes(tarfile.BLOCKSIZE)


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read() if file else b""


def _sample(
    shard: Path, key: str, image: tuple[str, int, int] | None, text: bytes
) -> StoredSample | Skipped:
    if image is None or image[0] != key:
        return Skipped(key, NO_IMAGE)
    try:
        record = restored(json.loads(text))
    except (ValueError, AttributeError):
        return Skipped(key, NO_RECORD)
    return StoredSample(key, record, shard, *image[1:])
