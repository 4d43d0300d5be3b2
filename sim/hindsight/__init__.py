"""Hindsight: what was known to have happened by January 2018, and how runs compare with it."""

REPLICATES, WEEKS = 64, 61  # of a backtest, to the end of January 2018
