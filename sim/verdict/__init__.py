"""What outcomes say of the essay's forecasts: pure functions from tables of outcomes to verdicts."""
