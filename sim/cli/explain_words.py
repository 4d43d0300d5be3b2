"""What `explain` says on the terminal alone: what is asked, what will be run, and how long that takes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.assumptions import load_assumptions
from sim.cli.options import Request
from sim.numerals import count
from sim.scenario import load_scenario

if TYPE_CHECKING:
    from sim.experiments.budget import Plan, Wish
    from sim.experiments.explanation import Explanation


def in_advance(plan: "Plan", wish: "Wish", missing: int) -> str:
    """Say what will be run, and what the budget leaves out."""
    steps = ", ".join(f"{each.title} {each.runs:,}" for each in plan.shares if each.runs)
    told = f"To run: {count(plan.runs, 'run')} of {count(wish.weeks, 'week')} ({steps})"
    if plan.for_sets:
        told += f", and at most {plan.for_sets:,} more in search of the smallest sets"
    found = plan.runs - missing
    told += f". {found:,} of them {'is' if found == 1 else 'are'} in the store." if found else "."
    left = [each for each in plan.shares if each.left_out]
    if left:
        what = ", ".join(f"{each.title} ({each.runs_left_out:,} runs)" for each in left)
        enough = plan.runs + plan.for_sets + sum(each.runs_left_out for each in left)
        told += f"\nLeft out, since the budget is {wish.budget:,} runs: {what}. --budget {enough} would take all."
    return told


def how_long(runs: int, rate: float, jobs: int, starting: float) -> str:
    """Say how long runs will take at a rate in runs a second."""
    taken = runs / rate + (starting if jobs > 1 else 0)
    long = f"{taken:.0f} seconds" if taken < 100 else f"{taken / 60:.0f} minutes"
    return f"About {long} for {count(runs, 'run')}: one process does {rate / jobs:.0f} runs a second here, measured."


def headline(found: "Explanation", scenarios: Sequence[str], asked: Request) -> str:
    """Say in words what is explained."""
    titles = [load_scenario(each).title for each in scenarios]
    against = titles[1] if len(titles) > 1 else f"{titles[0]}, with every claim off"
    believed = load_assumptions(asked.assumptions).title
    changed = f", with {asked.overrides}" if asked.overrides else ""
    return (
        f"{found.question.outcome.title} ({found.question.outcome.unit}): A = {titles[0]}, B = {against}. "
        f"Assumptions: {believed}{changed}. {count(asked.replicates, 'pair')} of runs of {count(asked.weeks, 'week')}"
    )
