"""What every test shares: Hypothesis tries the same examples each time."""

from hypothesis import settings

settings.register_profile("aftermath", derandomize=True, deadline=None)
settings.load_profile("aftermath")
