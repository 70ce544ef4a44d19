"""rsteller plugin: sample."""
