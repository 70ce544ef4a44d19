"""The base of image sources whose scenes a STAC catalogue lists."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rsteller_core.catalogues.options import StacOptions
from rsteller_core.errors import InputError
from rsteller_core.fingerprint import fingerprint
from rsteller_core.query import answer_to
from rsteller_core.rasters.access import Access
from rsteller_core.rasters.remote import RemoteSource
from rsteller_core.values import Json, Scene, SceneQuery, Skipped

if TYPE_CHECKING:
    from rsteller_core.catalogues.items import ClassMap, StacAsset, StacItem

S = TypeVar("S", bound=StacOptions)

DONE = 0.01
"""Where less than this share of what is wanted of a scene is not yet taken, it adds nothing."""
STATED = {
    "platform": "platform",
    "view:sun_azimuth": "sun_azimuth",
    "view:sun_elevation": "sun_elevation",
    "s2:mean_solar_azimuth": "sun_azimuth",
    "s2:mean_solar_zenith": "sun_zenith",
    "view:off_nadir": "off_nadir",
    "eo:cloud_cover": "cloud_cover",
    "gsd": "stated_gsd",
}
"""What of an item's properties goes into its samples, and under what name."""


class StacSource(RemoteSource[S]):
    """An image source whose scenes a STAC catalogue lists: say how an item becomes a scene.

    ::

        class TownOptions(StacOptions):
            catalogue: str = Field("https://town.example/stac", description="...")
            collection: str = Field("orthophotos", description="...")

        class Town(StacSource[TownOptions]):
            name = "town"
            summary = "the orthophotos of our town, from its own catalogue"
            requires = ("pystac_client",)
            extra = "stac"

            def scene(self, item):
                image = item.asset("image")
                bands = [(image.href, number) for number in (1, 2, 3)]
                return self.described(
                    item, image, bands, licence="CC-BY-4.0", attribution="© Town of Example"
                )

    Scenes of a place come best first, as ``rank`` says, and share a mosaic: a place goes to the
    first of them that cuts a patch of it, or to the first of each year by ``repeat_years``.
    """

    @abstractmethod
    def scene(self, item: StacItem) -> Scene | Skipped:
        """The scene that an item describes, without touching its files; see ``described``.

        An InputError that it raises makes the item Skipped, for that reason.
        """

    def rank(self, scene: Scene) -> tuple[Any, ...]:
        """What scenes are sorted by; by default the newest year first, then by id."""
        return (-scene.acquired.year if scene.acquired else 0, scene.id)

    def filters(self) -> Mapping[str, Mapping[str, Any]]:
        """What a server may leave out already, in the words of STAC's query extension."""
        return {}

    def classes(self, item: StacItem) -> ClassMap | None:
        """The map that tells what of the scene is of no use, if there is one."""
        return None

    def described(
        self,
        item: StacItem,
        asset: StacAsset,
        bands: Sequence[tuple[str, int]],
        *,
        licence: str,
        attribution: str,
        properties: Mapping[str, Json] | None = None,
        **more: Any,  # noqa: ANN401 - passed on as it came
    ) -> Scene:
        """The scene of these bands, each an address and its number there, on the grid that the
        catalogue states for an asset.

        ``more`` are those arguments of ``scene_from_metadata`` that say what values mean.
        """
        from rsteller_core.rasters.scenes import RasterBand, scene_from_metadata

        return scene_from_metadata(
            re.sub(r"[^A-Za-z0-9_-]", "-", item.id),
            [RasterBand(*band) for band in bands],
            *item.grid(asset),
            licence=licence,
            attribution=attribution,
            acquired=item.acquired,
            footprint=item.footprint,
            gsd=self.options.gsd,
            resampling=self.options.resampling,
            properties={
                "item": item.id,
                "collection": item.collection or self.options.collection,
                "catalogue": self.options.catalogue.partition("?")[0],
                **{
                    name: item.properties[key]
                    for key, name in STATED.items()
                    if item.properties.get(key) is not None
                },
                **(properties or {}),
            },
            **more,
        )

    def access(self) -> Access:
        """How the images are asked for: with a token where they lie in Azure's blob storage."""
        from rsteller_core.catalogues.tokens import SasTokens

        return Access(
            sign=SasTokens(self.options.collection, self.options.tokens),
            storage=self.options.store_settings,
        )

    def inputs(self) -> Mapping[str, str]:
        """The fingerprint of the catalogue, where it is a file."""
        path = Path(self.options.catalogue).expanduser()
        if "://" in self.options.catalogue:
            return {}
        if not path.is_file():
            raise InputError(f"source.catalogue: no such file: {path}")
        return {path.name: fingerprint(path)}

    def scenes(self, query: SceneQuery) -> Iterator[Scene | Skipped]:
        """The scenes of a place and time, the best first. Raises InputError."""
        found: list[tuple[Scene, ClassMap | None]] = []
        reasons = 0
        for answer in self._listed(query):
            if isinstance(answer, Skipped):
                reasons += 1
                yield answer
            else:
                found.append(answer)
        if not found and not reasons:
            yield from self._what_to_widen(query)
        found.sort(key=lambda pair: self.rank(pair[0]))
        yield from self._of_use(found, query)

    def _listed(self, query: SceneQuery) -> Iterator[tuple[Scene, ClassMap | None] | Skipped]:
        """What the catalogue has, each scene once, sorted out by place and time."""
        from rsteller_core.catalogues.search import find_items

        known: set[str] = set()
        for item in find_items(self.options, query, self.filters()):
            if isinstance(item, Skipped):
                yield item
                continue
            if item.collection not in ("", self.options.collection) or item.id in known:
                continue
            known.add(item.id)
            if len(known) > self.options.max_scenes:
                raise InputError(
                    f"{self.options.catalogue} lists more than {self.options.max_scenes:,} scenes: "
                    "choose a smaller --aoi or --dates, or raise source.max_scenes"
                )
            if (answer := self._answer(item, query)) is not None:
                yield answer

    def _answer(
        self, item: StacItem, query: SceneQuery
    ) -> tuple[Scene, ClassMap | None] | Skipped | None:
        try:
            scene = self.scene(item)
            answer = scene if isinstance(scene, Skipped) else answer_to(query, scene)
            if not isinstance(answer, Scene):
                return answer
            return self._in_mosaic(answer), self.classes(item)
        except InputError as error:
            return Skipped(item.id, str(error).replace(item.id, "").strip())

    def _in_mosaic(self, scene: Scene) -> Scene:
        year = scene.acquired.year if scene.acquired else None
        return replace(
            scene, mosaic=f"{self.name} {year}" if self.options.repeat_years else self.name
        )

    def _of_use(
        self, found: Sequence[tuple[Scene, ClassMap | None]], query: SceneQuery
    ) -> Iterator[Scene | Skipped]:
        """The scenes with footprints of what is of use; maps of classes are read only of those
        that can still add something.
        """
        from rsteller_core.catalogues.ground import Ground

        ground = Ground(query.aoi)
        for scene, classes in found:
            if classes is None:
                yield scene
            elif ground.left_of(scene) < DONE:
                yield Skipped(scene.id, "scenes before it cover all of it")
            else:
                from rsteller_core.catalogues.classes import without_classes

                answer = without_classes(self, scene, classes)
                if isinstance(answer, Scene):
                    ground.cover(answer)
                yield answer

    def _what_to_widen(self, query: SceneQuery) -> Iterator[Skipped]:
        """Whether it was the place or the time that left nothing."""
        if query.aoi is None or (query.start is None and query.end is None):
            return
        times = [
            pair[0].acquired
            for pair in self._listed(SceneQuery(query.aoi))
            if not isinstance(pair, Skipped) and pair[0].acquired
        ]
        if times:
            said = f"the images of this area are from {_days(times)}: widen --dates"
            yield Skipped("--dates", said)
        else:
            said = f"collection {self.options.collection} has no image of this area of any date"
            yield Skipped("--aoi", f"{said}: widen --aoi")


def _days(times: Sequence[datetime]) -> str:
    first, last = min(times).date(), max(times).date()
    return str(first) if first == last else f"{first} to {last}"
