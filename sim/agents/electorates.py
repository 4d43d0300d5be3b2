"""European electorates: how many vote for parties hostile to immigration and friendly to the Kremlin."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.parameter import Number, parameter
from sim.table import Array, Table, fact, level


@dataclass(frozen=True)
class Parameters:
    """How electorates drift back."""

    populism_half_life: Number = parameter(173.0, low=50.0, high=400.0, unit="weeks", source="judgement (0.4 % a week)")


class Electorates(Table):
    """European electorates; `host` is structural, the host country whose arrivals each sees."""

    kind = "electorates"
    Parameters = Parameters
    population = fact("persons", "people of the country")
    arrivals_share = fact("share", "share of its host row's arrivals that come to this country")
    kremlin_friendly = fact("0..1", "share of that vote that goes to parties friendly to the Kremlin (C35)")
    populist_share = level("percent", "vote for parties hostile to immigration", low=0, high=100)

    host: Array

    def fading(self) -> Iterator[tuple[str, Array, Array]]:
        """Yield the populist share, which drifts back to its day-0 level."""
        yield "populist_share", self.settings.populism_half_life, self.arrays["populist_share_day0"]

    @property
    def kremlin_gain(self) -> Array:
        """Points of vote that parties friendly to the Kremlin gained since day 0, mean by population, `(runs, 1)`."""
        gained = (self.populist_share - self.arrays["populist_share_day0"]) * self.kremlin_friendly
        return np.asarray(
            (gained * self.population).sum(axis=1, keepdims=True) / self.population.sum(axis=1, keepdims=True)
        )

    @property
    def mean_share(self) -> Array:
        """Populist share over all electorates, weighted by population, `(runs, 1)`."""
        weighted = (self.populist_share * self.population).sum(axis=1, keepdims=True)
        return np.asarray(weighted / self.population.sum(axis=1, keepdims=True))
