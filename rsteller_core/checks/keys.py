"""Keys of the map that a caption tells as such: 'surface: asphalt'."""

from __future__ import annotations

from rsteller_core.checks.passage import Passage
from rsteller_core.checks.tables import word_list
from rsteller_core.values import Objection

_COMPOUNDS = frozenset(word_list("keys.compounds"))


def no_raw_keys(text: Passage) -> Objection | None:
    """No key of the sheet before a colon or between quotation marks, and none that is no word."""
    words = text.reading.words
    for word in _COMPOUNDS.intersection(words):
        return Objection("no_raw_tags", word, "a raw key in place of words")
    if ":" not in words and '"' not in words:
        return None
    for i, word in enumerate(words):
        told = text.known.keys.get(words[i - 1]) if word == ":" and i else None
        if told and words[i + 1 : i + 2] and words[i + 1] in told:
            said = text.reading.said(i - 1, min(len(words), i + 2))
            return Objection("no_raw_tags", said, "raw data in place of words")
        if word == '"' and words[i + 2 : i + 3] == ['"'] and words[i + 1] in text.known.keys:
            said = text.reading.said(i, i + 3)
            return Objection("no_raw_tags", said, "a raw key in place of words")
    return None
