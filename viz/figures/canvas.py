"""What every figure stands on: a page with title and source, axes in the house's style, files that never vary."""

import io
import math
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from threading import RLock
from typing import TYPE_CHECKING, Any

from sim.errors import ExperimentError
from sim.numerals import MILLION, THOUSAND, minus
from viz import style

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

FORMS = ("png", "svg", "pdf")
NO_DATE: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
}
SOURCE = "source"  # marks the small print at the foot
MARGIN = 0.10  # inches around everything
ROOM = style.WIDTH - 2 * MARGIN  # inches for a line of words
KEY = 0.50  # inches that a key's sign and its gap take
KEY_LEADING, KEY_GAP = 1.12, 0.06  # lines; inches above them
LEADING = 1.35  # line height, in sizes of type
POINTS_PER_INCH = 72
LAYOUTS = 2  # each starts from the last; more move nothing
PLACES = 5  # of a position in shares of the page: finer than any screen
_ONE_AT_A_TIME = RLock()  # matplotlib's settings are those of the whole process


class NothingToDrawError(ExperimentError):
    """A table holds nothing that a figure of this kind could show; the message says why."""


@contextmanager
def house() -> Iterator[None]:
    """Draw in the house's style, whatever the reader's own matplotlib settings are."""
    try:
        import matplotlib
    except ImportError:
        raise ExperimentError("figures need matplotlib: pip install 'aftermath[analysis]'") from None
    with _ONE_AT_A_TIME, matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from font")  # a box stands for it
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(style.RC)  # type: ignore[arg-type]
        yield


def page(height: float, title: str, subtitle: str, source: Sequence[str], keys: Sequence["Artist"] = ()) -> "Figure":
    """Return an empty figure with its words laid out; `height` in inches is what is left for axes.

    Above stand the title, what is drawn, and the keys; the source stands at the foot.
    """
    from matplotlib.figure import Figure

    above = [
        *((line, style.TITLE, "bold", style.INK) for line in title_lines(title)),
        *((line, style.SMALL, "normal", style.MUTED) for line in wrapped(subtitle, style.SMALL)),
    ]
    below, columns = filled(source, style.TINY), columns_of(keys)
    key_lines = math.ceil(len(keys) / columns) if keys else 0
    head = (
        sum(inches(size) for _, size, _, _ in above)
        + key_lines * inches(style.SMALL) * KEY_LEADING
        + KEY_GAP
        + 2 * MARGIN
    )
    foot = len(below) * inches(style.TINY) + 2 * MARGIN
    total = head + height + foot
    figure = Figure(figsize=(style.WIDTH, total), layout="constrained")
    top = total - MARGIN
    for line, size, weight, colour in above:
        figure.text(MARGIN / style.WIDTH, top / total, line, size=size, weight=weight, color=colour, va="top")
        top -= inches(size)
    for at, line in enumerate(reversed(below)):
        level = MARGIN + at * inches(style.TINY)
        small: dict[str, Any] = {"size": style.TINY, "color": style.MUTED, "va": "bottom", "gid": SOURCE}
        figure.text(MARGIN / style.WIDTH, level / total, line, **small)
    if keys:
        place = (MARGIN / style.WIDTH, (top - KEY_GAP) / total)
        shown = figure.legend(
            handles=list(keys), loc="upper left", bbox_to_anchor=place, ncols=columns, borderpad=0, borderaxespad=0,
            columnspacing=1.6, handlelength=2.2, labelspacing=0.45,
        )  # fmt: skip
        shown.set_in_layout(False)
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.0, foot / total, 1.0, height / total), w_pad=MARGIN, h_pad=0.04)
    return figure


def settled(figure: "Figure") -> "Figure":
    """Fix where everything lies, so that a figure is the same however often and at whatever resolution it is saved."""
    for _ in range(LAYOUTS):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:  # the solver's last digits differ from one call to the next
        left, bottom, width, height = (round(each, PLACES) for each in axes.get_position().bounds)
        axes.set_position((left, bottom, width, height))
    return figure


def columns_of(keys: Sequence["Artist"]) -> int:
    """Return the most columns in which keys fit the width; they fill column after column."""
    sizes = [width_of(str(each.get_label()), style.SMALL) + KEY for each in keys]
    for columns in range(len(sizes), 1, -1):
        lines = math.ceil(len(sizes) / columns)
        if sum(max(sizes[at : at + lines]) for at in range(0, len(sizes), lines)) <= ROOM:
            return columns
    return 1


def inches(size: float) -> float:
    """Return the height of a line of type."""
    return size * LEADING / POINTS_PER_INCH


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return how wide a line of type is, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / POINTS_PER_INCH


