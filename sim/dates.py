"""Weeks and days: week 0 is the state on Monday 28 November 2016."""

from datetime import date, timedelta

DAY_0 = date(2016, 11, 28)  # the Monday of week 0
FIRST_WEEK, LAST_WEEK = 1, 520  # of a run, and in which something may be forced


def day_of(week: int) -> date:
    """Return the Monday that a week stands for."""
    return DAY_0 + timedelta(weeks=week)


def day_in_words(week: int) -> str:
    """Return that Monday as people write it."""
    day = day_of(week)
    return f"{day.day} {day:%B %Y}"
