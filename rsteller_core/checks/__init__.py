"""Checks of a caption: deterministic, without a model, each objection with the words it means.

A caption is read once (``reading``, ``passage``): its words, its clauses, and which things of the
fact sheet (``known``) each clause speaks of. ``form`` looks at the text alone, ``language`` at its
script and language; the others hold each statement to the facts about the things that it is said
of: ``names``, ``numbers``, ``sizes``, ``places``, ``kinds``, ``seen``. ``revisions`` holds a
revision to its caption, ``duplicates`` captions to one another.
"""

from rsteller_core.checks.duplicates import MARKS, count_repeats, marks, near_duplicates
from rsteller_core.checks.form import FORM, count_words
from rsteller_core.checks.judging import (
    CAPTION_CHECKS,
    GROUNDING,
    REVISION_CHECKS,
    check_caption,
    check_revision,
    count_statements,
)

__all__ = [
    "CAPTION_CHECKS",
    "FORM",
    "GROUNDING",
    "MARKS",
    "REVISION_CHECKS",
    "check_caption",
    "check_revision",
    "count_repeats",
    "count_statements",
    "count_words",
    "marks",
    "near_duplicates",
]
