"""Image source ``sentinel2``: Sentinel-2 surface reflectance (L2A) of the whole land, 10 m.

The same tile is taken every few days, most often with clouds. The clearest scenes go first, a
place goes to the first of them that shows it (see ``Scene.mosaic``), and what the scene
classification (SCL) calls cloud or shadow does not count as shown: a patch under clouds is left
out of the plan, before a caption of it is paid for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field, field_validator

from rsteller_core import (
    ClassMap,
    ImageSource,
    Scene,
    Skipped,
    StacAsset,
    StacItem,
    StacOptions,
    StacSource,
    hookimpl,
)

CLOUDS = frozenset((0, 1, 3, 8, 9, 10))
"""Classes of the SCL: no data, defective, cloud shadow, cloud of medium and of high probability,
thin cirrus. Snow (11) is no cloud."""
BANDS = (("red", "B04"), ("green", "B03"), ("blue", "B02"))
"""The names of the bands in Earth Search, and those of ESA."""
SCALE = 1e-4
"""Reflectance per digital number."""
LICENCE = "Copernicus Sentinel Data Terms and Conditions"


class Sentinel2Options(StacOptions):
    """Which catalogue of Sentinel-2 is asked, what is too cloudy, and how colours are made."""

    catalogue: str = Field(
        "https://earth-search.aws.element84.com/v1",
        description="a STAC API, a static catalogue or a list of items (.json), or a "
        "stac-geoparquet file (.parquet): an address (https, s3, az, gs) or a path",
    )
    collection: str = Field(
        "sentinel-2-l2a", description="the collection of the catalogue that is taken"
    )
    max_cloud: float = Field(
        20, ge=0, le=100, description="the largest cloud cover of a scene, in percent"
    )
    max_patch_cloud: float = Field(
        0.05,
        ge=0,
        le=1,
        description="the largest share of a patch under clouds, their shadows or without data, "
        "by the SCL band (1: the band is not read)",
    )
    colour: Literal["visual", "reflectance"] = Field(
        "visual",
        description="visual: ESA's true-colour image, in which a reflectance of 0.2 is white; "
        "reflectance: bands 4, 3 and 2, by the option reflectance",
    )
    reflectance: tuple[float, float] = Field(
        (0.0, 0.3), description="colour = reflectance: the reflectances that become 0 and 255"
    )

    @field_validator("reflectance", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(value.split(",")) if isinstance(value, str) else value

    @field_validator("reflectance")
    @classmethod
    def _rising(cls, pair: tuple[float, float]) -> tuple[float, float]:
        if pair[0] >= pair[1]:
            raise ValueError("the first must be below the second")
        return pair


class Sentinel2(StacSource[Sentinel2Options]):
    """Sentinel-2 L2A, the clearest scenes first."""

    name = "sentinel2"
    summary = "satellite images of the whole land, 10 m (Copernicus Sentinel-2 L2A), by STAC"
    requires = ("pystac_client",)
    extra = "stac"

    def filters(self) -> dict[str, dict[str, Any]]:
        """Servers that know the query extension leave out cloudy scenes."""
        return {"eo:cloud_cover": {"lte": self.options.max_cloud}}

    def rank(self, scene: Scene) -> tuple[Any, ...]:
        """The clearest first, then the newest, then by id."""
        taken = scene.acquired.timestamp() if scene.acquired else 0
        return (scene.properties.get("cloud_cover", 100), -taken, scene.id)

    def classes(self, item: StacItem) -> ClassMap | None:
        """The scene classification, with what counts as cloud."""
        if self.options.max_patch_cloud == 1:
            return None
        scl = item.asset("scl", "SCL")
        return ClassMap(scl.href, item.grid(scl), CLOUDS)

    def scene(self, item: StacItem) -> Scene | Skipped:
        """The scene that an item describes; Skipped where it is too cloudy."""
        if (item.properties.get("eo:cloud_cover") or 0) > self.options.max_cloud:
            return Skipped(item.id, "more clouds than source.max_cloud")
        scene = self._visual(item) if self.options.colour == "visual" else self._reflectance(item)
        return replace(scene, min_cover=1 - self.options.max_patch_cloud)

    def _visual(self, item: StacItem) -> Scene:
        image = item.asset("visual")
        bands = [(image.href, number) for number in (1, 2, 3)]
        return self.described(item, image, bands, nodata=0, **self._credit(item))

    def _reflectance(self, item: StacItem) -> Scene:
        files = [item.asset(*names) for names in BANDS]
        low, high = self.options.reflectance
        offset = _offset(item, files[0])
        return self.described(
            item,
            files[0],
            [(file.href, 1) for file in files],
            dtype="uint16",
            range=((low - offset) / SCALE, (high - offset) / SCALE),
            nodata=0,
            **self._credit(item),
        )

    def _credit(self, item: StacItem) -> dict[str, Any]:
        year = f" {item.acquired.year}" if item.acquired else ""
        return {
            "licence": LICENCE,
            "attribution": f"contains modified Copernicus Sentinel data{year}",
            "properties": {"colour": self.options.colour},
        }


def _offset(item: StacItem, band: StacAsset) -> float:
    """What is to be added to the scaled numbers to have reflectances.

    From processing baseline 04.00 on, ESA adds 1000 to all numbers; some catalogues take it off
    again, and say so without changing what they state of the band.
    """
    if item.properties.get("earthsearch:boa_offset_applied"):
        return 0.0
    stated = band.band().get("offset", band.band().get("raster:offset"))
    if stated is not None:
        return float(stated)
    baseline = str(item.properties.get("s2:processing_baseline", "00.00"))
    return -0.1 if baseline >= "04.00" else 0.0


@hookimpl
def rsteller_image_sources() -> Sequence[type[ImageSource[Any]]]:
    """The one source of this plugin."""
    return [Sentinel2]
