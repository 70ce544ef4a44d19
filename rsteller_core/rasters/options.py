"""How the rasters of a source are to be read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from rsteller_core.interfaces import Options

Resampling = Literal["nearest", "bilinear", "cubic", "lanczos", "average"]


def _listed(value: object) -> object:
    """``1,2,3`` as typed in a command, and a number on its own, as a list."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(","))
    return (value,) if isinstance(value, int) else value


Band = Annotated[int, Field(ge=1)]
Bands = Annotated[tuple[Band] | tuple[Band, Band, Band], BeforeValidator(_listed)]
Percentile = Annotated[float, Field(ge=0, le=100)]
Percentiles = Annotated[tuple[Percentile, Percentile], BeforeValidator(_listed)]
Range = Annotated[tuple[float, float], BeforeValidator(_listed)]


class RasterOptions(Options):
    """How rasters are read: resolution, bands, colours."""

    gsd: float | None = Field(
        None, gt=0, description="resample to this many metres a pixel (default: as it is)"
    )
    resampling: Resampling = Field(
        "bilinear", description="how pixels are made where the raster's own grid is not used"
    )
    bands: Bands | None = Field(
        None,
        description="the bands for red, green and blue, or one for grey, counted from 1 "
        "(default: those marked so, else the first three)",
    )
    stretch: Literal["auto", "none", "percentile", "range"] = Field(
        "auto", description="how values become 0-255 (auto: none for 8 bit, else percentile)"
    )
    percentiles: Percentiles = Field(
        (2, 98), description="percentile: the shares of each band that become 0 and 255"
    )
    range: Range | None = Field(None, description="range: the values that become 0 and 255")

    @model_validator(mode="after")
    def _stretch_can_be_done(self) -> RasterOptions:
        if self.stretch == "range" and self.range is None:
            raise _mistake("stretch 'range' needs the option range, for example 0,3000")
        if self.range is not None and self.stretch != "range":
            raise _mistake("the option range needs stretch = range")
        for pair in (self.percentiles, self.range):
            if pair is not None and pair[0] >= pair[1]:
                raise _mistake(f"{pair[0]:g},{pair[1]:g}: the first must be below the second")
        return self


def _mistake(text: str) -> PydanticCustomError:
    return PydanticCustomError("raster_options", "{text}", {"text": text})
