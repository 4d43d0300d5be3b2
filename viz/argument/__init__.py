"""The argument page as data, no Solara: the graph as it is drawn, the verdicts, how much of the essay is covered."""
