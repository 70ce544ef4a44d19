from __future__ import annotations

import itertools
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from rsteller_core.errors import InputError
from rsteller_core.tags import (
    VALUE_LENGTH,
    DropList,
    coded_kinds,
    describing,
    is_area,
    is_hidden,
    is_scene_element,
    kind,
    read_drop_list,
)
from rsteller_core.tags.kinds import GEOMETRY_KINDS
from rsteller_core.tags.names import article, caption_name, names
from rsteller_core.tags.table import FOLDER, table

REPOSITORY = Path(__file__).parents[1]


def tags_of(text: str) -> dict[str, str]:
    return dict(tag.split("=") for tag in text.split())


AREAS = """
building=yes
building=house
landuse=farmland
landuse=forest
landuse=residential barrier=fence
natural=water
natural=wood
natural=beach
leisure=pitch sport=tennis
leisure=swimming_pool
leisure=park highway=footway
amenity=parking
amenity=bicycle_parking
tourism=camp_site
man_made=storage_tank
man_made=bridge
power=substation
aeroway=apron
waterway=riverbank
waterway=dam
place=island natural=coastline
area:highway=residential
highway=pedestrian area=yes
highway=services
railway=station
railway=platform
public_transport=platform
barrier=hedge area=yes
historic=castle
shop=supermarket
disused:amenity=school
emergency=fire_water_pond
""".strip().splitlines()

LINES = """
highway=residential
highway=residential junction=roundabout
highway=pedestrian
highway=service emergency=yes
highway=footway area=no landuse=grass
building=yes area=no
building=no
barrier=fence
barrier=wall
barrier=city_wall
natural=cliff
natural=coastline
natural=tree_row
natural=ridge
leisure=track
man_made=pier
man_made=embankment
waterway=stream
waterway=river
power=line
railway=rail
aeroway=taxiway
golf=hole
piste:type=downhill
boundary=administrative
name=Elsewhere
source=survey
""".strip().splitlines()

KINDS = """
area | a building | building=yes
area | a building | building=convent
area | a house | building=house
area | a detached house | building=detached building:levels=2
area | an apartment building | building=apartments
area | a church | building=church amenity=place_of_worship religion=christian
area | a mosque | building=yes amenity=place_of_worship religion=muslim
area | a Buddhist temple | amenity=place_of_worship religion=buddhist
area | a school | building=school amenity=school
area | a school building | building=school
area | a university | amenity=university
area | a supermarket | building=retail shop=supermarket
area | a DIY store | shop=doityourself
area | a butcher's shop | shop=butcher
area | a carpenter's workshop | craft=carpenter
area | a fast-food restaurant | amenity=fast_food
area | a gas station | building=roof amenity=fuel
area | a parking lot | amenity=parking parking=surface
area | an underground parking garage | amenity=parking parking=underground
area | a tennis court | leisure=pitch sport=tennis
area | a sports pitch | leisure=pitch sport=tennis;basketball
area | a soccer field | sport=soccer leisure=pitch surface=grass
area | a sports track | leisure=track
area | a swimming pool | leisure=swimming_pool
area | a park | leisure=park natural=wood
area | woodland | leisure=nature_reserve natural=wood
area | woodland | natural=wood
area | a forest | landuse=forest
area | farmland | landuse=farmland crop=wheat
area | farmland | landuse=field
area | grass | landuse=grass
area | scrub | natural=scrub
area | a meadow | landuse=meadow
area | an allotment site | landuse=allotments
area | a body of water | natural=water
area | a reservoir | natural=water landuse=reservoir
area | a lake | natural=water water=lake name=Loch
area | a river | natural=water water=river
area | a river | waterway=riverbank
area | a dock | waterway=dock
area | a marsh | natural=wetland wetland=marsh
area | shrubbery | natural=shrubbery
area | an industrial area | landuse=industrial
area | a quarry | landuse=quarry
area | a pedestrian area | highway=pedestrian area=yes
area | a service road area | highway=service area=yes
area | a road area | highway=residential area=yes
area | a solar farm | power=plant plant:source=solar plant:method=photovoltaic
area | a storage tank | man_made=oil_tank
area | a castle | historic=castle tourism=attraction
area | an aerodrome | aeroway=aerodrome
area | an airport terminal | aeroway=terminal building=no
area | an RV park | tourism=caravan_site
line | a residential road | highway=residential
line | an unclassified road | highway=unclassified
line | a track | highway=track tracktype=grade5
line | a service road | highway=service
line | a driveway | highway=service service=driveway
line | a motorway link road | highway=motorway_link
line | a footpath | highway=footway
line | a sidewalk | highway=footway footway=sidewalk
line | a shared cycle and foot path | highway=path bicycle=designated foot=designated
line | a cycle path | highway=cycleway railway=abandoned
line | an abandoned railway | railway=abandoned
line | a flight of steps | highway=steps
line | a road under construction | highway=construction construction=primary
line | a railway track | railway=rail
line | an intermittent stream | waterway=stream intermittent=yes
line | a stream | waterway=stream intermittent=no
line | a drainage channel | waterway=drain
line | a canal | waterway=aqueduct
line | a fence | barrier=wood_fence
line | a hedge | barrier=hedge
line | a row of trees | natural=tree_row
line | a power line | power=line voltage=110000
line | a runway | aeroway=runway
line | a J-bar lift | aerialway=j-bar
point | a tree | natural=tree
point | a wind turbine | power=generator generator:source=wind
point | a peak | natural=peak
point | a crossing | highway=crossing
""".strip().splitlines()

