"""Sweeps: experiments written down in a file and run in a folder that can be left and taken up at any time."""
