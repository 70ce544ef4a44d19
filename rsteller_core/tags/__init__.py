"""What OpenStreetMap tags say: area or line, what kind of thing, what may be told of it.

Pure functions over the tags of one element. The facts are in files beside this one, made
to be read: `table.json` (from the OpenStreetMap tagging schema, ISC licence beside it),
`names.toml` (what things are called in a caption), `drop.toml` (tags that no model is shown) and
`visibility.toml` (what can be seen at which resolution).
"""

from rsteller_core.tags.areas import is_area
from rsteller_core.tags.describing import VALUE_LENGTH, DropList, describing, read_drop_list
from rsteller_core.tags.glossary import Glossary, default_glossary
from rsteller_core.tags.kinds import (
    BY_DIMENSION,
    GeometryKind,
    Kind,
    coded_kinds,
    is_boundary,
    is_hidden,
    is_scene_element,
    kind,
    scene_keys,
)
from rsteller_core.tags.visibility import Level, Visibility, read_visibility
from rsteller_core.tags.words import kind_names, lexicon, plural

__all__ = [
    "BY_DIMENSION",
    "VALUE_LENGTH",
    "DropList",
    "GeometryKind",
    "Glossary",
    "Kind",
    "Level",
    "Visibility",
    "coded_kinds",
    "default_glossary",
    "describing",
    "is_area",
    "is_boundary",
    "is_hidden",
    "is_scene_element",
    "kind",
    "kind_names",
    "lexicon",
    "plural",
    "read_drop_list",
    "read_visibility",
    "scene_keys",
]
