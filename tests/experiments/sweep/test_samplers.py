"""Samplers: each has the structure its name promises, is drawn again alike, and grows only if it can."""

import subprocess
import sys
from itertools import product

import numpy as np
import pytest

from sim.errors import ExperimentError
from tests.experiments.sweep.files import HEAD, LEADS, drawn, sweep_of, whole

FOUR = """\
[vary.strengths]
C13 = {}
C14 = { low = 0.5, high = 1.5 }
C15 = [0, 1, 2]
[vary.weeks]
fall = { low = 3, high = 20 }
"""
THREE = "[vary.strengths]\nC13 = {}\nC14 = {}\nC15 = {}\n"
SWITCHES = '[vary]\nswitches = ["C13", "C14", "Turkey"]\n'
DRAWN = {
    "latin_hypercube": "points = 20",
    "sobol_sequence": "points = 16",
    "saltelli": "points = 8",
    "morris": "trajectories = 6",
}
every_drawn = pytest.mark.parametrize("sampler", DRAWN)


@every_drawn
def test_the_same_seed_draws_the_same_points_and_another_draws_others(sampler, tmp_path):
    one, again, own, other = (
        drawn(tmp_path, sampler, FOUR, f"{DRAWN[sampler]}\n{seed}").design.shares
        for seed in ("", "", "random_seed = 1", "random_seed = 2")
    )
    assert np.array_equal(one, again)
    assert np.array_equal(one, own)
    assert not np.array_equal(one, other)


@every_drawn
def test_the_sweeps_seed_is_the_samplers_unless_it_has_its_own(sampler, tmp_path):
    text = whole(HEAD + "random_seed = 7\n", f'[design]\nsampler = "{sampler}"\n{DRAWN[sampler]}\n', FOUR)
    assert sweep_of(tmp_path, text).sampler["random_seed"] == 7
    both = sweep_of(tmp_path, text.replace(DRAWN[sampler], f"{DRAWN[sampler]}\nrandom_seed = 3"))
    assert (both.sampler["random_seed"], both.random_seed) == (3, 7)


@every_drawn
def test_shares_lie_in_the_unit_cube_and_values_in_their_ranges(sampler, tmp_path):
    sweep = drawn(tmp_path, sampler, FOUR, DRAWN[sampler])
    design = sweep.design
    assert ((design.shares >= 0) & (design.shares <= 1)).all()
    for factor, column in zip(design.factors, design.values.T, strict=True):
        assert all(factor.allows(value) for value in column.tolist())
    at = [each.at(column) for each, column in zip(design.factors, design.shares.T, strict=True)]
    assert np.array_equal(np.column_stack(at), design.values[design.point_of_row])


def test_a_latin_hypercube_has_one_point_in_every_slice(tmp_path):
    shares = drawn(tmp_path, "latin_hypercube", FOUR, "points = 20").design.shares
    for column in shares.T:
        assert sorted((column * 20).astype(int)) == list(range(20))


def test_a_sobol_sequence_is_balanced_at_a_power_of_two_and_says_so_elsewhere(tmp_path):
    shares = drawn(tmp_path, "sobol_sequence", THREE, "points = 64").design.shares
    assert all(np.bincount((column * 64).astype(int), minlength=64).max() == 1 for column in shares.T)
    assert drawn(tmp_path, "sobol_sequence", THREE, "points = 64").notes == ()
    assert "64 or 128 points rather than 100" in drawn(tmp_path, "sobol_sequence", THREE, "points = 100").notes[0]


def test_saltellis_points_too_are_balanced_at_powers_of_two_only(tmp_path):
    assert "4 or 8 points rather than 6" in drawn(tmp_path, "saltelli", THREE, "points = 6").notes[0]


def test_saltelli_exchanges_one_column_a_row(tmp_path):
    design = drawn(tmp_path, "saltelli", THREE, "points = 8").design
    for base in design.shares.reshape(8, 5, 3):
        first, *mixed, last = base
        for at, row in enumerate(mixed):
            taken = np.where(np.arange(3) == at, last, first)
            assert np.array_equal(row, taken)
    assert len(drawn(tmp_path, "saltelli", THREE, "points = 8\nsecond_order = true").design.shares) == 8 * 8


