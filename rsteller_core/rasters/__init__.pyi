"""The public names of this room."""

from .options import RasterOptions as RasterOptions
from .reader import SceneReader as SceneReader
from .scenes import describe as describe
from .source import RasterSource as RasterSource
