"""Rasters that lie in files: the grid in which they are read, their colours, their pixels.

``describe`` decides everything about a file once and states it in a Scene; ``SceneReader`` needs
no more than that Scene, in whatever process; ``RasterSource`` makes an image source of both. The
names are those of ``__init__.pyi``, resolved when first used: GDAL is only loaded to read.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
