"""Made-up tables and a made-up sweep, with the columns that analyses return."""

from collections.abc import Sequence

import numpy as np
import pandas

from sim.claims import load_claims
from sim.experiments.analysis.boxes import Boxes
from sim.experiments.analysis.claims import Sets
from sim.experiments.sweep.folder.manifest import (
    FORMAT,
    FactorRecord,
    Held,
    Manifest,
    OutcomeRecord,
    SeriesRecord,
    Titled,
)

LEAD = OutcomeRecord(
    name="rad_share_long",
    title="Never-signing, weeks 105–156",
    group="Radicalism",
    unit="% of rebels",
    sesoi=5,
    digits=1,
    about="share of opposition fighters in groups that would never sign a settlement",
    yes_no=False,
    role="emergent",
)
PEACE = OutcomeRecord(
    name="pacified",
    title="Pacified by week 156",
    group="War",
    unit="share of runs",
    sesoi=0.1,
    digits=2,
    about="whether the war is over",
    yes_no=True,
    role="emergent",
)
CLAIMS = tuple(name for name, each in load_claims().items() if each.rule is not None)
AB = "aleppo_falls - siege_broken_turkey"
WORDS = ("clearly higher", "undecided", "no practical difference", "clearly lower")


def switch(name: str) -> FactorRecord:
    says = load_claims()[name].says if name in load_claims() else name
    return FactorRecord(
        name=name, kind="switch", title=says, unit="off or on", source="the reader's choice",
        low=0.0, high=1.0, held=1.0, levels=(0.0, 1.0), labels=(),
    )  # fmt: skip


def choice(name: str, labels: Sequence[str]) -> FactorRecord:
    levels = tuple(float(at) for at in range(len(labels)))
    return FactorRecord(
        name=name, kind="choice", title=name.replace("_", " "), unit="alternative", source="choice",
        low=0, high=levels[-1], held=0, levels=levels, labels=tuple(labels),
    )  # fmt: skip


def setting(name: str, title: str = "", low: float = 0.0, high: float = 1.0) -> FactorRecord:
    return FactorRecord(
        name=name, kind="setting", title=title, unit="share / week", source="judgement; compare Walter 2017",
        low=low, high=high, held=(low + high) / 2, levels=(), labels=(),
    )  # fmt: skip


def manifest(
    factors: Sequence[FactorRecord] = (),
    sampler: str = "knock_outs",
    scenarios: Sequence[str] = ("aleppo_falls", "siege_broken_turkey"),
    title: str = "What the lead of the rebels rests on",
    series: Sequence[SeriesRecord] = (),
    points: int = 12,
    text: str = 'title = "What the lead of the rebels rests on"\nscenarios = ["aleppo_falls", "siege_broken_turkey"]\n',
) -> Manifest:
    titles = {
        "aleppo_falls": "Aleppo falls",
        "siege_broken_turkey": "Siege broken, with Turkey's help",
        "siege_broken": "Siege broken, led by al-Qaeda's group",
    }
    return Manifest(
        format=FORMAT,
        sweep="5f0c2a91d3e44b7a",
        model="9b1d77c0e2f84a56b3aa",
        text=text,
        name="lead",
        title=title,
        question="Which single claim, if given up, takes the difference away?",
        about="Every claim that a rule acts is switched off alone, all others as they are held.",
        sampler={"name": sampler},
        scenarios=tuple(Titled(name=name, title=titles.get(name, name), about="…") for name in scenarios),
        assumptions=Titled(name="contested", title="Essay and rivals", about="…"),
        held=(
            Held(name="cut_or_renew.rate", value=0.003, default=0.002, low=0.0, high=0.01, unit="share / week",
                 source="judgement; Byman 2018"),
        ),
        factors=tuple(factors),
        outcomes=(LEAD, PEACE),
        series=tuple(series),
        weeks=156,
        random_seed=1,
        points=points,
        replicates=64,
        block=64,
        versions={"aftermath": "0.1.0", "python": "3.11.7", "numpy": "2.4.6"},
        created="2026-01-01T00:00:00+00:00",
    )  # fmt: skip