def test_a_walk_of_morris_moves_every_factor_once_by_the_same_step(tmp_path):
    shares = drawn(tmp_path, "morris", FOUR, "trajectories = 6").design.shares.reshape(6, 5, 4)
    for walk in shares:
        steps = np.diff(walk, axis=0)
        assert (np.count_nonzero(steps, axis=0) == 1).all()
        assert (np.count_nonzero(steps, axis=1) == 1).all()
        assert np.abs(steps).max(axis=1) == pytest.approx(2 / 3)


@pytest.mark.parametrize("sampler", ["saltelli", "morris"])
def test_what_salib_wants_to_analyse_is_kept_even_where_values_are_switches(sampler, tmp_path):
    from SALib.analyze import morris, sobol

    design = drawn(tmp_path, sampler, SWITCHES, DRAWN[sampler]).design
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    answers = (design.values * [2.0, 0.0, 1.0]).sum(axis=1)[design.point_of_row]
    assert design.points <= 8 < len(design.shares)
    if sampler == "morris":
        found = morris.analyze(problem, design.shares, answers, num_levels=4, seed=1)
        assert found["mu_star"].tolist() == pytest.approx([3.0, 0.0, 1.5])
    else:
        found = sobol.analyze(problem, answers, calc_second_order=False, seed=1)
        assert found["ST"][1] == 0
        assert found["ST"][0] > found["ST"][2] > 0


def test_a_full_factorial_has_every_combination_once(tmp_path):
    sweep = drawn(tmp_path, "full_factorial", f"{FOUR}{LEADS}", "levels = 4")
    expected = list(product(np.linspace(0, 2, 4), np.linspace(0.5, 1.5, 4), [0, 1, 2], [3, 9, 14, 20], [0, 1]))
    assert sweep.design.values == pytest.approx(np.array(expected))
    assert np.array_equal(sweep.design.point_of_row, np.arange(4 * 4 * 3 * 4 * 2))
    assert sweep.runs == len(expected) * 2 * 2


def test_two_levels_have_every_combination_once_from_none_to_all(tmp_path):
    design = drawn(tmp_path, "two_level", SWITCHES).design
    assert sorted(map(tuple, design.values.tolist())) == sorted(product((0.0, 1.0), repeat=3))
    assert design.labels == (
        "all off", "C13", "C14", "C13 + C14", "Turkey", "C13 + Turkey", "C14 + Turkey", "all on"
    )  # fmt: skip
    bits = [int(sum(bit * 2**at for at, bit in enumerate(row))) for row in design.values]
    assert bits == list(range(8))


def test_two_levels_of_a_range_are_its_ends_and_a_note_says_so(tmp_path):
    sweep = drawn(tmp_path, "two_level", "[vary.strengths]\nC14 = { low = 0.5, high = 1.5 }\nC15 = [1, 2]\n")
    assert sorted(map(tuple, sweep.design.values.tolist())) == [(0.5, 1), (0.5, 2), (1.5, 1), (1.5, 2)]
    assert sweep.design.labels == ()
    assert sweep.notes == ("two_level runs ranges at their two ends only: C14.",)


def test_a_fraction_keeps_main_effects_apart_from_each_other_and_from_pairs(tmp_path):
    vary = '[vary]\nswitches = ["C13", "C14", "C15", "C19", "C20", "C28"]\n'
    design = drawn(tmp_path, "fractional_factorial", vary).design
    signs = 2 * design.shares - 1
    assert len(signs) == 16 < 2**6
    assert np.array_equal(signs.T @ signs, 16 * np.eye(6))
    pairs = np.array([signs[:, one] * signs[:, other] for one in range(6) for other in range(one)])
    assert not (pairs @ signs).any()


def test_knock_outs_are_all_none_each_out_and_each_alone(tmp_path):
    design = drawn(tmp_path, "knock_outs", SWITCHES).design
    found = {label: row for label, row in zip(design.labels, design.values.tolist(), strict=True)}
    assert found == {
        "all on": [1, 1, 1],
        "all off": [0, 0, 0],
        "without C13": [0, 1, 1],
        "without C14": [1, 0, 1],
        "without Turkey": [1, 1, 0],
        "only C13": [1, 0, 0],
        "only C14": [0, 1, 0],
        "only Turkey": [0, 0, 1],
    }
    assert len(drawn(tmp_path, "knock_outs", SWITCHES, "alone = false").design.labels) == 5


