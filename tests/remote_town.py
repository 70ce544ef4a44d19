"""A source whose one scene is a raster on a server."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from rsteller_core import Options, RasterOptions, RemoteSource, Scene, SceneQuery, describe


class TownOptions(Options):
    url: str = Field(description="where the raster is")


class Town(RemoteSource[TownOptions]):
    name = "town"
    summary = "one raster on a server"

    def scenes(self, query: SceneQuery) -> Iterator[Scene]:
        scene = describe(self.options.url, RasterOptions(), "CC0", "nobody", access=self.access())
        if query.aoi is None or scene.footprint.intersects(query.aoi):
            yield scene
