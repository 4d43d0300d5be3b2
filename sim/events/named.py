"""What events name: refuse what does not exist, and what such an event could not touch."""

from sim.errors import ScenarioError, guess
from sim.events.event import Event
from sim.places import OPPOSITION, SIDES
from sim.seeds import load_seeds


def check_words(event: Event, where: str) -> None:
    """Refuse an event that names what does not exist, or a state or host that it could not touch."""
    for kind, words in event.words().items():
        known, noun = able(kind), NOUNS.get(kind, kind[:-1])
        for word in words:
            if word not in known:
                raise ScenarioError(f"{where}: event '{event.name}': unknown {noun} '{word}'{guess(word, known)}")


NOUNS = {
    "sponsors": "sponsor of the war",
    "institutions": "institution",
    "senders": "state with forces in Syria",
    "operators": "state with an operation beside the rebels",
    "first_hosts": "host outside Europe",
}


def able(kind: str) -> tuple[str, ...]:
    """Return the ids of a kind of rows, or of those rows that a kind of event can touch."""
    seeds = load_seeds()
    match kind:
        case "sponsors":
            some = {name.split(".")[1] for name in seeds.figures if name.startswith("sponsorship.")}
        case "institutions":
            some = {row["id"] for row in seeds.rows["states"] if row["institution"] == "yes"}
        case "senders":
            some = {row["sent_by"] for row in seeds.rows["groups"]}
        case "operators":
            some = {row["sent_by"] for row in seeds.rows["groups"] if row["side"] == SIDES[OPPOSITION]}
        case "first_hosts":
            return tuple(row["id"] for row in seeds.rows["hosts"] if row["region"] != "europe")
        case _:
            return seeds.ids(kind)
    return tuple(each for each in seeds.ids("states") if each in some)
