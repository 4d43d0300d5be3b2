"""Tables of what is seen: outcomes with the size that matters, weekly series, the claims' coverage."""

from sim.claims import STATUSES, coverage, load_claims
from sim.document.markdown import code, number, table
from sim.outcomes import OUTCOMES
from sim.series import every_series


def outcomes() -> str:
    """Every outcome: unit, smallest effect of interest, when it is read, what it may be used for."""
    rows = [
        [code(name), each.title, each.unit, number(each.sesoi), each.role, each.about]
        for name, each in OUTCOMES.items()
    ]
    header = ["outcome", "title", "unit", "smallest effect of interest", "role", "is"]
    return table(header, rows, right=("smallest effect of interest",))


def series() -> str:
    """Every series kept week by week."""
    rows = [
        [code(each.name), " and ".join(("run", "week", *each.dims)), each.unit, each.about] for each in every_series()
    ]
    return table(["series", "one number for each", "unit", "is"], rows)


def claims() -> str:
    """Every claim, premise, forecast, counterfactual and rival: what becomes of it."""
    rows = []
    for each in load_claims().values():
        place = ", ".join(f"{paragraph}.{sentence}" for paragraph, sentence in each.places)
        place = place or ", ".join(f"par. {paragraph}" for paragraph in each.paragraph) or "not in it"
        rows.append([each.id, each.kind, place, each.says, each.status, each.where])
    return table(["id", "kind", "essay", "says, in our words", "status", "where"], rows)


def claims_by_status() -> str:
    """How many entries have each status, by kind."""
    every = load_claims().values()
    kinds = list(dict.fromkeys(each.kind for each in every))
    rows = []
    for kind in kinds:
        of = coverage([each for each in every if each.kind == kind])
        rows.append([kind, *(str(of[status] or "") for status in STATUSES), str(sum(of.values()))])
    return table(["kind", *STATUSES, "all"], rows, right=(*STATUSES, "all"))