def said(table: pandas.DataFrame, quantity: str = AB, **more: object) -> pandas.DataFrame:
    """Give a table what analyses say of theirs."""
    table.attrs |= {
        "outcome": LEAD.name, "quantity": quantity, "unit": LEAD.unit, "points": 12, "replicates": 64, "failed": 0,
        "level": 0.95, "method": "percentile bootstrap over replicates", **more,
    }  # fmt: skip
    return table


def rng(key: int = 0) -> np.random.Generator:
    return np.random.default_rng(key)


def point_label(point: int, points: int) -> str:
    return "" if points > 40 else f"without {CLAIMS[point % len(CLAIMS)]}" if point else "all on"


def ci(points: int = 1, scenarios: Sequence[str] = ("aleppo_falls", "siege_broken_turkey")) -> pandas.DataFrame:
    draw = rng(points)
    rows = []
    for point in range(points):
        for at, scenario in enumerate(scenarios):
            mean = 48.0 - 9 * at + draw.normal(0, 4 if points > 1 else 0.5)
            rows.append(
                {"point": point, "label": point_label(point, points),
                 "scenario": scenario, "runs": 64, "failed": 0, "mean": mean, "low": mean - 1.4, "high": mean + 1.4,
                 "p5": mean - 9, "p95": mean + 9}
            )  # fmt: skip
    return said(pandas.DataFrame(rows), quantity=scenarios[0], points=points)


def diff(points: int = 12, others: Sequence[str] = ("siege_broken_turkey",)) -> pandas.DataFrame:
    draw = rng(points)
    rows = []
    for point in range(points):
        for other in others:
            difference = draw.normal(4, 6)
            half = draw.uniform(0.8, 3)
            word = "clearly higher" if difference - half > 0 and difference >= 5 else (
                "clearly lower" if difference + half < 0 and difference <= -5 else
                "no practical difference" if abs(difference) + half < 5 else "undecided")  # fmt: skip
            rows.append(
                {"point": point, "label": point_label(point, points),
                 "a": "aleppo_falls", "b": other, "pairs": 64, "mean_a": 48.0, "mean_b": 48 - difference,
                 "difference": difference, "low": difference - half, "high": difference + half,
                 "standardised": 0.4, "same_sign": 0.8, "sesoi": 5.0, "word": word}
            )  # fmt: skip
    return said(pandas.DataFrame(rows), points=points)


def tornado(names: Sequence[str] = CLAIMS[:12], levels: Sequence[str] = ("0",)) -> pandas.DataFrame:
    draw = rng(len(names))
    rows = []
    for at, name in enumerate(names):
        for place, level in enumerate(levels):
            change = 9 * 0.75**at * (-1) ** (at + place) * (1 if at < len(names) - 1 else 0)
            half = draw.uniform(0.3, 1.8) if change else 0.0
            rows.append(
                {"factor": name, "level": level, "label": f"{name} {level}", "value": 40 + change, "base": 8.4,
                 "change": change, "low": change - half, "high": change + half,
                 "word": "clearly higher" if change > 5 else "clearly lower" if change < -5 else
                         "no practical difference" if abs(change) + half < 5 else "undecided"}
            )  # fmt: skip
    return said(pandas.DataFrame(rows), points=len(rows) + 1)


def shapley(names: Sequence[str] = CLAIMS[:8]) -> pandas.DataFrame:
    effects = np.array([7 * 0.6**at * (-1) ** (at % 3 == 1) for at in range(len(names))])
    effects[-1] = 0.0
    se = np.where(effects == 0, 0.0, 0.25 + 0.05 * np.arange(len(names)))
    table = pandas.DataFrame(
        {"factor": names, "effect": effects, "se": se, "low": effects - 2 * se, "high": effects + 2 * se}
    )
    return said(table, **{"all": 1.2 + effects.sum(), "none": 1.2}, points=2 ** len(names))


