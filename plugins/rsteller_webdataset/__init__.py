"""rsteller plugin: webdataset."""