NOTHING = """
area | name=Somewhere
area | addr:street=Hauptstrasse addr:housenumber=4
area | area=yes
area | type=multipolygon
area | building=no
area | building=collapsed
area | natural=yes
area | amenity=bogus
area | boundary=administrative admin_level=8
area | demolished:building=yes
area | disused:amenity=school
area | place=locality name=Corner
line | highway=proposed
line | highway=abandoned
line | railway=razed
line | boundary=administrative
line | leisure=pitch
line | addr:interpolation=even
point | internet_access=wlan
""".strip().splitlines()

NO_SCENE_ELEMENTS = """
boundary=administrative admin_level=8 name=Vaduz
leisure=nature_reserve boundary=protected_area
place=city admin_level=4
source=survey created_by=Potlatch
name=Somewhere
addr:housenumber=4
highway=proposed
""".strip().splitlines()


@pytest.mark.parametrize("text", AREAS)
def test_area(text):
    assert is_area(tags_of(text))


@pytest.mark.parametrize("text", LINES)
def test_line(text):
    assert not is_area(tags_of(text))


@pytest.mark.parametrize("case", KINDS)
def test_kind(case):
    geometry, phrase, text = case.split(" | ")
    tags = tags_of(text)
    found = kind(tags, geometry)
    assert found is not None
    assert found.phrase == phrase
    assert found.countable == phrase.startswith(("a ", "an "))
    assert set(found.tags) <= set(tags.items())
    assert found.key in text.split()
    assert is_scene_element(tags)


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_says_what_it_is(case):
    geometry, text = case.split(" | ")
    assert kind(tags_of(text), geometry) is None


@pytest.mark.parametrize("text", NO_SCENE_ELEMENTS)
def test_no_scene_element(text):
    assert not is_scene_element(tags_of(text))


@pytest.mark.parametrize("case", KINDS)
def test_order_of_tags_does_not_matter(case):
    geometry, _, text = case.split(" | ")
    tags = tags_of(text)
    found = {kind(dict(several), geometry) for several in itertools.permutations(tags.items())}
    assert len(found) == 1


def test_the_chief_tag_comes_first():
    found = kind({"sport": "tennis", "leisure": "pitch"}, "area")
    assert found is not None
    assert found.key == "leisure=pitch"
    assert found.tags == (("leisure", "pitch"), ("sport", "tennis"))


def finished_names() -> set[str]:
    silent = names().silent
    schema = {caption_name(preset.name) for preset in table().presets if preset.name not in silent}
    return schema | {preset.name for preset in names().extra}


def test_names_are_nouns_that_fit_into_a_sentence():
    for name in finished_names():
        assert not set(name) & set("/&()_=,:;"), name
        assert name == " ".join(name.split()), name
        assert not name.endswith(" feature"), name
        shouting = [word for word in name.split() if word != word.lower()]
        assert all(word.isupper() or word[1:] == word[1:].lower() for word in shouting), name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("unclassified road", "an"),
        ("university", "a"),
        ("urologist's practice", "a"),
        ("RV park", "an"),
        ("house", "a"),
        ("island", "an"),
        ("utility pole", "a"),
        ("farmland", ""),
    ],
)
def test_article(name, expected):
    assert article(name) == expected


def test_every_entry_of_names_toml_names_something():
    known = names()
    schema = {preset.name for preset in table().presets}
    assert set(known.renamed) <= schema
    assert known.silent <= schema
    assert known.mass <= finished_names()


def test_table_is_what_the_script_makes(shared_data, tmp_path):
    script = REPOSITORY / "scripts" / "build_tag_table.py"
    if not script.is_file():
        pytest.skip("needs scripts/build_tag_table.py of the repository")
    made = tmp_path / "table.json"
    subprocess.run([sys.executable, script, shared_data / "tags", made], check=True)
    assert made.read_bytes() == (FOLDER / "table.json").read_bytes()


def test_licence_of_the_table_is_beside_it():
    assert "Copyright (c) iD Contributors" in (FOLDER / "ISC-LICENSE").read_text(encoding="utf-8")


