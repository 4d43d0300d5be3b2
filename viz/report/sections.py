"""The sections of a report: a figure each, how to read it, where its numbers come from, and the numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from viz import figures
from viz.figures import NothingToDrawError
from viz.figures.canvas import bare_svg
from viz.figures.subject import Subject, condition, provenance, subject
from viz.report.findings import HEADINGS, ORDER, Findings, frame_of
from viz.report.inline import inlined
from viz.report.tables import Shown, shown

FORMS = ("svg", "png")  # of the pictures beside a page
ALL_ROWS = "These are the first rows. All of them:"
WEEKLY_ROWS = "One week in thirteen is shown; all lie in the folder’s series, one row a run and week."
READS = {
    "ci": "The mean of the runs in each scenario, and how sure of it this many runs can be.",
    "diff": (
        "Runs are compared in pairs that share their luck, so that what is left is the work of the scenario. Inside "
        "the grey band a difference is too small to matter."
    ),
    "weekly": "Where the runs of each scenario lie, week by week. Where bands overlap, runs of both go the same way.",
    "tornado": (
        "One thing is changed at a time, all others as they are held. A mark to the right: the change raises the "
        "result; to the left: it lowers it; on the line: it does nothing."
    ),
    "shapley": (
        "How much of the way from nothing to everything each factor makes. What two bring about together is shared "
        "between them."
    ),
    "sets": "The smallest sets of factors that carry the conclusion by themselves.",
    "morris": "A first sieve: which factors move the result at all, and which only in company of others.",
    "sobol": (
        "How much of what varies would be gone if a factor stood still. Where ST exceeds S1, the factor works "
        "together with others. An interval that includes 0 cannot be told from nothing."
    ),
    "grid": "Two factors at once, those that move the result most. The conclusion changes where a line runs.",
    "prim": (
        "A search for the corner of the assumptions in which the conclusion holds. A good box covers most of the "
        "points where it does and few others."
    ),
    "cart": "The same asked step by step: which single assumption parts the design points best, and then which.",
    "converge": "Intervals shrink as replicates are added. Once within the grey band, more runs tell little more.",
}


@dataclass(frozen=True)
class Section:
    """A figure with all that stands around it; `pictures` are its files by their ending."""

    name: str
    heading: str
    reads: str
    alt: str
    caption: str
    source: str
    svg: str
    table: Shown
    more: str
    command: str
    pictures: dict[str, bytes]


def sections(found: Findings) -> Iterator[Section | tuple[str, str]]:
    """Yield a section for every table that can be drawn; of others their heading, and why not."""
    for method in ORDER:
        if method in found.tables:
            try:
                yield section(method, found)
            except NothingToDrawError as nothing:
                yield HEADINGS[method], str(nothing)
        elif method in found.left_out:
            yield HEADINGS[method], found.left_out[method]


def section(method: str, found: Findings) -> Section:
    """Return the section of one method; NothingToDrawError if its table holds nothing to draw."""
    table, manifest = found.tables[method], found.manifest
    frame = frame_of(table)
    figure = figures.draw(method, table, manifest)
    words, of = figures.describe(method, table, manifest), subject(frame, manifest)
    pictures = {form: figures.file_bytes(figure, form, HEADINGS[method]) for form in FORMS}
    rows = shown(method, table, manifest)
    return Section(
        name=method,
        heading=HEADINGS[method],
        reads=READS[method],
        alt=words,
        caption=caption(method, of, condition(frame)),
        source=" · ".join(provenance(frame, manifest)),
        svg=inlined(bare_svg(figure), method, words),
        table=rows,
        more="" if not rows.cut else WEEKLY_ROWS if method == "weekly" else ALL_ROWS,
        command=""
        if method in ("weekly", "grid")
        else f"aftermath analyse {method} {found.where} --output {method}.csv",
        pictures=pictures,
    )


def caption(method: str, of: Subject, holds: str) -> str:
    """Say what a figure is of."""
    if method == "weekly":
        return "Weekly series, by scenario."
    goal = f": where {holds}" if holds and method in ("prim", "cart") else f": when {holds}" if holds else ""
    return f"{of.axis}{'' if method == 'ci' else f', {of.of}'}{goal}."
