"""The default sink: whole shards or none, the same bytes, read by RSTeller's own code."""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import subprocess
import sys
import tarfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simplejpeg
import webdataset as wds
from PIL import Image
from pydantic import ValidationError
from rsteller_webdataset import WebDataset, WebDatasetOptions

from rsteller_core import OutputError, Sample


def sample(number: int) -> Sample:
    rgb = np.full((32, 32, 3), number * 20, np.uint8)
    record = {
        "metadata": {"patch_id": f"scene_{number}", "image_name": "scene"},
        "annotations": [{"task": 1, "text": f"A pond near Łódź, {number}.", "annotator": "a/b"}],
    }
    return Sample(f"scene_{number}", simplejpeg.encode_jpeg(rgb), record)


def sink(**options: str) -> WebDataset:
    return WebDataset(WebDatasetOptions.model_validate(options))


def load(shards: Sequence[Path], *stages: Any) -> list[Any]:
    """What a reader gets. It leaves the closing of its files to the collector of garbage."""
    source = wds.SimpleShardList([str(shard) for shard in shards])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        found = list(wds.DataPipeline(source, wds.tarfile_to_samples(), *stages))
        gc.collect()
    return found


def test_a_shard_lies_where_it_says(tmp_path: Path) -> None:
    sink().write(tmp_path, 12, [sample(1)])
    sink(prefix="val").write(tmp_path, 0, [sample(1)])
    assert sink().path(tmp_path, 12) == tmp_path / "shards" / "train-000012.tar"
    names = sorted(path.name for path in (tmp_path / "shards").iterdir())
    assert names == ["train-000012.tar", "val-000000.tar"]


def test_members_stand_side_by_side_and_tell_nothing_of_the_machine(tmp_path: Path) -> None:
    sink().write(tmp_path, 0, [sample(2), sample(1)])
    with tarfile.open(sink().path(tmp_path, 0)) as tar:
        members = tar.getmembers()
        text = tar.extractfile("scene_2.json").read().decode()  # type: ignore[union-attr]
    names = ["scene_2.jpg", "scene_2.json", "scene_1.jpg", "scene_1.json"]
    assert [member.name for member in members] == names
    told = {(m.mtime, m.uid, m.gid, m.uname, m.gname, m.mode) for m in members}
    assert told == {(0, 0, 0, "rsteller", "rsteller", 0o644)}
    assert json.loads(text) == sample(2).record
    assert "Łódź" in text
    assert '":"' in text


def test_the_same_samples_give_the_same_bytes(tmp_path: Path) -> None:
    for place in ("one", "two"):
        sink().write(tmp_path / place, 3, (sample(number) for number in range(5)))
    one, two = (sink().path(tmp_path / place, 3).read_bytes() for place in ("one", "two"))
    assert one == two


def test_a_long_or_foreign_key_is_kept(tmp_path: Path) -> None:
    keys = ["s" * 180 + "_7", "Łódź_森_1"]
    sink().write(tmp_path, 0, [Sample(key, b"jpeg", {}) for key in keys])
    found = load([sink().path(tmp_path, 0)])
    assert [record["__key__"] for record in found] == keys


@pytest.mark.parametrize("key", ["", "a.b", "a/b"])
def test_a_key_that_readers_would_split_is_a_mistake_of_ours(key: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a key"):
        sink().write(tmp_path, 0, [Sample(key, b"", {})])


def test_what_json_cannot_say_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        sink().write(tmp_path, 0, [Sample("a", b"", {"share": float("nan")})])


def test_a_crash_leaves_nothing(tmp_path: Path) -> None:
    def crashing() -> Iterator[Sample]:
        yield sample(1)
        raise KeyError("half way")

    with pytest.raises(KeyError):
        sink().write(tmp_path, 0, crashing())
    assert list((tmp_path / "shards").iterdir()) == []


def test_a_crash_leaves_the_shard_of_before(tmp_path: Path) -> None:
    sink().write(tmp_path, 0, [sample(1)])
    before = sink().path(tmp_path, 0).read_bytes()
    with pytest.raises(ValueError, match="not a key"):
        sink().write(tmp_path, 0, [sample(2), Sample("a.b", b"", {})])
    assert sink().path(tmp_path, 0).read_bytes() == before


def test_an_empty_shard_is_a_tar(tmp_path: Path) -> None:
    sink().write(tmp_path, 0, [])
    with tarfile.open(sink().path(tmp_path, 0)) as tar:
        assert tar.getmembers() == []


def test_rsteller_s_loading_code_reads_it(tmp_path: Path) -> None:
    for shard in range(2):
        sink().write(tmp_path, shard, [sample(2 * shard), sample(2 * shard + 1)])
    found = load(
        [sink().path(tmp_path, shard) for shard in range(2)],
        wds.decode("pil"),
        wds.rename(image="jpg", text="json"),
        wds.map_dict(text=lambda record: record["annotations"][0]["text"]),
        wds.to_tuple("image", "text"),
    )
    images, texts = zip(*found, strict=True)
    assert [image.size for image in images] == [(32, 32)] * 4
    assert all(isinstance(image, Image.Image) for image in images)
    assert list(texts) == [f"A pond near Łódź, {number}." for number in range(4)]


def test_the_picture_is_written_as_it_came(tmp_path: Path) -> None:
    sink().write(tmp_path, 0, [sample(1)])
    with tarfile.open(sink().path(tmp_path, 0)) as tar:
        file = tar.extractfile("scene_1.jpg")
        assert file is not None
        content = file.read()
    assert content == sample(1).jpeg
    assert Image.open(io.BytesIO(content)).size == (32, 32)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shards").write_text("in the way")
    with pytest.raises(OutputError, match="cannot write"):
        sink().write(tmp_path, 0, [sample(1)])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(OutputError, match="permission denied"):
        sink().write(tmp_path, 0, [sample(1)])


FILLING_UP = """
import resource, signal, sys
from pathlib import Path
from rsteller_core import OutputError, Sample
from rsteller_webdataset import WebDataset, WebDatasetOptions

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
samples = (Sample(str(number), bytes(30_000), {}) for number in range(10))
try:
    WebDataset(WebDatasetOptions()).write(Path(sys.argv[1]), 0, samples)
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs limits on file sizes")
def test_where_no_more_can_be_written_nothing_is_left(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FILLING_UP, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.startswith("cannot write ")
    assert "file too large" in done.stdout
    assert list((tmp_path / "shards").iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    shards = tmp_path / "shards"
    shards.mkdir()
    (shards / ".train-000000.tar.partial").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="no space left on device; free some room"):
        sink().write(tmp_path, 0, [sample(1)])
    assert list(shards.iterdir()) == []


@pytest.mark.parametrize("prefix", ["", "a/b", "a.b", "{a}", "x" * 65])
def test_a_prefix_that_cannot_begin_a_name_is_refused(prefix: str) -> None:
    with pytest.raises(ValidationError, match="letters, digits"):
        sink(prefix=prefix)
