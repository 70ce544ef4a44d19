"""The pages of ``rsteller report`` in a real browser; needs the extra ``test-publish``, and
Chromium with its driver.
"""

from __future__ import annotations

import copy
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import called

from rsteller_core.dataset import Dataset, StoredSample
from rsteller_core.plugins import find
from rsteller_core.values import Sample

# What the libraries that draw and drive warn of is theirs.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

NASTY = '</script><img src=x onerror="document.title=1"> \u202egnp.exe \x07 {{ 7*7 }}'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    assert called("run", "--source", "sample", "--workers", "1", "--out", str(out)) == 0
    return out


def wide(made: Path, out: Path, many: int) -> Path:
    """A dataset of so many samples: those of the sample place, again and again, spread out."""
    samples = [s for s in Dataset(made).samples() if isinstance(s, StoredSample)]
    component = find("sink", "webdataset")
    sink = component(component.options_model())

    def copies(first: int, last: int) -> Iterator[Sample]:
        for number in range(first, last):
            sample = samples[number % len(samples)]
            record = copy.deepcopy(dict(sample.record))
            key = record["metadata"]["patch_id"] = f"{sample.key}_{number:06d}"
            if number == 7:
                record["annotations"][0]["text"] = NASTY
                record["fact_sheets"][0]["elements"][0]["tags"]["note"] = NASTY
            yield Sample(key, sample.jpeg(), record)

    for shard in range(many // 1000):
        sink.write(out, shard, copies(1000 * shard, 1000 * (shard + 1)))
    return out


@pytest.fixture
def browser() -> Iterator[object]:
    selenium = pytest.importorskip("selenium.webdriver", reason="needs the extra test-publish")
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("needs Chromium and its driver (Debian: chromium, chromium-driver)")
    options = selenium.ChromeOptions()
    for word in (
        *("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run"),
        *("disable-background-networking", "disable-component-update", "disable-sync"),
        "window-size=1300,1600",
    ):
        options.add_argument(f"--{word}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = selenium.ChromeService(shutil.which("chromedriver"))
    driver = selenium.Chrome(options=options, service=service)
    driver.implicitly_wait(5)
    yield driver
    errors = [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    driver.quit()
    assert errors == []


def opened(browser, report: Path) -> None:
    browser.get((report / "index.html").as_uri())
    browser.find_element("css selector", "#sample .caption")


def until(holds: Callable[[], object]) -> None:
    """Wait for what the page does when it has loaded what it needs."""
    deadline = time.monotonic() + 20
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert holds()


def found(browser, selector: str):
    return browser.find_elements("css selector", selector)


def test_the_gallery_of_the_sample_place(made: Path, browser) -> None:
    assert called("report", str(made)) == 0
    opened(browser, made / "report")
    assert len(found(browser, ".patch img")) == 48
    assert "48 of 48 samples" in found(browser, "#stated")[0].text
    assert found(browser, "#sample path")
    mark = found(browser, "#sample .caption mark")[0]
    browser.execute_script("arguments[0].dispatchEvent(new Event('mouseenter'))", mark)
    assert len(found(browser, ".facts li.lit")) == 1
    assert found(browser, "#sample path.lit")
    before = found(browser, "#sample .about td")[1].text
    found(browser, "body")[0].send_keys("\ue014")  # the right arrow key
    second = found(browser, ".patch")[1].get_attribute("data-key")
    assert second != before
    until(lambda: found(browser, "#sample .about td")[1].text == second)
    assert "You write captions" in found(browser, "details pre")[0].get_attribute("textContent")


def test_filters_and_marks(made: Path, browser) -> None:
    assert called("report", str(made)) == 0
    opened(browser, made / "report")
    select = found(browser, "select[name=kind]")[0]
    browser.execute_script(
        "arguments[0].value = 'river'; arguments[0].dispatchEvent(new Event('input',"
        "{bubbles: true}))",
        select,
    )
    until(lambda: 0 < len(found(browser, ".patch")) < 48)
    browser.implicitly_wait(0)
    found(browser, "input[name=text]")[0].send_keys("no such words anywhere")
    until(lambda: not found(browser, ".patch"))
    until(lambda: "No patch is like that" in found(browser, "#sample")[0].text)
    found(browser, "input[name=text]")[0].send_keys("\ue009a\ue000\ue017")  # all, delete
    until(lambda: found(browser, "button.mark"))
    found(browser, "button.mark")[1].click()
    until(lambda: found(browser, ".patch.reject"))
    stored = browser.execute_script("return JSON.stringify(marks)")
    assert [entry["mark"] for entry in json.loads(stored).values()] == ["reject"]


def test_ten_thousand_samples_are_shown_in_pages(made: Path, tmp_path: Path, browser) -> None:
    out = wide(made, tmp_path / "wide", 10_000)
    assert called("report", str(out), "--to", str(tmp_path / "report")) == 0
    opened(browser, tmp_path / "report")
    start = time.monotonic()
    opened(browser, tmp_path / "report")
    print("seconds to open:", time.monotonic() - start)
    assert len(found(browser, ".patch")) == 60
    assert "1 to 60 of 10000" in found(browser, "#where")[0].text
    found(browser, "#after")[0].click()
    until(lambda: "61 to 120" in found(browser, "#where")[0].text)


def test_text_from_outside_acts_as_nothing(made: Path, tmp_path: Path, browser) -> None:
    out = wide(made, tmp_path / "wide", 1_000)
    assert called("report", str(out), "--to", str(tmp_path / "report"), "--samples", "1000") == 0
    opened(browser, tmp_path / "report")
    found(browser, "input[name=text]")[0].send_keys("onerror")
    until(lambda: len(found(browser, ".patch")) == 1)
    first = "#sample .caption span"
    until(lambda: found(browser, first)[0].get_attribute("textContent") == NASTY)
    assert browser.title != "1"
    assert not found(browser, "img[src=x]")


def test_a_part_is_stated(made: Path, tmp_path: Path, browser) -> None:
    part = shutil.copytree(made, tmp_path / "out", ignore=shutil.ignore_patterns("report"))
    (part / "shards" / "train-000000.tar").write_bytes(
        (made / "shards" / "train-000000.tar").read_bytes()[:900_000]
    )
    assert called("report", str(part), "--samples", "5") == 0
    opened(browser, part / "report")
    stated = found(browser, "#stated")[0].text
    assert stated.startswith("5 of ")
    assert "drawn by chance from each task and kind" in stated
    assert "1 could not be read" in stated


def test_the_report_of_a_real_place(shared_data: Path, tmp_path: Path, browser) -> None:
    out = tmp_path / "swellendam"
    words = (
        *("--source", "local", "-o", "grid.patch_size=128", "--workers", "1"),
        *("-o", f"source.path={shared_data / 'swellendam_za_3420B_2010_328_RGB_2.5m_4326.tif'}"),
        *("-o", f"extractor.path={shared_data / 'swellendam_za_osm.osm.pbf'}"),
    )
    assert called("run", *words, "--out", str(out)) == 0
    assert called("report", str(out)) == 0
    opened(browser, out / "report")
    samples = len(list(Dataset(out).samples()))
    assert len(found(browser, ".patch img")) == min(samples, 60) > 10
    assert found(browser, "#sample path")


def test_a_preview_is_a_handful_with_its_pages(
    tmp_path: Path, browser, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "preview"
    words = ("--source", "sample", "--out", str(out))
    assert called("preview", *words, "--patches", "5") == 0
    opened(browser, out / "report")
    assert len(found(browser, ".patch img")) == 5
    assert called("run", *words) == 1
    assert "preview: 5, now nothing" in capsys.readouterr().err
    assert called("preview", *words, "--patches", "5") == 0


def test_the_statistics_have_their_plots(made: Path, browser) -> None:
    assert called("report", str(made)) == 0
    browser.get((made / "report" / "statistics.html").as_uri())
    plots = found(browser, ".plots img")
    assert len(plots) == 9
    for plot in plots:
        assert browser.execute_script("return arguments[0].naturalWidth", plot) > 100
    for theme in ("light", "dark"):
        assert len(list((made / "report" / "plots").glob(f"*-{theme}.svg"))) == 9
    assert "mtld" in browser.page_source
