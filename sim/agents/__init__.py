"""WHO: the kinds of agents, their tables and their decisions."""
