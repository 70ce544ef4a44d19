"""Catalogues of imagery on the web: what they hold of a place and time, as scenes.

``StacSource`` is the base of image sources whose scenes a STAC catalogue lists. The names are
those of ``__init__.pyi``, resolved when first used: a client is only loaded to ask.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
