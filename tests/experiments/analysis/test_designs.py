"""Analyses of designs, from folder to table: what was put into the runs is found in them."""

import numpy as np
import pytest

from sim.errors import ExperimentError
from sim.experiments.analysis import (
    cart,
    conclusion_of,
    converge,
    morris,
    open_study,
    prim,
    quantity_of,
    sets,
    shapley,
    sobol,
    tornado,
)
from sim.experiments.analysis.variance import indices, reduced
from tests.experiments.analysis.functions import ishigami, ishigami_indices, saltelli
from tests.experiments.analysis.functions import morris as morris_shares
from tests.experiments.analysis.made import (
    A,
    B,
    all_sets,
    choice,
    designed,
    luck,
    outcome,
    strength,
    switch,
    write_sweep,
)

CLAIMS = ("C13", "C14", "C28", "C30")
SLOPES = np.array([4.0, -2.0, 1.0, 0.0])
REPLICATES = 20


def quantity(study, of=None):
    return quantity_of(study.manifest, of, None)


def additive(values, scenario, replicate, name):
    """In A each claim adds its slope; B is luck alone; claim C13 does more in some replicates than in others."""
    shared = luck(1000, "shared")[replicate]
    uneven = luck(1000, "uneven")[replicate] * values[:, 0]
    return shared + (scenario == A) * (values @ SLOPES + uneven)


# ---------------------------------------------------------------- one change at a time
def knocked_out(tmp_path, **more):
    switches = [switch(name) for name in CLAIMS]
    bits = np.vstack([np.ones((1, 4)), np.zeros((1, 4)), 1 - np.eye(4)])
    labels = ("all on", "all off", *(f"without {name}" for name in CLAIMS))
    design = designed(switches, bits, labels)
    return open_study(write_sweep(tmp_path / "made", design, additive, sampler="knock_outs", **more))


def test_a_tornado_has_the_change_of_each_claim_largest_first(tmp_path):
    study = knocked_out(tmp_path)
    rows = tornado(study, quantity(study))
    assert rows.columns.tolist() == ["factor", "level", "label", "value", "base", "change", "low", "high", "word"]
    assert rows.factor.tolist() == ["C13", "C14", "C28", "C30"]
    uneven = luck(REPLICATES, "uneven")
    assert rows.change.to_numpy() == pytest.approx([-4 - uneven.mean(), 2, -1, 0])
    assert rows.base.to_numpy() == pytest.approx(SLOPES.sum() + uneven.mean())
    assert rows.word.tolist() == ["clearly lower", "clearly higher", "clearly lower", "no practical difference"]
    assert (rows.low[3], rows.high[3]) == (0, 0)
    assert rows.level.tolist() == ["off"] * 4


def test_a_tornado_pairs_runs_and_counts_those_that_failed(tmp_path):
    study = knocked_out(tmp_path, fail=lambda scenario, point, replicate: (point == 0) & (replicate == 3))
    rows = tornado(study, quantity(study))
    kept = np.delete(luck(REPLICATES, "uneven"), 3)
    assert rows.change[0] == pytest.approx(-4 - kept.mean())
    assert rows.attrs["failed"] == 1


def test_a_design_without_its_base_has_no_tornado(tmp_path):
    design = designed([strength("a"), strength("b")], np.random.default_rng(1).uniform(size=(30, 2)))
    study = open_study(write_sweep(tmp_path / "made", design, lambda x, *_: x[:, 0]))
    with pytest.raises(ExperimentError, match="needs a sweep drawn by knock_outs"):
        tornado(study, quantity(study))


