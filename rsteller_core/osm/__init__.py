"""OpenStreetMap files: from an extract of any size to the elements of a place.

`file` is what others ask. It finds an index in the `cache` or has it built: `reading` streams what
a file holds, `ordering` mends one that does not lie in order, `columns` are the elements as rows,
`sorting` lays them along the `hilbert` curve, `table` and `tree` are how they lie on disk, and
`index` is all of that opened. `history` reads files that hold the past, with `drawing`, `lasting`,
`rings`, `tracks` and `spool`.
"""

from rsteller_core.osm.file import OSM_SUFFIXES, OsmFile

__all__ = ["OSM_SUFFIXES", "OsmFile"]
