"""From a file to a sweep: what it may say, what varies in it, and errors that help."""
