"""The synthetic sample place: its map, drawn in metres, and the painter that renders it."""
