"""How things lie to one another, what is counted, and what covers the most ground, in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rsteller_core import Fact, spoken_share
from rsteller_template.openings import says_kind
from rsteller_template.predicates import Predicate
from rsteller_template.subject import Subject
from rsteller_template.words import Draw, number, the, with_article

# relation -> (of an area or a point, of a line): predicates of 'it' with the other thing.
_LYING: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "beside": (("lies beside {}", "lies next to {}"), ("runs beside {}", "passes beside {}")),
    "inside": (("lies inside {}", "lies within {}"), ("lies inside {}", "runs within {}")),
    "contains": (("contains {}",), ("contains {}",)),
    "crosses": (("is crossed by {}",), ("crosses {}", "cuts across {}")),
    "parallel": (("lies parallel to {}",), ("runs parallel to {}", "is parallel to {}")),
    "between": (("lies between {}", "is set between {}"), ("runs between {}",)),
    "along the edge of": (
        ("lies along the edge of {}",),
        ("runs along the edge of {}", "follows the edge of {}"),
    ),
}
_OTHER = "other "
_BOTH_WAYS = frozenset(("beside", "crosses", "parallel"))
_CONVERSE = {"inside": "contains", "contains": "inside"}


class Telling:
    """What has been said so far in a caption: which things are known, which relations told."""

    def __init__(self, draw: Draw, subjects: Sequence[Subject], counts: Sequence[Fact]) -> None:
        self._draw = draw
        self._to_come = {subject.id for subject in subjects}
        values: list[Any] = [fact.value for fact in counts]
        self._counted = {value["kind"] for value in values}
        self._known: dict[str | None, Subject] = {}
        self._mentioned: defaultdict[str, set[str | None]] = defaultdict(set)
        self._named: set[str] = set()
        self._told: set[tuple[str, str | None, str | None]] = set()

    def is_another(self, subject: Subject) -> bool:
        """Whether another thing of this kind was spoken of."""
        return bool(self._mentioned[subject.noun] - {subject.id})

    def introduce(self, subject: Subject) -> None:
        """From now on this thing can be spoken of as 'the'."""
        self._known[subject.id] = subject
        self._to_come.discard(subject.id)
        self._mentioned[subject.noun].add(subject.id)
        self._named.add(subject.name)

    def relations(self, subject: Subject, most: int) -> Iterator[Predicate]:
        """So many of a subject's relations as predicates of 'it', none that is told already.

        How it lies to a subject that is still to come, that one will tell.
        """
        for fact in subject.relations:
            value: Any = fact.value
            if most > 0 and self._is_new(subject, value):
                most -= 1
                yield self._predicate(subject, value, fact.text)

    def _is_new(self, subject: Subject, value: Any) -> bool:  # noqa: ANN401
        relation, other = value["relation"], value["other"]["id"]
        if subject.name and subject.name == value["other"]["name"]:
            return False  # a river's line in its own bed
        nameless = value["other"]["kind"] if not value["other"]["name"] else None
        if relation == "contains" and nameless in self._counted:
            return False  # 'contains a house', where twenty houses are counted
        if other in self._to_come or value.get("and", value["other"])["id"] in self._to_come:
            return False
        said = (relation, subject.id, other)
        if said in self._told:
            return False
        self._told |= {said}
        converse = relation if relation in _BOTH_WAYS else _CONVERSE.get(relation)
        if converse:
            self._told |= {(converse, other, subject.id)}
        return True

    def _predicate(self, subject: Subject, value: Any, text: str) -> Predicate:  # noqa: ANN401
        others = [value["other"], value["and"]] if value.get("and") else [value["other"]]
        phrases = [self._phrase(other, subject, text) for other in others]
        if phrases[1:] == phrases[:1] and not others[0]["name"]:
            phrases = [f"one {others[0]['kind']}", "another"]
        phrase = " and ".join(phrases)
        relation = value["relation"]
        patterns = _LYING.get(relation)
        if patterns is None:
            return Predicate(f"lies {relation} {phrase}", f"lying {relation} {phrase}")
        finite = self._draw.pick(*patterns[subject.is_line]).format(phrase)
        if value.get("position") and self._draw.chance(0.7):
            finite += where_in_image(value["position"])
        return Predicate(finite)

    def _phrase(self, other: Any, subject: Subject, text: str) -> str:  # noqa: ANN401
        """'the lake', 'a lake called Blue', 'Blue Lake', 'another lake'."""
        kind, name, alike = other["kind"], other["name"] or "", self._mentioned[other["kind"]]
        again = other["id"] in alike
        alike.add(other["id"])
        if name and (name in self._named or says_kind(name, kind)):
            return name
        self._named.add(name)
        if again and len(alike) == 1:
            return the(kind)
        if again and alike == {other["id"], subject.id}:
            return f"the other {kind}"
        countable = re.search(rf"\ba(?:n|nother)? {re.escape(kind)}\b", text)
        if name:
            phrase = with_article(kind) if countable else kind
            return f"{phrase} {self._draw.pick('named', 'called')} {name}"
        if len(alike) > 1:
            return f"another {kind}" if countable else f"more {kind}"
        return with_article(kind) if countable else kind


def where_in_image(position: Mapping[str, str]) -> str:
    """' in the center of the image', ' at the top', ' on the left side'."""
    place = position["image"]
    if place in ("top", "bottom"):
        return f" at the {place} of the image"
    if place in ("left", "right"):
        return f" on the {place} side of the image"
    return f" in the {place} of the image"


def counted(counts: Sequence[Fact], most: int) -> list[Any]:
    """The first counts; that of the 'other buildings' after those that they are other than."""
    values: list[Any] = [fact.value for fact in counts]
    values.sort(key=lambda value: value["plural"].startswith(_OTHER))
    first = values[:most]
    return [] if first and first[0]["plural"].startswith(_OTHER) else first


def count_sentences(counts: Sequence[Fact], most: int, draw: Draw) -> Iterator[str]:
    """Such as 'there are eleven detached houses in the image'."""
    for value in counted(counts, most):
        count = number(value["count"])
        things = f"{count} {value['plural']}"
        where = "" if value.get("position") is None else where_in_image(value["position"])
        can_be = f"{things} can be counted{where or ' in the image'}"
        there = f"there are {things}{where or ' in the image'}"
        yield draw.pick(
            f"the image {draw.pick('holds', 'contains')} {things}{_shortly(where)}",
            there,
            there if count.isdigit() else can_be,  # no sentence begins with figures
        )


def _shortly(where: str) -> str:
    return where.replace(" of the image", "")


def land_cover_sentences(fact: Fact | None, chief: Subject, draw: Draw) -> Iterator[str]:
    """What covers the most ground, unless the chief thing is all of it."""
    if fact is None:
        return
    value: Any = fact.value
    share = spoken_share(value["share"])
    if value["kind"] != chief.noun:
        most = draw.pick("largest", "main")
        yield f"the {most} land cover is {value['kind']}, {share} of the image"
    elif share != chief.share:
        yield f"in all, {value['kind']} covers {share} of the image"
