"""The first sentence: what the thing is, and where."""

from __future__ import annotations

from rsteller_template.subject import Subject
from rsteller_template.words import Draw, sentence, the, with_article

# What a pattern needs beyond the noun phrase ({np}) says which tuple it stands in.
_AREA_PLACE_SHARE = (
    "{np} {covers} {share} of the image {here}",
    "{where}, {np} {covers} {share} of the {view}",
    "the image shows {np} {here}, where it {covers} {share} of the {view}",
    "{np} lies {where} and {covers} {share} of the {view}",
    "{seen}, {np} {covers} {share} of the {view}, lying {here}",
    "{share} of the image is taken up by {np} {here}",
)
_AREA_PLACE = (
    "{np} lies {where}",
    "{np} can be seen {where}",
    "{where} lies {np}",
    "{where}, there is {np}",
    "the image shows {np} {here}",
    "{seen}, {np} lies {where}",
    "this view from above shows {np} {here}",
)
_AREA_SHARE = (
    "{np} {covers} {share} of the image",
    "{seen}, {np} {covers} {share} of the {view}",
    "{share} of the image is taken up by {np}",
)
_LINE_COURSE = (
    "{np} {runs} from {start} to {end} of the image",
    "from {start} to {end} of the image runs {np}",
    "the image shows {np} running from {start} to {end}",
    "{seen}, {np} {runs} from {start} to {end} of the {view}",
    "this view from above shows {np}, which {runs} from {start} to {end} of the {view}",
)
_LINE_PLACE = (
    "{np} {runs} through {part} of the image",
    "{where}, {np} comes into view",
    "{where} runs {np}",
    "the image shows {np} {here}",
    "{seen}, {np} {runs} through {part} of the {view}",
)
_BARE = (
    "the image shows {np}",
    "this view from above shows {np}",
    "{seen}, {np} can be made out",
    "{np} can be seen in this image",
)


ANOTHER = "another"

# With these a caption begins, and no later sentence.
_FIRST = ("the image shows", "this view", "{seen}")


def opening(
    subject: Subject, draw: Draw, adjective: str, begins: bool = True
) -> tuple[str, frozenset[str]]:
    """The first sentence on a thing, and which facts it tells. ``adjective`` goes before the noun;
    ``begins``: with it the caption begins. As the adjective, 'another' takes the article's place.
    """
    patterns, told = _patterns(subject, draw)
    if not begins:
        patterns = tuple(text for text in patterns if not text.startswith(_FIRST)) or patterns
    text = draw.pick(*patterns).format(
        np=noun_phrase(subject, draw, adjective),
        covers=draw.pick("covers", "takes up", "occupies", "fills"),
        runs=draw.pick("runs", "extends", "stretches"),
        share=subject.share,
        start=subject.start,
        end=subject.end,
        view=draw.pick("scene", "frame", "picture"),
        seen=draw.pick("seen from above", "viewed from overhead", "from above"),
        **_places(subject, draw),
    )
    return sentence(text, begins_with=subject.name), told


def _patterns(subject: Subject, draw: Draw) -> tuple[tuple[str, ...], frozenset[str]]:
    if subject.is_line:
        if subject.start and subject.end and draw.chance(0.8):
            return _LINE_COURSE, frozenset(("course", "place"))
        return (_LINE_PLACE, frozenset(("place",))) if subject.place else (_BARE, frozenset())
    if subject.place:
        if subject.share and draw.chance(0.6):
            return _AREA_PLACE_SHARE, frozenset(("place", "share"))
        return _AREA_PLACE, frozenset(("place",))
    return (_AREA_SHARE, frozenset(("share",))) if subject.share else (_BARE, frozenset())


def noun_phrase(subject: Subject, draw: Draw, adjective: str) -> str:
    """'a rectangular park named Alder Green'; a name that says the kind stands alone."""
    name = subject.name
    if adjective == ANOTHER and not name:
        return f"{ANOTHER} {subject.noun if subject.countable else f'area of {subject.noun}'}"
    adjective = "" if adjective == ANOTHER else adjective
    if says_kind(name, subject.noun) or (
        not adjective and _ends_alike(name, subject.noun) and draw.chance(0.5)
    ):
        return name
    if subject.countable:
        phrase = with_article(f"{adjective} {subject.noun}" if adjective else subject.noun)
    elif adjective or name or draw.chance(0.4):
        phrase = f"{with_article(f'{adjective} area'.strip())} of {subject.noun}"
    else:
        phrase = subject.noun
    return f"{phrase} {draw.pick('named', 'called')} {name}" if name else phrase


def says_kind(name: str, noun: str) -> bool:
    """Whether the name begins or ends with the kind: 'River Avon', 'Hillcrest Cemetery'."""
    words = f" {name.casefold()} "
    return words.startswith(f" {noun.casefold()} ") or words.endswith(f" {noun.casefold()} ")


def _ends_alike(name: str, noun: str) -> bool:
    return bool(name) and name.casefold().split()[-1:] == noun.casefold().split()[-1:]


def _places(subject: Subject, draw: Draw) -> dict[str, str]:
    """``part`` is 'the upper left part', ``here`` 'in the upper left', ``where`` of the image."""
    place = subject.place
    if place in ("top", "bottom") and draw.chance(0.6):
        return {"part": f"the {place}", "here": f"at the {place}", "where": _of_image("at", place)}
    if place in ("left", "right") and draw.chance(0.6):
        side = f"{place} side"
        return {"part": f"the {side}", "here": f"on the {side}", "where": _of_image("on", side)}
    if place == "center":
        part = place
    elif subject.compass and draw.chance(0.25):
        part = subject.compass
    else:
        part = f"{place} part" if " " not in place else draw.pick(place, f"{place} part")
    return {"part": the(part), "here": f"in {the(part)}", "where": _of_image("in", part)}


def _of_image(preposition: str, part: str) -> str:
    return f"{preposition} {the(part)} of the image"