def sets(
    names: Sequence[str] = CLAIMS[:6],
    enough: Sequence[tuple[int, ...]] = ((0, 1), (0, 2), (1, 3, 4)),
    without: Sequence[tuple[tuple[int, ...], tuple[int, ...]]] = (),
) -> Sets:
    """Sets that are enough whatever else is on; those of `without` only if some other factor is off."""
    rows = [
        {"set": " + ".join(names[each] for each in one) or "none", "size": len(one), "sufficient": True,
         "minimal": True, "prime_implicant": True, "value": 9.0 - 0.1 * at, "low": 6.5 - 0.1 * at, "high": 11.5}
        for at, one in enumerate(enough)
    ]  # fmt: skip
    for on, off in without:
        words = [*(names[each] for each in on), *(f"not {names[each]}" for each in off)]
        rows.append(
            {"set": " + ".join(words), "size": len(on), "sufficient": True, "minimal": False, "prime_implicant": True,
             "value": 7.0, "low": 5.2, "high": 8.8}
        )  # fmt: skip
        rows.append(
            {"set": " + ".join(names[each] for each in on), "size": len(on), "sufficient": True, "minimal": True,
             "prime_implicant": False, "value": 7.0, "low": 5.2, "high": 8.8}
        )  # fmt: skip
    rows.append({"set": names[-1], "size": 1, "sufficient": False, "minimal": False, "prime_implicant": False,
                 "value": 1.0, "low": -1.0, "high": 3.0})  # fmt: skip
    about = {"conclusion": "clearly higher", "drops": len(without), "steps": 5, "with_all_off": () in enough}
    columns = ["set", "size", "value", "low", "high"]
    points = 2 ** len(names)
    return Sets(
        said(pandas.DataFrame(rows), points=points, **about),
        said(pandas.DataFrame([(names[0], 1, 1.0, -1.0, 3.0)], columns=columns), points=points, **about),
    )


def morris(names: Sequence[str]) -> pandas.DataFrame:
    draw = rng(len(names))
    mu_star = np.sort(np.abs(draw.normal(0, 4, len(names))))[::-1]
    mu_star[-1] = 0.0
    half = mu_star * 0.2
    return said(
        pandas.DataFrame(
            {"factor": names, "mu": mu_star, "mu_star": mu_star, "mu_star_low": mu_star - half,
             "mu_star_high": mu_star + half, "sigma": mu_star * draw.uniform(0.3, 1.3, len(names)), "noise": 0.4}
        )
    )  # fmt: skip


def sobol(names: Sequence[str]) -> pandas.DataFrame:
    first = 0.45 * 0.6 ** np.arange(len(names))
    first[-1] = 0.0
    total = first * 1.4
    return said(
        pandas.DataFrame(
            {"factor": names, "S1": first, "S1_low": first - 0.05, "S1_high": first + 0.05,
             "ST": total, "ST_low": total - 0.06, "ST_high": total + 0.06, "noise": 0.0}
        ),
        noise_share=0.31, blocks=8,
    )  # fmt: skip


def weekly(
    series: Sequence[str], scenarios: Sequence[str] = ("aleppo_falls", "siege_broken_turkey"), weeks: int = 156
) -> pandas.DataFrame:
    rows = []
    for which, name in enumerate(series):
        for at, scenario in enumerate(scenarios):
            for week in range(weeks + 1):
                middle = (1 + which) * 1000 * (20 - 5 * at + 3 * np.sin(week / 20 + at) + week / 30)
                spread = middle * 0.002 * week
                rows.append(
                    {"series": name, "scenario": scenario, "week": week, "p5": middle - 1.6 * spread,
                     "p25": middle - 0.7 * spread, "p50": middle, "p75": middle + 0.7 * spread,
                     "p95": middle + 1.6 * spread}
                )  # fmt: skip
    return said(pandas.DataFrame(rows))