KEPT = {
    "highway": "residential",
    "name": "Gänsegasse",
    "surface": "asphalt",
    "addr:street": "Gänsegasse",
    "operator": "Gemeinde",
    "NHD:FType": "StreamRiver",
    "name:left": "Rechte Gasse",
    "refitted": "1999",
}

DROPPED_KEYS = """
    tiger:cfcc tiger:name_base gnis:feature_id NHD:ComID source source:geometry building:source
    created_by ref ref:whc nat_ref addr:housenumber addr:postcode addr:flats wikidata
    brand:wikidata wikipedia wikipedia:en phone website contact:phone email url name:de name:en
    name:zh-Hans name:sr_Latn name:gsw alt_name:fr old_name:ru fixme FIXME note note:de odbl
    import_uuid attribution check_date opening_hours fax type area fid osmarender:renderName
    """
DROPPED = dict.fromkeys(DROPPED_KEYS.split(), "x")


def test_what_no_model_is_shown():
    kept = {key: value for key, value in KEPT.items() if key != "refitted"}
    assert describing(KEPT | DROPPED) == kept


@pytest.mark.parametrize(
    ("county", "plain"),
    [
        ("Baltimore, MD", "Baltimore, MD"),
        ("Baltimore, MD:Carroll, MD", "Baltimore, MD; Carroll, MD"),
        ("Baltimore, MD; Carroll, MD;", "Baltimore, MD; Carroll, MD"),
    ],
)
def test_counties_are_set_apart(county, plain):
    assert describing({"tiger:county": county}) == {"tiger:county": plain}


@pytest.mark.parametrize(
    "name", ["Kahnawà:ke", "Čačak", "東京駅", "می‌خواهم", "क्‍ष", "O'Brien & Söhne"]
)
def test_names_in_any_script_stay(name):
    assert describing({"name": name}) == {"name": name}


def test_values_are_made_safe_to_quote():
    shown = describing(
        {"name": "A\x00\x1b[31m\u202eB\n\nC\u2028D\U000e0041 ", "description": "x" * 10_000}
    )
    assert shown == {"name": "A [31m B C D", "description": "x" * VALUE_LENGTH}
    assert describing({"name": "\x00 \n", "\x07": "bell", "so\nurce": "x"}) == {"so urce": "x"}


def test_own_drop_list(tmp_path):
    path = tmp_path / "drop.toml"
    path.write_text('mine = ["name*", "operator"]\nkeep = ["name:left"]\n', encoding="utf-8")
    shown = describing(KEPT, read_drop_list(path))
    assert set(KEPT) - set(shown) == {"name", "operator"}
    assert describing(KEPT, DropList([])) == KEPT


@pytest.mark.parametrize("text", ["drop = 3", "drop = [3]", "drop = [", None])
def test_bad_drop_list(tmp_path, text):
    path = tmp_path / "drop.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"drop\.toml"):
        read_drop_list(path)


KEYS = st.one_of(
    st.sampled_from(sorted({key for preset in table().presets for key in preset.tags})),
    st.sampled_from(sorted(KEPT | DROPPED)),
    st.text(max_size=20),
)
VALUES = st.one_of(
    st.sampled_from(sorted({v for preset in table().presets for v in preset.tags.values()})),
    st.text(max_size=400),
)
TAGS = st.dictionaries(KEYS, VALUES, max_size=8)


@given(TAGS)
def test_any_tags_at_all(tags):
    is_area(tags)
    found = [kind(tags, geometry) for geometry in GEOMETRY_KINDS]
    if "boundary" not in tags and "admin_level" not in tags:
        assert is_scene_element(tags) == any(found)
    for each in filter(None, found):
        assert set(each.tags) <= set(tags.items())


@given(TAGS)
def test_what_is_dropped_never_comes_back(tags):
    shown = describing(tags)
    assert not set(shown) & set(DROPPED)
    assert describing(shown) == shown
    for text in itertools.chain(shown, shown.values()):
        assert 0 < len(text) <= VALUE_LENGTH
        assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in text)


@pytest.mark.parametrize(
    ("tags", "hidden"),
    [
        ({"highway": "secondary", "tunnel": "yes"}, True),
        ({"waterway": "stream", "tunnel": "culvert"}, True),
        ({"highway": "secondary", "tunnel": "no"}, False),
        ({"highway": "footway", "covered": "yes"}, True),
        ({"amenity": "parking", "parking": "underground"}, True),
        ({"amenity": "parking", "parking": "surface"}, False),
        ({"man_made": "pipeline", "location": "underground"}, True),
        ({"man_made": "pipeline", "location": "overground"}, False),
        ({"highway": "corridor", "indoor": "yes"}, True),
        ({"highway": "secondary", "layer": "-1"}, False),
    ],
)
def test_what_is_out_of_sight(tags, hidden):
    assert is_hidden(tags) is hidden
    (code,), kinds = coded_kinds([tags], [1])
    assert (kinds[code] is None) is (hidden or kind(tags, "line") is None)
