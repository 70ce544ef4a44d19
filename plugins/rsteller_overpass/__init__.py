"""Element extractor ``overpass``: the map of a small place, from a public server."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from rsteller_core import (
    Bounds,
    Element,
    ElementExtractor,
    InputError,
    Options,
    OsmFile,
    Skipped,
    hookimpl,
    written_aside,
)
from rsteller_overpass.asking import Server, ask
from rsteller_overpass.boxes import Box, Shelf, question
from rsteller_overpass.ledger import Ledger, alone

PUBLIC = "https://overpass-api.de/api/interpreter"

FIRST_DAY = datetime(2012, 9, 13, tzinfo=UTC)
"""What was before, no Overpass server knows: the map's licence changed."""


class OverpassOptions(Options):
    """Which server, who asks, and how much."""

    url: str = Field(PUBLIC, description="the interpreter of an Overpass server")
    contact: str | None = Field(
        None,
        description="an e-mail address or web page of yours, told to the server, so that its "
        "keepers can reach you",
    )
    folder: Path | None = Field(
        None,
        description="where answers are kept; by default rsteller/overpass in $XDG_CACHE_HOME or "
        "~/.cache",
    )
    daily_requests: int = Field(
        1000,
        ge=1,
        le=10_000,
        description="requests in 24 hours, at most; public servers ask for no more than 10000",
    )
    daily_megabytes: int = Field(
        1000,
        ge=1,
        description="megabytes in 24 hours, at most; public servers ask for no more than 1000",
    )
    largest: float = Field(
        0.1, gt=0, le=1, description="the largest box that is asked for, in square degrees"
    )
    timeout: int = Field(
        180, ge=1, le=900, description="seconds that the server may spend on a question"
    )
    attempts: int = Field(4, ge=1, le=10, description="how often a busy server is asked, at most")

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is no address; it looks like {PUBLIC}")
        return url

    @field_validator("contact")
    @classmethod
    def _is_plain(cls, contact: str | None) -> str | None:
        if contact is not None and not (contact.isascii() and contact.isprintable()):
            raise ValueError("contact is sent in a header: plain letters on one line")
        return contact


class Overpass(ElementExtractor[OverpassOptions]):
    """The map of a small place, asked of an Overpass server: for trying things out.

    One question a scene, one at a time, by all processes of this user; answers are kept. Times are
    whole days. An area whose border lies wholly outside of the box asked for is not found.
    """

    name = "overpass"
    summary = "the map of a small place from an Overpass server, for trying things out"

    def __init__(self, options: OverpassOptions) -> None:
        super().__init__(options)
        self._told: set[str] = set()
        self._map: OsmFile | None = None

    @property
    def dating(self) -> str:
        """What a day means, and what of the time before Overpass knows it."""
        return (
            f"as it stood when this day began, in UTC; before {FIRST_DAY:%Y-%m-%d}, as it stood "
            "on that day"
        )

    def inputs(self) -> Mapping[str, str]:
        """The server: what it answers is decided by the box and the date."""
        return {"overpass": self.options.url}

    def extract(self, bounds: Bounds, at: datetime | None) -> Iterator[Element | Skipped]:
        """What touches the bounds; asks the server unless an answer that covers them is kept."""
        answer = self._answer(bounds, at)
        if self._map is None or self._map.path != answer:
            self._map = OsmFile(answer, answer.parent / "indexes")
        for thing in self._map.within(bounds):
            if isinstance(thing, Element):
                yield thing
            elif thing.what not in self._told:
                self._told.add(thing.what)
                yield thing

    def _answer(self, bounds: Bounds, at: datetime | None) -> Path:
        now = datetime.now(UTC)
        past = None if at is None or at >= now else max(at.astimezone(UTC), FIRST_DAY)
        shelf = Shelf(self._folder() / "answers", self.options.url, past or now, past is not None)
        with alone(self._folder()):
            kept = shelf.find(bounds)
            return kept or self._asked(shelf, self._box(bounds), past)

    def _box(self, bounds: Bounds) -> Box:
        box = Box.around(bounds)
        if box.square_degrees > self.options.largest:
            raise InputError(
                f"a scene covers {box.square_degrees:.2g} square degrees, and extractor 'overpass' "
                f"asks for {self.options.largest:g} at most: take a smaller --aoi, or an extract "
                f"of the region: --extractor pbf -o extractor.path=REGION.osm.pbf"
            )
        return box

    def _asked(self, shelf: Shelf, box: Box, past: datetime | None) -> Path:
        options = self.options
        ledger = Ledger(
            self._folder() / "asked.json",
            options.url,
            options.daily_requests,
            options.daily_megabytes * 1_000_000,
        )
        server = Server(options.url, options.contact, options.timeout, options.attempts)
        path = shelf.path(box)
        with written_aside(path) as aside:
            ask(server, question(box, past, options.timeout), aside, ledger)
        return path

    def _folder(self) -> Path:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return self.options.folder or Path(cache, "rsteller", "overpass")


@hookimpl
def rsteller_element_extractors() -> Sequence[type[ElementExtractor[Any]]]:
    """The extractor ``overpass``."""
    return (Overpass,)
