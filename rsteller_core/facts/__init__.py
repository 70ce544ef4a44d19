"""What is known to be true of a patch and its elements, measured and in words.

The kinds of facts, with their values:

| kind | value | left out where |
|---|---|---|
| `image_size` | `width_px`, `height_px`, `gsd_m`, `width_m`, `height_m` | |
| `within` | of each `id`, `name`, `boundary`, `admin_level`; small to large | the map has none |
| `kind` | `name`, `countable`, `key` | the tags name no kind |
| `name` | the tag's text | there is none |
| `geometry` | `area`, `line` or `point` | |
| `position` | `image`, `compass`: a cell of the nine-grid | over half of the patch, or spread |
| `spread` | true | it does not reach over 3/4 of the width and of the height |
| `share` | of the patch's pixels, 0 to 1 | not an area |
| `area` | square metres inside the patch | not an area |
| `shape` | a word (see `shape_of`) | cut by the frame, in parts, too small, no word fits |
| `sides` | `length_m`, `width_m` | not a rectangle, or cut by the frame |
| `parts`, `holes` | how many | fewer than two parts; no hole; specks |
| `length` | metres inside the patch | not a line |
| `orientation` | `axis` | too winding; an area that is not elongated |
| `sinuosity` | length over the distance of the ends | 1.02 to 1.1; over 10, a ring |
| `width` | metres: of a strip on average; of a line as tagged | not elongated; no width tag |
| `winding` | true | it has an orientation, or only one bend |
| `course` | `from`, `to` with `_compass` and `_edge` | it begins and ends in one place |
| `edges` | the edges that it reaches | none |
| `corners` | the corners of the image that lie in it, as positions | none; not an area |
| `extends` | whether it goes on beyond the frame | it does, but not at an edge it reaches |
| `tag` | `key`, `value`: one fact for each | told by kind or name; on the drop list |
| `relation` | `relation`, `other`, `and`, `position` (see `surroundings`) | nothing is near |
| `count` | `kind`, `plural`, `count`, `position` | fewer than two of a kind; lines |
| `land_cover` | `kind`, `share` | none covers 0.3 of the patch |

A fact's `visibility` is `context` where the thing told can not be seen in the image.
"""

from rsteller_core.facts.element import facts_of
from rsteller_core.facts.image import image_facts
from rsteller_core.facts.sheet import sheet_from_json, sheet_of, sheet_to_json, sheets_of
from rsteller_core.facts.spoken import spoken_area, spoken_length, spoken_share

__all__ = [
    "facts_of",
    "image_facts",
    "sheet_from_json",
    "sheet_of",
    "sheet_to_json",
    "sheets_of",
    "spoken_area",
    "spoken_length",
    "spoken_share",
]
