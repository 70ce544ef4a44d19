"""A folder that is ready to be published, out of a finished run."""
