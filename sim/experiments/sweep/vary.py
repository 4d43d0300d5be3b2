"""From [vary] to factors: what each varies, in which range, and which values it sets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.bundles import load_bundles
from sim.catalogue import catalogue, decisions
from sim.claims import load_claims
from sim.errors import ExperimentError, guess
from sim.experiments.sweep.bases import Bases, acted
from sim.experiments.sweep.factors import CHOICE, SETTING, STRENGTH, SWITCH, WEEK, Factor
from sim.experiments.sweep.file import Alternative, SweepFile, nearest
from sim.experiments.sweep.lines import Path, Place
from sim.experiments.sweep.ranges import Range, looks_like_range, read_range
from sim.outcomes import OUTCOMES
from sim.rule import STRENGTH_HIGH, STRENGTH_LOW, rules
from sim.seeds import load_seeds

GROUPS = CLAIMS, RIVALS, BUNDLES = ("claims", "rivals", "bundles")  # of switches, by one word
KINDS_OF_RANGES = RULES, DECISIONS, TABLES, FIGURES = ("rules", "decisions", "tables", "figures")
OURS = "choice"  # the source of a range that no source gives
ALWAYS = "all"
# Columns of the tables that a sweep writes: a factor of the same name could not stand beside them.
TAKEN = {
    "point", "label", "scenario", "replicate", "random_seed", "status", "error", "row", "week", "weeks", "runs",
    "failed", "mean", "low", "high", "p5", "p95", "factor", "value",
}  # fmt: skip


@dataclass(frozen=True)
class Varied:
    """A factor and what it sets: values by full name, or the names of events; a choice sets neither."""

    factor: Factor
    names: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class Ground:
    """What is known before anything varies: all bases, the first of them, what each rule is held at."""

    file: SweepFile
    bases: Bases
    place: Place

    @property
    def first(self) -> Mapping[str, float]:
        """The values of the first scenario under the first alternative of every choice."""
        return next(iter(self.bases.values())).values

    def held(self, name: str) -> float:
        """Return what a value is where nothing varies it."""
        return self.first.get(name, catalogue()[name].default)

    def acts(self, rule: str) -> bool:
        """Whether a rule is on in any scenario under any combination of alternatives."""
        name = rules()[rule].strength.name
        return any(base.values.get(name, rules()[rule].strength.default) != 0 for base in self.bases.values())


def varied_of(file: SweepFile, bases: Bases, place: Place) -> tuple[Varied, ...]:
    """Return every factor in the order of the file: switches, strengths, settings, weeks, choices, ranges.

    ExperimentError names the key that varies nothing, what does not exist, or what two factors would both set.
    """
    ground = Ground(file, bases, place)
    found = [*switches(ground), *strengths(ground), *settings(ground), *weeks(ground), *choices(ground)]
    found += ranges(ground, found)
    if not found:
        raise place.refuse("nothing varies; name switches, strengths, settings, weeks, choices or ranges", "vary")
    check_names(found, place)
    check_apart(found, file, place)
    return tuple(found)


# ---------------------------------------------------------------- switches and strengths
def switches(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every claim, rival or bundle that is switched off or left as held."""
    path = ("vary", "switches")
    for word in words(ground.file.vary.switches, ground.place, *path):
        members = group(ground, word) if word in GROUPS else (word,)
        for name in members:
            on = rules_on(ground, name, ground.place.at(*path))
            if not on:
                raise ground.place.refuse(f"{name} is off as it is held: there is nothing to switch", *path)
            factor = Factor(name, SWITCH, says(name), "0 off, 1 as held", OURS, 0.0, 1.0, 1.0, levels=(0.0, 1.0))
            yield Varied(factor, strengths_of(on), path)


def group(ground: Ground, word: str) -> list[str]:
    """Return the claims, rivals or bundles that are on."""
    if word == BUNDLES:
        return [name for name in load_bundles().bundles if rules_on(ground, name, "")]
    status = "rule" if word == CLAIMS else "rival"
    numbers = dict.fromkeys(each.claim for each in rules().values())
    return [each for each in numbers if load_claims()[each].status == status and rules_on(ground, each, "")]


def rules_on(ground: Ground, name: str, where: str) -> list[str]:
    """Return the rules of a claim, rule or bundle that are on somewhere."""
    bundle = load_bundles().bundles.get(name)
    if bundle is None:
        every = acted_or_bundle(name, where)
    else:
        every = [rule for claim in bundle.acted for rule in acted(claim, where)]
    return [each for each in every if ground.acts(each)]


