"""Parts of files from servers: asked for early, together, once, and again where that helps."""
