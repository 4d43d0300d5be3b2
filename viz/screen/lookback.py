"""A look back: what the runs of a world say of the facts, as JSON; run and read by a study of the service."""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from sim.experiments.hindsight import AS_ASKED, NULL, SETS, Runs, distinct, run_backtest, whole_sets, without_bundles
from sim.experiments.points import Point
from sim.experiments.store import model_digest
from sim.hindsight import REPLICATES, WEEKS
from sim.hindsight.facts import Fact, load_facts
from sim.hindsight.scores import as_rows
from viz.screen.scores import bundles_in_words, scores_in_words, sets_in_words
from viz.screen.tables import kept
from viz.screen.worlds import World

if TYPE_CHECKING:
    import pandas

    from viz.service.study import Bench, Work


@dataclass(frozen=True)
class Lookback:
    """Whose runs are held against the facts: a world, the reader's own numbers in it, and its luck.

    `own` if the strengths are those of no assumption set. `whole`: beside the sets, and without each bundle.
    """

    world: World
    settings: tuple[str, ...]
    random_seed: int
    own: bool
    whole: bool = False
    replicates: int = REPLICATES

    @property
    def key(self) -> Hashable:
        """What it is asked by: the same content is the same look back."""
        return ("lookback", model_digest(), self.world.identity, self.settings, self.random_seed, self.own, self.whole)

    @property
    def work(self) -> "Work":
        """What a study does; see `look_back`."""
        return partial(look_back, self)

    @property
    def points(self) -> dict[str, Point]:
        """What is run, by label."""
        asked = self.world.point
        sets = whole_sets(asked.scenario, self.settings, SETS if self.whole else (NULL,))
        return {AS_ASKED: asked, **sets, **(without_bundles(asked) if self.whole else {})}

    @property
    def runs(self) -> int:
        """How many runs it takes."""
        return distinct(self.points) * self.replicates


class Said(TypedDict):
    """What a look back says: `text` for the screen, as JSON; `tables`, to take away."""

    text: str
    tables: dict[str, bytes]


def look_back(asked: Lookback, bench: "Bench") -> Said:
    """Run a look back and return what it says."""
    bench.expect(asked.runs * WEEKS)
    runs = run_backtest(
        asked.points,
        asked.replicates,
        random_seed=asked.random_seed,
        jobs=bench.hands,
        store=bench.store,
        progress=bench.progress,
    )
    facts = load_facts()
    if asked.whole:
        found = {"sets": sets_in_words(runs, asked.own, facts), "bundles": bundles_in_words(runs, facts)}
    else:
        found = scores_in_words(runs, facts)
    scores = as_rows(runs, facts)
    text = json.dumps({**found, "csv": scores.to_csv(index=False)}, ensure_ascii=False)
    return {"text": text, "tables": kept({"scores": scores, "runs": values_of(runs, facts)})}


def values_of(runs: Runs, facts: Mapping[str, Fact]) -> "pandas.DataFrame":
    """Return what stands for each fact in each run: one row a label, fact and replicate.

    An infinite number of days is a date that does not come.
    """
    import pandas

    found = [
        pandas.DataFrame(
            {
                "assumptions": label,
                "fact": str(name),
                "theme": facts[str(name)].theme,
                "title": facts[str(name)].title,
                "unit": facts[str(name)].unit,
                "replicate": range(len(each)),
                "value": each[name].to_numpy(dtype=float),
            }
        )
        for label, each in runs.items()
        for name in each
    ]
    return pandas.concat(found, ignore_index=True)
