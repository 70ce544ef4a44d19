"""Make the synthetic sample place: its map as OSM XML, its imagery rendered from that map.

python scripts/render_sample.py              # map and the four scenes, about a minute
python scripts/render_sample.py --map-only   # the map alone
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from sample_place.frame import (
    CRS,
    GSD,
    MAP,
    ORIGIN,
    SCENE_COLUMNS,
    SCENE_ROWS,
    SCENES,
    SUN_AZIMUTH,
    SUN_ELEVATION,
    SceneFrame,
)
from sample_place.osm_xml import MapElement, read_map, to_xml
from sample_place.palette import Palette, load_palette
from sample_place.place import draw_place
from sample_place.render import render


def write_map() -> None:
    """Draw the map and write it."""
    MAP.write_text(to_xml(draw_place()), encoding="utf-8")


def write_scene(scene: SceneFrame, elements: Sequence[MapElement], palette: Palette) -> None:
    """Render a scene and write its GeoTIFF."""
    pixels = render(elements, palette, scene, (0, 0, SCENE_COLUMNS, SCENE_ROWS))
    origin = ORIGIN[0] + scene.left, ORIGIN[1] + scene.top
    with rasterio.open(
        scene.path,
        "w",
        driver="GTiff",
        width=SCENE_COLUMNS,
        height=SCENE_ROWS,
        count=3,
        dtype="uint8",
        crs=CRS,
        transform=Affine(GSD, 0, origin[0], 0, -GSD, origin[1]),
        tiled=True,
        blockxsize=256,
        blockysize=256,
        compress="JPEG",
        photometric="YCBCR",
        jpeg_quality=86,
        interleave="pixel",
    ) as dataset:
        dataset.update_tags(**_description(scene))
        dataset.write(_bands(pixels))


def _bands(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(pixels.transpose(2, 0, 1))


def _description(scene: SceneFrame) -> dict[str, str]:
    when = scene.acquired
    return {
        "TIFFTAG_IMAGEDESCRIPTION": "Synthetic: rendered from the map of an invented place by "
        "the rsteller project. It shows nothing that exists.",
        "TIFFTAG_SOFTWARE": "rsteller scripts/render_sample.py",
        "TIFFTAG_COPYRIGHT": "The rsteller project, Apache-2.0",
        "TIFFTAG_DATETIME": f"{when[:10].replace('-', ':')} {when[11:19]}",
        "ACQUISITION_TIME": when,
        "SUN_AZIMUTH": str(SUN_AZIMUTH),
        "SUN_ELEVATION": str(SUN_ELEVATION),
    }


def main() -> None:
    """Write the map, and the scenes unless told not to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--map-only", action="store_true", help="leave the imagery as it is")
    only_map = parser.parse_args().map_only
    write_map()
    if not only_map:
        elements, palette = read_map(MAP), load_palette()
        for scene in SCENES:
            write_scene(scene, elements, palette)
            print(f"{scene.path.name}: {scene.path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