# ---------------------------------------------------------------- sensitivity
def test_morris_of_a_linear_model_is_exact_and_an_inert_factor_is_exactly_nothing(tmp_path):
    factors = [strength("a", 0, 2), strength("b", 0, 2), switch("c"), strength("idle", 0, 2)]
    design = designed(factors, morris_shares(4, 10))

    def of(values, scenario, replicate, name):
        return values @ [1.5, -1.0, 2.0, 0.0] + luck(1000, "shared")[replicate]

    study = open_study(write_sweep(tmp_path / "made", design, of, sampler="morris", scenarios=(A,)))
    rows = morris(study, quantity(study)).set_index("factor")
    assert rows.loc[["a", "b", "c", "idle"], "mu"].to_numpy() == pytest.approx([3.0, -2.0, 2.0, 0.0])
    assert rows.loc[["a", "b", "c", "idle"], "mu_star"].to_numpy() == pytest.approx([3.0, 2.0, 2.0, 0.0])
    assert rows.sigma.to_numpy() == pytest.approx(0, abs=1e-12)
    assert rows.loc["idle"].to_numpy() == pytest.approx(0, abs=1e-12)
    assert rows.attrs["trajectories"] == 10
    assert rows.attrs["blocks"] == 10


def test_morris_says_what_luck_alone_would_make(tmp_path):
    factors = [strength(name) for name in "abc"]
    design = designed(factors, morris_shares(3, 40))

    def of(values, scenario, replicate, name):
        own = np.random.default_rng(7).normal(size=(1000, 1000))  # a factor that does nothing reshuffles luck
        point = (values @ [1e4, 1e2, 1.0] * 997).astype(int) % 1000
        return 5 * values[:, 0] + own[point, replicate]

    study = open_study(write_sweep(tmp_path / "made", design, of, sampler="morris", scenarios=(A,)))
    rows = morris(study, quantity(study)).set_index("factor")
    for idle in "bc":
        assert rows.mu_star[idle] == pytest.approx(rows.noise[idle], rel=0.35)
        assert rows.mu_star_low[idle] == 0
    assert rows.mu_star_low["a"] > 4


