"""What the engine itself can be told, besides its components."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from rsteller_core.interfaces import Options
from rsteller_core.tags import Glossary


class GridOptions(Options):
    """How scenes are cut into patches."""

    patch_size: int = Field(
        448, ge=16, le=8192, description="width and height of a patch, in pixels"
    )
    stride: int | None = Field(
        None, ge=1, description="pixels from one patch to the next; by default the patch size"
    )
    max_nodata: float = Field(
        0.05, ge=0, le=1, description="the largest share of a patch that may be without data"
    )


class RunOptions(Options):
    """How a run goes."""

    seed: int = Field(0, ge=0, description="the seed of every choice")
    shard_size: int = Field(1000, ge=1, description="patches in a shard, at most")
    attempts: int = Field(3, ge=1, le=20, description="how often a caption is asked for, at most")
    annotator: Literal["by_share", "who_is_free"] = Field(
        "by_share", description="of several, the one drawn for a caption, or who has room for it"
    )
    jpeg_quality: int = Field(90, ge=1, le=100, description="quality of the JPEG images")
    map_delay: float = Field(
        30, ge=0, le=36500, description="how many days after an image its map is read"
    )
    max_similarity: float = Field(
        1.0,
        ge=0.5,
        le=1,
        description="a caption as similar as this to one before it in its shard is dropped; "
        "1: of the same words",
    )
    max_failures: float = Field(
        0.2, ge=0, le=1, description="stop when more than this share of the patches fails"
    )


class AnnotatorOptions(Options):
    """What each of several annotators can be told, in ``llm.NAME``."""

    share: float = Field(
        1.0, ge=0, description="how many of the first captions it writes, beside the others' shares"
    )
    revision_share: float | None = Field(
        None, ge=0, description="the same of the revisions; by default as share"
    )

    @property
    def of_revisions(self) -> float:
        """The share of the revisions."""
        return self.share if self.revision_share is None else self.revision_share


class SamplingOptions(Options):
    """What is taken of what is there. A tag is ``highway=residential`` or ``highway=*``."""

    keep: dict[str, float] = Field(
        {}, description='the share kept of the patches of a tag: {"highway=residential" = 0.2}'
    )
    quota: dict[str, float] = Field(
        {}, description='the largest share of a tag in the plan: {"highway=*" = 0.3}'
    )
    per_element: int | None = Field(None, ge=1, description="patches about one element, at most")
    per_name: int | None = Field(None, ge=1, description="patches about one name, at most")
    spacing: float = Field(
        0, ge=0, description="metres between the centres of any two patches, at least"
    )

    @field_validator("keep", "quota")
    @classmethod
    def _are_shares_of_tags(cls, shares: dict[str, float]) -> dict[str, float]:
        for tag, share in shares.items():
            key, _, value = tag.partition("=")
            if not (key and value):
                raise ValueError(f"{tag!r} is no tag: highway=residential, or highway=*")
            if not 0 <= share <= 1:
                raise ValueError(f"{tag!r}: a share lies between 0 and 1, not {share:g}")
        return shares

    @property
    def active(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.keep or self.quota or self.per_element or self.per_name or self.spacing)


class GlossaryOptions(Options):
    """What is known of tags besides what ships with the package."""

    wiki: Path | None = Field(
        None, description="taginfo's wiki database (taginfo-wiki.db), for descriptions of tags"
    )
    drop: Path | None = Field(
        None, description="a TOML file of key patterns that no model is shown, in place of ours"
    )
    visibility: Path | None = Field(
        None, description="a TOML file of what can be seen, whose rows go before ours"
    )

    def load(self) -> Glossary:
        """The glossary of the run. Raises InputError where a file is missing or wrong."""
        return Glossary.load(self.wiki, self.drop, self.visibility)

    @property
    def files(self) -> tuple[Path, ...]:
        """The user's own files."""
        return tuple(path for path in (self.wiki, self.drop, self.visibility) if path)
