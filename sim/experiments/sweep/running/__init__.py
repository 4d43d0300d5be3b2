"""Running what is left of a folder: here, by processes, or on a cluster, whatever is killed."""
