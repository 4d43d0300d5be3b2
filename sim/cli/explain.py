"""The command `explain`: which claims a difference between two scenarios comes from."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.cli.options import WEEKS, Request
from sim.errors import ExperimentError

if TYPE_CHECKING:
    import pandas

    from sim.cli.output import Destination
    from sim.experiments.budget import Plan, Wish
    from sim.experiments.explanation import Explanation
    from sim.experiments.game import Game, Question
    from sim.experiments.points import Point
    from sim.experiments.store import Store
    from sim.experiments.workers import Workers
    from sim.runs import Progress

REPLICATES, BUDGET = 64, 10_000
A, B = "aleppo_falls", "siege_broken"
PILOT_RUNS, PILOT_WEEKS = 64, 8  # what a rate is measured on: a block of runs, a tenth of a second
STARTING = 4.0  # seconds until processes run at full speed


def explain(
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help="An outcome, such as rad_share_long.")],
    one: Annotated[
        str, typer.Argument(metavar="[A]", help="A scenario's name, or a .toml file; +POLICY and @WEEK as in run.")
    ] = A,
    other: Annotated[str | None, typer.Argument(metavar="[B]", help="What A is compared with.", show_default=B)] = None,
    level: Annotated[
        bool, typer.Option("--level", help="Explain A by itself, against A with every claim off.")
    ] = False,
    methods: Annotated[
        str,
        typer.Option(
            "--methods",
            metavar="LIST",
            help="Some of postings, knockouts, shapley, sets.",
            rich_help_panel=options.RESULTS,
        ),
    ] = "postings,knockouts,shapley,sets",
    budget: Annotated[
        int, typer.Option("--budget", metavar="RUNS", help="Most runs to spend.", rich_help_panel=options.RUNS)
    ] = BUDGET,
    replicates: options.Replicates = REPLICATES,
    weeks: options.Weeks = WEEKS,
    random_seed: options.RandomSeed = 1,
    assumptions: options.AssumptionSet = "contested",
    settings: options.Settings = None,
    strength: options.Strengths = None,
    off: options.Off = None,
    only: options.Only = None,
    output: options.Output = "table",
    store: options.StoreFolder = None,
    no_store: options.NoStore = False,
    quiet: options.Quiet = False,
    jobs: options.Jobs = None,
) -> None:
    """Explain a difference: who moved it, which claim breaks it, what each adds, which few carry it.

    A and B are run with the same luck under many sets of claims. What has been run is kept, so that an
    interrupted command goes on where it was.

    Example:  aftermath explain rad_share_long        aftermath explain returns aleppo_falls --level
    """
    asked = options.request(assumptions, replicates, weeks, random_seed, jobs, settings, strength, off, only)
    from sim.cli.output import destination
    from sim.experiments.budget import Wish, chosen_methods, make_plan
    from sim.experiments.explanation import carry_out
    from sim.experiments.game import Game
    from sim.experiments.workers import Workers

    to = destination(output)
    wish = Wish(chosen_methods(methods), replicates, budget, weeks, random_seed)
    if level and other is not None:
        raise ExperimentError(f"--level: explains {one} by itself; leave out {other}")
    scenarios = [one] if level else [one, other or B]
    question = question_of(outcome, scenarios, asked)
    kept = options.store_of(store, no_store, quiet)
    with Workers(asked.jobs) as workers:
        lab = Lab(asked, kept, workers)
        game = Game(question, lab.outcomes)
        plan = make_plan(game, wish)
        posted = run_plan(lab, game, wish, plan, quiet)
        with lab.showing(plan.for_sets, quiet, at_most=True):
            found = carry_out(game, wish, plan, posted)
    finish(found, to, scenarios, asked, wish, quiet)


# ---------------------------------------------------------------- steps
def question_of(outcome: str, scenarios: Sequence[str], asked: Request) -> "Question":
    """Read what is to be explained; ExperimentError if the runs cannot show it, or no claim is on."""
    from sim.assumptions import load_assumptions, override
    from sim.compare import FEWEST_PAIRS
    from sim.experiments.game import Case, Question
    from sim.outcomes import chosen
    from sim.scenario import load_scenario

    (about,) = chosen([outcome])
    if asked.weeks < about.last_week:
        raise ExperimentError(f"--weeks {asked.weeks}: {outcome} needs at least {about.last_week}")
    if asked.replicates < FEWEST_PAIRS:
        raise ExperimentError(f"--replicates {asked.replicates}: to explain anything takes at least {FEWEST_PAIRS}")
    believed, cases = load_assumptions(asked.assumptions), []
    for name in scenarios:
        scenario = load_scenario(name)
        values = override(believed, scenario, asked.settings, asked.strengths, asked.off, asked.only)
        cases.append(Case(scenario, values))
    question = Question(about, cases[0], cases[1] if len(cases) > 1 else None)
    if not question.players:
        raise ExperimentError("every claim is off: there is nothing to explain; see --assumptions and --only")
    return question


class Lab:
    """Where runs are done: with these options, store and workers, and something that shows how far they are."""

    def __init__(self, asked: Request, store: "Store | None", workers: "Workers") -> None:
        self.asked, self.store, self.workers = asked, store, workers
        self.progress: Progress | None = None

    def outcomes(self, points: "Sequence[Point]", replicates: Sequence[Sequence[int]]) -> "pandas.DataFrame":
        """Run design points and return their outcomes."""
        from sim.experiments.runner import evaluate

        return evaluate(
            points,
            replicates,
            weeks=self.asked.weeks,
            random_seed=self.asked.random_seed,
            jobs=self.workers,
            store=self.store,
            progress=self.progress,
        )

    def postings(self, question: "Question") -> "list[pandas.DataFrame]":
        """Run each case with all claims on and return who moved what, week by week."""
        from sim.experiments.bookkeeping import weekly_postings
        from sim.experiments.runner import evaluate

        points = [each.point(question.everybody) for each in question.cases]
        rows = evaluate(
            points,
            self.asked.replicates,
            weeks=self.asked.weeks,
            random_seed=self.asked.random_seed,
            read=weekly_postings,
            postings=True,
            jobs=self.workers,
            store=self.store,
            progress=self.progress,
        )
        return [rows.loc[[at]] for at in range(len(points))]

    def missing(self, game: "Game", plan: "Plan") -> int:
        """Return how many runs of a plan the store does not have."""
        from sim.experiments.bookkeeping import weekly_postings
        from sim.experiments.runner import outstanding

        weeks, random_seed = self.asked.weeks, self.asked.random_seed
        points, replicates = game.wanted(plan.asks)
        found = outstanding(points, replicates, weeks=weeks, random_seed=random_seed, store=self.store)
        if plan.postings:
            question = game.question
            found += outstanding(
                [each.point(question.everybody) for each in question.cases],
                self.asked.replicates,
                weeks=weeks,
                random_seed=random_seed,
                read=weekly_postings,
                postings=True,
                store=self.store,
            )
        return found

    def rate(self, question: "Question") -> float:
        """Return run-weeks a second of one process, measured on a short block of these runs."""
        from sim.runs import run_block

        point = question.one.point(question.everybody)
        specs = [point.spec(replicate) for replicate in range(PILOT_RUNS)]
        run_block(specs[:2], 1, self.asked.random_seed, False, None)  # compiles, and counts for nothing
        began = time.monotonic()
        run_block(specs, PILOT_WEEKS, self.asked.random_seed, False, None)
        return PILOT_RUNS * PILOT_WEEKS / (time.monotonic() - began)

    @contextmanager
    def showing(self, runs: int, quiet: bool, at_most: bool = False) -> Iterator[None]:
        """Show how far the runs are while the block lasts."""
        from sim.cli.progress import Bar

        with Bar(runs, self.asked.weeks, quiet, at_most) as self.progress:
            yield
        self.progress = None


def run_plan(lab: Lab, game: "Game", wish: "Wish", plan: "Plan", quiet: bool) -> "list[pandas.DataFrame]":
    """Say what will be run and how long that takes, run it, and return the postings."""
    from sim.cli import explain_screen, screen

    missing = lab.missing(game, plan)
    screen.say(explain_screen.in_advance(plan, wish, missing), quiet)
    if missing and not quiet:
        rate = lab.rate(game.question) * lab.asked.jobs / wish.weeks
        screen.say(explain_screen.how_long(missing, rate, lab.asked.jobs, STARTING), quiet)
    with lab.showing(plan.runs, quiet):
        game.fetch(plan.asks)
        return lab.postings(game.question) if plan.postings else []


def finish(
    found: "Explanation", to: "Destination", scenarios: Sequence[str], asked: Request, wish: "Wish", quiet: bool
) -> None:
    """Show or write what was found, and say what it is."""
    from sim.cli import explain_screen, screen
    from sim.cli.output import write_tables

    provenance = {**asked.provenance(scenarios), "methods": ",".join(wish.methods), "budget": wish.budget}
    if to.on_screen:
        explain_screen.show(found, explain_screen.headline(found, scenarios, asked))
        explain_screen.gloss(found, quiet)
    else:
        outcome = found.question.outcome
        write_tables(found.tables(), to, provenance, {outcome.name: outcome.unit})
    if to.file is not None:
        screen.say(f"wrote {to.file}", quiet)
    screen.closing(provenance, quiet)
