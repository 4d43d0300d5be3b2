"""What a reader asked, in words, for whatever is taken away: scenarios, assumptions, how to see it again."""

import json
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from typing import Any

from sim.assumptions import load_assumptions
from sim.catalogue import catalogue
from sim.claims import load_claims
from sim.dates import day_in_words
from sim.experiments.store import model_digest
from sim.scenario import WEEKS, load_policy, load_scenario
from sim.sums import terms_of
from viz import words
from viz.reader.command import command_of
from viz.reader.link import encode
from viz.reader.question import worlds_of
from viz.reader.state import State, claims_on, preset_strengths, preset_value, switchable
from viz.reader.switches import parameters_behind
from viz.screen.forced import forced


def account_text(state: State) -> str:
    """Return what was asked as JSON."""
    return json.dumps(account(state), ensure_ascii=False)


def account(state: State) -> dict[str, Any]:
    """Return scenarios with their events, the assumption set, what was changed in it, and what makes it again."""
    preset = load_assumptions(state.preset)
    return {
        "worlds": dict(scenarios(state)),
        "preset": {"name": preset.name, "title": preset.title, "about": preset.about},
        "on": len(claims_on(state)),
        "of": len(switchable()),
        "claims": list(changed_claims(state)),
        "parameters": list(changed_parameters(state)),
        "seed": state.random_seed,
        "weeks": WEEKS,
        "version": version(),
        "model": model_digest(),
        "disclaimer": words.DISCLAIMER,
    }


def scenarios(state: State) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield both scenarios by side, with what they force and the policies added."""
    worlds = worlds_of(state)
    for side, name in zip("ab", state.scenarios, strict=True):
        first, *policies = terms_of(name)
        told = [{"week": week, "day": day_in_words(week), "text": each.text} for week, each in forced(worlds[side])]
        scenario = load_scenario(str(first))
        yield (
            side,
            {
                "name": name,
                "title": load_scenario(name).title,
                "about": scenario.about,
                "policies": [policy(str(each)) | {"title": load_policy(each.name).title} for each in policies],
                "events": told,
            },
        )


def policy(name: str) -> dict[str, Any]:
    """Return a policy by itself, with the weeks of its events."""
    found = load_policy(name)
    return {
        "name": found.name,
        "title": found.title,
        "about": found.about,
        "weeks": sorted({each.week for each in found.events}),
    }


# ---------------------------------------------------------------- what differs from the assumption set
def changed_claims(state: State) -> Iterator[dict[str, Any]]:
    """Yield the claims whose strength differs, with all that a reader of a report may ask."""
    before = preset_strengths(state.preset)
    for name, strength in state.strengths:
        yield claim_in_words(name) | {"strength": strength, "was": before[name]}


def claim_in_words(name: str) -> dict[str, Any]:
    """Return what a claim says, where, who acts, and why it might be wrong."""
    of = load_claims()[name]
    return {
        "id": name,
        "says": of.says,
        "where": words.place_in_essay(of.paragraph, of.sentence),
        "who": of.who,
        "doubt": of.doubt,
    }


def changed_parameters(state: State) -> Iterator[dict[str, Any]]:
    """Yield the numbers that differ, with range, unit, source and the claim behind which each stands."""
    for name, value in state.parameters:
        of = catalogue()[name]
        yield {
            "name": name,
            "label": words.parameter_label(name),
            "value": value,
            "was": preset_value(state.preset, name),
            "low": of.low,
            "high": of.high,
            "unit": of.unit,
            "source": of.source,
            "claim": behind().get(name, ""),
        }


@cache
def behind() -> dict[str, str]:
    """Return the claim behind which each parameter stands, by the parameter's name."""
    return {each.name: claim for claim in switchable() for each in parameters_behind(claim)}


# ---------------------------------------------------------------- how to see it again
def provenance(state: State, replicates: int, weeks: int = WEEKS) -> dict[str, Any]:
    """Return what makes the same numbers of a page again, as files carry it."""
    return {
        "aftermath": version(),
        "model": model_digest(),
        "scenarios": list(state.scenarios),
        "assumptions": state.preset,
        "strengths": dict(state.strengths),
        "parameters": dict(state.parameters),
        "random_seed": state.random_seed,
        "replicates": replicates,
        "weeks": weeks,
        "command": command_of(state, replicates),
        "link": f"?{encode(state)}",
        "reading": words.DISCLAIMER,
    }


def version() -> str:
    """Return the version of Aftermath."""
    try:
        return metadata.version("aftermath")
    except metadata.PackageNotFoundError:
        return "not installed"
