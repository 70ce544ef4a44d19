"""When an image was taken, as far as its file tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

ACQUISITION = re.compile(r"acqui|sensing|^datetime$", re.IGNORECASE)
IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


def acquired(stem: str, tags: Mapping[str, str]) -> tuple[datetime, str] | None:
    """The time of acquisition and where it was found; UTC where no zone is stated.

    A tag that speaks of acquisition goes first, then the first date in the file's name (that of
    ``m_3607717_sw_18_1_20160620_20161004`` is the flight's, the second the delivery's), and last
    TIFF's own date tag, which may only say when the file was made.
    """
    for name in sorted(tags):
        if ACQUISITION.search(name) and (when := _parsed(tags[name])):
            return when, f"tag {name}"
    if when := _in_name(stem):
        return when, "file name"
    if when := _parsed(tags.get("TIFFTAG_DATETIME", "")):
        return when, "tag TIFFTAG_DATETIME"
    return None


def _parsed(text: str) -> datetime | None:
    # TIFF writes its dates with colons.
    text = re.sub(r"^(\d{4}):(\d\d):(\d\d)", r"\1-\2-\3", text.strip())
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _in_name(stem: str) -> datetime | None:
    for year, _, month, day in IN_NAME.findall(stem):
        if when := _parsed(f"{year}-{month}-{day}"):
            return when
    return None
