"""Hold the model against a rough first model's magnitudes: `python -m benchmarks.sanity [replicates] [--write]`.

Four scenarios under three assumption sets; prints the tables of docs/sanity.md, and with `--write` puts them there.
The first model was a sketch of 16 places and 31 claims; its numbers (40 pairs, from the design of the outcomes) are
to be argued with, not to be met.
"""

import argparse
import re
import time
from pathlib import Path

import numpy as np
import pandas

from sim.compare import compare
from sim.outcomes import OUTCOMES, outcomes_of
from sim.runs import run

REPLICATES = 200
FALL = "aleppo_falls"
LED_BY = {"led by al-Qaeda's group": "siege_broken", "by the mainstream": "siege_broken_mainstream",
          "with Turkey": "siege_broken_turkey"}  # fmt: skip
SETS = ("null", "essay", "contested")
COLUMNS = (
    ("null", "led by al-Qaeda's group"),
    ("essay", "led by al-Qaeda's group"),
    ("essay", "by the mainstream"),
    ("essay", "with Turkey"),
    ("contested", "led by al-Qaeda's group"),
    ("contested", "by the mainstream"),
)
WILL = slice(12, 53)  # weeks 12 to 52, in which the first model read the will to negotiate
PAGE = Path(__file__).parent.parent / "docs" / "sanity.md"
MARKED = re.compile(r"(<!-- sanity:begin -->\n).*?(<!-- sanity:end -->)", re.DOTALL)
Runs = dict[tuple[str, str], pandas.DataFrame]

# outcome, factor from its unit to the one shown, unit shown, the first model's contrasts in the order of COLUMNS
CONTRASTS: tuple[tuple[str, float, str, tuple[str, ...]], ...] = (
    ("rad_share_short", 1, "pp", ("+0.6", "+2.4", "+4.3", "+3.7", "+2.4", "+4.2")),
    ("rad_share_long", 1, "pp", ("+0.1", "+4.2", "+10.8", "+10.7", "+4.7", "+10.7")),
    ("rad_fighters_long", 1e-3, "thousands", ("−0.6", "−0.1", "+4.9", "+4.5", "−2.4", "+1.7")),
    ("deaths_short", 1, "a week", ("+36", "+50", "+39", "+39", "+1", "−6")),
    ("deaths_long", 1, "a week", ("−18", "−30", "−16", "−21", "−54", "−56")),
    ("pacified", 1, "share of runs", ("+.03", ".00", "−.03", "−.03", ".00", ".00")),
    ("outflow", 1e-3, "thousands", ("+7", "+27", "+18", "+17", "+24", "+22")),
    ("refugees_abroad", 1e-3, "thousands", ("+7", "+147", "+131", "+134", "+162", "+153")),
    ("support", 1, "% of day 0", ("0", "−11.8", "−10.9", "−12.0", "−16.9", "−20.3")),
    ("normalised", 1, "states", ("0", "+1.0 of 12", "+.8", "+.9", "+1.4", "+1.3")),
    ("willingness", 1, "pp", ("0", "−4.3", "−4.2", "−4.3", "−4.8", "−4.7")),
    ("tension_long", 1, "points", ("0", "+1.7", "+1.2", "+1.1", "+1.7", "+1.5")),
    ("populism_long", 1, "pp", ("0", "+.02", "+.01", "+.01", "+.01", "+.01")),
)
# the first model's levels after the fall: null, essay, contested
LEVELS: tuple[tuple[str, float, str, tuple[str, ...]], ...] = (
    ("deaths_long", 1, "a week", ("500", "579", "383")),
    ("rad_share_long", 1, "%", ("18.6", "33.7", "31.5")),
    ("control", 1, "% of residents", ("74", "46", "46")),
    ("refugees_abroad", 1e-6, "millions", ("4.69", "5.42", "5.32")),
    ("pacified", 1, "share of runs", (".30", ".20", ".12")),
    ("support", 1, "% of day 0", ("89", "46", "38")),
)


