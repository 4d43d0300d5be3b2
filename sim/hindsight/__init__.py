"""Hindsight: what was known to have happened by January 2018, and how runs compare with it."""
