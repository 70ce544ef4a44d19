"""The glossary of a run: what may be shown of tags, what can be seen, what the wiki says."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rsteller_core.errors import InputError
from rsteller_core.tags.describing import DropList, describing, read_drop_list, shipped_drop_list
from rsteller_core.tags.visibility import (
    Row,
    Visibility,
    read_visibility,
    shipped_visibility,
    visibility,
)

Descriptions = Mapping[tuple[str, str | None], str]

_ENGLISH = (
    "SELECT key, value, description FROM wikipages "
    "WHERE lang = 'en' AND key IS NOT NULL AND description <> ''"
)


@dataclass(frozen=True, slots=True, eq=False)
class Glossary:
    """What is known of tags; picklable. `descriptions` are English, by key and value or None."""

    drop: DropList
    rows: Mapping[str, Row]
    descriptions: Descriptions = field(default_factory=dict)

    @classmethod
    def load(
        cls, wiki: Path | None = None, drop: Path | None = None, visibility: Path | None = None
    ) -> Glossary:
        """The shipped glossary with the user's own files in it. InputError where one is wrong.

        `wiki` is taginfo's wiki database; `drop` replaces the drop list; the rows of `visibility`
        go before the shipped ones.
        """
        own = read_visibility(visibility) if visibility else {}
        return cls(
            read_drop_list(drop) if drop else shipped_drop_list(),
            {**shipped_visibility(), **own},
            _descriptions(wiki) if wiki else {},
        )

    def visibility(self, key: str, value: str, gsd: float) -> Visibility:
        """What can be seen of a tag at a ground sample distance in metres."""
        return visibility(self.rows, key, value, gsd)

    def describing(self, tags: Mapping[str, str]) -> dict[str, str]:
        """The tags that may be shown to a model, made safe to quote."""
        return describing(tags, self.drop)

    def name(self, tags: Mapping[str, str]) -> str | None:
        """The name, as it may be shown; None where there is none, or it is dropped."""
        return describing({"name": tags["name"]}, self.drop).get("name") if "name" in tags else None

    def description(self, key: str, value: str) -> str | None:
        """What the wiki says of a tag in English, else of its key; None where it says nothing."""
        return self.descriptions.get((key, value)) or self.descriptions.get((key, None))


@cache
def default_glossary() -> Glossary:
    """The glossary that ships with the package: without descriptions."""
    return Glossary.load()


def _descriptions(path: Path) -> Descriptions:
    try:
        uri = f"{path.resolve(strict=True).as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            rows = database.execute(_ENGLISH).fetchall()
    except (OSError, sqlite3.Error) as error:
        raise InputError(
            f"{path} is not taginfo's wiki database (taginfo-wiki.db): {error}"
        ) from error
    return {(str(key), value): " ".join(str(text).split()) for key, value, text in rows}
