"""The source itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rsteller_core import (
    ImageSource,
    InputError,
    Pixels,
    Scene,
    SceneQuery,
    Skipped,
    Window,
    answer_to,
)
from rsteller_gee.options import GeeOptions


class Gee(ImageSource[GeeOptions]):
    """Images of Earth Engine on their own grids, fetched in large blocks and cut into patches.

    Where images overlap, the newest year goes first and then the id, and no place is taken twice.
    """

    name = "gee"
    summary = "any Earth Engine image collection with an RGB rendering"
    requires = ("ee",)
    extra = "gee"

    def scenes(self, query: SceneQuery) -> Iterator[Scene | Skipped]:
        """The images of a place and time, the newest years first. Raises InputError."""
        from rsteller_gee.asking import connect

        if query.aoi is None and query.start is None and query.end is None:
            raise InputError(
                f"{self.options.collection} may hold the world: "
                "say which place: --aoi W,S,E,N or FILE"
            )
        connect(self.options)
        found: list[Scene] = []
        reasons = 0
        for answer in self._answers(query):
            if isinstance(answer, Skipped):
                reasons += 1
                yield answer
            else:
                found.append(answer)
        if not found and not reasons:
            yield from self._what_to_widen(query)
        yield from sorted(found, key=_newest_first)

    def _answers(self, query: SceneQuery) -> Iterator[Scene | Skipped]:
        from rsteller_gee.listing import images, scene_of

        for image in images(self.options, query):
            name = str(image.get("id", image["name"]))
            try:
                scene = scene_of(image, self.options)
            except InputError as error:
                yield Skipped(name, str(error))
                continue
            answer = answer_to(query, scene)
            if answer is not None:
                yield self._in_mosaic(answer) if isinstance(answer, Scene) else answer

    def _in_mosaic(self, scene: Scene) -> Scene:
        year = scene.acquired.year if scene.acquired and self.options.repeat_years else ""
        return replace(scene, mosaic=f"{self.options.collection} {year}".strip())

    def _what_to_widen(self, query: SceneQuery) -> Iterator[Skipped]:
        """Whether it was the place or the time that left nothing."""
        if query.aoi is None or (query.start is None and query.end is None):
            return
        there = self._answers(SceneQuery(query.aoi))
        days = [s.acquired.date() for s in there if isinstance(s, Scene) and s.acquired]
        if days:
            said = f"the images of this area are from {min(days)} to {max(days)}: widen --dates"
            yield Skipped("--dates", said)
        else:
            yield Skipped("--aoi", "there is no image of this area of any date: widen --aoi")

    def read(self, scene: Scene, windows: Sequence[Window]) -> Iterator[Pixels | Skipped]:
        """The pixels of many windows of one image, in their order. Raises InputError."""
        from rsteller_gee.asking import connect
        from rsteller_gee.fetching import read_windows

        connect(self.options)
        yield from read_windows(scene, windows, self.options)

    def cost(self, reads: Iterable[tuple[Scene, Sequence[Window]]]) -> str:
        """Requests, bytes and EECU-time, as far as they can be told before."""
        from rsteller_gee.blocks import blocks_of
        from rsteller_gee.fetching import most_pixels, pixel_bytes

        requests = pixels = size = 0
        for scene, windows in reads:
            blocks = blocks_of(windows, most_pixels(scene, self.options))
            here = sum(block.width * block.height for block in blocks)
            requests += len(blocks)
            pixels += here
            size += here * pixel_bytes(scene, self.options)
        seconds = pixels / 1e6 * self.options.eecu_per_megapixel
        return (
            f"Earth Engine: {requests:,} requests, {size / 1e9:,.2f} GB before compression, about "
            f"{seconds:,.1f} EECU-seconds or {seconds / 3600:,.2f} EECU-hours (reckoned with "
            f"{self.options.eecu_per_megapixel:g} EECU-seconds for each of {pixels / 1e6:,.1f} "
            "million pixels: source.eecu_per_megapixel)"
        )


def _newest_first(scene: Scene) -> tuple[int, str]:
    return (-scene.acquired.year if scene.acquired else 0, scene.id)
