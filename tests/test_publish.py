"""``rsteller publish``: a folder that others can load, cite and trust."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import geopandas
import pyarrow.parquet as pq
import pytest
import shapely
import webdataset as wds
from commands import called

from rsteller_core.dataset import Dataset, StoredSample
from rsteller_core.publish.card import cell
from rsteller_core.publish.licences import licence_files, on_the_hub

SPLITS = ("--splits", "train=0.6,test=0.4", "--cells", "8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    run = "run --source sample --workers 1 -o run.shard_size=20 -o grid.patch_size=224 --out"
    assert called(*run.split(), str(out)) == 0
    return out


@pytest.fixture(scope="module")
def published(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    destination = tmp_path_factory.mktemp("published") / "town"
    size = ("--shard-size", "25")
    assert called("publish", str(made), str(destination), *SPLITS, *size) == 0
    return destination


def stored(folder: Path) -> dict[str, StoredSample]:
    return {s.key: s for s in Dataset(folder).samples() if isinstance(s, StoredSample)}


def test_shards_have_no_gaps_and_the_samples_of_the_run(made: Path, published: Path) -> None:
    names = [path.name for path in Dataset(published).shards]
    for split in ("train", "test"):
        of = [name for name in names if name.startswith(split)]
        assert of == [f"{split}-{number:06d}.tar" for number in range(len(of))]
    before, after = stored(made), stored(published)
    assert after
    assert set(after) < set(before)
    for key, sample in after.items():
        assert sample.jpeg() == before[key].jpeg()
        split = sample.record["metadata"].pop("split")
        assert sample.record == before[key].record
        assert sample.shard.name.startswith(split)


def test_no_train_and_test_patch_touch(published: Path) -> None:
    index = geopandas.read_parquet(published / "index.parquet")
    train, test = (index[index.split == name].geometry.values for name in ("train", "test"))
    assert len(train)
    assert len(test)
    gap = shapely.STRtree(train).query_nearest(test, return_distance=True)[1].min()
    assert gap > 1e-6


def test_the_index_says_where_each_sample_lies(published: Path) -> None:
    index = geopandas.read_parquet(published / "index.parquet")
    samples = stored(published)
    assert index.crs == "OGC:CRS84"
    assert set(index.key) == set(samples)
    for row in index.itertuples():
        record = samples[row.key].record
        with (published / row.shard).open("rb") as file:
            file.seek(row.offset)
            assert file.read(row.size) == samples[row.key].jpeg()
        footprint = shapely.from_wkt(record["metadata"]["footprint"])
        assert row.geometry.equals(footprint)
        assert row.captions == len(record["annotations"]) == len(row.tasks)
        assert row.acquired.isoformat() == record["metadata"]["acquired"]


def test_the_index_is_geoparquet_with_a_covering(published: Path) -> None:
    table = pq.read_table(published / "index.parquet")
    geo = json.loads(pq.read_metadata(published / "index.parquet").metadata[b"geo"])
    covering = geo["columns"]["geometry"]["covering"]["bbox"]
    assert covering["xmin"] == ["bbox", "xmin"]
    shapes = shapely.from_wkb(table["geometry"].to_numpy(zero_copy_only=False))
    boxes = [list(box.values()) for box in table["bbox"].to_pylist()]
    assert boxes == shapely.bounds(shapes).tolist()
    assert geo["columns"]["geometry"]["bbox"] == shapely.total_bounds(shapes).tolist()


def test_the_tags_are_a_table_of_their_own(published: Path) -> None:
    tags = pq.read_table(published / "tags.parquet").to_pylist()
    told = {(row["sample"], row["element"], row["key"]): row["value"] for row in tags}
    for key, sample in stored(published).items():
        for sheet in sample.record["fact_sheets"]:
            for element in sheet["elements"]:
                for tag, value in element["tags"].items():
                    assert told[key, element["id"], tag] == value


def test_the_card_is_read_by_the_hub(published: Path) -> None:
    yaml = pytest.importorskip("yaml", reason="the card's head is YAML; needs PyYAML")
    text = (published / "README.md").read_text(encoding="utf-8")
    head = yaml.safe_load(text.split("---\n")[1])
    assert head["license"] == ["apache-2.0"]
    assert head["configs"][0]["data_files"] == [
        {"split": "train", "path": "shards/train-*.tar"},
        {"split": "test", "path": "shards/test-*.tar"},
    ]
    assert f"| samples | {len(stored(published))} |" in text
    assert "resolution 8, drawn with seed 0" in text


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_the_loading_code_of_the_card_runs(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (published / "README.md").read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0]
    monkeypatch.chdir(published)
    found: dict[str, object] = {}
    exec(code, found)
    assert isinstance(found["dataset"], wds.WebDataset)
    assert found["image"].size == (224, 224)  # type: ignore[attr-defined]
    assert found["captions"]


def test_the_run_is_told_without_the_makers_paths(made: Path, tmp_path: Path) -> None:
    spoilt = shutil.copytree(made, tmp_path / "out")
    run = json.loads((spoilt / "run.json").read_text())
    run["options"]["source"]["path"] = ["/home/someone/town.tif", "C:\\Users\\someone\\b.tif"]
    run["inputs"] = {"/home/someone/town.tif": "abc"}
    (spoilt / "run.json").write_text(json.dumps(run))
    assert called("publish", str(spoilt), str(tmp_path / "there")) == 0
    told = (tmp_path / "there" / "run.json").read_text()
    assert "someone" not in told
    assert json.loads(told)["options"]["source"]["path"] == ["town.tif", "b.tif"]
    assert json.loads(told)["inputs"] == {"town.tif": "abc"}


def test_licences_and_credits_lie_beside_it(published: Path) -> None:
    assert "Apache License" in (published / "LICENSES" / "Apache-2.0.txt").read_text()
    assert "synthetic imagery" in (published / "NOTICE").read_text()


def test_a_licence_without_a_text_says_so() -> None:
    files = licence_files(["ODbL-1.0", "NGI, terms not stated", "../../etc/passwd"])
    assert "Open Database License" in files["ODbL-1.0.txt"]
    assert "does not come with rsteller" in files["NGI--terms-not-stated.txt"]
    assert not any("/" in name or name.startswith(".") for name in files)
    assert on_the_hub(["ODbL-1.0", "x", "y"]) == ["odbl", "other"]


def test_the_same_command_gives_the_same_bytes(made: Path, published: Path, tmp_path: Path) -> None:
    again = tmp_path / "town"
    assert called("publish", str(made), str(again), *SPLITS, "--shard-size", "25") == 0
    files = sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(published) for p in published.rglob("*") if p.is_file())
    for file in files:
        assert (again / file).read_bytes() == (published / file).read_bytes(), file


def test_what_was_rejected_in_the_gallery_is_left_out(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored(made)
    (gone, _), (less, sample), (bare, other) = list(before.items())[:3]
    marks = {
        gone: {"mark": "reject", "captions": []},
        less: {"mark": "accept", "captions": [sample.record["annotations"][1]["text"]]},
        bare: {"mark": "", "captions": [a["text"] for a in other.record["annotations"]]},
    }
    review = tmp_path / "review.json"
    review.write_text(json.dumps({"format": "rsteller review 1", "marks": marks}))
    there = tmp_path / "there"
    assert called("publish", str(made), str(there), "--review", str(review)) == 0
    assert "left out          2: rejected in the review" in capsys.readouterr().out
    after = stored(there)
    assert set(before) - set(after) == {gone, bare}
    kept = [annotation["text"] for annotation in after[less].record["annotations"]]
    assert sample.record["annotations"][1]["text"] not in kept
    assert sample.record["annotations"][0]["text"] in kept


@pytest.mark.parametrize("text", ["", "[]", '{"marks": {}}', '{"format": "rsteller review 1"}'])
def test_another_file_is_no_review(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    review = tmp_path / "review.json"
    review.write_text(text)
    there = tmp_path / "there"
    assert called("publish", str(made), str(there), "--review", str(review)) == 1
    assert "is no review" in capsys.readouterr().err
    assert not there.exists()


def test_an_unfinished_run_is_not_published_unasked(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = shutil.copytree(made, tmp_path / "out")
    (part / "shards" / "train-000001.tar").unlink()
    there = tmp_path / "there"
    assert called("publish", str(part), str(there)) == 1
    assert "1 of its shards are missing (1)" in capsys.readouterr().err
    assert not there.exists()
    assert called("publish", str(part), str(there), "--unfinished") == 0
    assert len(stored(there)) == len(stored(made)) - 20


def test_a_damaged_shard_is_counted(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = shutil.copytree(made, tmp_path / "out")
    shard = part / "shards" / "train-000000.tar"
    shard.write_bytes(shard.read_bytes()[:300_000])
    assert called("publish", str(part), str(tmp_path / "there")) == 0
    assert "left out          1: the shard is damaged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--splits", "train=2"], 2, "shares above 0 that add up to 1"),
        (["--cells", "99"], 2, "--cells"),
    ],
)
def test_mistakes_are_told(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words, code, message
) -> None:
    assert called("publish", str(made), str(tmp_path / "there"), *words) == code
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_overwritten(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("publish", str(made), str(tmp_path)) == 1
    assert "is there already" in capsys.readouterr().err


def test_text_from_outside_cannot_break_the_card() -> None:
    told = cell("a | b\n# <script>alert(1)</script> `x` **y** [z](http://z)")
    assert not set("|`<>[]*\n") & set(told)
