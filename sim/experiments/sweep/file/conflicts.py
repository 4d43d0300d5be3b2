"""Refuses factors that would get in each other's way: one name for two, or one value set by two."""

from collections.abc import Iterator, Sequence

from sim.bundles import load_bundles
from sim.experiments.sweep.file.bases import acted
from sim.experiments.sweep.file.ground import Varied
from sim.experiments.sweep.file.keys import Alternative, SweepFile
from sim.experiments.sweep.file.lines import Lines
from sim.experiments.sweep.file.settings import leaves
from sim.experiments.sweep.file.switches import strengths_of
from sim.experiments.sweep.sampling.factors import CHOICE, SWITCH, WEEK
from sim.outcomes import OUTCOMES

# Columns of the tables of a sweep and its analysis: a factor of the same name could not stand beside them.
# Queries do not tell capitals from small letters.
TAKEN = {
    "point", "label", "scenario", "replicate", "random_seed", "status", "error", "row", "week", "runs", "failed",
    "mean", "low", "high", "p5", "p95", "factor", "level", "value", "a", "b", "pairs", "mean_a", "mean_b",
    "difference", "standardised", "same_sign", "sesoi", "word",
}  # fmt: skip


def check_names(found: Sequence[Varied], lines: Lines) -> None:
    """Refuse a factor that would share its column with another or with something else."""
    seen: dict[str, Varied] = {}
    for each in found:
        name, bare = each.factor.name, each.factor.name.lower()
        if bare in seen:
            raise lines.refuse(f"'{name}' is also a factor of {'.'.join(seen[bare].path)}", *each.path)
        if bare in TAKEN or bare in OUTCOMES:
            raise lines.refuse(f"'{name}' is the name of a column of the results; call it otherwise", *each.path)
        seen[bare] = each


def check_apart(found: Sequence[Varied], file: SweepFile, lines: Lines) -> None:
    """Refuse two factors that set the same value, replace the same scenario or add the same policy."""
    setters: dict[str, Varied] = {}
    for each in found:
        for what in sets(each, file):
            other = setters.setdefault(what, each)
            if other is not each and not both_bundles(other, each):
                both = f"{called(other)} and {called(each)} both set {what.removeprefix('event ')}"
                raise lines.refuse(both, *each.path)


def sets(each: Varied, file: SweepFile) -> Iterator[str]:
    """Yield what a factor sets."""
    if each.factor.kind == WEEK:
        yield from (f"event {name}" for name in each.names)
    elif each.factor.kind == CHOICE:
        alternatives = file.vary.choices[each.factor.name].values()
        yield from dict.fromkeys(what for one in alternatives for what in touches(one))
    else:
        yield from each.names


def touches(each: Alternative) -> Iterator[str]:
    """Yield what an alternative changes: values by full name, scenarios, policies, the assumption set."""
    for claim in each.strengths:
        yield from strengths_of(acted(claim, ""))
    yield from (name for name, _, _ in leaves(each.settings, ()))
    yield from (f"scenario {name}" for name in each.scenarios)
    yield from (f"policy {name}" for name in each.policies)
    if each.assumptions is not None:
        yield "the assumption set"


def both_bundles(one: Varied, other: Varied) -> bool:
    """Whether two bundles are switched: a claim that both have is on while either is."""
    bundles = load_bundles().bundles
    return all(each.factor.kind == SWITCH and each.factor.name in bundles for each in (one, other))


def called(each: Varied) -> str:
    """Name a factor and where it stands."""
    return f"'{each.factor.name}' ({each.path[1]})"