def test_one_at_a_time_leaves_the_base_by_one_factor(tmp_path):
    design = drawn(tmp_path, "one_at_a_time", f"{FOUR}{LEADS}", "levels = 3").design
    base = design.values[0]
    assert design.labels[0] == "base"
    assert dict(zip([each.name for each in design.factors], base, strict=True)) == {
        "C13": 1, "C14": 1, "C15": 1, "fall": 3, "lead": 0
    }  # fmt: skip
    assert ((design.values[1:] != base).sum(axis=1) == 1).all()
    assert design.labels[1:] == (
        "C13 = 0", "C13 = 2", "C14 = 0.5", "C14 = 1.5", "C15 = 0", "C15 = 2", "fall = 12", "fall = 20", "lead = turkey"
    )  # fmt: skip
    assert design.point_of_row.tolist().count(0) == 1 + 5


# ---------------------------------------------------------------- growth
GROWING = {"sobol_sequence": "points", "saltelli": "points", "morris": "trajectories"}


@pytest.mark.parametrize("vary", [FOUR, SWITCHES])
@pytest.mark.parametrize("sampler", GROWING)
def test_a_longer_design_begins_with_the_shorter(sampler, vary, tmp_path):
    short = drawn(tmp_path, sampler, vary, f"{GROWING[sampler]} = 4")
    longer = short.sized(points=16)
    assert longer.sampler[GROWING[sampler]] == 16
    for name in ("shares", "values", "point_of_row"):
        first, whole_of_it = getattr(short.design, name), getattr(longer.design, name)
        assert np.array_equal(whole_of_it[: len(first)], first)
    assert len(longer.design.shares) == 4 * len(short.design.shares)
    assert longer.content == short.content


@pytest.mark.parametrize(
    ("sampler", "vary", "settings", "instead"),
    [
        ("latin_hypercube", FOUR, "points = 4", "sobol_sequence"),
        ("full_factorial", FOUR, "levels = 2", "begin another sweep"),
        ("knock_outs", SWITCHES, "", "add replicates"),
    ],
)
def test_a_design_that_cannot_grow_says_what_to_do_instead(sampler, vary, settings, instead, tmp_path):
    sweep = drawn(tmp_path, sampler, vary, settings)
    with pytest.raises(ExperimentError, match=instead):
        sweep.sized(points=64)


def test_replicates_can_be_added_to_every_design(tmp_path):
    sweep = drawn(tmp_path, "knock_outs", SWITCHES)
    more = sweep.sized(replicates=50)
    assert (more.replicates, more.runs) == (50, 25 * sweep.runs)
    assert np.array_equal(more.design.values, sweep.design.values)
    for sizes in ({"replicates": 0}, {"points": 0}):
        with pytest.raises(ExperimentError, match="at least 1"):
            sweep.sized(**sizes)


# ---------------------------------------------------------------- without SALib
@pytest.mark.parametrize("sampler", ["saltelli", "morris", "fractional_factorial"])
def test_without_salib_a_line_says_how_to_get_it(sampler, tmp_path, monkeypatch):
    for name in ("SALib", "SALib.sample", "SALib.sample.sobol", "SALib.sample.morris", "SALib.sample.ff"):
        monkeypatch.setitem(sys.modules, name, None)
    sweep = drawn(tmp_path, sampler, SWITCHES, DRAWN.get(sampler, ""))
    with pytest.raises(ExperimentError, match=r"needs SALib: pip install 'aftermath\[analysis\]'"):
        sweep.design  # noqa: B018


def test_a_latin_hypercube_is_checked_without_importing_salib(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(whole())
    code = (
        f"import sys; from sim.experiments.sweep.sweep import load_sweep; load_sweep({str(path)!r}).design; "
        "print(sorted(each for each in ('SALib', 'sklearn', 'matplotlib') if each in sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
