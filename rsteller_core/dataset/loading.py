"""A dataset as training code reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rsteller_core.dataset.reading import Dataset
from rsteller_core.errors import InputError


def load(folder: Path | str, *, split: str | None = None, shuffle: int = 0) -> Any:  # noqa: ANN401
    """A webdataset pipeline over a folder's shards: dictionaries with ``__key__``, ``image`` (PIL,
    RGB) and ``json`` (the whole record).

    ``split`` takes the shards of one split of a published folder (``train``); ``shuffle`` is the
    size of the buffer in which samples are shuffled, and shards with them. Needs Pillow. Raises
    InputError where there is no such shard.
    """
    import webdataset as wds

    shards = [str(path) for path in Dataset(Path(folder)).shards if _is_of(path, split)]
    if not shards:
        raise InputError(f"{folder} holds no shard{f' of the split {split!r}' if split else ''}")
    stages: list[Any] = [wds.SimpleShardList(shards)]
    stages += [wds.shuffle(len(shards))] if shuffle else []
    stages += [wds.split_by_node, wds.split_by_worker, wds.tarfile_to_samples()]
    stages += [wds.shuffle(shuffle)] if shuffle else []
    return wds.DataPipeline(*stages, wds.decode("pilrgb"), wds.rename(image="jpg"))


def _is_of(path: Path, split: str | None) -> bool:
    return split is None or path.name.startswith(f"{split}-")
