"""The engine of rsteller and the names that plugins build on.

Everything a plugin needs is here: ``from rsteller_core import ImageSource, Options, Scene``. The
names are those of ``__init__.pyi``; each is resolved when it is first used, so that importing the
package costs nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