def test_a_trajectory_with_a_run_that_failed_everywhere_is_dropped_and_counted(tmp_path):
    design = designed([strength(name) for name in "abc"], morris_shares(3, 10))
    study = open_study(
        write_sweep(
            tmp_path / "made", design, lambda x, *_: x @ [3.0, 2.0, 1.0], sampler="morris", scenarios=(A,),
            fail=lambda scenario, point, replicate: point == 2,
        )
    )  # fmt: skip
    rows = morris(study, quantity(study)).set_index("factor")
    hit = len({row // 4 for row in np.flatnonzero(design.point_of_row == 2)})
    assert (rows.attrs["dropped"], rows.attrs["trajectories"]) == (hit, 10 - hit)
    assert rows.mu_star[["a", "b", "c"]].to_numpy() == pytest.approx([3, 2, 1])


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_finds_ishigami_in_a_folder(tmp_path, second_order):
    factors = [strength(name, -np.pi, np.pi) for name in ("x1", "x2", "x3")] + [switch("idle")]
    design = designed(factors, saltelli(4, 256, second_order))

    def of(values, scenario, replicate, name):
        return ishigami(values) * (scenario == A) + luck(1000, "shared")[replicate]

    study = open_study(
        write_sweep(
            tmp_path / "made", design, of, sampler="saltelli", settings={"second_order": second_order}, replicates=5
        )
    )
    rows, pairs = sobol(study, quantity(study))
    first, total, both = ishigami_indices()
    found = rows.set_index("factor").loc[["x1", "x2", "x3", "idle"]]
    for index, known in (("S1", first), ("ST", total)):
        assert ((found[f"{index}_low"] <= [*known, 0]) & (found[f"{index}_high"] >= [*known, 0])).all()
    assert (
        found.loc["idle", ["S1", "S1_low", "S1_high", "ST", "ST_low", "ST_high", "S1_noise", "ST_noise"]].tolist()
        == [0] * 8
    )
    assert rows.attrs["blocks"] == 5
    assert (pairs is None) != second_order
    # the same as of the bare array
    y = ishigami(design.values)[design.point_of_row].reshape(256, -1, 1)
    bare = indices(reduced(y, 4), ("x1", "x2", "x3", "idle"), second_order, 0.95)
    assert found.S1.to_numpy() == pytest.approx(bare.S1.to_numpy())
    assert found.ST.to_numpy() == pytest.approx(bare.ST.to_numpy())
    if second_order:
        row = pairs.set_index(["factor", "other"]).loc[("x1", "x3")]
        assert row.S2_low <= both <= row.S2_high


def test_a_sweep_drawn_otherwise_is_refused_with_what_fits(tmp_path):
    study = knocked_out(tmp_path)
    for method, needs in ((morris, "morris"), (sobol, "saltelli")):
        with pytest.raises(ExperimentError, match=f"drawn by {needs}; this one is drawn by knock_outs.*tornado"):
            method(study, quantity(study))
    for method in (shapley, sets):
        with pytest.raises(ExperimentError, match="not every set of its factors is a point"):
            method(study, quantity(study))


# ---------------------------------------------------------------- sets of claims
def game(tmp_path, of=additive, claims=CLAIMS, **more):
    design = all_sets([switch(name) for name in claims])
    return open_study(write_sweep(tmp_path / "made", design, of, sampler="two_level", **more))


def test_shapley_effects_of_a_sum_are_its_parts_with_errors_over_replicates(tmp_path):
    study = game(tmp_path)
    rows = shapley(study, quantity(study)).set_index("factor").loc[list(CLAIMS)]
    uneven = luck(REPLICATES, "uneven")
    assert rows.effect.to_numpy() == pytest.approx(SLOPES + np.array([uneven.mean(), 0, 0, 0]))
    assert rows.se.to_numpy() == pytest.approx([uneven.std(ddof=1) / np.sqrt(REPLICATES), 0, 0, 0], abs=1e-12)
    about = shapley(study, quantity(study)).attrs
    assert rows.effect.sum() == pytest.approx(about["all"] - about["none"])
    assert about["used"] == REPLICATES


def test_a_claim_without_any_part_has_a_shapley_effect_of_exactly_nothing(tmp_path):
    study = game(tmp_path)
    idle = shapley(study, quantity(study)).set_index("factor").loc["C30"]
    assert idle.tolist() == [0, 0, 0, 0]


def test_replicates_with_a_failed_run_do_not_count_and_too_few_are_refused(tmp_path):
    study = game(tmp_path, fail=lambda scenario, point, replicate: (point == 6) & (replicate == 4))
    assert shapley(study, quantity(study)).attrs["used"] == REPLICATES - 1
    broken = tmp_path / "more"
    broken.mkdir()
    study = game(broken, fail=lambda scenario, point, replicate: (point == replicate % 8) & (replicate < 18))
    with pytest.raises(ExperimentError, match="here 2 of 20 do"):
        shapley(study, quantity(study))


def two_ways(values, scenario, replicate, name):
    """In A the outcome is 2 if C13 and C14, or C13 and C28, are on; C30 does nothing."""
    c13, c14, c28 = (values[:, at] == 1 for at in range(3))
    return 2.0 * (scenario == A) * (c13 & (c14 | c28)) + 0.2 * luck(1000, scenario)[replicate]


def countered(values, scenario, replicate, name):
    """In A the outcome is 2 if C13 is on and C28 off."""
    return 2.0 * (scenario == A) * (values[:, 0] == 1) * (values[:, 2] == 0) + 0.2 * luck(1000, scenario)[replicate]


def test_sets_that_carry_the_word_and_cuts_that_break_it_are_found(tmp_path):
    study = game(tmp_path, two_ways)
    found = sets(study, quantity(study))
    rows = found.sets.set_index("set")
    assert found.sets.attrs["conclusion"] == "clearly higher"
    assert rows.index[rows.minimal].tolist() == ["C13 + C14", "C13 + C28"]
    assert rows.index[rows.prime_implicant].tolist() == ["C13 + C14", "C13 + C28"]
    assert not rows.sufficient[["none", *CLAIMS]].any()
    assert rows.sufficient[" + ".join(CLAIMS)]
    assert found.sets.attrs["drops"] == 0
    assert found.cuts.set.tolist() == ["C13", "C14 + C28"]
    assert found.cuts.fails.all()


def test_where_a_claim_breaks_the_conclusion_prime_implicants_ask_it_to_be_off(tmp_path):
    study = game(tmp_path, countered)
    assert sets(study, quantity(study)).sets.attrs["conclusion"] == "no practical difference"
    with pytest.raises(ExperimentError, match="--holds '>= 30'"):
        sets(study, quantity(study, A))
    found = sets(study, quantity(study), conclusion_of(">= 1", quantity(study)))
    rows = found.sets.set_index("set")
    assert rows.index[rows.minimal].tolist() == ["C13"]
    assert rows.index[rows.prime_implicant].tolist() == ["C13 + not C28"]
    assert found.sets.attrs["drops"] == found.sets.attrs["sure_drops"] == 4
    assert found.cuts.set.tolist() == ["none"]


def test_bounds_hold_for_all_sets_together(tmp_path):
    study = game(tmp_path, two_ways)
    rows = sets(study, quantity(study), conclusion_of(">= 1", quantity(study))).sets
    luck_of_pairs = 0.2 * (luck(REPLICATES, A) - luck(REPLICATES, B))
    from scipy import stats

    reach = stats.t.ppf(1 - 0.05 / 16 / 2, REPLICATES - 1) * luck_of_pairs.std(ddof=1) / np.sqrt(REPLICATES)
    nobody = rows.set_index("set").loc["none"]
    assert (nobody.low, nobody.high) == pytest.approx((luck_of_pairs.mean() - reach, luck_of_pairs.mean() + reach))


def test_an_undecided_difference_is_no_conclusion_to_carry(tmp_path):
    study = game(tmp_path, lambda x, scenario, replicate, name: 5 * luck(1000, scenario)[replicate])
    with pytest.raises(ExperimentError, match=r"undecided.*--holds"):
        sets(study, quantity(study))


# ---------------------------------------------------------------- boxes and trees
def scattered(tmp_path, of, points=300, **more):
    factors = [
        strength("a", 0, 2),
        strength("b", 0, 2),
        switch("C14"),
        choice("lead", "jihadist", "mainstream", "turkey"),
    ]
    design = designed(factors, np.random.default_rng(11).uniform(size=(points, 4)))
    return open_study(write_sweep(tmp_path / "made", design, of, replicates=8, **more))


def cornered(values, scenario, replicate, name):
    """In A more by 2 where a is above 1.2, C14 on and the lead not Turkey's."""
    there = (values[:, 0] > 1.2) & (values[:, 2] == 1) & (values[:, 3] != 2)
    return 2.0 * there * (scenario == A) + 0.1 * luck(1000, scenario)[replicate]


def test_prim_finds_the_corner_in_which_a_conclusion_holds(tmp_path):
    study = scattered(tmp_path, cornered)
    found = prim(study, quantity(study), conclusion_of("clearly higher", quantity(study)))
    limits = found.boxes.set_index("factor")
    assert sorted(limits.index) == ["C14", "a", "lead"]
    assert limits.low["a"] == pytest.approx(1.2, abs=0.06)
    assert limits.high["a"] == 2
    assert limits.levels["C14"] == "on"
    assert limits.levels["lead"] == "jihadist, mainstream"
    assert (limits.quasi_p < 0.001).all()
    assert found.trajectory.columns.tolist() == [
        "box", "step", "coverage", "density", "mass", "mean", "factors", "taken",
    ]  # fmt: skip
    assert found.trajectory.taken.sum() == 1
    assert found.boxes.attrs["density"] > 0.95
    assert found.boxes.attrs["look_for"] == "holds"


def test_prim_looks_for_the_rarer_of_the_two_unless_told(tmp_path):
    def often(values, scenario, replicate, name):
        return 2.0 * (values[:, 0] > 0.5) * (scenario == A)

    study = scattered(tmp_path, often)
    found = prim(study, quantity(study))
    assert found.boxes.attrs["conclusion"] == "clearly higher"
    assert found.boxes.attrs["look_for"] == "fails"
    assert found.boxes.high.tolist() == pytest.approx([0.5], abs=0.06)
    assert prim(study, quantity(study), look_for="holds").boxes.low.tolist() == pytest.approx([0.5], abs=0.06)


def test_a_step_of_the_trajectory_may_be_taken_by_hand(tmp_path):
    study = scattered(tmp_path, cornered)
    holds = conclusion_of("clearly higher", quantity(study))
    way = prim(study, quantity(study), holds).trajectory
    chosen = prim(study, quantity(study), holds, step=1)
    assert chosen.trajectory.index[chosen.trajectory.taken].tolist() == [1]
    assert chosen.boxes.attrs["coverage"] == way.coverage[1]
    with pytest.raises(ExperimentError, match="steps 1 to"):
        prim(study, quantity(study), holds, step=len(way))


def test_a_tree_tells_in_words_where_a_conclusion_holds(tmp_path):
    study = scattered(tmp_path, cornered)
    nodes = cart(study, quantity(study), conclusion_of("clearly higher", quantity(study)))
    best = nodes[nodes.factor == ""].sort_values("share").iloc[-1]
    assert best.share == 1
    assert sorted(best.says.split(" and "))[::2] == ["C14 on", "lead is not turkey"]
    assert "a above 1.2" in best.says
    assert nodes.says[0] == "everywhere"
    assert nodes.attrs["error"] < 0.2


def test_without_a_conclusion_a_tree_explains_the_mean(tmp_path):
    study = scattered(tmp_path, cornered)
    nodes = cart(study, quantity(study, A))
    leaves = nodes[nodes.factor == ""]
    assert sorted(leaves.share)[-1] == pytest.approx(2 + 0.1 * luck(8, A).mean(), abs=0.1)
    assert nodes.attrs["conclusion"] == ""


def test_over_all_points_there_may_be_no_conclusion_to_look_for(tmp_path):
    study = scattered(tmp_path, lambda x, scenario, replicate, name: 5 * luck(1000, scenario)[replicate])
    with pytest.raises(ExperimentError, match="--holds"):
        prim(study, quantity(study))
    with pytest.raises(ExperimentError, match="--holds '>= 30'"):
        prim(study, quantity(study, A))


@pytest.mark.parametrize("text", ["clearly hihger", "about 3", ">= ", ">= 1.2.3"])
def test_conditions_that_say_nothing_are_refused(tmp_path, text):
    study = scattered(tmp_path, cornered, points=20)
    with pytest.raises(ExperimentError, match="expected a condition"):
        conclusion_of(text, quantity(study))


# ---------------------------------------------------------------- convergence
def test_convergence_ends_with_the_intervals_there_are(tmp_path):
    from sim.experiments.analysis import ci

    study = game(tmp_path)
    rows = converge(study, quantity(study, A), half_width=0.01)
    assert rows.columns.tolist() == ["replicates", "half_width", "half_width_widest", "mean"]
    now = ci(study, [quantity(study, A)])
    reach = (now.high - now.low)[now.low > 0] / 2
    assert rows.half_width_widest.iloc[-1] >= reach.max() - 1e-12
    assert rows.replicates.iloc[-1] == REPLICATES
    assert rows.attrs["enough"] == pytest.approx(REPLICATES * (rows.half_width_widest.iloc[-1] / 0.01) ** 2, abs=1)


def test_yes_no_outcomes_converge_too(tmp_path):
    def yes(values, scenario, replicate, name):
        return (luck(1000, scenario)[replicate] > 0).astype(float)

    study = game(tmp_path, yes, outcomes=(outcome(unit="share of runs", yes_no=True),))
    widths = converge(study, quantity(study)).half_width
    assert (np.diff(widths) < 0.05).all()
    assert 0 < widths.iloc[-1] < 0.6
