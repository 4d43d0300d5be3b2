"""The commands `analyse prim` and `cart`: under which assumptions a conclusion holds or fails."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import analyse_options as given
from sim.cli import options
from sim.cli.analyse_options import LEVEL, ask, draw, write
from sim.errors import ExperimentError

if TYPE_CHECKING:
    from sim.cli.analyse_options import Asked
    from sim.experiments.analysis.boxes import Boxes

BOTH = ("holds", "fails")


def prim(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    holds: given.Holds = None,
    look_for: Annotated[
        str | None,
        typer.Option(
            "--look-for",
            metavar="holds|fails",
            help="Boxes in which it holds, or fails.",
            show_default="the rarer",
            rich_help_panel=given.ASKED,
        ),
    ] = None,
    boxes: Annotated[int, typer.Option("--boxes", help="Most boxes to seek.", rich_help_panel=given.ASKED)] = 1,
    step: Annotated[
        int | None,
        typer.Option(
            "--step",
            help="Take this box of the trajectory.",
            show_default="best balance of coverage and density",
            rich_help_panel=given.ASKED,
        ),
    ] = None,
    paste: Annotated[
        bool, typer.Option("--paste", help="Widen boxes again at the end.", rich_help_panel=given.ASKED)
    ] = False,
    where: given.Where = None,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Find boxes of factor values in which a conclusion holds, or fails (PRIM); for sweeps that fill their ranges.

    Example:  aftermath analyse prim RUNS --holds 'clearly higher' --look-for fails
    """
    from sim.experiments.analysis import conclusion_of
    from sim.experiments.analysis import prim as search

    if look_for is not None and look_for not in BOTH:
        raise ExperimentError(f"--look-for {look_for}: expected holds or fails")
    if boxes < 1:
        raise ExperimentError(f"--boxes {boxes}: at least 1")
    asked = ask("prim", directory, outcome, of, LEVEL, output, where, quiet)
    conclusion = None if holds is None else conclusion_of(holds, asked.quantity)
    found = search(asked.study, asked.quantity, conclusion, asked.points, look_for, boxes, step, paste)
    draw(figure, asked, found)
    if asked.to.on_screen:
        show_boxes(asked, found)
    else:
        write(asked, {"boxes": found.boxes, "trajectory": found.trajectory})


def show_boxes(asked: "Asked", found: "Boxes") -> None:
    """Show boxes, and the way to them."""
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_region_sentences import boxes_say, range_of
    from sim.cli.analyse_words import headline

    several = found.boxes["box"].nunique() > 1
    number = [shown.plain_column("Box", "box", "right")] if several else []
    limits = [
        *number,
        shown.factor_column(asked),
        ("Kept", "left", range_of),
        ("quasi-p", "right", lambda row: f"{row['quasi_p']:.2g}"),
    ]
    way = [
        *number,
        shown.plain_column("Step", "step", "right"),
        shown.share_column("Coverage", "coverage"),
        shown.share_column("Density", "density"),
        shown.share_column("Mass", "mass"),
        shown.plain_column("Factors", "factors", "right"),
        shown.plain_column("Taken", "taken"),
    ]
    tables = [shown.table_of(found.boxes, limits, title="Limits")] if len(found.boxes) else []
    tables += [shown.table_of(found.trajectory, way, title="The way there")] if len(found.trajectory) else []
    about = found.boxes.attrs
    title = headline(asked, f"where “{about['conclusion']}” {about['look_for']}")
    shown.show(asked, title, tables, boxes_say(found), about, shown.cut_of(found.trajectory))


def cart(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    holds: given.Holds = None,
    where: given.Where = None,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Grow a tree that tells apart where a conclusion holds, or explains an outcome of one scenario (CART).

    Example:  aftermath analyse cart RUNS --of aleppo_falls --holds '>= 30'
    """
    from sim.experiments.analysis import cart as tree
    from sim.experiments.analysis import conclusion_of

    asked = ask("cart", directory, outcome, of, LEVEL, output, where, quiet)
    conclusion = None if holds is None else conclusion_of(holds, asked.quantity)
    nodes = tree(asked.study, asked.quantity, conclusion, asked.points)
    draw(figure, asked, nodes)
    if not asked.to.on_screen:
        write(asked, {"cart": nodes})
        return
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_region_sentences import tree_says
    from sim.cli.analyse_words import headline

    leaves = nodes[nodes["factor"] == ""].sort_values("share", ascending=False, kind="stable")
    classified = bool(nodes.attrs["conclusion"])
    columns = [
        shown.plain_column("Where", "says"),
        shown.plain_column("Points", "points", "right"),
        shown.share_column("Holds", "share") if classified else shown.number_column("Mean", "share", asked.quantity),
    ]
    what = f"where “{nodes.attrs['conclusion']}” holds" if classified else "what its mean hangs on"
    table = shown.table_of(leaves, columns)
    shown.show(asked, headline(asked, what), [table], tree_says(nodes, asked.quantity), nodes.attrs)
