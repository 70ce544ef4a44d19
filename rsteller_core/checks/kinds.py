"""Kinds of things: what a caption shows is on its sheet, or, in the rich lane, hedged."""

from __future__ import annotations

from collections.abc import Iterator

from rsteller_core.checks.mentions import Mention
from rsteller_core.checks.passage import Passage
from rsteller_core.checks.statements import Statement, wrong
from rsteller_core.checks.tables import word_list

CHECK = "kinds"
_HEDGES = frozenset(word_list("kinds.hedges"))
_LOOKS = (["looks", "like"], ["look", "like"], ["what", "looks"])


def kinds_known(text: Passage, lane: str) -> Iterator[Statement]:
    """No kind of thing that is not on the sheet, but what is hedged in the rich lane.

    The words of a name that is objected to are no kinds.
    """
    for mention in text.mentions:
        if mention.name or mention.begin in text.strange:
            continue
        said = text.reading.said(mention.begin, mention.end)
        if mention.things is not None:
            yield Statement(CHECK, said, mention.things)
        elif lane == "rich" and _hedged(text, mention):
            yield Statement(CHECK, said)
        else:
            yield wrong(CHECK, said, f"no fact tells of {_many(mention)}")


def _many(mention: Mention) -> str:
    return f"'{' '.join(mention.phrase)}'"


def _hedged(text: Passage, mention: Mention) -> bool:
    """Whether the clause of a thing says that it is a guess."""
    begin, end = text.clause(mention.begin)
    words = text.reading.words[begin:end]
    return bool(_HEDGES.intersection(words)) or any(
        words[i : i + 2] in _LOOKS for i in range(len(words))
    )
