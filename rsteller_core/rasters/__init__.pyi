"""The public names of this room."""

from .access import Access as Access, Signer as Signer
from .metadata import RasterBand as RasterBand, scene_from_metadata as scene_from_metadata
from .options import RasterOptions as RasterOptions
from .reader import SceneReader as SceneReader
from .remote import RemoteSource as RemoteSource
from .scenes import describe as describe
from .source import RasterSource as RasterSource
