"""All checks of a caption together."""

from __future__ import annotations

from collections import Counter

from rsteller_core.checks.comparing import comparisons_known
from rsteller_core.checks.form import FORM, finished, length, of_form
from rsteller_core.checks.keys import no_raw_keys
from rsteller_core.checks.kinds import kinds_known
from rsteller_core.checks.language import one_language
from rsteller_core.checks.looks import looks_known
from rsteller_core.checks.names import names_known
from rsteller_core.checks.numbers import numbers_known
from rsteller_core.checks.passage import Passage, passage
from rsteller_core.checks.places import places_known
from rsteller_core.checks.relations import relations_known
from rsteller_core.checks.revisions import not_a_copy, nothing_added
from rsteller_core.checks.seen import only_visible_seen
from rsteller_core.checks.sizes import sizes_known
from rsteller_core.checks.statements import Statement
from rsteller_core.interfaces import TaskOptions
from rsteller_core.values import FactSheet, Objection

GROUNDING = (
    "names",
    "numbers",
    "sizes",
    "comparisons",
    "places",
    "kinds",
    "looks",
    "relations",
    "seen",
)
CAPTION_CHECKS: tuple[str, ...] = (
    "length",
    "finished",
    *(check.__name__ for check in FORM),
    "one_language",
    *GROUNDING,
)
"""The names of what ``check_caption`` looks at."""
REVISION_CHECKS: tuple[str, ...] = (*CAPTION_CHECKS, "not_a_copy", "nothing_added")
"""The names of what ``check_revision`` looks at."""


def check_caption(caption: str, sheet: FactSheet, options: TaskOptions) -> list[Objection]:
    """All objections to a caption: its length by the task's options, its form, what it states.

    Every false statement is one objection. What is held to the facts is so in the lane of the
    options.
    """
    text = passage(caption, sheet)
    found = [length(caption, options.min_words, options.max_words), finished(caption)]
    found += [*of_form(text.reading), one_language(text.reading), no_raw_keys(text)]
    found += [statement.objection for statement in _stated(text, options.lane)]
    return [_named(objection, text) for objection in found if objection]


def check_revision(
    caption: str, sheet: FactSheet, previous: str | None, options: TaskOptions
) -> list[Objection]:
    """All objections to a revision: those to a caption, and that it neither copies nor adds."""
    objections = check_caption(caption, sheet, options)
    if previous is None:
        return objections
    text, before = passage(caption, sheet), passage(previous, sheet)
    told, told_before = _stated(text, options.lane), _stated(before, options.lane)
    more = (
        not_a_copy(text.reading, before.reading),
        nothing_added(text, told, before, told_before),
    )
    return [*objections, *(objection for objection in more if objection)]


def count_statements(
    caption: str, sheet: FactSheet, lane: str
) -> tuple[Counter[str], Counter[str]]:
    """How many names, numbers, sizes, places and kinds a caption states, and how many of these
    are false.
    """
    told = [s for s in _stated(passage(caption, sheet), lane) if s.check != "seen"]
    return Counter(s.check for s in told), Counter(s.check for s in told if s.objection)


def _stated(text: Passage, lane: str) -> list[Statement]:
    if lane not in text.stated:
        text.stated[lane] = [
            *names_known(text),
            *numbers_known(text),
            *sizes_known(text),
            *comparisons_known(text),
            *places_known(text),
            *kinds_known(text, lane),
            *looks_known(text),
            *relations_known(text),
            *only_visible_seen(text),
        ]
    return text.stated[lane]


def _named(objection: Objection, text: Passage) -> Objection:
    """The objection with names in the place of their marks."""
    words = text.reading.named(objection.words)
    if words == objection.words:
        return objection
    return Objection(objection.check, words, objection.reason, objection.fact)
