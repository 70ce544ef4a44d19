"""What can not be seen is not told as seen."""

from __future__ import annotations

import re
from typing import Any

from rsteller_core.checks.masking import Known, sentences
from rsteller_core.values import Objection

_SEEN = re.compile(
    r"\b(?:visibl[ey]|seen|see|sees|shows?|shown|showing|appears?|clearly|evident(?:ly)?|"
    r"recogni[sz]able|noticeabl[ey]|observed?|depicts?|discernible)\b",
    re.I,
)


def only_visible_seen(text: str, known: Known) -> Objection | None:
    """No sentence tells a fact that is not visible in words of seeing."""
    named = [str(fact.value) for fact in known.of("name")]
    unseen = [fact for fact in known.facts if fact.visibility == "context"]
    for name in named:
        text = text.replace(name, "")
    for sentence in sentences(text) if unseen else ():
        if not _SEEN.search(sentence):
            continue
        for fact in unseen:
            value: Any = fact.value
            told = str(value["value"] if isinstance(value, dict) else f"{value:.12g}")
            if told in named:
                continue
            if re.search(rf"(?<![\w.]){re.escape(told.replace('_', ' '))}(?![\w]|\.\d)", sentence):
                return Objection("seen", sentence, "this can not be seen in the image", fact.text)
    return None
