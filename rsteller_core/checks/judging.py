"""All checks of a caption together."""

from __future__ import annotations

from rsteller_core.checks.form import FORM, finished, length, not_a_copy
from rsteller_core.checks.kinds import kinds_known
from rsteller_core.checks.language import one_language
from rsteller_core.checks.masking import known, masked
from rsteller_core.checks.names import names_known
from rsteller_core.checks.numbers import numbers_known, sizes_known
from rsteller_core.checks.places import places_known
from rsteller_core.checks.seen import only_visible_seen
from rsteller_core.interfaces import TaskOptions
from rsteller_core.values import FactSheet, Objection

_GROUNDING = ("names", "numbers", "sizes", "places", "kinds", "seen")
CAPTION_CHECKS: tuple[str, ...] = (
    "length",
    "finished",
    *(check.__name__ for check in FORM),
    "one_language",
    *_GROUNDING,
)
"""The names of what ``check_caption`` looks at."""
REVISION_CHECKS: tuple[str, ...] = (*CAPTION_CHECKS, "not_a_copy")
"""The names of what ``check_revision`` looks at."""


def check_caption(caption: str, sheet: FactSheet, options: TaskOptions) -> list[Objection]:
    """All objections to a caption: its length by the task's options, its form, what it states.

    At most one of each check; what is held to the facts is so in the lane of the options.
    """
    facts = known(sheet)
    text = masked(caption, facts.names)
    found = [length(caption, options.min_words, options.max_words), finished(caption)]
    found += [check(text) for check in (*FORM, one_language)]
    found += [check(text, facts) for check in (names_known, numbers_known, sizes_known)]
    found += [places_known(text, facts), kinds_known(text, facts, options.lane)]
    found.append(only_visible_seen(caption, facts))
    return [objection for objection in found if objection]


def check_revision(
    caption: str, sheet: FactSheet, previous: str | None, options: TaskOptions
) -> list[Objection]:
    """All objections to a revision: those to a caption, and that it may not be a copy."""
    objections = check_caption(caption, sheet, options)
    copy = not_a_copy(caption, previous or "")
    return [*objections, copy] if copy else objections
