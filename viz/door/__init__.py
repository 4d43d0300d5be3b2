"""The door of the server: which requests, pages and messages are let in, and how many readers at a time."""

from viz.door.guard import Door
from viz.door.places import Places

__all__ = ["Door", "Places"]
