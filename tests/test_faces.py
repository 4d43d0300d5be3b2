"""Mesa users feel at home: faces, agent sets, data collection, batch runs, and models that are let go."""

import gc
import weakref

import mesa
import numpy as np
import pytest
from mesa.datacollection import DataCollector

from sim.faces import (
    SDF,
    Community,
    Electorate,
    Face,
    Faction,
    ForeignForce,
    ForeignState,
    HostSociety,
    IslamicState,
    JihadistGroup,
    Place,
    Public,
    Regime,
    War,
)
from sim.model import Model
from sim.seeds import load_seeds
from tests.worlds import spec, stepped

CLASSES = {
    Regime, Faction, JihadistGroup, IslamicState, SDF, ForeignForce, ForeignState, Community, Place,
    HostSociety, Electorate, Public, War,
}  # fmt: skip


def model(runs: int = 2) -> Model:
    return Model([spec("aleppo_falls", at) for at in range(runs)])


def test_every_row_of_every_table_has_a_face_of_its_kind() -> None:
    found = model()
    by_type = found.agents_by_type
    assert set(by_type) == CLASSES
    assert len(found.agents) == sum(len(table) for table in found.world.tables)
    assert len(by_type[Place]) == len(load_seeds().ids("places"))
    of_groups = (Regime, Faction, JihadistGroup, IslamicState, SDF, ForeignForce)
    assert sum(len(by_type[each]) for each in of_groups) == len(load_seeds().ids("groups"))


def of_own_rows(face: Face, name: str) -> bool:
    axes = face.table.columns[name].axes
    return axes is None or axes[0] == face.table.kind


def test_a_face_reads_its_row_of_run_0() -> None:
    found = stepped(model(), 2)
    for face in found.agents:
        for name in filter(lambda name, face=face: of_own_rows(face, name), face.table.columns):
            assert np.array_equal(getattr(face, name), face.table.arrays[name][0, face.row]), (
                face.name,
                name,
            )


def test_a_place_reads_who_attacks_it() -> None:
    found = stepped(model(), 2)
    for face in found.agents_by_type[Place]:
        assert np.array_equal(face.offensives, found.world.places.offensives[0, :, face.row])


def test_a_face_writes_its_row_and_no_other() -> None:
    found = model()
    hosts, before = found.world.hosts, found.world.hosts.tension.copy()
    face = next(each for each in found.agents_by_type[HostSociety] if each.name == "lebanon")
    face.tension = 0.9
    changed = np.argwhere(hosts.tension != before).tolist()
    assert changed == [[0, hosts.row("lebanon")]]
    assert face.tension == 0.9


def test_what_a_face_writes_is_seen_by_what_follows_from_it() -> None:
    found = model()
    group = next(each for each in found.agents_by_type[JihadistGroup] if each.name == "jfs")
    before = found.world.groups.size.copy()
    group.fighters = group.fighters * 2
    assert found.world.groups.size[0, group.row] == 2 * before[0, group.row]


def test_a_face_has_no_attribute_that_its_table_has_not() -> None:
    with pytest.raises(AttributeError, match="Place has no attribute 'tension'"):
        _ = next(iter(model().agents_by_type[Place])).tension


def test_a_face_follows_its_model_through_the_weeks() -> None:
    found = model()
    east = next(each for each in found.agents_by_type[Place] if each.name == "aleppo_east")
    held = []
    for _ in range(6):
        held.append(east.control)
        found.step()
    assert held[0] == 1
    assert east.control == found.world.places.control[0, east.row]


def test_two_models_do_not_share_faces_or_state() -> None:
    one, two = model(1), model(1)
    next(iter(one.agents_by_type[War])).willingness = 0.9
    assert next(iter(two.agents_by_type[War])).willingness != 0.9


def test_agent_sets_get_select_and_group() -> None:
    found = model()
    hosts = found.agents_by_type[HostSociety]
    assert hosts.get("tension") == found.world.hosts.tension[0].tolist()
    tense = hosts.select(lambda each: each.tension > np.median(found.world.hosts.tension[0]))
    assert 0 < len(tense) < len(hosts)
    assert hosts.agg("population", sum) == pytest.approx(found.world.hosts.population[0].sum())
    sides = found.agents_by_type[Place].groupby("control").count()
    assert sides == {side: int((found.world.places.control[0] == side).sum()) for side in sides}


def test_an_agent_set_writes_through_to_the_table() -> None:
    found = model()
    found.agents_by_type[ForeignState].set("funding", 1.0)
    assert (found.world.states.funding[0] == 1.0).all()
    assert not found.world.states.funding[1].any()


def test_a_data_collector_reports_model_and_agents() -> None:
    found = model(1)
    collector = DataCollector(
        model_reporters={
            "deaths": lambda each: float(each.world.places.deaths[0].sum()),
            "week": "week",
        },
        agenttype_reporters={HostSociety: {"tension": "tension"}},
    )
    for _ in range(3):
        found.step()
        collector.collect(found)
    frame = collector.get_model_vars_dataframe()
    assert frame["week"].tolist() == [1, 2, 3]
    assert (frame["deaths"] > 0).all()
    assert len(collector.get_agenttype_vars_dataframe(HostSociety)) == 3 * len(load_seeds().ids("hosts"))


class OneRun(Model):
    """One run as Mesa's batch runner wants it: parameters by keyword, a data collector of its own."""

    def __init__(
        self, rate: float = 0.012, replicate: int = 0, seed: object = None, rng: object = None, **_: object
    ) -> None:
        super().__init__([spec("aleppo_falls", replicate, "null", {"flee.rate": rate})])
        self.datacollector = DataCollector(model_reporters={"fled": lambda each: float(each.world.country.fled[0, 0])})

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


@pytest.mark.filterwarnings("ignore:.*iterations.*:DeprecationWarning", "ignore:.*seed.*:FutureWarning")
def test_mesas_batch_run_runs_a_small_wrapper() -> None:
    parameters = {"rate": [0.005, 0.03], "replicate": [0, 1]}
    rows = mesa.batch_run(OneRun, parameters, number_processes=1, max_steps=3, display_progress=False)
    assert len(rows) == 4
    fled = {(row["rate"], row["replicate"]): row["fled"] for row in rows}
    assert all(fled[0.005, at] < fled[0.03, at] for at in (0, 1))


def test_the_faces_change_nothing_in_a_run() -> None:
    with_faces, without = model(), model()
    assert len(with_faces.agents)
    for each in (with_faces, without):
        stepped(each, 5)
    for one, other in zip(with_faces.world.tables, without.world.tables, strict=True):
        for name in one.arrays:
            assert one.arrays[name].tobytes() == other.arrays[name].tobytes(), name


def let_go(touch_faces: bool) -> bool:
    """Say whether a model's world is freed once nobody holds the model."""
    found = model(1)
    if touch_faces:
        assert len(found.agents)
    found.step()
    world = weakref.ref(found.world)
    del found
    gc.collect()
    return world() is None


def test_a_model_that_nobody_holds_is_let_go() -> None:
    assert let_go(touch_faces=False)


def test_a_model_whose_faces_were_seen_is_let_go() -> None:
    assert let_go(touch_faces=True)


def test_a_run_leaves_no_model_behind_in_mesa() -> None:
    before = len(getattr(mesa.Agent, "_ids", ()))
    for _ in range(3):
        stepped(model(1), 1)
    gc.collect()
    assert len(getattr(mesa.Agent, "_ids", ())) == before


def test_every_face_says_what_it_is() -> None:
    assert all(each.__doc__ and issubclass(each, Face) for each in CLASSES)
