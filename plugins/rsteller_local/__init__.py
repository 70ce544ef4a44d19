"""rsteller plugin: local."""
