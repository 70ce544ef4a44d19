"""Image source ``naip``: aerial images of the United States, 0.3 to 1 m.

The National Agriculture Imagery Program flies each state every two or three years and cuts the
images into quarter-quads, which overlap by some hundred metres and lie each in its own UTM zone.
They are read as they are; where they overlap, in space or over the years, the newest year goes
first and then the id, and no place is taken twice (see ``Scene.mosaic``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import Field

from rsteller_core import (
    ImageSource,
    Scene,
    StacItem,
    StacOptions,
    StacSource,
    hookimpl,
)

OWNER = "USDA Farm Production and Conservation Business Center, NAIP"
RED_GREEN_BLUE = (1, 2, 3)
"""Of four bands; the fourth is near infrared. Early images have only these."""


class NaipOptions(StacOptions):
    """Which catalogue of NAIP images is asked."""

    catalogue: str = Field(
        "https://planetarycomputer.microsoft.com/api/stac/v1",
        description="a STAC API, a static catalogue or a list of items (.json), or a "
        "stac-geoparquet file (.parquet): an address (https, s3, az, gs) or a path",
    )
    collection: str = Field("naip", description="the collection of the catalogue that is taken")


class Naip(StacSource[NaipOptions]):
    """NAIP quarter-quads: the RGB of four bands, each on its own grid."""

    name = "naip"
    summary = "aerial images of the United States, 0.3 to 1 m (USDA NAIP), by STAC"
    requires = ("pystac_client",)
    extra = "stac"

    def scene(self, item: StacItem) -> Scene:
        """The quarter-quad that an item describes."""
        image = item.asset("image")
        said = item.properties
        return self.described(
            item,
            image,
            [(image.href, number) for number in RED_GREEN_BLUE],
            licence="public domain",
            attribution=_credit(item.acquired),
            properties={
                name: said[key]
                for key, name in (("naip:state", "state"), ("naip:year", "year"))
                if key in said
            },
        )


def _credit(acquired: datetime | None) -> str:
    return f"{OWNER}, {acquired.year}" if acquired else OWNER


@hookimpl
def rsteller_image_sources() -> Sequence[type[ImageSource[Any]]]:
    """The one source of this plugin."""
    return [Naip]
