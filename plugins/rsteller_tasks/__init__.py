"""rsteller plugin: tasks."""
