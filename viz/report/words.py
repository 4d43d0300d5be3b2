"""What a report says whatever it found: how to read it, what it does not say, what was assumed."""

from collections.abc import Iterator
from string import ascii_uppercase

from sim.bundles import load_bundles
from sim.claims import load_claims
from sim.compare import AGREEING, CONFIDENCE, EQUIVALENCE
from sim.experiments.sweep.folder.manifest import FactorRecord, Held, Manifest
from sim.experiments.sweep.sampling.factors import CHOICE, SWITCH
from sim.numerals import NOTHING, count, percent
from viz.figures.naming import claim_of, factor_name, held_name, plain
from viz.report.findings import Findings

JUDGED = ("judg", "guess")  # how sources say that a number is ours
OURS = "choice"  # and that it is the reader's


def how_to_read(found: Findings) -> Iterator[str]:
    """Yield what a reader must know of design points, luck, intervals and words."""
    of, lead = found.manifest, found.manifest.outcomes[0]
    yield (
        f"The same war was simulated under {count(found.points, 'choice')} of assumptions (design points), each in "
        f"{count(len(of.scenarios), 'scenario')} and {count(found.replicates, 'time')} over (replicates): "
        f"{count(found.runs, 'run')} of {count(of.weeks, 'week')}. A replicate has the same luck at every point and "
        "in every scenario, so that what differs comes from the assumptions or the scenario and not from chance."
    )
    yield (
        f"Were the whole sweep repeated again and again with other luck, {percent(CONFIDENCE)} of such intervals "
        "would hold the mean that endlessly many replicates would show. A difference is “clearly” there if its whole "
        f"interval lies on one side of nothing, it is at least the smallest difference of interest ({lead.sesoi:g} "
        f"{lead.unit} for “{lead.title}”), and at least {percent(AGREEING)} of the pairs of runs that differ agree. "
        f"It is “no practical difference” if its {percent(EQUIVALENCE)} interval lies within that size on both sides. "
        "All else is “undecided”, which is not the same as no difference."
    )


def caveats(found: Findings) -> Iterator[str]:
    """Yield what the numbers do not say."""
    of = found.manifest
    yield (
        "It explores an argument and predicts nothing. The model acts out claims of an essay; runs show what would "
        "follow if these claims were true as they are coded, not that they are."
    )
    sources = [*(each.source for each in of.held), *(each.source for each in of.factors)]
    judged = sum(any(word in each.lower() for word in JUDGED) for each in sources)
    chosen = sum(each == OURS for each in sources)
    says = [f"{chosen:,} by the reader’s own choice"] if chosen else []
    says += [f"{judged:,} by judgement"] if judged else []
    numbers = f"Of {count(len(sources), 'number')} that this sweep varies, or holds other than by default"
    told = f" {numbers}, {' and '.join(says)}." if says else ""
    yield f"How strong a claim is, and many other numbers, are judged and not measured.{told}"
    yield (
        "Intervals cover the luck inside the model and nothing else: not whether the rules are right, not the "
        "numbers that were not varied, not what the model leaves out. More replicates narrow them and make nothing "
        "truer."
    )
    yield (
        "What is found with all claims off is background: it comes from the war as it is simulated without them, and "
        "speaks neither for nor against the essay."
    )
    yield (
        "Where many intervals are drawn, one in twenty misses its mean by chance alone. A single mark that stands "
        "out among dozens is a question, not an answer."
    )
    if of.outcomes and any(each.role != "emergent" for each in of.outcomes[:1]):
        yield "The leading outcome is a manipulation check: one rule moves it by itself; it shows the machinery only."
    if not found.complete:
        yield f"{found.runs - found.there:,} of {count(found.runs, 'run')} are still to come."


# ---------------------------------------------------------------- what was assumed
def scenarios(of: Manifest) -> list[dict[str, str]]:
    """Return the scenarios with the letters by which differences name them."""
    letters = [*ascii_uppercase, *("" for _ in of.scenarios)]
    return [
        {"letter": letter, "title": each.title, "about": each.about}
        for letter, each in zip(letters, of.scenarios, strict=False)
    ]


def factors(of: Manifest) -> list[dict[str, str]]:
    """Return what the design varies, in words."""
    return [
        {
            "name": factor_name(each.name, of),
            "says": says(each),
            "range": values(each),
            "held": held_level(each),
            "unit": "" if each.kind in (SWITCH, CHOICE) else each.unit,
            "source": source(each.source),
        }
        for each in of.factors
    ]


def says(of: FactorRecord) -> str:
    """Return what a factor says in a sentence, where it is a claim or a bundle."""
    if of.name in load_bundles().bundles:
        return f"{load_bundles().bundles[of.name].says} ({', '.join(load_bundles().bundles[of.name].acted)})"
    if of.name in load_claims():
        return load_claims()[of.name].says
    if (claim := claim_of(of.name)) is not None:
        return claim.says
    return "" if of.title in (of.name, of.name.replace("_", " ")) else of.title


def values(of: FactorRecord) -> str:
    """Return which values a factor takes."""
    if of.kind == SWITCH:
        return "off, on"
    if of.levels:
        return ", ".join(of.labels or [plain(each) for each in of.levels])
    return f"{plain(of.low)} to {plain(of.high)}"


def held_level(of: FactorRecord) -> str:
    """Return what a factor is where nothing varies it."""
    if of.kind == SWITCH:
        return "on" if of.held else "off"
    return of.labels[of.levels.index(of.held)] if of.labels and of.held in of.levels else plain(of.held)


def held(of: Manifest) -> list[dict[str, str]]:
    """Return what is held other than by default, with what is known of it."""
    return [_held(each) for each in of.held]


def _held(each: Held) -> dict[str, str]:
    return {
        "name": held_name(each.name),
        "value": plain(each.value),
        "default": plain(each.default),
        "range": f"{plain(each.low)} to {plain(each.high)}",
        "unit": each.unit,
        "source": source(each.source),
    }


def source(text: str) -> str:
    """Say where a number is from."""
    return {"": NOTHING, OURS: "the reader’s choice"}.get(text, text)
