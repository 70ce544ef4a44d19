"""RSTeller's own loading code, as published, works on what a run writes."""

from __future__ import annotations

import importlib.util

import pytest
import webdataset as wds
from commands import called
from PIL import Image

pytestmark = pytest.mark.filterwarnings(
    # webdataset 1.0 leaves the shard that a loop is broken out of to the garbage collector.
    "ignore:unclosed file:ResourceWarning"
)


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Six shards of the sample place, in brace notation."""
    out = tmp_path_factory.mktemp("demo") / "out"
    command = "run --source sample --llm template --workers 1 -o run.shard_size=8 --out"
    assert called(*command.split(), out) == 0
    return str(out / "shards" / "train-{000000..000005}.tar")


def pipeline(urls: str) -> wds.DataPipeline:
    def first_caption(record: dict) -> str:
        return record["annotations"][0]["text"]

    return wds.DataPipeline(
        wds.SimpleShardList(urls),
        wds.shuffle(100),
        wds.tarfile_to_samples(),
        wds.shuffle(100),
        wds.decode("pil"),
        wds.rename(image="jpg", text="json"),
        wds.map_dict(text=first_caption),
        wds.to_tuple("image", "text"),
    )


def test_the_pipeline_without_torch(shards: str) -> None:
    found = list(pipeline(shards))
    assert len(found) == 48
    for image, text in found:
        assert isinstance(image, Image.Image)
        assert image.size == (448, 448)
        assert len(text.split()) >= 10


def test_the_record_holds_what_rstellers_readers_use(shards: str) -> None:
    samples = wds.DataPipeline(wds.SimpleShardList(shards), wds.tarfile_to_samples(), wds.decode())
    for sample in samples:
        record = sample["json"]
        assert record["metadata"]["patch_id"] == sample["__key__"]
        assert record["metadata"]["image_name"].startswith("sample_")
        for annotation in record["annotations"]:
            assert annotation["task"] in (1, 2, 3)
            assert annotation["text"]
            assert annotation["annotator"] == "rsteller/template"


@pytest.mark.slow
def test_the_whole_snippet_with_webloader(shards: str) -> None:
    if importlib.util.find_spec("torch") is None:
        pytest.skip("needs torch: pip install torch==2.13.0")

    def collate(samples: list[tuple[Image.Image, str]]) -> tuple[list[Image.Image], list[str]]:
        images, texts = zip(*samples, strict=True)
        return list(images), list(texts)

    dataset = pipeline(shards)
    dataset.append(wds.batched(16, collation_fn=collate))
    loader = wds.WebLoader(dataset, batch_size=None, num_workers=2)
    batches = list(loader)
    # Each of the two workers goes through all shards: a simple list is not split.
    assert sum(len(texts) for _, texts in batches) in (48, 96)
    assert all(len(images) == len(texts) for images, texts in batches)
