"""MANY: runs by the thousand, kept as they are done, and what they say about claims."""
