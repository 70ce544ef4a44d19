"""rsteller plugin: pbf."""
