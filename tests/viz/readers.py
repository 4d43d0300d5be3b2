"""Whatever a reader may have chosen, for Hypothesis."""

from hypothesis import strategies as st

from sim.catalogue import catalogue
from sim.claims import load_claims
from sim.outcomes import OUTCOMES
from sim.paths import SCENARIOS
from sim.scenario import WEEKS, load_scenario, names
from sim.sums import Term, put_together
from viz.reader.state import (
    LARGEST_REPLICATE,
    LARGEST_SEED,
    PAGES,
    PRESETS,
    State,
    loops,
    switchable,
    with_parameter,
    with_preset,
    with_strengths,
)

PARAMETERS = sorted(name for name in catalogue() if not name.endswith(".strength"))


@st.composite
def scenarios(draw):
    """A scenario with policies, some of them moved to other weeks."""
    policies = draw(st.sampled_from([(), ("us_repudiates",), ("no_fly_zone", "borders_close")]))
    first = draw(st.sampled_from(names(SCENARIOS)))
    weeks = st.none() | st.integers(1, WEEKS)
    fixed = not load_scenario(first).events
    return load_scenario(
        put_together([Term(first, None if fixed else draw(weeks)), *(Term(each, draw(weeks)) for each in policies)])
    ).name


@st.composite
def states(draw):
    state = with_preset(State(), draw(st.sampled_from(PRESETS)))
    claims = st.dictionaries(st.sampled_from(sorted(switchable())), st.floats(0, 2), max_size=8)
    state = with_strengths(state, draw(claims))
    for name in draw(st.lists(st.sampled_from(PARAMETERS), max_size=4)):
        state = with_parameter(state, name, draw(st.floats(catalogue()[name].low, catalogue()[name].high)))
    return State(
        a=draw(scenarios()),
        b=draw(scenarios()),
        preset=state.preset,
        strengths=state.strengths,
        parameters=state.parameters,
        random_seed=draw(st.integers(0, LARGEST_SEED)),
        week=draw(st.integers(0, WEEKS)),
        replicate=draw(st.integers(0, LARGEST_REPLICATE)),
        one_run=draw(st.booleans()),
        difference=draw(st.booleans()),
        page=draw(st.sampled_from(sorted(PAGES))),
        outcome=draw(st.sampled_from(sorted(OUTCOMES))),
        alone=draw(st.booleans()),
        claim=draw(st.sampled_from(["", *load_claims()])),
        loop=draw(st.sampled_from(["", *loops()])),
        second=draw(st.booleans()),
    )
