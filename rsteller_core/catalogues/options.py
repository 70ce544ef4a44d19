"""Which catalogue is asked, and how what it lists is read."""

from __future__ import annotations

from pydantic import Field, SecretStr

from rsteller_core.interfaces import Options
from rsteller_core.rasters.options import Resampling


class StacOptions(Options):
    """A STAC catalogue, and how its images are read.

    A plugin gives ``catalogue`` and ``collection`` their defaults.
    """

    catalogue: str = Field(
        description="a STAC API, a static catalogue or a list of items (.json), or a "
        "stac-geoparquet file (.parquet): an address (https, s3, az, gs) or a path"
    )
    collection: str = Field(description="the collection of the catalogue that is taken")
    repeat_years: bool = Field(
        False, description="take a place once for each year, not once in all"
    )
    max_scenes: int = Field(
        100_000, ge=1, description="stop when the catalogue lists more scenes than this"
    )
    tokens: str | None = Field(
        None,
        description="the address that gives a SAS token for the images (default: Planetary "
        "Computer's, for images in Azure's blob storage)",
    )
    storage: dict[str, SecretStr] = Field(
        {},
        description='settings of the object store, as obstore names them: {region = "eu-west-1"}',
    )
    gsd: float | None = Field(
        None, gt=0, description="resample to this many metres a pixel (default: as it is)"
    )
    resampling: Resampling = Field(
        "bilinear", description="how pixels are made where the image's own grid is not used"
    )

    @property
    def store_settings(self) -> dict[str, str]:
        """The settings of the object store as they are: some are keys, which no file may hold."""
        return {name: value.get_secret_value() for name, value in self.storage.items()}
