"""Tables of what happens: the week, the agents' decisions, the rules that ask."""

from functools import cache

from sim.catalogue import decisions as every_decision
from sim.claims import load_claims
from sim.decision import PHASES
from sim.document.entities import SINGULAR
from sim.document.formulas import Formula, formula_of, readings
from sim.document.markdown import code, number, paragraph, table
from sim.parameter import Parameter, declared
from sim.rule import Rule, rules

ABOUT = {
    "events": "the scenario forces what is due",
    "sense": "levels wear off; everybody judges whether the ruler can be removed, and what Moscow counts for",
    "states": "backers leave, come back or choose clients; governments restore ties; money is released; "
    "foreign forces are made good",
    "groups": "fighters quit, residents enlist, recruits, switchers and the beaten choose a group",
    "war": "sides choose targets, fight, try to relieve, close sieges, capture, redeploy",
    "rule": "rule takes hold after a change of hands; civilians die of battles, where nobody rules, in reprisals",
    "people": "people board an evacuation, flee, go home, move on",
    "abroad": "claims move tension and votes; nobody decides anything here",
    "talks": "the ruler is willing or not; a settlement is signed",
}


@cache
def formulas() -> dict[str, Formula]:
    """Return the formula of every rule and rival."""
    return {name: formula_of(each) for name, each in rules().items()}


def week() -> str:
    """The week: phases in order, what is decided in each, which claims and rivals ask."""
    rows = []
    for phase, names in PHASES.items():
        asking = [each.claim for each in rules().values() if each.phase == phase]
        rows.append([phase, ABOUT[phase], ", ".join(map(code, names)), ", ".join(asking)])
    return table(["phase", "who decides what", "decisions, in order", "claims and rivals that ask"], rows)


def decisions() -> str:
    """Every decision: phase, what it is taken for, the scale on which rules move it, its parts, its null."""
    rows = [
        [each.phase, code(name), taken_for(each.axes), each.scale, ", ".join(each.parts), each.about]
        for name, each in every_decision().items()
    ]
    return table(["phase", "decision", "taken for", "scale", "parts", "what happens when no rule asks"], rows)


def taken_for(axes: tuple[str, ...]) -> str:
    """Say for whom a decision is taken."""
    return "each " + " and ".join(SINGULAR[each] for each in axes) if axes else "the country"


def decision(name: str) -> str:
    """One decision: its place in the week, who may move it, its parameters."""
    each = every_decision()[name]
    asking = [
        f"{rule.claim} ({move.partition(', ')[2]})" if ", " in move else rule.claim
        for rule in rules().values()
        for move in formulas()[rule.name].moves
        if move.partition(", ")[0] == name
    ]
    parts = f"; parts: {', '.join(each.parts)}" if each.parts else ""
    told = (
        f"{each.about} *Phase {each.phase}; taken for {taken_for(each.axes)}; scale: {each.scale}{parts}. "
        f"Moved by: {', '.join(asking) or 'nobody'}.*"
    )
    own = list(declared(name, each.parameters))
    return f"{told}\n\n{parameters(own)}" if own else told


def parameters(given: list[Parameter]) -> str:
    """Parameters with default, range, unit and source."""
    rows = [
        [code(each.name), number(each.default), f"{number(each.low)} to {number(each.high)}", each.unit, each.source]
        for each in given
    ]
    return table(["parameter", "default", "range", "unit", "source"], rows, right=("default",))


def rules_at_a_glance() -> str:
    """Every rule and rival: claim, place in the essay, phase, what it moves, whether it reads levels."""
    rows = []
    for name, each in rules().items():
        moves = ", ".join(code(move) for move in formulas()[name].moves)
        reads = "levels" if each.reads_levels else "changes"
        rows.append([each.claim, code(name), essay_place(each), each.phase, moves, reads])
    return table(["claim", "rule", "essay", "phase", "decision (part) or level it moves", "reads"], rows)


def essay_place(rule: Rule) -> str:
    """Say where the essay states what a rule acts."""
    claim = load_claims()[rule.claim]
    return ", ".join(f"{paragraph}.{sentence}" for paragraph, sentence in claim.places) or "not in it"


def rules_in_full(prefix: str) -> str:
    """Every rule whose claim begins with a letter: the claim, how it is acted, the formula, its parameters."""
    return "\n\n".join(one_rule(each) for each in rules().values() if each.claim.startswith(prefix))


def one_rule(each: Rule) -> str:
    """One rule in full."""
    claim = load_claims()[each.claim]
    where = essay_place(each)
    place = f"Essay {where} ({claim.basis})" if claim.places else "Not in the essay"
    formula = "\n".join(formulas()[each.name].lines)
    own = list(declared(each.name, each.parameters))
    return "\n\n".join([
        f"### {each.claim} `{each.name}`",
        f"{claim.says} *{place}; phase {each.phase}; reads {'levels' if each.reads_levels else 'changes'}.*",
        f"How: {paragraph(each.about)}",
        f"```text\n{formula}\n```",
        *([parameters(own)] if own else []),
        f"Doubt: {claim.doubt}",
    ])  # fmt: skip


def what_rules_read() -> str:
    """Every quantity of the world that a formula names, in words."""
    rows = [[code(name), said] for name, said in readings(formulas().values())]
    return table(["quantity", "is"], rows)
