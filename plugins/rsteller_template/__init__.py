"""rsteller plugin: template."""
