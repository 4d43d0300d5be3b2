"""How much of the essay the model takes up: sentence by sentence, the claims that paraphrase it and what acts them."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sim.claims import Claim, load_claims
from sim.essay import Essay, Place, read_source
from viz.words import listing

# What becomes of a claim, by its status in the list of claims: in words, most active first.
BECOMES = {
    "rule": "acted by a rule",
    "rival": "acted by a rule",
    "test": "a forecast: tested, acted by nothing",
    "parameter": "a number that rules or decisions read",
    "initial fact": "where the model starts",
    "scenario": "a scenario",
    "not yet": "not modelled",
}
DEPTHS = ("rule", "test", "parameter", "initial fact", "scenario", "not yet")  # of a sentence: the first that is there


def coverage_text(essay: Essay | None = None) -> str:
    """Return every sentence's place with its claims, paragraphs, and counts in words, as JSON.

    The text itself is only there for sentences of the reader's own copy that match.
    """
    claims = load_claims()
    sentences = [sentence_in_words(place, essay) for place in sorted(read_source().checksums)]
    whole = {
        paragraph: [each.id for each in claims.values() if paragraph in each.paragraph and not each.sentence]
        for paragraph in sorted({place[0] for place in read_source().checksums})
    }
    return json.dumps(
        {
            "title": read_source().title,
            "about": f"{read_source().author}, {read_source().outlet}, {read_source().date}",
            "sentences": sentences,
            "whole": whole,
            "claims": {name: claim_in_words(each) for name, each in claims.items() if each.paragraph},
            "becomes": {depth: BECOMES[depth] for depth in DEPTHS},
            "counts": counts_in_words(claims.values()),
            "copy": essay is not None,
        },
        ensure_ascii=False,
    )


def at(place: Place) -> list[Claim]:
    """Return the claims that paraphrase a sentence."""
    return [each for each in load_claims().values() if place in each.places]


def depth_of(claims: Iterable[Claim]) -> str:
    """Return what the model makes of a sentence: the most that becomes of any of its claims; empty if it has none."""
    found = {each.status for each in claims}
    return next((depth for depth in DEPTHS if depth in found), "")


def sentence_in_words(place: Place, essay: Essay | None) -> dict[str, Any]:
    """Return one sentence: its place, claims, how many of them are acted, what becomes of it, and the reader's text."""
    paragraph, sentence = place
    return {
        "paragraph": paragraph,
        "sentence": sentence,
        "depth": depth_of(at(place)),
        "claims": [each.id for each in at(place)],
        "acted": sum(each.rule is not None for each in at(place)),
        "text": "" if essay is None else essay.sentence(paragraph, sentence) or "",
    }


def claim_in_words(claim: Claim) -> dict[str, str]:
    """Return a claim with what becomes of it; `where` names the rule, seed, parameter, test or scenario."""
    return {
        "kind": claim.kind,
        "says": claim.says,
        "status": claim.status,
        "becomes": BECOMES[claim.status],
        "where": claim.where,
    }


def counts_in_words(claims: Iterable[Claim]) -> str:
    """Say how many sentences carry a claim, and what becomes of the claims."""
    places = sorted(read_source().checksums)
    carrying = sum(bool(at(place)) for place in places)
    of = Counter(each.status for each in claims if each.kind != "rival")
    parts = [
        f"{of['rule']} are acted by rules",
        f"{of['test']} are forecasts that runs are tested against",
        f"{of['initial fact']} are where the model starts",
        f"{of['parameter']} are numbers that rules read",
        f"{of['scenario']} are scenarios in which the siege is broken or policy differs",
    ]
    if of["not yet"]:
        parts.append(f"{of['not yet']} are not modelled")
    return f"{carrying} of the essay’s {len(places)} sentences carry a claim. Of {of.total()} claims, {listing(parts)}."
