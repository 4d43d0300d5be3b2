"""The page itself: everything a report says put into its template, and the files that go beside it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import ExperimentError
from sim.numerals import count
from viz.figures.canvas import house
from viz.figures.subject import design_words
from viz.report.answer import CAVEAT, answer
from viz.report.findings import ORDER, Findings
from viz.report.sections import FORMS, Section, sections
from viz.report.words import caveats, factors, held, how_to_read, scenarios

HERE = Path(__file__).parent
TEMPLATE, STYLE = "page.html", "page.css"
FIGURES = "_figures"  # after the page's own name: the folder of its pictures
PICTURES = {f"{method}.{form}" for method in ORDER for form in FORMS}  # all that a page may have
MOST_OPEN = 50  # factors whose table stands open
MOST_FAILURES = 40  # listed one by one


@dataclass(frozen=True)
class Report:
    """A page, its pictures by file name, and what it could not show."""

    html: str
    pictures: Mapping[str, bytes]
    left_out: tuple[tuple[str, str], ...]

    @staticmethod
    def folder(path: Path) -> Path:
        """Return where the pictures of a page go."""
        return path.with_name(path.stem + FIGURES)

    def write(self, path: Path) -> tuple[Path, ...]:
        """Write the page and its pictures beside it; return what was written, the page last.

        ExperimentError if that cannot be done. The page is written whole or not at all.
        """
        folder = self.folder(path)
        try:
            folder.mkdir(exist_ok=True)
            for name in PICTURES - self.pictures.keys():  # of an earlier page of this name, now out of date
                (folder / name).unlink(missing_ok=True)
            for name, picture in self.pictures.items():
                (folder / name).write_bytes(picture)
            partly = path.with_name(f"{path.name}.{os.getpid()}.tmp")
            partly.write_text(self.html, encoding="utf-8")
            partly.replace(path)
        except OSError as problem:
            raise ExperimentError(f"{path}: cannot be written ({problem.strerror})") from None
        return (*(folder / name for name in self.pictures), path)


def report(found: Findings, name: str) -> Report:
    """Return the report of what was found; `name` is the page's without its ending.

    ExperimentError if Jinja is not installed.
    """
    every = list(sections(found))
    drawn = [each for each in every if isinstance(each, Section)]
    left_out = tuple(each for each in every if not isinstance(each, Section))
    pictures = {f"{each.name}.{form}": picture for each in drawn for form, picture in each.pictures.items()}
    return Report(rendered(words_of(found, drawn, left_out, name)), pictures, left_out)


def words_of(found: Findings, drawn: list[Section], left_out: tuple[tuple[str, str], ...], name: str) -> dict[str, Any]:
    """Return all that stands in the page."""
    of = found.manifest
    failures = [] if found.failures is None else found.failures.head(MOST_FAILURES).to_dict("records")
    return {
        "title": of.title,
        "name": of.name,
        "question": of.question,
        "about": [each for each in of.about.split("\n\n") if each.strip()],
        "answer": tied(answer(found)),
        "caveat": CAVEAT,
        "how_to_read": [tied(each) for each in how_to_read(found)],
        "scenarios": scenarios(of),
        "sections": drawn,
        "folder": f"{name}{FIGURES}",
        "left_out": left_out,
        "design": f"{of.sampler.get('name', 'file')} ({design_words(of)})",
        "assumptions": of.assumptions,
        "factors": factors(of),
        "most_open": MOST_OPEN,
        "held": held(of),
        "plan_command": f"aftermath plan {of.scenarios[0].name} --assumptions {of.assumptions.name}",
        "caveats": [tied(each) for each in caveats(found)],
        "commands": found.commands,
        "runs_in_words": runs_in_words(found),
        "failures": failures,
        "versions": dict(of.versions),
        "model": of.model,
        "sweep": of.sweep,
        "text": of.text,
        "css": (HERE / STYLE).read_text(encoding="utf-8"),
    }


def tied(text: str) -> str:
    """Return text in which no line ends between a number and its percent sign."""
    return text.replace(" %", "\u00a0%")


def runs_in_words(found: Findings) -> str:
    """Say how many runs there are, and what became of them."""
    there = f"{found.there:,} of {count(found.runs, 'run')} are there" if not found.complete else f"{found.runs:,} runs"
    failed = f"{count(found.failed, 'run')} failed and {'has' if found.failed == 1 else 'have'} no outcome"
    return f"{there}; {failed if found.failed else 'none failed'}."


def check_libraries() -> None:
    """Raise ExperimentError if a library that a report needs is missing, before anything is computed for it."""
    with house():
        rendered_by()


def rendered_by() -> Any:
    """Return Jinja and its marker of what needs no escaping; ExperimentError if it is not installed."""
    try:
        import jinja2
        from markupsafe import Markup
    except ImportError:
        raise ExperimentError("a report needs Jinja: pip install 'aftermath[analysis]'") from None
    return jinja2, Markup


def rendered(words: Mapping[str, Any]) -> str:
    """Return the page; all words are escaped but the figures, which are ours."""
    jinja2, markup = rendered_by()
    loader = jinja2.FileSystemLoader(HERE)
    world = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    world.filters["ours"] = markup
    text: str = world.get_template(TEMPLATE).render(words)
    return text
