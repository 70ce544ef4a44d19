"""Checks of a caption: deterministic, without a model, each objection with the words it means.

`form` looks at the text alone, `language` at its script and language, the others hold what it
states to the fact sheet: `names`, `numbers`, `places`, `kinds`, `seen`. Names on the fact sheet
are the map's, not the writer's: whatever signs they hold are no fault of the caption.
"""

from rsteller_core.checks.duplicates import near_duplicates
from rsteller_core.checks.form import FORM, count_words, not_a_copy
from rsteller_core.checks.judging import (
    CAPTION_CHECKS,
    REVISION_CHECKS,
    check_caption,
    check_revision,
)

__all__ = [
    "CAPTION_CHECKS",
    "FORM",
    "REVISION_CHECKS",
    "check_caption",
    "check_revision",
    "count_words",
    "near_duplicates",
    "not_a_copy",
]
