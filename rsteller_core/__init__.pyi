"""The public names of rsteller_core: the one list that plugins build on."""

from .captions import (
    Caption as Caption,
)
from .catalogues import (
    ClassMap as ClassMap,
    StacAsset as StacAsset,
    StacItem as StacItem,
    StacOptions as StacOptions,
    StacSource as StacSource,
)
from .checks import (
    CAPTION_CHECKS as CAPTION_CHECKS,
    REVISION_CHECKS as REVISION_CHECKS,
    check_caption as check_caption,
    check_revision as check_revision,
    count_words as count_words,
)
from .errors import (
    BackendError as BackendError,
    ConfigError as ConfigError,
    InputError as InputError,
    MissingExtra as MissingExtra,
    NotServed as NotServed,
    OutputError as OutputError,
    PluginError as PluginError,
    RstellerError as RstellerError,
)
from .facts import (
    facts_of as facts_of,
    image_facts as image_facts,
    sheet_from_json as sheet_from_json,
    sheet_of as sheet_of,
    sheet_to_json as sheet_to_json,
    spoken_area as spoken_area,
    spoken_length as spoken_length,
    spoken_share as spoken_share,
)
from .fingerprint import (
    fingerprint as fingerprint,
)
from .folder import (
    written_aside as written_aside,
)
from .geometry import (
    AXES as AXES,
    EDGES as EDGES,
    PLACES as PLACES,
    axes_lines as axes_lines,
    grid as grid,
    views as views,
)
from .hookspecs import (
    hookimpl as hookimpl,
)
from .interfaces import (
    CaptionTask as CaptionTask,
    CaptionTaskOptions as CaptionTaskOptions,
    ElementExtractor as ElementExtractor,
    ImageSource as ImageSource,
    LLMBackend as LLMBackend,
    Options as Options,
    PromptTask as PromptTask,
    RevisionTask as RevisionTask,
    Sink as Sink,
    TaskOptions as TaskOptions,
)
from .osm import (
    OSM_SUFFIXES as OSM_SUFFIXES,
    OsmFile as OsmFile,
)
from .query import (
    answer_to as answer_to,
)
from .rasters import (
    Access as Access,
    RasterBand as RasterBand,
    RasterOptions as RasterOptions,
    RasterSource as RasterSource,
    RemoteSource as RemoteSource,
    Signer as Signer,
    describe as describe,
    pixels_of as pixels_of,
    scene_from_metadata as scene_from_metadata,
)
from .tags import (
    kind as kind,
)
from .values import (
    Affine as Affine,
    Answer as Answer,
    Bounds as Bounds,
    Element as Element,
    Fact as Fact,
    FactSheet as FactSheet,
    Json as Json,
    Objection as Objection,
    PatchView as PatchView,
    Pixels as Pixels,
    PlacedElement as PlacedElement,
    Request as Request,
    Sample as Sample,
    Scene as Scene,
    SceneQuery as SceneQuery,
    SheetElement as SheetElement,
    Skipped as Skipped,
    Window as Window,
)
