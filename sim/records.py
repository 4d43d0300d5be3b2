"""What everybody saw last week: each change of control and relief attempt, who tried, helped, stood aside."""

from dataclasses import dataclass

import numpy as np

from sim.places import SIDES
from sim.table import Array


@dataclass
class Records:
    """The week's events summed for those who judge them, the same for every side, forced or not.

    `unaided_loss` and `aided_gain` `(runs, sides, foes)`: salience of places a side lost to a foe while outside
    help stayed away, and of places it won from him or relieved with that help.
    `tried` and `relieved` `(runs, groups)`: salience times a group's
    share of the effort less its share of the fighters in reach, over all attempts and over those that worked.
    `stood_aside` `(runs, sides, foes, states)`: salience of a side's losses to a foe in reach of a state that did
    not help; `stepped_in` the same of losses, and of attempts at relief, in which it did.
    `pledges` `(runs, states)`: 1 for a state that committed itself to the rebellion anew, -1 for one that
    formally broke with it.
    """

    unaided_loss: Array
    aided_gain: Array
    tried: Array
    relieved: Array
    stood_aside: Array
    stepped_in: Array
    pledges: Array

    @classmethod
    def blank(cls, runs: int, groups: int, states: int) -> "Records":
        """Return an empty week."""
        sides = np.zeros((runs, len(SIDES), len(SIDES)))
        of_groups, of_states = np.zeros((runs, groups)), np.zeros((runs, len(SIDES), len(SIDES), states))
        pledges = np.zeros((runs, states))
        return cls(sides, sides.copy(), of_groups, of_groups.copy(), of_states, of_states.copy(), pledges)

    def lose(self, runs: Array, side: Array, foe: Array, salience: Array, help_given: Array) -> None:
        """Enter losses to a foe: index arrays of runs and sides, salience and outside help in 0..1."""
        np.add.at(self.unaided_loss, (runs, side, foe), salience * (1.0 - help_given))

    def gain(self, runs: Array, side: Array, foe: Array, salience: Array, help_given: Array) -> None:
        """Enter gains and rescues from a foe, in the same form as losses."""
        np.add.at(self.aided_gain, (runs, side, foe), salience * help_given)

    def let_down(self, side: int, foe: int) -> Array:
        """Return how far the week let a side down against a foe: unaided losses less aided gains, `(runs, 1)`."""
        return np.asarray((self.unaided_loss - self.aided_gain)[:, side, foe, None])

    def attempt(self, runs: Array, salience: Array, effort: Array, reach: Array, success: Array) -> None:
        """Enter relief attempts: `effort` and `reach` are shares `(attempts, groups)` that sum to 1."""
        credit = salience[:, None] * (effort - reach)
        np.add.at(self.tried, runs, credit)
        np.add.at(self.relieved, runs, credit * success[:, None])

    def witness(self, runs: Array, side: Array, foe: Array, salience: Array, helped: Array, could: Array) -> None:
        """Enter what states did for a side against a foe: `helped` in 0..1 and `could` are `(events, states)`."""
        np.add.at(self.stepped_in, (runs, side, foe), salience[:, None] * helped)
        np.add.at(self.stood_aside, (runs, side, foe), salience[:, None] * np.where(could, 1.0 - helped, 0.0))

    def pledge(self, states: Array, stance: float) -> None:
        """Enter a declaration of states, a mask `(runs, states)`: 1 to commit, -1 to break."""
        self.pledges[states] += stance
