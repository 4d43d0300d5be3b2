"""Luck is a pure function of its key, and its shapes have the law they claim."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import kernels
from sim.chance import Chance
from sim.model import Model
from sim.world import World
from tests.worlds import ALPHA, all_rules_at, spec, stepped, tables_of

GRID_N = (50, 60, 80, 100, 200, 1_000, 5_000, 20_000, 100_000, 500_000, 3_000_000)
GRID_P = (1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.45, 0.5)
WORST_ERROR_IN_PROBABILITY = 1e-4
ONE = np.zeros(1, dtype=np.uint64)
TWINS = sorted(
    name.removeprefix("numpy_")
    for name in vars(kernels)
    if name.startswith("numpy_") and hasattr(kernels, name.removeprefix("numpy_"))
)


def slots(number: int, start: int = 1) -> np.ndarray:
    return np.arange(start, start + number, dtype=np.uint64)


def chance(random_seed: int = 1, replicates: int = 1, week: int = 3) -> Chance:
    found = Chance(random_seed, np.arange(replicates))
    found.week = week
    return found


def counts_at_one_luck(n: int, p: np.ndarray, luck: int) -> np.ndarray:
    """Return how many of n act at each chance p, all with the same luck."""
    same = np.full(p.size, luck, dtype=np.uint64)
    cells = np.full((1, 1, p.size), n)
    return chance().count("flee", cells, p[None, None, :], (ONE, same))[0, 0]


# ---------------------------------------------------------------- keys
def test_uniforms_lie_in_the_open_interval() -> None:
    u = chance(replicates=100).uniform("flee", slots(2_000))
    assert u.min() > 0
    assert u.max() < 1


@pytest.mark.parametrize("bits", [0, 1, 2**63, 2**64 - 2**11 - 1, 2**64 - 2**11, 2**64 - 1])
def test_no_key_makes_a_uniform_of_zero_or_one(bits: int) -> None:
    assert 0 < kernels.unit(np.uint64(bits)) < 1


def draw(**change: object) -> np.ndarray:
    """Return uniforms at one key, but for the part that is changed."""
    key = {"random_seed": 1, "replicate": 0, "decision": "flee", "week": 3, "slot": 7, "sub": 0} | change
    luck = Chance(key["random_seed"], np.array([key["replicate"]]))  # type: ignore[arg-type]
    luck.week = key["week"]  # type: ignore[assignment]
    return luck.uniform(key["decision"], np.array([key["slot"]], dtype=np.uint64), key["sub"])  # type: ignore[arg-type]


PARTS = {"random_seed": 2, "replicate": 1, "decision": "fight", "week": 4, "slot": 8, "sub": 1}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_the_key_changes_the_luck(part: str) -> None:
    assert draw(**{part: PARTS[part]}) != draw()
    assert draw() == draw()


def test_parts_of_the_key_do_not_stand_in_for_each_other() -> None:
    found = {
        float(draw(random_seed=a, replicate=b, week=c, slot=d, sub=e)[0, 0])
        for a in range(3)
        for b in range(3)
        for c in range(3)
        for d in range(3)
        for e in range(3)
    }
    assert len(found) == 3**5


def test_rows_keep_their_luck_in_any_order_and_company() -> None:
    order = np.random.default_rng(0).permutation(50)
    luck = chance(replicates=4)
    assert np.array_equal(luck.uniform("flee", slots(50))[:, order], luck.uniform("flee", slots(50)[order]))
    assert np.array_equal(luck.uniform("flee", slots(50))[:, :10], luck.uniform("flee", slots(10)))


def test_cells_keep_their_count_in_any_order() -> None:
    rng = np.random.default_rng(1)
    n, p = rng.integers(0, 5_000, (3, 6, 9)), rng.random((3, 6, 9)) / 2
    a, b = rng.permutation(6), rng.permutation(9)
    luck, rows = chance(replicates=3), np.arange(6)
    straight = luck.count("flee", n, p, (slots(6), slots(9)), rows=rows)
    turned = luck.count(
        "flee",
        np.ascontiguousarray(n[:, a][:, :, b]),
        np.ascontiguousarray(p[:, a][:, :, b]),
        (slots(6)[a], slots(9)[b]),
        rows=rows,
    )
    assert np.array_equal(straight[:, a][:, :, b], turned)


def test_runs_keep_their_luck_in_any_order() -> None:
    forward, backward = Chance(1, np.arange(5)), Chance(1, np.arange(5)[::-1])
    assert np.array_equal(forward.uniform("flee", slots(9)), backward.uniform("flee", slots(9))[::-1])


def families_of_uniforms() -> Iterator[tuple[str, np.ndarray]]:
    yield "slots", chance().uniform("flee", slots(20_000))[0]
    yield "replicates", chance(replicates=20_000).uniform("flee")[:, 0]
    yield "weeks", np.array([draw(week=week)[0, 0] for week in range(4_000)])
    yield "sub-draws", np.array([draw(sub=sub)[0, 0] for sub in range(4_000)])
    yield "random seeds", np.array([draw(random_seed=seed)[0, 0] for seed in range(4_000)])
    yield "decisions", np.array([draw(decision=f"decision {at}")[0, 0] for at in range(4_000)])


def test_uniforms_are_uniform_along_every_part_of_the_key() -> None:
    families = list(families_of_uniforms())
    for name, u in families:
        assert stats.kstest(u, "uniform").pvalue > ALPHA / len(families), name


def test_uniforms_of_neighbouring_keys_are_uncorrelated() -> None:
    families = list(families_of_uniforms())
    lags = (1, 2, 7)
    bar = stats.norm.isf(ALPHA / (2 * len(families) * len(lags)))
    for name, u in families:
        normal = stats.norm.ppf(u)
        for lag in lags:
            r = np.corrcoef(normal[:-lag], normal[lag:])[0, 1]
            assert abs(np.arctanh(r)) * np.sqrt(u.size - lag - 3) < bar, (name, lag)


def test_an_event_happens_as_often_as_its_chance_says() -> None:
    n, p = 50_000, 0.03
    happened = chance(replicates=n // 50).happens("flee", np.full((1, 50), p), slots(50)).sum()
    assert stats.binomtest(int(happened), n, p).pvalue > ALPHA


def test_gumbel_noise_makes_logit_choices() -> None:
    utility = np.array([0.0, 0.7, -1.0, 1.5])
    best = (chance(replicates=20_000).gumbel("flee", slots(4)) + utility).argmax(axis=1)
    expected = np.exp(utility) / np.exp(utility).sum() * best.size
    assert stats.chisquare(np.bincount(best, minlength=4), expected).pvalue > ALPHA


# ---------------------------------------------------------------- counts
@given(
    u=st.floats(1e-9, 1 - 1e-9),
    n=st.integers(1, 3_000_000),
    share=st.floats(1e-6, 1.0),
)
def test_small_means_are_exact_quantiles(u: float, n: int, share: float) -> None:
    p = min(share * kernels.LARGE_MEAN / n, 0.5)
    k = kernels.binomial_quantile(u, n, p)
    at_a_step = min(abs(u - stats.binom.cdf(k, n, p)), abs(u - stats.binom.cdf(k - 1, n, p))) < 1e-11
    assert k == stats.binom.ppf(u, n, p) or at_a_step


@given(u=st.floats(1e-9, 1 - 1e-9), n=st.integers(1, 20), p=st.floats(0.5, 1.0, exclude_max=True))
def test_small_numbers_with_great_chances_are_exact_quantiles(u: float, n: int, p: float) -> None:
    k = kernels.binomial_quantile(u, n, p)
    at_a_step = min(abs(u - stats.binom.cdf(k, n, p)), abs(u - stats.binom.cdf(k - 1, n, p))) < 1e-11
    if n * (1 - p) <= kernels.LARGE_MEAN:
        assert k == stats.binom.ppf(u, n, p) or at_a_step


def error_in_probability(n: int, p: float) -> float:
    """Return how far any uniform lies outside the step of the count that it is given."""
    body, tail = np.linspace(5e-5, 1 - 5e-5, 10_000), np.geomspace(1e-9, 1e-3, 500)
    u = np.concatenate([tail, body, 1 - tail[::-1]])
    k = np.array([kernels.binomial_quantile(each, n, p) for each in u])
    above, below = u - stats.binom.cdf(k, n, p), stats.binom.cdf(k - 1, n, p) - u
    return float(np.maximum(above, below).max())


def test_large_means_err_less_in_probability_than_is_said() -> None:
    errors = {(n, p): error_in_probability(n, p) for n in GRID_N for p in GRID_P if n * p > kernels.LARGE_MEAN}
    worst = max(errors, key=lambda at: errors[at])
    print(f"worst error in probability: {errors[worst]:.2e} at n, p = {worst}")
    assert errors[worst] < WORST_ERROR_IN_PROBABILITY


def test_means_just_above_the_switch_err_less_in_probability_than_is_said() -> None:
    errors = {(n, p): error_in_probability(n, p) for n in GRID_N if (p := kernels.LARGE_MEAN * 1.001 / n) <= 0.5}
    assert max(errors.values()) < WORST_ERROR_IN_PROBABILITY


@pytest.mark.parametrize("p", [0.0, -0.1, 1.0, 1.5])
def test_impossible_and_certain_chances_leave_nothing_to_luck(p: float) -> None:
    n = np.arange(12).reshape(1, 3, 4) * 1_000
    found = chance().count("flee", n, np.full((1, 1, 4), p), (slots(3), slots(4)))
    assert np.array_equal(found, n if p >= 1 else np.zeros_like(n))


@given(n=st.integers(1, 5_000_000), luck=st.integers(1, 10**9), low=st.floats(0, 1), high=st.floats(0, 1))
def test_raising_a_chance_never_lowers_a_count(n: int, luck: int, low: float, high: float) -> None:
    few, many = counts_at_one_luck(n, np.sort(np.array([low, high])), luck)
    assert 0 <= few <= many <= n


def chances_around(middle: float) -> np.ndarray:
    return (middle + np.linspace(-0.02, 0.02, 401) * min(middle, 1 - middle)).clip(0, 1)


@pytest.mark.parametrize("n", [50, 100, 1_000, 100_000, 3_000_000])
def test_counts_rise_with_the_chance_within_each_method(n: int) -> None:
    switch = kernels.LARGE_MEAN / n
    for middle in (switch / 1.03, switch * 1.03, 0.5, 1 - switch * 1.03, 1 - switch / 1.03):
        for luck in range(1, 300):
            assert (np.diff(counts_at_one_luck(n, chances_around(middle), luck)) >= 0).all(), (middle, luck)


@pytest.mark.parametrize("n", [50, 100, 1_000, 100_000, 3_000_000])
def test_across_the_switch_of_methods_a_count_falls_by_one_person_and_hardly_ever(n: int) -> None:
    switch = kernels.LARGE_MEAN / n
    fell = [
        kernels.binomial_quantile(u, n, switch * (1 - 1e-9)) - kernels.binomial_quantile(u, n, switch * (1 + 1e-9))
        for u in np.linspace(1e-5, 1 - 1e-5, 50_000)
    ]
    assert max(fell) <= 1
    assert np.mean(np.array(fell) > 0) < 5e-4


@pytest.mark.parametrize(("n", "p"), [(40, 0.1), (2_000, 0.004), (500, 0.3), (40_000, 0.9), (2_000_000, 0.01)])
def test_counts_are_binomial(n: int, p: float) -> None:
    cells = np.full((1, 100, 100), n)
    found = chance().count("flee", cells, np.full((1, 1, 100), p), (slots(100), slots(100))).ravel()
    edges = np.unique(stats.binom.ppf(np.linspace(0.05, 0.95, 19), n, p))
    cdf = np.concatenate([[0.0], stats.binom.cdf(edges, n, p), [1.0]])
    seen = np.bincount(np.searchsorted(edges, found), minlength=edges.size + 1)
    assert stats.chisquare(seen, np.diff(cdf) * found.size).pvalue > ALPHA / 5


def test_rows_share_the_chance_they_are_told() -> None:
    n, p = np.full((1, 3, 2), 1_000), np.array([[[0.0, 1.0], [1.0, 0.0]]])
    found = chance().count("flee", n, p, (slots(3), slots(2)), rows=np.array([0, 1, 0]))
    assert found.tolist() == [[[0, 1_000], [1_000, 0], [0, 1_000]]]


# ---------------------------------------------------------------- spreading and choosing
def dispersed(n: np.ndarray, weights: np.ndarray, targets: np.ndarray, sites: int) -> np.ndarray:
    """Send everybody of each cell `(runs, a, b)` to other sites; return who arrived, `(runs, a, sites)`."""
    runs, rows, here = n.shape
    elsewhere = np.where(targets >= 0, targets + here, -1)
    certain = np.ones((runs, 1, here))
    keys = slots(rows), slots(here)
    luck = chance(replicates=runs)
    change, left, come = luck.stream("flee", n, certain, weights, keys, elsewhere, slots(here + sites, 100))
    assert np.array_equal(left, -change[:, :, :here].sum(axis=1))
    assert np.array_equal(come[:, here:], change[:, :, here:].sum(axis=1))
    return change[:, :, here:]


@given(st.integers(0, 2**32 - 1))
def test_dispersing_loses_nobody_and_avoids_targets_without_weight(random_seed: int) -> None:
    rng = np.random.default_rng(random_seed)
    n = rng.integers(0, 100_000, (2, 3, 4)) * (rng.random((2, 3, 4)) < 0.7)
    targets = np.stack([rng.permutation(7)[:5] for _ in range(4)])
    targets[:, 4] = np.where(rng.random(4) < 0.5, -1, targets[:, 4])
    weights = rng.random((2, 4, 5)) ** 8 * (rng.random((2, 4, 5)) < 0.6)
    weights[:, :, 0] += 1e-12
    found = dispersed(n, weights, targets, 7)
    assert np.array_equal(found.sum(axis=2), n.sum(axis=2))
    for r in range(2):
        open_to = {targets[b, k] for b in range(4) for k in range(5) if weights[r, b, k] > 0}
        closed = [site for site in range(7) if site not in open_to]
        assert not found[r][:, closed].any()


def spread_is_multinomial(found: np.ndarray, share: np.ndarray, n: int) -> None:
    """Check totals and cell-to-cell spread of `found` `(cells, k)` against a multinomial of n each."""
    expected = share * n
    total = stats.chisquare(found.sum(axis=0), expected * len(found)).pvalue
    spread = (((found - expected) ** 2) / expected).sum()
    freedom = len(found) * (share.size - 1)
    assert total > ALPHA / 2
    assert stats.chi2.sf(spread, freedom) > ALPHA / 4
    assert stats.chi2.cdf(spread, freedom) > ALPHA / 4


def test_dispersing_follows_the_weights() -> None:
    weights = np.array([0.4, 1.6, 0.8, 0.2, 1.0])
    n = np.full((1, 600, 1), 400)
    found = dispersed(n, weights[None, None, :], np.array([[4, 1, 3, 0, 2]]), 5)[0]
    spread_is_multinomial(found[:, [4, 1, 3, 0, 2]], weights / weights.sum(), 400)


def test_where_no_way_is_open_nobody_leaves() -> None:
    found = dispersed(np.full((1, 2, 1), 9), np.zeros((1, 1, 3)), np.array([[0, 1, -1]]), 2)
    assert not found.any()


def chosen(n: np.ndarray, size: np.ndarray, appeal: np.ndarray, own: np.ndarray, loyalty: float) -> np.ndarray:
    keys = slots(n.shape[1]), slots(n.shape[2]), slots(size.shape[1], 50)
    luck = chance(replicates=n.shape[0])
    return luck.choose("choose_group", n, size, appeal, keys, own, np.full(n.shape[0], loyalty))


@given(st.integers(0, 2**32 - 1))
def test_choosing_loses_nobody_and_avoids_options_without_weight(random_seed: int) -> None:
    rng = np.random.default_rng(random_seed)
    n = rng.integers(0, 50_000, (2, 3, 4))
    size = rng.integers(0, 9_000, (2, 5, 4)) * (rng.random((2, 5, 4)) < 0.6)
    size[:, 0] += 1
    appeal = np.exp(rng.normal(size=(2, 5, 1)) * 3)
    found = chosen(n, size.astype(float), appeal, np.full(3, -1), 1.0)
    assert np.array_equal(found.sum(axis=1), n.sum(axis=1))
    assert not found[size == 0].any()


def test_choosing_follows_size_times_appeal_and_loyalty() -> None:
    size, appeal, loyalty = np.array([3.0, 1.0, 2.0, 4.0]), np.array([0.5, 2.0, 1.0, 0.25]), 3.0
    n = np.full((600, 1, 1), 400)
    found = chosen(
        n,
        np.broadcast_to(size[None, :, None], (600, 4, 1)).copy(),
        np.broadcast_to(appeal[None, :, None], (600, 4, 1)).copy(),
        np.array([2]),
        loyalty,
    )[:, :, 0]
    weights = size * appeal * np.array([1, 1, loyalty, 1])
    spread_is_multinomial(found, weights / weights.sum(), 400)


def test_who_has_no_choice_stays_with_his_own() -> None:
    n = np.array([[[5], [7]]])
    found = chosen(n, np.zeros((1, 3, 1)), np.ones((1, 3, 1)), np.array([2, 1]), 2.0)
    assert found[0, :, 0].tolist() == [0, 7, 5]


# ---------------------------------------------------------------- compiled and plain
def test_there_are_twins_in_numpy() -> None:
    assert {"mix", "uniforms"} <= set(TWINS)


def test_the_twin_of_mix_gives_equal_integers() -> None:
    rng = np.random.default_rng(2)
    keys, words = (rng.integers(0, 2**64, 2_000, dtype=np.uint64) for _ in range(2))
    compiled = [int(kernels.mix(key, word)) for key, word in zip(keys, words, strict=True)]
    assert compiled == [int(each) for each in kernels.numpy_mix(keys, words)]


def lucks_and_chances() -> dict[str, tuple[np.ndarray, ...]]:
    """Return what the scalar kernels are compared on, by name."""
    rng = np.random.default_rng(4)
    u, n = rng.random(4_000), rng.integers(0, 3_000_000, 4_000) // rng.choice([1, 100, 100_000], 4_000)
    p = rng.random(4_000) ** rng.choice([1, 4, 9], 4_000)
    keys = rng.integers(0, 2**64, 4_000, dtype=np.uint64)
    return {"unit": (keys,), "normal_quantile": (u,), "binomial_quantile": (u, n, p)}


@pytest.mark.parametrize("kernel", [name for name in TWINS if name in lucks_and_chances()])
def test_a_scalar_twin_in_numpy_gives_equal_numbers(kernel: str) -> None:
    given_to_it = lucks_and_chances()[kernel]
    compiled = [getattr(kernels, kernel)(*each) for each in zip(*given_to_it, strict=True)]
    plain = getattr(kernels, f"numpy_{kernel}")(*given_to_it)
    if kernel == "binomial_quantile":
        assert compiled == plain.tolist()
    else:
        assert np.array(compiled) == pytest.approx(plain, rel=1e-14)


def test_a_list_of_draws_is_answered_as_each_would_be_alone() -> None:
    u, n, p = lucks_and_chances()["binomial_quantile"]
    p[:40], n[40:80] = np.tile([0.0, 0.5, np.nextafter(0.5, 1), 1.0], 10), 0
    asked, which, known = kernels.room(u.size)
    asked[kernels.U, : u.size], asked[kernels.N, : u.size], asked[kernels.P, : u.size] = u, n, p
    kernels.quantiles(asked, which, known, u.size)
    alone = [kernels.binomial_quantile(*each) for each in zip(u, n, p, strict=True)]
    assert asked[kernels.ANSWER, : u.size].tolist() == alone


def answers_of_chance() -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    luck, a, b = chance(replicates=3), slots(5), slots(8)
    n = rng.integers(0, 200_000, (3, 5, 8)) * (rng.random((3, 5, 8)) < 0.8)
    n[0] //= 1_000
    p = rng.random((3, 5, 8)) ** np.array([1, 4, 9])[:, None, None]
    targets = np.stack([rng.permutation(9)[:4] for _ in range(8)])
    targets[3, 3] = -1
    weights = rng.random((3, 8, 4)) * (rng.random((3, 8, 4)) < 0.9)
    size, appeal = rng.integers(0, 99, (3, 4, 8)).astype(float), rng.random((3, 4, 1))
    return [
        luck.uniform("flee", slots(40), sub=2),
        luck.count("flee", n, p, (a, b), rows=np.arange(5)),
        luck.count("flee", n, p[:, :1].copy(), (a, b)),
        *luck.stream("flee", n, p, weights, (a, b), targets, slots(9, 60), rows=np.arange(5)),
        *luck.homeward("go_home", n, p, (a, b), np.arange(8)),
        luck.choose("choose_group", n, size, appeal, (a, b, slots(4, 90)), np.array([0, -1, 2, 3, -1]), np.ones(3)),
    ]


@pytest.mark.parametrize("kernel", [name for name in TWINS if name != "mix"])
def test_a_twin_in_numpy_gives_equal_integers(kernel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = answers_of_chance()
    monkeypatch.setattr(kernels, kernel, getattr(kernels, f"numpy_{kernel}"))
    for one, other in zip(compiled, answers_of_chance(), strict=True):
        assert one.tobytes() == other.tobytes()


def test_a_war_told_by_the_twins_is_the_same_war(monkeypatch: pytest.MonkeyPatch) -> None:
    specs = [spec("aleppo_falls", at, values=all_rules_at(1.0)) for at in range(2)]
    compiled = tables_of(stepped(Model(specs), 4))
    for kernel in TWINS:
        monkeypatch.setattr(kernels, kernel, getattr(kernels, f"numpy_{kernel}"))
    for name, value in tables_of(stepped(Model(specs), 4)).items():
        assert value.tobytes() == compiled[name].tobytes(), name


# ---------------------------------------------------------------- common random numbers
def test_a_change_in_one_decision_leaves_the_luck_of_others_alone() -> None:
    def first_week(values: dict[str, float]) -> World:
        return stepped(Model([spec("reference", at, "null", values) for at in range(8)]), 1).world

    base, deadlier = first_week({}), first_week({"cut_or_renew.rate": 0.004})
    assert np.array_equal(base.communities.people, deadlier.communities.people)
    assert np.array_equal(base.groups.fighters, deadlier.groups.fighters)


def test_more_danger_never_brings_back_who_was_lost_in_the_first_week() -> None:
    dead = [
        stepped(
            Model([spec("reference", at, "null", {"fight.lethality": rate}) for at in range(8)]), 1
        ).world.groups.fighters_dead.copy()
        for rate in (0.004, 0.006, 0.009)
    ]
    assert (dead[0] <= dead[1]).all()
    assert (dead[1] <= dead[2]).all()
    assert dead[0].sum() < dead[2].sum()
