"""What OpenStreetMap tags say: area or line, what kind of thing, what may be told of it.

Pure functions over the tags of one element. The facts are in three files beside this one, made
to be read: `table.json` (from the OpenStreetMap tagging schema, ISC licence beside it),
`names.toml` (what things are called in a caption) and `drop.toml` (tags that no model is shown).
"""

from rsteller_core.tags.areas import is_area
from rsteller_core.tags.describing import VALUE_LENGTH, DropList, describing, read_drop_list
from rsteller_core.tags.kinds import (
    GeometryKind,
    Kind,
    is_boundary,
    is_scene_element,
    kind,
    scene_keys,
)

__all__ = [
    "VALUE_LENGTH",
    "DropList",
    "GeometryKind",
    "Kind",
    "describing",
    "is_area",
    "is_boundary",
    "is_scene_element",
    "kind",
    "read_drop_list",
    "scene_keys",
]
