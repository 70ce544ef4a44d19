"""How the rasters of a source are to be read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rsteller_core.interfaces import Options

Resampling = Literal["nearest", "bilinear", "cubic", "lanczos", "average"]


class RasterOptions(Options):
    """How rasters are read: resolution, bands, colours."""

    gsd: float | None = Field(
        None, gt=0, description="resample to this many metres a pixel (default: as it is)"
    )
    resampling: Resampling = Field(
        "bilinear", description="how pixels are made where the raster's own grid is not used"
    )
    bands: tuple[int, ...] | None = Field(
        None,
        description="the bands for red, green and blue, or one for grey, counted from 1 "
        "(default: those marked so, else the first three)",
    )
    stretch: Literal["auto", "none", "percentile", "range"] = Field(
        "auto", description="how values become 0-255 (auto: none for 8 bit, else percentile)"
    )
    percentiles: tuple[float, float] = Field(
        (2, 98), description="percentile: the shares of each band that become 0 and 255"
    )
    range: tuple[float, float] | None = Field(
        None, description="range: the values that become 0 and 255"
    )

    @field_validator("bands", "percentiles", "range", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """``1,2,3`` as typed in a command, and a number on its own, as a list."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(","))
        return (value,) if isinstance(value, int) else value

    @field_validator("bands")
    @classmethod
    def _one_or_three(cls, bands: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if bands is not None and (len(bands) not in (1, 3) or min(bands) < 1):
            raise _mistake("one band or three, counted from 1, for example 3,2,1")
        return bands

    @field_validator("percentiles", "range")
    @classmethod
    def _rising(cls, pair: tuple[float, float] | None) -> tuple[float, float] | None:
        if pair is not None and pair[0] >= pair[1]:
            raise _mistake("the first must be below the second")
        return pair

    @field_validator("percentiles")
    @classmethod
    def _shares(cls, pair: tuple[float, float]) -> tuple[float, float]:
        if pair[0] < 0 or pair[1] > 100:
            raise _mistake("percentiles lie between 0 and 100")
        return pair

    @model_validator(mode="after")
    def _stretch_can_be_done(self) -> RasterOptions:
        if self.stretch == "range" and self.range is None:
            raise _mistake("stretch 'range' needs the option range, for example 0,3000")
        if self.range is not None and self.stretch != "range":
            raise _mistake("the option range needs stretch = range")
        return self


def _mistake(text: str) -> PydanticCustomError:
    return PydanticCustomError("raster_options", "{text}", {"text": text})