def everything(replicates: int) -> tuple[Runs, float]:
    """Return outcomes of every scenario under every set, and the opposition's war support of day 0."""
    found: Runs = {}
    paid = 1.0
    for chosen in SETS:
        for scenario in (FALL, *LED_BY.values()):
            results = run(scenario, replicates=replicates, assumptions=chosen, jobs=2, postings=False)
            found[chosen, scenario] = outcomes_of(results)
            found[chosen, scenario]["willingness"] = 100 * results["willingness"][:, WILL].mean("week").to_numpy()
            paid = float(results["support_for_rebels"][:, 0].mean())
    return found, paid


def in_percent_of_day0(name: str, paid: float) -> float:
    """Return what turns an outcome into the first model's unit: its support was 100 on day 0."""
    return 100 / paid if name == "support" else 1.0


def contrasts(runs: Runs, paid: float) -> str:
    """Return fall minus broken siege, with half a 95 % interval, and the first model's number below each."""
    header = ["outcome", "unit", *(f"{chosen}, {led}" for chosen, led in COLUMNS), "smallest of interest"]
    lines = [header, ["---"] * len(header)]
    tables = {pair: compare(runs[pair[0], FALL], runs[pair[0], LED_BY[pair[1]]]) for pair in COLUMNS}
    for name, factor, unit, first in CONTRASTS:
        times = factor * in_percent_of_day0(name, paid)
        here = []
        for pair in COLUMNS:
            row = tables[pair].loc[name]
            reach = (float(row["high"]) - float(row["low"])) / 2
            here.append(f"{signed(times * float(row['difference']))} ± {plain(times * reach)}")
        lines.append([title(name), unit, *here, plain(times * OUTCOMES[name].sesoi)])
        lines.append(["", "*first model*", *(f"*{each}*" for each in first), ""])
    return as_markdown(lines)


def levels(runs: Runs, paid: float) -> str:
    """Return levels under the fall by assumption set, and the first model's beside each."""
    lines = [["outcome, Aleppo falls", "unit", *SETS, *(f"first model, {each}" for each in SETS)]]
    lines.append(["---"] * len(lines[0]))
    for name, factor, unit, first in LEVELS:
        times = factor * in_percent_of_day0(name, paid)
        here = [plain(times * float(runs[chosen, FALL][name].mean())) for chosen in SETS]
        lines.append([title(name), unit, *here, *first])
    return as_markdown(lines)


def pairing(runs: Runs) -> str:
    """Return the correlation of paired runs, which says what common luck is worth."""
    names = ("rad_share_long", "deaths_short", "deaths_long")
    lines = [["correlation of pairs, al-Qaeda's group leads", *SETS], ["---"] * (1 + len(SETS))]
    for name in names:
        found = [np.corrcoef(runs[each, FALL][name], runs[each, "siege_broken"][name])[0, 1] for each in SETS]
        lines.append([title(name), *(f"{each:.2f}" for each in found)])
    return as_markdown(lines)


def title(name: str) -> str:
    """Return the title of an outcome, and its weeks where they are not its own."""
    return f"{OUTCOMES[name].title}, weeks 12–52" if name == "willingness" else OUTCOMES[name].title


def plain(value: float) -> str:
    """Write a number with as many digits as it deserves."""
    size = abs(value)
    text = f"{value:,.0f}" if size >= 20 else f"{value:.1f}" if size >= 2 else f"{value:.2f}"
    return text.replace("-", "−")


def signed(value: float) -> str:
    """Write a difference with its sign."""
    return f"{'+' if value > 0 else ''}{plain(value)}"


def as_markdown(lines: list[list[str]]) -> str:
    """Return lines of cells as a Markdown table."""
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Run, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sanity", description=__doc__)
    parser.add_argument("replicates", type=int, nargs="?", default=REPLICATES)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/sanity.md")
    asked = parser.parse_args()
    started = time.perf_counter()
    runs, paid = everything(asked.replicates)
    took = max(1, round((time.perf_counter() - started) / 60))
    told = (
        f"Made by `python -m benchmarks.sanity {asked.replicates} --write`: {asked.replicates} pairs, random seed 1, "
        f"156 weeks; about {took} min on two cores.\n\n"
        f"Fall minus broken siege, with half a 95 % interval:\n\n{contrasts(runs, paid)}\n\n"
        f"Levels:\n\n{levels(runs, paid)}\n\nWhat pairing is worth:\n\n{pairing(runs)}\n"
    )
    print(told)
    if asked.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(MARKED.sub(lambda found: f"{found[1]}{told}{found[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
