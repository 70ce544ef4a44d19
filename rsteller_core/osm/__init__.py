"""OpenStreetMap files: from an extract to the elements of a place.

`reading` streams what a file holds, `ordering` mends a file that does not lie in order, `index`
finds what touches a box.
"""

from rsteller_core.osm.index import OSM_SUFFIXES, OsmFile

__all__ = ["OSM_SUFFIXES", "OsmFile"]
