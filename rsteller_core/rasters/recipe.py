"""What a scene's properties say about reading it: all that a worker needs besides the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rsteller_core.rasters.stretch import Stretch
from rsteller_core.values import Json

Validity = Literal["nothing", "alpha", "value", "mask", "file"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How pixels are made of a file.

    ``bands`` are one (grey) or three. ``valid`` says what tells data from no data: nothing,
    an alpha band, the value ``nodata`` (not-a-number is never data), a mask, or whichever of these
    the file names when it is opened. ``resampling`` is None on the raster's own grid. ``decoder``
    names what decodes the pixels, with its version. ``hrefs`` are the files of the bands, one for
    each, where they do not all lie in the scene's ``href``.
    """

    bands: tuple[int, ...]
    dtype: str
    valid: Validity
    nodata: float | None
    stretch: Stretch
    resampling: str | None
    decoder: str
    hrefs: tuple[str, ...] = ()

    def properties(self) -> dict[str, Json]:
        """As JSON, for a scene."""
        stated = asdict(self)
        stated["bands"] = list(self.bands)
        stated["nodata"] = {"told_by": self.valid, "value": self.nodata}
        del stated["valid"]
        stated["hrefs"] = list(self.hrefs)
        if not self.hrefs:
            del stated["hrefs"]
        kind, low, high = self.stretch
        stated["stretch"] = {"kind": kind, "low": list(low), "high": list(high)}
        return stated


def recipe_of(properties: Mapping[str, Any]) -> Recipe:
    """The recipe that a scene's properties hold."""
    stretch, nodata = properties["stretch"], properties["nodata"]
    return Recipe(
        bands=tuple(properties["bands"]),
        dtype=properties["dtype"],
        valid=nodata["told_by"],
        nodata=nodata["value"],
        stretch=Stretch(stretch["kind"], tuple(stretch["low"]), tuple(stretch["high"])),
        resampling=properties["resampling"],
        decoder=properties["decoder"],
        hrefs=tuple(properties.get("hrefs", ())),
    )
