"""The public names of rsteller_core: the one list that plugins build on."""

from rsteller_core.errors import (
    BackendError as BackendError,
)
from rsteller_core.errors import (
    ConfigError as ConfigError,
)
from rsteller_core.errors import (
    InputError as InputError,
)
from rsteller_core.errors import (
    MissingExtra as MissingExtra,
)
from rsteller_core.errors import (
    OutputError as OutputError,
)
from rsteller_core.errors import (
    PluginError as PluginError,
)
from rsteller_core.errors import (
    RstellerError as RstellerError,
)
from rsteller_core.hookspecs import hookimpl as hookimpl
from rsteller_core.interfaces import (
    CaptionTask as CaptionTask,
)
from rsteller_core.interfaces import (
    CaptionTaskOptions as CaptionTaskOptions,
)
from rsteller_core.interfaces import (
    ElementExtractor as ElementExtractor,
)
from rsteller_core.interfaces import (
    ImageSource as ImageSource,
)
from rsteller_core.interfaces import (
    LLMBackend as LLMBackend,
)
from rsteller_core.interfaces import (
    Options as Options,
)
from rsteller_core.interfaces import (
    PromptTask as PromptTask,
)
from rsteller_core.interfaces import (
    RevisionTask as RevisionTask,
)
from rsteller_core.interfaces import (
    Sink as Sink,
)
from rsteller_core.interfaces import (
    TaskOptions as TaskOptions,
)
from rsteller_core.values import (
    Affine as Affine,
)
from rsteller_core.values import (
    Answer as Answer,
)
from rsteller_core.values import (
    Bounds as Bounds,
)
from rsteller_core.values import (
    Element as Element,
)
from rsteller_core.values import (
    Fact as Fact,
)
from rsteller_core.values import (
    FactSheet as FactSheet,
)
from rsteller_core.values import (
    Json as Json,
)
from rsteller_core.values import (
    Objection as Objection,
)
from rsteller_core.values import (
    PatchView as PatchView,
)
from rsteller_core.values import (
    Pixels as Pixels,
)
from rsteller_core.values import (
    PlacedElement as PlacedElement,
)
from rsteller_core.values import (
    Request as Request,
)
from rsteller_core.values import (
    Sample as Sample,
)
from rsteller_core.values import (
    Scene as Scene,
)
from rsteller_core.values import (
    SceneQuery as SceneQuery,
)
from rsteller_core.values import (
    SheetElement as SheetElement,
)
from rsteller_core.values import (
    Skipped as Skipped,
)
from rsteller_core.values import (
    Window as Window,
)
