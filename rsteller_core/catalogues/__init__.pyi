"""The public names of this room."""

from .items import ClassMap as ClassMap, StacAsset as StacAsset, StacItem as StacItem
from .options import StacOptions as StacOptions
from .source import StacSource as StacSource
