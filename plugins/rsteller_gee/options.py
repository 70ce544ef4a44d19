"""Which Earth Engine collection is asked, on whose account, and how its values become colours."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Self

from pydantic import Field, field_validator, model_validator

from rsteller_core import Options

LIMIT = 48 << 20
"""Earth Engine's own limit of a request, in bytes: pixels times bands times bytes of a value."""


class Known(NamedTuple):
    """What a user need not say of collections whose names begin alike.

    ``attribution`` is a pattern with the year of the image. ``range`` are the values of
    reflectances 0 and 0.3.
    """

    bands: tuple[str, ...]
    range: tuple[float, float] | None
    licence: str
    attribution: str


KNOWN = {
    "USDA/NAIP/": Known(
        ("R", "G", "B"),
        None,
        "public domain",
        "USDA Farm Production and Conservation Business Center, NAIP, {year}",
    ),
    "COPERNICUS/S2": Known(
        ("B4", "B3", "B2"),
        (0, 3000),
        "Copernicus Sentinel Data Terms and Conditions",
        "contains modified Copernicus Sentinel data {year}",
    ),
    "LANDSAT/LC": Known(
        ("SR_B4", "SR_B3", "SR_B2"),
        (7273, 18182),
        "public domain",
        "Landsat {year} image courtesy of the U.S. Geological Survey",
    ),
}


class GeeOptions(Options):
    """An image collection of Earth Engine with an RGB rendering."""

    collection: str = Field("USDA/NAIP/DOQQ", description="the image collection")
    bands: tuple[str, ...] | None = Field(
        None,
        description="the bands for red, green and blue, or one for grey (default: known of "
        "USDA/NAIP, COPERNICUS/S2 and LANDSAT/LC)",
    )
    range: tuple[float, float] | None = Field(
        None,
        description="the values that become 0 and 255 (default: none for 8 bit; known of "
        "COPERNICUS/S2 and LANDSAT/LC, reflectances of 0 and 0.3)",
    )
    filter: str | None = Field(
        None,
        description='which images, in Earth Engine\'s words: "properties.CLOUD_COVER < 20"',
    )
    repeat_years: bool = Field(
        False, description="take a place once for each year, not once in all"
    )
    max_scenes: int = Field(
        100_000, ge=1, description="stop when the collection lists more images than this"
    )
    licence: str | None = Field(
        None, description="the licence of the images (default: known of the same collections)"
    )
    attribution: str | None = Field(
        None, description="whom to credit (default: known of the same collections)"
    )
    project: str | None = Field(
        None,
        description="the Google Cloud project that is charged (default: that of the credentials)",
    )
    service_account: Path | None = Field(
        None, description="the key file of a service account (default: your own credentials)"
    )
    url: str = Field(
        "https://earthengine-highvolume.googleapis.com", description="the endpoint that is asked"
    )
    at_once: int = Field(
        4,
        ge=1,
        le=40,
        description="requests at a time, in each worker; all workers on a machine make 40 at most, "
        "as Earth Engine allows a project",
    )
    attempts: int = Field(
        8, ge=1, le=20, description="how often a request is made, each time after twice the wait"
    )
    request_bytes: int = Field(
        50_000_000, ge=1 << 16, le=LIMIT, description="the size of a request, in bytes, at most"
    )
    eecu_per_megapixel: float = Field(
        0.05,
        ge=0,
        description="EECU-seconds that a million pixels are reckoned to cost, for the estimate: "
        "an assumption until you have seen what a small run cost",
    )

    @field_validator("bands", "range", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """``R,G,B`` as typed in a command, as a list."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(","))
        return value

    @field_validator("bands")
    @classmethod
    def _one_or_three(cls, bands: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if bands is not None and len(bands) not in (1, 3):
            raise ValueError("one band or three, for example R,G,B")
        return bands

    @field_validator("range")
    @classmethod
    def _rising(cls, pair: tuple[float, float] | None) -> tuple[float, float] | None:
        if pair is not None and pair[0] >= pair[1]:
            raise ValueError("the first must be below the second")
        return pair

    @field_validator("service_account")
    @classmethod
    def _is_there(cls, path: Path | None) -> Path | None:
        if path is not None and not path.expanduser().is_file():
            raise ValueError(f"no such file: {path}")
        return path

    @model_validator(mode="after")
    def _has_bands(self) -> Self:
        if self.bands is None and self.known is None:
            raise ValueError(
                f"say which bands of {self.collection} are red, green and blue: "
                "-o source.bands=R,G,B"
            )
        return self

    @property
    def known(self) -> Known | None:
        """What is known of the collection."""
        return next(
            (known for name, known in KNOWN.items() if self.collection.startswith(name)), None
        )

    @property
    def rgb(self) -> tuple[str, ...]:
        """The bands that are read."""
        return self.bands or (self.known.bands if self.known else ())

    @property
    def stretch(self) -> tuple[float, float] | None:
        """The values that become 0 and 255."""
        return self.range or (self.known.range if self.known and not self.bands else None)

    def credit(self, year: int | None) -> tuple[str, str]:
        """The licence and the attribution of an image of this year."""
        known = self.known
        licence = self.licence or (known.licence if known else "unstated")
        whom = known.attribution.format(year=year or "").rstrip(", ") if known else "unstated"
        return licence, self.attribution or whom
