"""The command line as it is typed: what it prints, how it ends, how it is stopped and goes on."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from places import Thing, place

from rsteller_core.cli import main

Run = Callable[..., tuple[int, str, str]]
LAKE = {"natural": "water", "water": "lake", "name": "Mirror Lake"}


@pytest.fixture
def rsteller(capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command in this process: its exit code, what it prints and what it complains."""

    def typed(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return typed


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options of a small place with a lake in each of its 36 patches."""
    folder = tmp_path_factory.mktemp("town")
    lakes = [
        Thing(shapely.Point(64 + 128 * i, 64 + 128 * j).buffer(30), LAKE)
        for i in range(6)
        for j in range(6)
    ]
    tif, osm = place(folder, "EPSG:32633", lakes, size=768)
    return (
        f"--source local -o source.path={tif} -o extractor.path={osm} --llm template "
        "-o grid.patch_size=128 -o run.shard_size=8"
    ).split()


def test_a_run_says_what_it_came_to(rsteller: Run, town: list[str], tmp_path: Path) -> None:
    code, out, err = rsteller("run", *town, "--out", tmp_path / "out", "--workers", 1)
    assert code == 0, err
    assert "patches seen      36" in out
    assert "samples written   36 in 5 shards" in out
    assert str(tmp_path / "out") in out
    assert "planned: 36" in err, "plain lines where there is no terminal"


def test_the_same_command_again_does_nothing_twice(
    rsteller: Run, town: list[str], tmp_path: Path
) -> None:
    command = ("run", *town, "--out", tmp_path / "out", "--workers", 1)
    first = rsteller(*command)
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.tar")}
    second = rsteller(*command)
    assert first[:2] == second[:2]
    assert stamps == {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.tar")}


def test_other_options_on_an_old_folder_are_refused(
    rsteller: Run, town: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert rsteller("run", *town, "--out", out, "--workers", 1)[0] == 0
    code, _, err = rsteller("run", *town, "--out", out, "-o", "run.seed=4")
    assert code == 1
    assert "options.run.seed: 0, now 4" in err
    assert "--out" in err


def _bytes(out: Path) -> dict[str, bytes]:
    wanted = [*out.glob("shards/*.tar"), out / "plan.parquet", out / "rejected.jsonl"]
    return {path.name: path.read_bytes() for path in wanted}


def _start(town: list[str], out: Path, workers: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "rsteller_core.cli", "run", *town]
    return subprocess.Popen(
        [*command, "-o", "run.shard_size=2", "--out", str(out), "--workers", str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _when_some_are_done(out: Path, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while not list(out.glob("reports/*.json")) and process.poll() is None:
        assert time.monotonic() < end, "no shard within a minute"
        time.sleep(0.002)


@pytest.fixture(scope="module")
def whole(town: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the run gives when nothing stops it."""
    out = tmp_path_factory.mktemp("whole") / "out"
    process = _start(town, out, 1)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_pulling_the_plug_loses_nothing(
    town: list[str], whole: Path, tmp_path: Path, workers: int, number: signal.Signals
) -> None:
    broken = tmp_path / "broken"
    process = _start(town, broken, workers)
    _when_some_are_done(broken, process)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    if process.returncode == 130:
        assert "the same command goes on from here" in err
        assert "Traceback" not in err
    assert not [path for path in broken.glob("shards/*") if path.suffix != ".tar"] or (
        number == signal.SIGKILL
    )
    again = _start(town, broken, workers)
    _, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert _bytes(broken) == _bytes(whole)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for workers in /proc")
def test_a_worker_that_is_killed_is_told_of(town: list[str], whole: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    process = _start(town, broken, 2)
    _when_some_are_done(broken, process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for child in map(int, children):
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            os.kill(child, signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    if process.returncode:  # else it had done all before
        assert "a worker process was ended from outside" in err
        assert "Traceback" not in err
    again = _start(town, broken, 2)
    _, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert _bytes(broken) == _bytes(whole)


def test_check_stops_after_validation(rsteller: Run, town: list[str], tmp_path: Path) -> None:
    code, out, _ = rsteller("run", *town, "--out", tmp_path / "out", "--check")
    assert (code, out) == (0, "the options are right\n")
    assert not (tmp_path / "out").exists()


def test_plan_stops_before_anything_is_captioned(
    rsteller: Run, town: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code, said, err = rsteller("plan", *town, "--out", out)
    assert code == 0, err
    assert "planned: 36" in err
    assert "patches           36" in said
    assert "rsteller run with the same options goes on" in said
    assert (out / "plan.parquet").exists()
    assert not (out / "shards").exists()
    assert not (out / "journal").exists()
    code, said, err = rsteller("run", *town, "--out", out, "--workers", 1)
    assert code == 0, err
    assert "samples written   36" in said


def test_prompt_prints_what_the_model_gets(rsteller: Run, town: list[str]) -> None:
    code, out, _ = rsteller("prompt", *town, "town_00128_00256")
    assert code == 0
    assert "Mirror Lake" in out
    assert "west" in out
    assert rsteller("prompt", *town, "town_9")[0] == 1


def test_plugins_are_listed(rsteller: Run) -> None:
    code, out, _ = rsteller("plugins")
    assert code == 0
    for name in ("local", "sample", "pbf", "area", "non_area", "revision", "template"):
        assert name in out
    assert "webdataset" in out


def test_sampling_is_told_by_tag(rsteller: Run, town: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    quota = 'sampling.keep={"natural=*" = 0.25}'
    code, printed, err = rsteller("run", *town, "-o", quota, "--out", out, "--workers", 1)
    assert code == 0, err
    told = json.loads((out / "sampling.json").read_text())
    assert told["there"] == {"natural=water": 36}
    kept = told["taken"]["natural=water"]
    assert 0 < kept < 36
    assert "patches seen      36" in printed
    assert f"samples written   {kept} " in printed
    assert f"{36 - kept}  left out by sampling.keep" in printed


def test_the_settings_of_the_engine_are_shown(rsteller: Run) -> None:
    code, out, _ = rsteller("settings")
    assert code == 0
    for option in ("grid.patch_size=INTEGER", "run.seed=INTEGER", "sampling.quota={TEXT = NUMBER"):
        assert f"-o {option}" in out


def test_options_are_shown_as_one_types_them(rsteller: Run) -> None:
    code, out, _ = rsteller("plugins", "show", "source", "local")
    assert code == 0
    assert "-o source.path=" in out
    assert "-o source.gsd=" in out
    assert "-o task.area.min_share=" in rsteller("plugins", "show", "task", "area")[1]


class TestBadInput:
    """Each one a clear sentence, the right exit code, no traceback, nothing half-written."""

    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def refused(self, rsteller: Run, code: int, *words: object) -> str:
        got, out, err = rsteller("run", "--out", "out", "--workers", 1, *words)
        assert (got, out) == (code, ""), err
        assert "Traceback" not in err
        assert not Path("out").exists()
        return err

    def test_a_missing_file(self, rsteller: Run) -> None:
        err = self.refused(rsteller, 2, "--source", "local", "-o", "source.path=nowhere.tif")
        assert "nowhere.tif" in err

    def test_a_missing_map(self, rsteller: Run, town: list[str]) -> None:
        err = self.refused(rsteller, 2, *town, "-o", "extractor.path=nowhere.osm.pbf")
        assert "nowhere.osm.pbf" in err

    def test_an_unknown_name(self, rsteller: Run) -> None:
        assert "did you mean 'local'?" in self.refused(rsteller, 2, "--source", "locl")

    def test_a_wrong_option(self, rsteller: Run, town: list[str]) -> None:
        err = self.refused(rsteller, 2, *town, "-o", "run.sed=3", "-o", "grid.patch_size=0")
        assert "did you mean 'seed'?" in err
        assert "grid.patch_size" in err

    def test_an_unknown_flag(self, rsteller: Run) -> None:
        assert "--sauce" in self.refused(rsteller, 2, "--sauce", "local")

    def test_a_raster_without_crs(self, rsteller: Run, town: list[str], tmp_path: Path) -> None:
        from PIL import Image

        Image.new("RGB", (256, 256)).save(tmp_path / "plain.tif")
        err = self.refused(rsteller, 1, *town, "-o", "source.path=plain.tif")
        assert "plain.tif" in err
        assert "coordinate reference system" in err

    def test_a_truncated_raster(self, rsteller: Run, town: list[str], tmp_path: Path) -> None:
        whole = Path(next(w for w in town if w.startswith("source.path=")).partition("=")[2])
        Path("cut.tif").write_bytes(whole.read_bytes()[:200])
        assert "cut.tif" in self.refused(rsteller, 1, *town, "-o", "source.path=cut.tif")

    @pytest.mark.parametrize("content", [b"", b"garbage", None])
    def test_a_damaged_map(self, rsteller: Run, town: list[str], content: bytes | None) -> None:
        if content is None:
            content = _pbf(town)[:-100]
        Path("cut.osm.pbf").write_bytes(content)
        assert "cut.osm.pbf" in self.refused(rsteller, 1, *town, "-o", "extractor.path=cut.osm.pbf")

    def test_an_area_with_no_imagery(self, rsteller: Run, town: list[str]) -> None:
        err = self.refused(rsteller, 1, *town, "--aoi", "0,0,1,1")
        assert "--aoi 0,0,1,1" in err
        assert "widen" in err

    def test_a_time_with_no_imagery(self, rsteller: Run, town: list[str]) -> None:
        assert "--dates 1999" in self.refused(rsteller, 1, *town, "--dates", "1999")

    def test_no_out(self, rsteller: Run, town: list[str]) -> None:
        code, _, err = rsteller("run", *town)
        assert code == 2
        assert "--out DIR" in err

    def test_an_output_folder_that_is_a_file(self, rsteller: Run, town: list[str]) -> None:
        Path("out").write_text("mine")
        code, _, err = rsteller("run", *town, "--out", "out")
        assert code == 1
        assert "out" in err
        assert Path("out").read_text() == "mine"

    def test_a_full_disk(self, town: list[str]) -> None:
        """A limit on the size of files stands in for the disk's end."""
        command = [sys.executable, "-m", "rsteller_core.cli", "run", *town, "--out", "out"]
        done = subprocess.run(
            [*command, "--workers", "1"],
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=_small_files,
        )
        assert done.returncode == 1, done.stderr
        assert "file too large" in done.stderr
        assert "Traceback" not in done.stderr
        assert not list(Path("out").glob("shards/*.tar"))
        assert not list(Path("out").glob("**/*.partial"))


def _small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))


def _pbf(town: list[str]) -> bytes:
    import osmium

    xml = next(word for word in town if word.startswith("extractor.path=")).partition("=")[2]
    pbf = Path("whole.osm.pbf")
    with osmium.SimpleWriter(str(pbf)) as writer:
        for item in osmium.FileProcessor(xml):
            writer.add(item)
    return pbf.read_bytes()


def test_help_is_quick_and_light() -> None:
    code = (
        "import sys\nfrom rsteller_core.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'shapely', 'rasterio', 'osmium', 'pyarrow', 'pydantic', 'jinja2',"
        " 'torch', 'transformers', 'outlines', 'ee', 'ray'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert json.loads(done.stdout.splitlines()[-1].replace("'", '"')) == []
