"""Tables of what is given: parameters of the tables, figures of day 0 by confidence, the levels of 2016."""

from collections import Counter
from statistics import median

from sim.catalogue import catalogue, owners, tables
from sim.document.acts import parameters
from sim.document.markdown import code, number, table
from sim.parameter import declared
from sim.report_card import levels as levels_of_2016
from sim.seeds import CONFIDENCE, LINKS, Figure, load_seeds

MEANS = {
    "sourced": "a published figure, as published",
    "secondary": "a published figure at second hand, or rounded",
    "derived": "computed from published figures",
    "judgement": "ours, with a reason",
    "memory": "recalled, not looked up again",
}


def parameters_of_tables() -> str:
    """Parameters of the tables themselves and of day 0: half-lives, starting levels, the prior of origins."""
    kinds = ("origins", *(each.kind for each in tables()))
    return parameters([each for name in kinds for each in declared(name, owners()[name])])


def count_of_parameters() -> str:
    """How many disputable numbers there are, by owner and by what their source says."""
    figures = load_seeds().figures
    rows = []
    for name, known in (
        ("strengths of claims and rivals", [each for each in catalogue() if each.endswith(".strength")]),
        ("parameters of rules, decisions and tables",
         [each for each in catalogue() if each not in figures and not each.endswith(".strength")]),
        ("figures of day 0", list(figures)),
    ):  # fmt: skip
        judged = sum("judge" in catalogue()[each].source for each in known)
        chosen = all(catalogue()[each].source == "choice" for each in known)
        rows.append([name, str(len(known)), "the reader's choice" if chosen else str(judged)])
    header = ["kind of number", "how many", "judged, wholly or in part"]
    return table(header, rows, right=header[1:])


def figures() -> str:
    """The figures of day 0, one row a kind of figure: how many, their best values, their confidence."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for name, each in load_seeds().figures.items():
        kind, _, rest = name.partition(".")
        column = "share" if kind in LINKS else rest.rpartition(".")[2]
        found.setdefault((kind, column), []).append(each)
    rows = []
    for (kind, column), of in found.items():
        best = [each.parameter.default for each in of]
        sure = Counter(each.confidence for each in of)
        rows.append(
            [code(f"{kind}.*.{column}" if kind not in LINKS else f"{kind}.*.*"), str(len(of)), of[0].parameter.unit,
             number(min(best)), number(float(median(best))), number(max(best)),
             *(str(sure[each] or "") for each in CONFIDENCE)]
        )  # fmt: skip
    header = ["figure", "rows", "unit", "least", "median", "most", *CONFIDENCE]
    return table(header, rows, right=header[3:])


def confidence() -> str:
    """The figures of day 0 by confidence."""
    counted = Counter(each.confidence for each in load_seeds().figures.values())
    rows = [[each, MEANS[each], str(counted[each])] for each in CONFIDENCE]
    total = str(sum(counted.values()))
    return table(["confidence", "means", "figures"], [*rows, ["all", "", total]], right=("figures",))


def levels() -> str:
    """The levels of 2016 that the null model is held against."""
    rows = [
        [code(name), number(each["low"]), number(each["best"]), number(each["high"]), each["unit"]]
        for name, each in levels_of_2016().items()
    ]
    return table(["level", "low", "best", "high", "unit"], rows, right=("low", "best", "high"))