def converge() -> pandas.DataFrame:
    replicates = np.array([4, 6, 8, 11, 16, 23, 32, 45, 63, 64])
    return said(
        pandas.DataFrame(
            {"replicates": replicates, "half_width": 14 / replicates**0.5, "half_width_widest": 26 / replicates**0.48,
             "mean": 4.0}
        )
    )  # fmt: skip


def crossed(x: FactorRecord, y: FactorRecord, levels: int = 6) -> pandas.DataFrame:
    rows = []
    for at, one in enumerate(np.linspace(x.low, x.high, levels)):
        for other in np.linspace(y.low, y.high, levels - 1):
            place = at / levels + (other - y.low) / (y.high - y.low)
            difference = 16 * (place - 0.8)
            rows.append(
                {"point": len(rows), "label": "", x.name: one, y.name: other, "a": "aleppo_falls",
                 "b": "siege_broken_turkey", "pairs": 64, "mean_a": 40.0, "mean_b": 40 - difference,
                 "difference": difference, "low": difference - 2, "high": difference + 2, "standardised": 0.3,
                 "same_sign": 0.7, "sesoi": 5.0,
                 "word": "clearly higher" if difference >= 5 else "clearly lower" if difference <= -5 else
                         "no practical difference" if abs(difference) < 3 else "undecided"}
            )  # fmt: skip
    return said(pandas.DataFrame(rows), points=len(rows))


def prim(factors: Sequence[FactorRecord], boxes: int = 1, taken: int = 16) -> Boxes:
    limits, way = [], []
    for box in range(1, boxes + 1):
        for at, of in enumerate(factors[: 3 + box]):
            low = of.low + (of.high - of.low) * 0.1 * (at + box) if at % 2 else of.low
            high = of.high if at % 2 else of.low + (of.high - of.low) * 0.7
            kept = [each for each in of.levels if low <= each <= high]
            levels = ", ".join(of.labels[of.levels.index(each)] if of.labels else f"{each:g}" for each in kept)
            limits.append(
                {"box": box, "factor": of.name, "low": low, "high": high, "levels": levels,
                 "quasi_p": 0.001 if at < 2 else 0.2}
            )  # fmt: skip
        way += [
            {"box": box, "step": step, "coverage": (1 - step / 40) / box, "mass": 0.95**step, "mean": 1.0,
             "density": (0.3 + 0.62 * (step / 29) ** 0.7) / box, "factors": min(5, step // 6), "taken": step == taken}
            for step in range(30)
        ]  # fmt: skip
    about = {"conclusion": "clearly higher", "look_for": "holds", "coverage": 0.6, "density": 0.7, "mass": 0.3}
    return Boxes(said(pandas.DataFrame(limits), **about), said(pandas.DataFrame(way), **about))


def way(above: str, words: str) -> str:
    return words if above == "everywhere" else f"{above} and {words}"


def cart(splits: Sequence[tuple[int, str, float]], conclusion: str = "clearly higher") -> pandas.DataFrame:
    """Build a tree: `splits` are (node, factor, threshold), each node's children get the next two numbers."""
    nodes = [
        {"node": 0, "parent": -1, "factor": "", "threshold": np.nan, "points": 512, "share": 0.45, "says": "everywhere"}
    ]
    for node, name, threshold in splits:
        nodes[node] |= {"factor": name, "threshold": threshold}
        for part, share in ((0.4, 0.5), (0.6, 1.6)):
            nodes.append(
                {"node": len(nodes), "parent": node, "factor": "", "threshold": np.nan,
                 "points": int(nodes[node]["points"] * part), "share": min(1.0, nodes[node]["share"] * share),
                 "says": way(nodes[node]["says"], f"{name} {'is' if share > 1 else 'is not'} jihadist")}
            )  # fmt: skip
    return said(pandas.DataFrame(nodes), conclusion=conclusion)
