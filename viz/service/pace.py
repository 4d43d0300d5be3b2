"""How fast the model runs here, measured on what was done."""

KEPT = 0.8  # of what was measured before, whenever there is something new: the machine may be busier now


class Pace:
    """Run-weeks a second of one worker; None before anything was measured."""

    def __init__(self) -> None:
        self.run_weeks = self.seconds = 0.0

    def note(self, run_weeks: int, seconds: float) -> None:
        """Note what a worker did, and how long it took."""
        self.run_weeks = KEPT * self.run_weeks + run_weeks
        self.seconds = KEPT * self.seconds + seconds

    @property
    def rate(self) -> float | None:
        """What can be expected."""
        return self.run_weeks / self.seconds if self.run_weeks and self.seconds else None
