"""The commands `analyse`: what the runs of a sweep say."""

import typer

from sim.cli import analyse_factors, analyse_points, analyse_regions, analyse_report

app = typer.Typer(no_args_is_help=True, help="What the runs of a sweep say: intervals, differences, sensitivity.")

app.command("ci")(analyse_points.ci)
app.command("diff")(analyse_points.diff)
app.command("tornado")(analyse_points.tornado)
app.command("morris")(analyse_factors.morris)
app.command("sobol")(analyse_factors.sobol)
app.command("shapley")(analyse_factors.shapley)
app.command("sets")(analyse_factors.sets)
app.command("prim")(analyse_regions.prim)
app.command("cart")(analyse_regions.cart)
app.command("converge")(analyse_points.converge)
app.command("report")(analyse_report.report)