def title_lines(title: str) -> list[str]:
    """Return a title in lines, the first ending with a colon if there is one and not all fits a line."""
    what, colon, of = title.partition(": ")
    if not colon or width_of(title, style.TITLE, "bold") <= ROOM:
        return wrapped(title, style.TITLE, "bold")
    return [*wrapped(f"{what}:", style.TITLE, "bold"), *wrapped(of, style.TITLE, "bold")]


def wrapped(text: str, size: float, weight: str = "normal", most: int = 3) -> list[str]:
    """Return text in as few lines as fit the width, of about one length; what does not fit is shown to be cut off."""
    if not text.strip():
        return []
    chars = max(1, int(ROOM * len(text) / width_of(text, size, weight)))
    while max(width_of(each, size, weight) for each in textwrap.wrap(text, chars)) > ROOM and chars > 1:
        chars -= 1 + chars // 50
    lines = textwrap.wrap(text, chars)
    if len(lines) > most:
        return textwrap.wrap(text, chars, max_lines=most, placeholder=" …")
    while len(narrower := textwrap.wrap(text, chars - 1)) == len(lines) and chars > 2:
        lines, chars = narrower, chars - 1
    return lines


def filled(parts: Sequence[str], size: float) -> list[str]:
    """Return parts in as few lines as they fit, a dot between; no part is broken that fits a line."""
    lines: list[str] = []
    for part in parts:
        if lines and width_of(f"{lines[-1]} · {part}", size) <= ROOM:
            lines[-1] += f" · {part}"
        else:
            lines += wrapped(part, size)
    return lines


def label(text: str, width: int = 34, lines: int = 2) -> str:
    """Return words for beside an axis, in at most two lines; words without a gap are broken."""
    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder="…"))


def file_bytes(figure: "Figure", form: str, title: str = "") -> bytes:
    """Return a figure as a file of `form` (png, svg or pdf): the same figure gives the same bytes."""
    known = NO_DATE[form] | ({"Title": title} if title else {})
    into = io.BytesIO()
    with house():
        figure.savefig(into, format=form, dpi=style.DPI, metadata=known)
    return into.getvalue()


def bare_svg(figure: "Figure") -> bytes:
    """Return a figure as SVG without its source, for where that stands beside it."""
    from matplotlib.transforms import Bbox

    source = [each for each in figure.texts if each.get_gid() == SOURCE]
    into = io.BytesIO()
    with house():
        foot = max((each.get_window_extent().y1 for each in source), default=0.0) / figure.dpi
        width, height = figure.get_size_inches()
        for each in source:
            each.set_visible(False)
        box = Bbox([[0, round(foot, 2)], [width, height]])
        figure.savefig(into, format="svg", bbox_inches=box, metadata=NO_DATE["svg"])
        for each in source:
            each.set_visible(True)
    return into.getvalue()


# ---------------------------------------------------------------- axes
def ticks(axis: "Axis", sign: bool = False) -> None:
    """Write an axis' numbers as everywhere else: `12.5k`, `1.2m`, a true minus, no more digits than the steps need."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))

    def write(value: float, _: int | None = None) -> str:
        shown = [float(each) for each in axis.get_majorticklocs()]
        return tick(value, shown, sign)

    axis.set_major_formatter(FuncFormatter(write))


def tick(value: float, shown: Sequence[float], sign: bool = False) -> str:
    """Write one of the numbers `shown` along an axis."""
    most = max((abs(each) for each in shown), default=0.0)
    scale, letter = (MILLION, "m") if most >= MILLION else (THOUSAND, "k") if most >= 10 * THOUSAND else (1, "")
    step = min((b - a for a, b in pairwise(shown)), default=1.0) / scale
    digits = next((d for d in range(7) if math.isclose(step, round(step, d), rel_tol=1e-6)), 6) if step > 0 else 0
    text = minus(f"{value / scale:{'+' if sign else ''},.{digits}f}")
    return f"{text}{letter}" if text.strip("0.,") else "0"


def rows(axes: "Axes", names: Sequence[str], gap: float = 0.6) -> None:
    """Name rows from the top down, at 0, 1, 2 and so on."""
    axes.set_yticks(range(len(names)), [label(each) for each in names])
    axes.set_ylim(len(names) - 1 + gap, -gap)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)


def height_of_rows(names: Sequence[str], per_row: int = 1) -> float:
    """Return inches that rows need, as high as the highest, with the axis below."""
    lines = max((1 + label(each).count("\n") for each in names), default=1)
    return len(names) * (max(0.135 * lines, 0.15 * per_row) + 0.085) + 0.65
