"""The public names of this room."""

from .access import Access as Access, Signer as Signer
from .options import RasterOptions as RasterOptions
from .reader import SceneReader as SceneReader
from .remote import RemoteSource as RemoteSource
from .scenes import (
    RasterBand as RasterBand,
    describe as describe,
    scene_from_metadata as scene_from_metadata,
)
from .source import RasterSource as RasterSource
