"""What boxes and trees say in a sentence or two."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.cli.analyse_sentences import records
from sim.cli.analyse_words import Cells, value
from sim.cli.screen import count, percent

if TYPE_CHECKING:
    import pandas

    from sim.experiments.analysis import Quantity
    from sim.experiments.analysis.boxes import Boxes

EASY = 0.05  # quasi-p from which chance would easily do as well
CALLED = 3  # leaves told one by one


# ---------------------------------------------------------------- boxes
def boxes_say(found: "Boxes") -> Iterator[str]:
    """Say in which box of assumptions the conclusion holds or fails, how well it tells, and which limits are weak."""
    about = found.boxes.attrs
    verb, share = about["look_for"], percent(about["share"])
    yield f"“{about['conclusion']}” {verb} at {share} of {count(about['judged'], 'design point')}."
    if not len(found.boxes) and about["share"] not in (0, 1):
        yield "No box of assumptions tells that apart from the rest."
    for number, limits in found.boxes.groupby("box", sort=True):
        way = found.trajectory[(found.trajectory["box"] == number) & found.trajectory["taken"]]
        if len(way):
            (step,) = records(way)
        else:  # pasted: no longer a step of the way
            step = {word: about[word] for word in ("coverage", "density", "mass")}
        where = " and ".join(limit(row) for row in records(limits))
        yield (
            f"Where {where}, it {verb} at {percent(step['density'])} of the points (density); that is "
            f"{percent(step['coverage'])} of all points at which it {verb} (coverage)."
        )
    weak = [str(row["factor"]) for row in records(found.boxes) if row["quasi_p"] > EASY]
    if weak:
        yield f"Chance would easily do as well as the limits of {', '.join(weak)} (quasi-p above {EASY:g})."


def limit(row: Cells) -> str:
    """Say a factor's limits in a box."""
    return f"{row['factor']} is {range_of(row)}"


def range_of(row: Cells) -> str:
    """Write what a box keeps of a factor."""
    kept = str(row["levels"]).split(", ") if row["levels"] else []
    if len(kept) == 1:
        return kept[0]
    if kept:
        return f"{', '.join(kept[:-1])} or {kept[-1]}"
    return f"{row['low']:.4g} to {row['high']:.4g}"


# ---------------------------------------------------------------- trees
def tree_says(nodes: "pandas.DataFrame", quantity: "Quantity") -> Iterator[str]:
    """Say what the leaves of a tree are, and how well it guesses points it has not seen."""
    about = nodes.attrs
    leaves = nodes[nodes["factor"] == ""]
    conclusion = about["conclusion"]
    points = count(about["judged"], "design point")
    yield (
        f"“{conclusion}” holds at {percent(about['share'])} of {points}."
        if conclusion
        else f"Over {points} the mean is {value(about['share'], quantity)}."
    )
    if len(leaves) == 1:
        yield "No split does better on points it has not seen: the factors do not tell."
        return
    ends = records(leaves.sort_values("share", ascending=False, kind="stable"))
    for row in dict.fromkeys(map(str, (row["says"] for row in (ends[0], ends[-1])))):
        leaf = next(each for each in ends if each["says"] == row)
        amount = f"at {percent(leaf['share'])}" if conclusion else f"its mean is {value(leaf['share'], quantity)}"
        verb = f"it holds {amount} of" if conclusion else f"{amount} over"
        yield f"Where {row}, {verb} {count(leaf['points'], 'point')}."
    what = "wrong calls" if conclusion else "squared errors"
    yield (
        f"On points it has not seen the tree makes {percent(about['error'])} (± {percent(about['error_se'])}) "
        f"of the {what} that a guess without it makes."
    )
