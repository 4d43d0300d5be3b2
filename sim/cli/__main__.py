"""Lets `python -m sim.cli` do what `aftermath` does."""

from sim.cli import main

main()
