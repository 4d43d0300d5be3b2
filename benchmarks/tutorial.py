"""The worked example of docs/tutorial.md: `python -m benchmarks.tutorial [--write]`.

One contrast, the late share of never-signing groups when Aleppo falls against a siege broken with Turkey's help, under
different assumptions. The words around the table follow from it: read them again when it has changed.
"""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from sim.compare import compare
from sim.outcomes import OUTCOMES, outcomes_of
from sim.runs import run

REPLICATES = 32  # as `aftermath compare` takes them if nothing is said
WORLDS = ("aleppo_falls", "siege_broken_turkey")
OUTCOME = "rad_share_long"
PAGE = Path(__file__).parent.parent / "docs" / "tutorial.md"
MARKED = re.compile(r"(<!-- example:begin -->\n).*?(<!-- example:end -->)", re.DOTALL)


@dataclass(frozen=True)
class Case:
    """One set of assumptions, as typed and in words."""

    words: str
    assumptions: str = "contested"
    off: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The command that asks for it."""
        told = f"aftermath compare {' '.join(WORLDS)}"
        told += f" -a {self.assumptions}" if self.assumptions != "contested" else ""
        told += f" --off {','.join(self.off)}" if self.off else ""
        return told + (f" --only {','.join(self.only)}" if self.only else "")


CASES = (
    Case("claims and rivals"),
    Case("the essay alone", "essay"),
    Case("rivals alone", "rivals_only"),
    Case("nothing", "null"),
    Case("the essay without credit for trying", "essay", off=("C28",)),
    Case("without betrayal at an unaided loss", "essay", off=("C37",)),
    Case("without shunning whoever leans on the West", "essay", off=("C38",)),
    Case("without the hard line looking right", "essay", off=("C19",)),
    Case("those three claims and no other", "essay", only=("C19", "C37", "C38")),
)


def row(case: Case, replicates: int) -> list[str]:
    """Return the contrast under one set of assumptions, as cells."""
    fall, broken = (
        outcomes_of(run(each, replicates=replicates, assumptions=case.assumptions, off=case.off, only=case.only,
                        jobs=2, postings=False), [OUTCOME])
        for each in WORLDS
    )  # fmt: skip
    found = compare(fall, broken).loc[OUTCOME]
    numbers = (f"{found['mean_a']:.1f}", f"{found['mean_b']:.1f}", f"{found['difference']:+.1f}",
               f"{found['low']:+.1f} to {found['high']:+.1f}", str(found["word"]))  # fmt: skip
    return [
        case.words,
        *(each.replace("-0.0", "0.0").replace("+0.0", "0.0").replace("-", "−") for each in numbers),
        f"`{case.command}`",
    ]


def example(replicates: int) -> str:
    """Return the example as a Markdown table."""
    header = ["believe", "A, %", "B, %", "A − B, points", "95 % interval", "in words", "command"]
    lines = [header, ["---"] * len(header), *(row(case, replicates) for case in CASES)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Run, print, and put the table into its page if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tutorial", description=__doc__)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument("--write", action="store_true", help="put the table into docs/tutorial.md")
    asked = parser.parse_args()
    told = (
        f"{OUTCOMES[OUTCOME].title}, % of rebels; A is `{WORLDS[0]}`, B is `{WORLDS[1]}`; {asked.replicates} pairs, "
        f"random seed 1; made by `python -m benchmarks.tutorial --write`. The smallest difference of interest is "
        f"{OUTCOMES[OUTCOME].sesoi:g} points.\n\n{example(asked.replicates)}\n"
    )
    print(told)
    if asked.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(MARKED.sub(lambda found: f"{found[1]}{told}{found[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
