"""For authors of plugins: what each interface promises, as tests, and small true things.

Subclass the contract of your interface and give it your component; its tests become yours::

    class TestTown(ImageSourceContract):
        @pytest.fixture
        def component(self, tmp_path):
            return Town(TownOptions(path=write_geotiff(tmp_path / "town.tif")))

Needs pytest.
"""

import pytest

pytest.register_assert_rewrite(
    *(f"{__name__}.{part}" for part in ("component", "sources", "extractors", "tasks")),
    *(f"{__name__}.{part}" for part in ("backends", "sinks")),
)

from rsteller_core.testing.backends import LLMBackendContract  # noqa: E402 - rewritten above
from rsteller_core.testing.component import ComponentContract  # noqa: E402
from rsteller_core.testing.extractors import ElementExtractorContract  # noqa: E402
from rsteller_core.testing.fakes import (  # noqa: E402
    make_elements,
    make_request,
    make_requests,
    make_samples,
    make_scene,
    make_sheet,
    make_view,
    write_geotiff,
)
from rsteller_core.testing.sinks import SinkContract  # noqa: E402
from rsteller_core.testing.sources import ImageSourceContract  # noqa: E402
from rsteller_core.testing.tasks import (  # noqa: E402
    CaptionTaskContract,
    PromptTaskContract,
    RevisionTaskContract,
)

__all__ = [
    "CaptionTaskContract",
    "ComponentContract",
    "ElementExtractorContract",
    "ImageSourceContract",
    "LLMBackendContract",
    "PromptTaskContract",
    "RevisionTaskContract",
    "SinkContract",
    "make_elements",
    "make_request",
    "make_requests",
    "make_samples",
    "make_scene",
    "make_sheet",
    "make_view",
    "write_geotiff",
]
