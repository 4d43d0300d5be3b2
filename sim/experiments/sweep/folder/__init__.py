"""A sweep's folder: what lies in it, how it is begun, read, checked and copied out."""