def acted_or_bundle(name: str, where: str) -> list[str]:
    """Return the rules of a claim; the nearest guess may be a bundle."""
    known = [*load_claims(), *rules(), *load_bundles().bundles]
    if name not in known:
        raise ExperimentError(f"{where}: unknown claim or bundle '{name}'{guess(name, known)}")
    return acted(name, where)


def strengths_of(some: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the strengths of rules."""
    return tuple(rules()[each].strength.name for each in some)


def says(name: str) -> str:
    """Return what a claim, rule or bundle says."""
    if name in load_bundles().bundles:
        return load_bundles().bundles[name].says
    return load_claims()[name].says if name in load_claims() else rules()[name].says


def strengths(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every strength: a claim's own, or the same one for all claims of a bundle that are on."""
    for name, spec in ground.file.vary.strengths.items():
        path = ("vary", "strengths", name)
        bundle = name in load_bundles().bundles
        where = ground.place.at(*path)
        some = rules_on(ground, name, where) if bundle else acted_or_bundle(name, where)
        if not some:
            raise ground.place.refuse("no claim of this bundle is on as it is held", *path)
        held = {each: ground.held(rules()[each].strength.name) for each in some}
        if len(set(held.values())) > 1:
            said = ", ".join(f"{rule} {strength:g}" for rule, strength in held.items())
            raise ground.place.refuse(
                f"its rules are held at different strengths ({said}); name them one by one", *path
            )
        within = Range(STRENGTH_LOW, STRENGTH_HIGH, "times as stated")
        low, high, levels = read_range(spec, within, ground.place, *path)
        factor = Factor(
            name, STRENGTH, says(name), within.unit, OURS, low, high, next(iter(held.values())), levels=levels
        )
        yield Varied(factor, strengths_of(some), path)


# ---------------------------------------------------------------- settings
def settings(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every parameter or initial figure."""
    for name, path, spec in leaves(ground.file.vary.settings, ("vary", "settings")):
        yield setting(ground, name, path, spec)


def leaves(table: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Path, Any]]:
    """Yield full names, paths and what is said of them."""
    for word, spec in table.items():
        name = ".".join((*path[2:], word))
        if isinstance(spec, dict) and name not in catalogue() and not looks_like_range(spec):
            yield from leaves(spec, (*path, word))
        else:
            yield name, (*path, word), spec


def setting(ground: Ground, name: str, path: Path, spec: Any) -> Varied:
    """Return the factor of a parameter; ExperimentError if there is none of that name."""
    if name not in catalogue():
        owner, _, word = name.rpartition(".")
        of_owner = [each.removeprefix(f"{owner}.") for each in catalogue() if each.startswith(f"{owner}.")]
        hint = guess(word, of_owner) if of_owner else guess(name, catalogue())
        raise ground.place.refuse(f"unknown parameter '{name}'{hint}", *path)
    of = catalogue()[name]
    if of.low == of.high:
        raise ground.place.refuse(f"its stated range is one value, {of.low:g}: there is nothing to vary", *path)
    low, high, levels = read_range(spec, Range(of.low, of.high, of.unit), ground.place, *path)
    factor = Factor(name, SETTING, name, of.unit, of.source, low, high, ground.held(name), levels=levels)
    return Varied(factor, (name,), path)


def ranges(ground: Ground, before: Iterable[Varied]) -> Iterator[Varied]:
    """Yield every declared range of the kinds asked for.

    Left out: what is held or varied already, strengths, and parameters of rules that are off.
    """
    path = ("vary", "ranges")
    kinds = words(ground.file.vary.ranges, ground.place, *path)
    for each in kinds:
        if each not in KINDS_OF_RANGES:
            raise ground.place.refuse(
                f"there is no kind of range '{each}'{nearest(each, list(KINDS_OF_RANGES))}", *path
            )
    before = list(before)
    turned = {name for each in before if each.factor.kind == STRENGTH for name in each.names}
    off = {name for name, each in rules().items() if not ground.acts(name) and each.strength.name not in turned}
    stay = {name for base in ground.bases.values() for name in base.values}.union(*(each.names for each in before))
    stay |= {each.strength.name for each in rules().values()}
    for name, of in sorted(catalogue().items()):
        owner = name.partition(".")[0]
        if kind_of(name) in kinds and of.low < of.high and name not in stay and owner not in off:
            yield setting(ground, name, path, {})


def kind_of(name: str) -> str:
    """Return whose number it is: a rule's, a decision's, a table's, or a figure of day 0."""
    owner = name.partition(".")[0]
    if name in load_seeds().figures:
        return FIGURES
    return RULES if owner in rules() else DECISIONS if owner in decisions() else TABLES


# ---------------------------------------------------------------- weeks and choices
def weeks(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every date: of the event of its name, or of the events it lists."""
    known = {event.name: event for base in reversed(list(ground.bases.values())) for event in base.scenario.events}
    for name, given in ground.file.vary.weeks.items():
        path = ("vary", "weeks", name)
        events: tuple[str, ...] = (name,)
        spec = given
        if isinstance(given, dict) and "events" in given:
            events = tuple(words(given["events"], ground.place, *path, "events"))
            spec = {key: each for key, each in given.items() if key != "events"}
        for each in events:
            if each not in known:
                raise ground.place.refuse(f"no scenario of this sweep has an event '{each}'{guess(each, known)}", *path)
        within = Range(1, ground.file.weeks, "week", whole=True)
        low, high, levels = read_range(spec, within, ground.place, *path)
        title = f"week of {' and '.join(events)}"
        factor = Factor(name, WEEK, title, "week", OURS, low, high, float(known[events[0]].week), levels=levels)
        yield Varied(factor, events, path)


def choices(ground: Ground) -> Iterator[Varied]:
    """Yield a factor for every choice; its value is the position of the alternative taken."""
    for name, alternatives in ground.file.vary.choices.items():
        levels = tuple(float(at) for at in range(len(alternatives)))
        title = name.replace("_", " ")
        factor = Factor(
            name, CHOICE, title, "alternative", OURS, 0.0, levels[-1], 0.0, levels=levels, labels=tuple(alternatives)
        )
        yield Varied(factor, (), ("vary", "choices", name))


# ---------------------------------------------------------------- checks
def words(given: Any, place: Place, *path: str) -> list[str]:
    """Return a list of words, or one word as a list."""
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise place.refuse(f"expected a list of words, not {given!r}", *path)
    for each in listed:
        if listed.count(each) > 1:
            raise place.refuse(f"'{each}' is named twice", *path)
    return listed


def check_names(found: Iterable[Varied], place: Place) -> None:
    """Refuse a factor that would share its column with another or with something else."""
    seen: dict[str, Varied] = {}
    for each in found:
        name = each.factor.name
        if name in seen and not touched_by_both(seen[name], each):
            raise place.refuse(
                f"'{name}' is also the name of {'.'.join(seen[name].path)}; call one otherwise", *each.path
            )
        if name in TAKEN or name in OUTCOMES:
            raise place.refuse(f"'{name}' is the name of a column of the results; call it otherwise", *each.path)
        seen[name] = each


def touched_by_both(one: Varied, other: Varied) -> set[str]:
    """Return the values that two factors would set; two bundles may share a claim, which is on while either is."""
    bundles = load_bundles().bundles
    if all(each.factor.kind == SWITCH and each.factor.name in bundles for each in (one, other)):
        return set()
    weeks = [each.factor.kind == WEEK for each in (one, other)]
    return set(one.names) & set(other.names) if weeks[0] == weeks[1] else set()


def check_apart(found: list[Varied], file: SweepFile, place: Place) -> None:
    """Refuse two factors that set the same value, or replace the same scenario."""
    for at, other in enumerate(found):
        for one in found[:at]:
            shared = (
                touched_by_both(one, other) | touched_by_choice(one, other, file) | touched_by_choice(other, one, file)
            )
            if shared:
                first, second = (f"{'.'.join(each.path[1:])} ({each.factor.name})" for each in (one, other))
                raise place.refuse(f"{first} and {second} both set {', '.join(sorted(shared))}", *other.path)


def touched_by_choice(one: Varied, other: Varied, file: SweepFile) -> set[str]:
    """Return what a choice and another factor would both set."""
    if one.factor.kind != CHOICE:
        return set()
    mine = {word for each in file.vary.choices[one.factor.name].values() for word in touches(each)}
    if other.factor.kind != CHOICE:
        return mine & set(other.names) if other.factor.kind != WEEK else set()
    theirs = {word for each in file.vary.choices[other.factor.name].values() for word in touches(each)}
    return mine & theirs


def touches(each: Alternative) -> Iterator[str]:
    """Yield what an alternative changes: values by full name, scenarios, policies, the assumption set."""
    for claim in each.strengths:
        yield from strengths_of(acted(claim, ""))
    for owner, table in each.settings.items():
        yield from (name for name, _, _ in leaves({owner: table}, ("", "")))
    yield from (f"scenario {name}" for name in each.scenarios)
    yield from (f"policy {name}" for name in each.policies)
    if each.assumptions is not None:
        yield "the assumption set"
