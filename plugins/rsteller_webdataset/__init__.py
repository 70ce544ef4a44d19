"""The default sink: tar shards that every WebDataset reader loads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from rsteller_core import Options, Sample, Sink, hookimpl, written_aside


class WebDatasetOptions(Options):
    """How the shards are named."""

    prefix: str = Field("train", description="what the names of the shards begin with")

    @field_validator("prefix")
    @classmethod
    def _is_a_plain_name(cls, prefix: str) -> str:
        # A dot would hide the shard, a brace or a slash would break the lists that readers take.
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", prefix):
            raise ValueError(
                f"{prefix!r} cannot begin a file name; use up to 64 letters, digits, - and _"
            )
        return prefix


class WebDataset(Sink[WebDatasetOptions]):
    """Shards ``shards/train-000012.tar`` with ``<key>.jpg`` and ``<key>.json`` of each sample.

    The bytes depend on the samples alone: no times, users or machines are in the archive.
    """

    name = "webdataset"
    summary = "tar shards with <patch_id>.jpg and <patch_id>.json"

    def path(self, folder: Path, shard: int) -> Path:
        """Where this shard lies when it is whole."""
        return folder / "shards" / f"{self.options.prefix}-{shard:06d}.tar"

    def write(self, folder: Path, shard: int, samples: Iterable[Sample]) -> None:
        """Write a shard, whole or not at all. Raises OutputError."""
        with written_aside(self.path(folder, shard)) as aside:
            _pack(aside, samples)


def _pack(path: Path, samples: Iterable[Sample]) -> None:
    # Loads numpy and more: only when a shard is written.
    from webdataset import TarWriter

    # The PAX format, because the names of scenes can be longer than the plain one holds.
    fixed = {"mtime": 0, "user": "rsteller", "group": "rsteller", "mode": 0o644}
    with (
        path.open("wb") as file,
        TarWriter(file, encoder=False, format="PAX_FORMAT", **fixed) as tar,
    ):
        for member in _members(samples):
            tar.write(member)


def _members(samples: Iterable[Sample]) -> Iterator[dict[str, str | bytes]]:
    for sample in samples:
        # Readers split a name at its first dot and look for folders at its slashes.
        if not sample.key or {".", "/"} & set(sample.key):
            raise ValueError(f"not a key that a sample can have: {sample.key!r}")
        yield {"__key__": sample.key, "jpg": sample.jpeg, "json": _json(sample)}


def _json(sample: Sample) -> bytes:
    text = json.dumps(sample.record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


@hookimpl
def rsteller_sinks() -> Sequence[type[Sink[Any]]]:
    """The sink ``webdataset``."""
    return (WebDataset,)
