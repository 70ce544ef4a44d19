"""A dataset as it is read back: whole, unfinished, damaged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from commands import called
from PIL import Image

from rsteller_core import Dataset, load
from rsteller_core.dataset import StoredSample
from rsteller_core.errors import InputError
from rsteller_core.values import Skipped


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    command = "run --source sample --llm template --workers 1 -o run.shard_size=8 --out"
    assert called(*command.split(), out) == 0
    return out


@pytest.fixture
def out(made: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return shutil.copytree(made, tmp_path / "out")


def test_samples_come_with_their_record_and_their_image(made: Path) -> None:
    samples = list(Dataset(made).samples())
    assert len(samples) == 48
    for sample in samples:
        assert isinstance(sample, StoredSample)
        assert sample.record["metadata"]["patch_id"] == sample.key
        jpeg = sample.jpeg()
        assert (jpeg[:2], jpeg[-2:]) == (b"\xff\xd8", b"\xff\xd9")


def test_one_is_found_by_its_key(made: Path) -> None:
    assert Dataset(made).find("sample_se_00448_00448").record["metadata"]["crs"] == "EPSG:32615"
    with pytest.raises(InputError, match="holds no sample 'nowhere'"):
        Dataset(made).find("nowhere")


def test_an_unfinished_run_says_what_is_missing(out: Path) -> None:
    assert Dataset(out).missing == ()
    (out / "shards" / "train-000003.tar").unlink()
    assert Dataset(out).missing == (3,)
    assert len(list(Dataset(out).samples())) == 40


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.97])
def test_of_a_shard_that_was_cut_what_is_whole_is_read(out: Path, share: float) -> None:
    shard = out / "shards" / "train-000002.tar"
    content = shard.read_bytes()
    shard.write_bytes(content[: int(share * len(content))])
    found = list(Dataset(out).samples())
    assert [thing for thing in found if isinstance(thing, Skipped)] == [
        Skipped("train-000002.tar", "the shard is damaged")
    ]
    assert 40 <= len(found) - 1 <= 48


def test_a_shard_of_something_else_is_left_out(out: Path) -> None:
    (out / "shards" / "train-000000.tar").write_bytes(b"this is no archive" * 100)
    found = list(Dataset(out).samples())
    assert found[0] == Skipped("train-000000.tar", "the shard is damaged")
    assert len(found) == 41


def test_a_folder_without_a_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no dataset"):
        Dataset(tmp_path)


# webdataset 1.0 leaves its last shard to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize("shuffle", [0, 20])
def test_the_pipeline_gives_images_and_records(made: Path, shuffle: int) -> None:
    samples = list(load(made, shuffle=shuffle))
    assert len({sample["__key__"] for sample in samples}) == 48
    for sample in samples:
        assert isinstance(sample["image"], Image.Image)
        assert sample["image"].mode == "RGB"
        assert sample["json"]["annotations"][0]["text"]
    assert len(list(load(made, split="train"))) == 48
    with pytest.raises(InputError, match="holds no shard of the split 'test'"):
        load(made, split="test")


def test_the_run_is_told_by_its_identity(made: Path) -> None:
    run = Dataset(made).run
    assert run["options"]["llm"]["use"] == ["template"]
    assert json.dumps(run)
    assert sum(report["samples"] for report in Dataset(made).reports()) == 48
