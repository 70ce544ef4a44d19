from __future__ import annotations

import pickle
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rsteller_core.config import GlossaryOptions, resolve
from rsteller_core.errors import ConfigError, InputError
from rsteller_core.identity import differences, run_identity
from rsteller_core.tags import (
    Glossary,
    default_glossary,
    kind,
    kind_names,
    lexicon,
    plural,
)
from rsteller_core.tags.names import names
from rsteller_core.tags.words import _words


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    """A database with the columns of taginfo's that matter, in more than one language."""
    path = tmp_path / "taginfo-wiki.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE wikipages (lang TEXT, key TEXT, value TEXT, title TEXT, description TEXT)"
        )
        database.executemany(
            "INSERT INTO wikipages VALUES (?, ?, ?, ?, ?)",
            [
                ("de", "landuse", "basin", "DE:Tag:landuse=basin", "Ein Becken"),
                ("en", "landuse", "basin", "Tag:landuse=basin", "An artificial\n hollow"),
                ("en", "landuse", None, "Key:landuse", "What land is used for"),
                ("de", "power", "tower", "DE:Tag:power=tower", "Ein Mast"),
                ("en", "ford", "yes", "Tag:ford=yes", ""),
            ],
        )
    return path


def test_descriptions_are_english_or_none(wiki: Path) -> None:
    before = wiki.read_bytes()
    glossary = Glossary.load(wiki)
    assert glossary.description("landuse", "basin") == "An artificial hollow"
    assert glossary.description("landuse", "unheard") == "What land is used for"
    assert glossary.description("power", "tower") is None
    assert glossary.description("ford", "yes") is None
    assert wiki.read_bytes() == before
    assert default_glossary().description("landuse", "basin") is None


def test_a_glossary_goes_to_other_processes(wiki: Path) -> None:
    there = pickle.loads(pickle.dumps(Glossary.load(wiki)))
    assert there.describing({"name": "A", "source": "x"}) == {"name": "A"}
    assert there.description("landuse", "basin") == "An artificial hollow"
    assert there.visibility("building", "house", 1).level == "visible"


def test_own_rows_go_before_ours_and_an_own_drop_list_in_its_place(tmp_path: Path) -> None:
    seen, drop = tmp_path / "seen.toml", tmp_path / "drop.toml"
    seen.write_text('[mine]\n"building=house" = [10, "never", "I see well"]\n', encoding="utf-8")
    drop.write_text('mine = ["name"]\n', encoding="utf-8")
    glossary = Glossary.load(drop=drop, visibility=seen)
    assert glossary.visibility("building", "house", 10).reason == "I see well"
    assert glossary.visibility("building", "house", 11.5).level == "never"
    assert glossary.visibility("building", "garage", 1).level == "visible"
    assert glossary.describing({"name": "A", "height": "3"}) == {"height": "3"}


@pytest.mark.parametrize("content", [None, b"no database at all", b""])
def test_what_is_no_wiki_database_is_said(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "taginfo-wiki.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"is not taginfo's wiki database"):
        Glossary.load(path)
    assert path.exists() == (content is not None)


def test_a_wrong_file_is_said_when_options_are_validated(tmp_path: Path) -> None:
    seen = tmp_path / "seen.toml"
    seen.write_text('[mine]\n"house" = 3\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r'glossary: .*"house" is not a row'):
        resolve({"source": {"use": "sample"}, "glossary": {"visibility": str(seen)}})
    with pytest.raises(ConfigError, match=r"glossary\.wiky: no such option"):
        resolve({"source": {"use": "sample"}, "glossary": {"wiky": "x"}})


def test_the_files_of_a_glossary(tmp_path: Path) -> None:
    assert GlossaryOptions().files == ()
    options = GlossaryOptions(drop=tmp_path / "a", wiki=tmp_path / "b")
    assert options.files == (tmp_path / "b", tmp_path / "a")


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("church", "churches"),
        ("cemetery", "cemeteries"),
        ("driveway", "driveways"),
        ("flight of steps", "flights of steps"),
        ("body of water", "bodies of water"),
        ("row of trees", "rows of trees"),
        ("road under construction", "roads under construction"),
        ("meadow with fruit trees", "meadows with fruit trees"),
        ("waterworks", "waterworks"),
        ("fish pass", "fish passes"),
        ("farmland", "farmland"),
        ("roof", "roofs"),
    ],
)
def test_plural(one: str, several: str) -> None:
    assert plural(one) == several


def test_every_kind_has_a_plural_that_differs_unless_it_cannot_be_counted() -> None:
    same = {name for name in kind_names() if plural(name) == name}
    assert same - names().mass == {"barracks", "waterworks", "torii"} & kind_names()
    for name in kind_names() - same:
        assert not plural(name).endswith(("sss", "ys's", "yes"))
        assert len(plural(name).split()) == len(name.split())


def test_words_stand_for_kinds() -> None:
    words = lexicon()
    assert words["woods"] == {"forest", "woodland"}
    assert "residential road" in words["street"] & words["road"] & words["roads"]
    assert "detached house" in words["house"] & words["houses"] & words["building"]
    assert words["tennis courts"] == {"tennis court"}
    assert "river" in words["body of water"] & words["waterway"]
    assert "forest" not in words["park"]
    assert "stream" not in words["river"]
    assert "river" not in words["road"]
    assert "road" not in words["building"]


def test_the_lexicon_is_made_of_kinds() -> None:
    known = kind_names()
    words = lexicon()
    assert set().union(*words.values()) == known
    assert all(name in words[name.lower()] for name in known)
    assert all(word == word.lower() for word in words)
    assert set(_words()["synonyms"]) <= known
    found = kind({"landuse": "forest"}, "area")
    assert found is not None
    assert found.name in words["woodland"]


def test_own_files_are_part_of_the_run(tmp_path: Path) -> None:
    drop = tmp_path / "drop.toml"
    drop.write_text('mine = ["name"]\n', encoding="utf-8")
    config = resolve({"source": {"use": "sample"}, "glossary": {"drop": str(drop)}})
    before = run_identity(config)
    drop.write_text('mine = ["operator"]\n', encoding="utf-8")
    (told,) = differences(before, run_identity(config))
    assert told.startswith("inputs.")
    assert "drop.toml" in told
