from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError
from pyproj import Geod

from rsteller_core.plan.sampling import Candidate, sample
from rsteller_core.settings import SamplingOptions

TAGS = ["highway=residential", "highway=primary", "natural=water", "landuse=farmland"]

places = st.builds(
    Candidate,
    patch_id=st.text("abc", min_size=3, max_size=12),
    tag=st.sampled_from(TAGS),
    element=st.sampled_from([f"way/{n}" for n in range(8)]),
    name=st.sampled_from(["", "Main Street", "Mirror Lake"]),
    lon=st.floats(-180, 180),
    lat=st.floats(-89, 89),
)
many = st.lists(places, max_size=60, unique_by=lambda c: c.patch_id)


def taken(candidates: list[Candidate], **options: object) -> list[Candidate]:
    out = sample(candidates, SamplingOptions(**options), seed=1)
    return [c for place, c in enumerate(candidates) if place not in out]


@given(many)
def test_nothing_asked_is_everything_taken(candidates: list[Candidate]) -> None:
    assert taken(candidates) == candidates
    assert not SamplingOptions().active


@given(many, st.integers(1, 4))
def test_caps_hold(candidates: list[Candidate], most: int) -> None:
    elements = Counter(c.element for c in taken(candidates, per_element=most))
    assert all(count <= most for count in elements.values())
    names = Counter(c.name for c in taken(candidates, per_name=most) if c.name)
    assert all(count <= most for count in names.values())
    nameless = [c for c in candidates if not c.name]
    assert [c for c in taken(candidates, per_name=most) if not c.name] == nameless


@given(many, st.floats(0.05, 0.95))
def test_quotas_hold_in_what_is_taken(candidates: list[Candidate], share: float) -> None:
    quota = {"highway=*": share, "natural=water": share}
    left = taken(candidates, quota=quota)
    highways = sum(c.tag.startswith("highway=") for c in left)
    waters = sum(c.tag == "natural=water" for c in left)
    assert highways <= share * len(left) + 1e-9
    assert waters <= share * len(left) + 1e-9
    if not any(c.tag.startswith(("highway=", "natural=")) for c in candidates):
        assert left == candidates


def test_a_quota_leaves_out_no_more_than_it_must() -> None:
    candidates = [
        Candidate(f"p{n}", TAGS[0] if n < 60 else TAGS[3], f"way/{n}", "", n, 0) for n in range(100)
    ]
    left = taken(candidates, quota={"highway=residential": 0.2})
    assert Counter(c.tag for c in left) == {TAGS[0]: 10, TAGS[3]: 40}


@given(many, st.floats(1e3, 3e6))
def test_spacing_holds_across_the_antimeridian_too(
    candidates: list[Candidate], metres: float
) -> None:
    left = taken(candidates, spacing=metres)
    sphere = Geod(a=6_371_008.8, b=6_371_008.8)
    for index, one in enumerate(left):
        for other in left[index + 1 :]:
            assert sphere.inv(one.lon, one.lat, other.lon, other.lat)[2] >= metres * (1 - 1e-9)


def test_keep_is_a_share_and_the_very_tag_goes_before_its_key() -> None:
    candidates = [Candidate(f"p{n}", TAGS[n % 2], f"way/{n}", "", n / 100, 0) for n in range(4000)]
    left = Counter(c.tag for c in taken(candidates, keep={"highway=*": 0, TAGS[0]: 0.25}))
    assert left[TAGS[1]] == 0
    assert left[TAGS[0]] == pytest.approx(500, rel=0.15)


@given(many, st.randoms())
def test_the_choice_depends_on_the_places_not_on_their_order(
    candidates: list[Candidate], random: object
) -> None:
    options = {"per_element": 2, "quota": {"highway=*": 0.5}, "spacing": 5e5}
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert set(taken(candidates, **options)) == set(taken(shuffled, **options))


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep": {"highway": 0.5}},
        {"keep": {"highway=primary": 1.5}},
        {"quota": {"highway=primary": -1}},
        {"per_name": 0},
        {"spacing": -1},
    ],
)
def test_wrong_options(wrong: dict) -> None:
    with pytest.raises(ValidationError):
        SamplingOptions(**wrong)
