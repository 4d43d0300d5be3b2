"""The assumption panel as data: what there is to switch, which never changes, and how it stands now."""

import json
from collections.abc import Iterator
from typing import Any

from sim.assumptions import load_assumptions
from sim.bundles import load_bundles
from sim.claims import Claim, load_claims
from sim.essay import Essay
from sim.parameter import Parameter
from sim.rule import parameters_of, rules
from sim.scenario import load_scenario
from viz import words
from viz.reader.state import PRESETS, State, preset_strengths, preset_value, strengths_of, switchable

FIRST_PRESETS = ("null", "essay", "contested", "rivals_only")  # in this order, before any other
RIVAL = "rival"
STEPS = 100  # of a slider over a parameter's range


def switches_text(essay: Essay | None = None) -> str:
    """Return bundles, claims, parameters and presets as JSON, beside the reader's own copy of the essay if any."""
    return json.dumps({"bundles": bundles(), "claims": claims(essay), "presets": presets()}, ensure_ascii=False)


def bundles() -> list[dict[str, Any]]:
    """Return the bundles in order, each claim in the first that names it; later ones say where it is."""
    home: dict[str, str] = {}
    found = []
    for each in load_bundles().bundles.values():
        for claim in each.claims:
            home.setdefault(claim, each.name)
        found.append(
            {
                "name": each.name,
                "says": each.says,
                "claims": [claim for claim in each.claims if home[claim] == each.name],
                "elsewhere": [{"id": claim, "in": home[claim]} for claim in each.claims if home[claim] != each.name],
            }
        )
    return found


def claims(essay: Essay | None) -> dict[str, dict[str, Any]]:
    """Return every claim that a bundle names, with all a reader may want to know of it."""
    listed = {claim for each in load_bundles().bundles.values() for claim in each.claims}
    return {name: claim_in_words(each, essay) for name, each in load_claims().items() if name in listed}


def claim_in_words(claim: Claim, essay: Essay | None) -> dict[str, Any]:
    """Return one claim; `switch` is false for what no rule acts, with the reason."""
    own = {} if essay is None else {place: essay.sentence(*place) for place in claim.places}
    return {
        "id": claim.id,
        "kind": claim.kind,
        "says": claim.says,
        "where": words.place_in_essay(claim.paragraph, claim.sentence),
        "short": ", ".join(f"{paragraph}.{sentence}" for paragraph, sentence in claim.places),
        "who": claim.who,
        "link": f"{claim.cause} {words.SIGNS[claim.sign]} {claim.effect}",
        "condition": claim.condition,
        "doubt": claim.doubt,
        "switch": claim.id in switchable(),
        "status": f"{claim.status}: {claim.where}",
        "essay": [f"{sentence}" for sentence in own.values() if sentence],
        "parameters": [parameter_in_words(each) for each in parameters_behind(claim.id)],
    }


def parameters_behind(claim: str) -> Iterator[Parameter]:
    """Yield the parameters of a claim's rules, without its strength."""
    for name in switchable().get(claim, ()):
        yield from (each for each in parameters_of(rules()[name]) if each.name != f"{name}.strength")


def parameter_in_words(each: Parameter) -> dict[str, Any]:
    """Return one parameter with its range, unit and source."""
    return {
        "name": each.name,
        "label": words.parameter_label(each.name),
        "default": each.default,
        "low": each.low,
        "high": each.high,
        "step": (each.high - each.low) / STEPS,
        "unit": each.unit,
        "source": each.source,
    }


def presets() -> list[dict[str, str]]:
    """Return the assumption sets, those that teach most first, each with how much of what there is it holds."""
    order = [*FIRST_PRESETS, *(each for each in PRESETS if each not in FIRST_PRESETS)]
    sets = [load_assumptions(name) for name in order]
    return [{"name": each.name, "title": each.title, "about": each.about, "on": held(each.name)} for each in sets]


def held(preset: str) -> str:
    """Say how many claims and how many rivals a preset has on, of those that rules act."""
    on: dict[str, list[bool]] = {"claims": [], "rivals": []}
    for claim, strength in preset_strengths(preset).items():
        on["rivals" if load_claims()[claim].kind == RIVAL else "claims"].append(strength > 0)
    return words.listing([f"{sum(each)} of {len(each)} {kind}" for kind, each in on.items()])


def standing_text(state: State) -> str:
    """Return as JSON how every switch stands, what differs from the preset, what waits, and what is looked at."""
    strengths, values = strengths_of(state), dict(state.parameters)
    names = [each.name for claim in switchable() for each in parameters_behind(claim)]
    return json.dumps(
        {
            "preset": state.preset,
            "claim": state.claim,
            "loop": state.loop,
            "strengths": strengths,
            "base": dict(preset_strengths(state.preset)),
            "changed": sorted(dict(state.strengths)),
            "values": {name: values.get(name, preset_value(state.preset, name)) for name in names},
            "set": sorted(values),
            "waits": waiting(state),
        }
    )


def waiting(state: State) -> dict[str, str]:
    """Return the claims that are on and have nothing to read in either world, each with what it waits for."""
    on = {claim for claim, strength in strengths_of(state).items() if strength > 0}
    events = {event.kind for each in state.scenarios for event in load_scenario(each).events}  # type: ignore[attr-defined]
    found = {claim: load_bundles().undriven(claim, on, events) for claim in on}
    return {
        claim: words.listing([words.driver_in_words(each) for each in needs], "or")
        for claim, needs in sorted(found.items())
        if needs
    }
