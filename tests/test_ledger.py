"""The ledger: nothing changes but through it, nothing is lost in it, and it says who moved what."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entries import Adjust, Become, Flow, Influence, Move, Post, PostChoice
from sim.ledger import Influences, Ledger, added_hazard, ration, scaled
from sim.postings import attribute, attribute_choice
from sim.table import Table, level, state, stock

RUNS, TOWNS, CAMPS = 3, 4, 2
ON = np.ones((1, 1))


class Towns(Table):
    """A toy table with one column of each behaviour."""

    kind = "towns"
    people = stock("persons", "people by town and camp", ("towns", "camps"))
    people_dead = state("persons", "dead so far")
    people_gone = state("persons", "gone so far")
    mood = level("-1..1", "a level", low=-1, high=1)
    alarm = state("number", "a state")


class Camps(Table):
    """A second axis."""

    kind = "camps"


def towns() -> Towns:
    table = Towns([f"town {at}" for at in range(TOWNS)], range(1, TOWNS + 1), RUNS)
    table.put("people", np.arange(RUNS * TOWNS * CAMPS).reshape(RUNS, TOWNS, CAMPS))
    for account in ("people_dead", "people_gone"):
        table.put(account, np.zeros((1, TOWNS), dtype=np.int64))
    table.put("mood", np.full((1, TOWNS), 0.8))
    table.put("alarm", np.zeros((1, TOWNS)))
    return table


def camps() -> Camps:
    return Camps(["a", "b"], [1, 2], RUNS)


def ledger() -> Ledger:
    found = Ledger(RUNS, keep_postings=True)
    found.open_week()
    return found


def book(*axes: str, parts: tuple[str, ...] = ()) -> Influences:
    return Influences(axes or ("towns", "camps"), parts)


def numbers(*shape: int) -> np.ndarray:
    return np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape)


# ---------------------------------------------------------------- influences
@pytest.mark.parametrize(
    ("on", "given_shape", "shape"),
    [
        ((), (RUNS, 1), (RUNS, 1, 1)),
        ((), (1, 1), (1, 1, 1)),
        (("towns",), (RUNS, TOWNS), (RUNS, TOWNS, 1)),
        (("camps",), (1, CAMPS), (1, 1, CAMPS)),
        (("towns", "camps"), (RUNS, TOWNS, CAMPS), (RUNS, TOWNS, CAMPS)),
    ],
)
def test_an_influence_is_laid_along_the_axes_it_names(
    on: tuple[str, ...], given_shape: tuple[int, ...], shape: tuple[int, ...]
) -> None:
    tables = {"towns": towns(), "camps": camps()}
    found, by = book(), numbers(*given_shape)
    found.add("rule", Influence("d", by, tuple(tables[each] for each in on)), ON)
    assert found.parts["rule"].shape == shape
    assert np.array_equal(found.parts["rule"].ravel(), by.ravel())


def test_an_influence_along_a_foreign_or_turned_axis_is_refused() -> None:
    with pytest.raises(ValueError, match=r"rule: d runs along \('towns',\), not \('camps',\)"):
        book("towns").add("rule", Influence("d", numbers(1, CAMPS), camps()), ON)
    with pytest.raises(ValueError, match="runs along"):
        book().add("rule", Influence("d", numbers(1, CAMPS, TOWNS), (camps(), towns())), ON)


def test_a_part_nobody_declared_is_refused() -> None:
    with pytest.raises(ValueError, match=r"has the parts \('a', 'b'\), not c"):
        book("towns", parts=("a", "b")).add("rule", Influence("d", numbers(1, 1), (), "c"), ON)


def test_a_part_hears_what_is_meant_for_it_and_for_all() -> None:
    found = book("towns", parts=("a", "b"))
    found.add("rule", Influence("d", np.array([[1.0]])), ON)
    found.add("rule", Influence("d", np.array([[2.0]]), (), "a"), ON)
    found.add("other", Influence("d", np.array([[4.0]]), (), "b"), ON)
    assert found.of("a").total.ravel().tolist() == [3.0]
    assert found.of("b").total.ravel().tolist() == [5.0]
    assert found.of("a").parts["rule"].ravel().tolist() == [3.0]
    assert found.total.ravel().tolist() == [1.0]


def test_strength_multiplies_an_influence_run_by_run() -> None:
    found, strength = book("towns"), np.array([[0.0], [1.0], [2.0]])
    found.add("rule", Influence("d", numbers(RUNS, TOWNS), towns()), strength)
    assert np.array_equal(found.parts["rule"], numbers(RUNS, TOWNS) * strength)


def test_strength_zero_leaves_exactly_nothing() -> None:
    found = scaled(np.array([[-3.0, 1e300]]), np.array([[0.0]]))
    assert found.tobytes() == np.zeros((1, 2)).tobytes()


def test_the_order_of_rules_does_not_change_a_bit_of_the_sum() -> None:
    rng = np.random.default_rng(0)
    asked = [(f"rule {at}", Influence("d", rng.normal(size=(RUNS, TOWNS)), towns())) for at in range(4)]
    totals = set()
    for order in permutations(asked):
        found = book("towns")
        for name, entry in order:
            found.add(name, entry, ON)
        totals.add(found.total.tobytes())
    assert len(totals) == 1


def test_nobody_asking_is_a_total_of_zero() -> None:
    assert not book().total.any()
    assert book().total.shape == (1, 1, 1)


# ---------------------------------------------------------------- rations
whole_numbers = st.integers(0, 1_000_000)


@st.composite
def requests(draw: st.DrawFn) -> tuple[np.ndarray, list[np.ndarray]]:
    cells, number = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    row = st.lists(whole_numbers, min_size=cells, max_size=cells)
    held = np.array(draw(row), dtype=np.int64)
    return held, [np.array(draw(row), dtype=np.int64) for _ in range(number)]


def naive_ration(held: int, asked: list[int]) -> list[int]:
    """Ration one cell in whole numbers: exact shares, largest remainder, ties to the earlier."""
    total = sum(asked)
    if total <= held:
        return asked
    granted = [each * held // total for each in asked]
    remainders = sorted(range(len(asked)), key=lambda at: (-(asked[at] * held % total), at))
    for at in remainders[: held - sum(granted)]:
        granted[at] += 1
    return granted


@given(requests())
def test_a_ration_grants_no_more_than_is_held_or_asked_and_no_less(
    case: tuple[np.ndarray, list[np.ndarray]],
) -> None:
    held, asked = case
    granted = np.stack(ration(held, asked))
    assert granted.min() >= 0
    assert (granted <= np.stack(asked)).all()
    assert np.array_equal(granted.sum(axis=0), np.minimum(held, np.stack(asked).sum(axis=0)))


@given(requests())
def test_a_ration_is_pro_rata_within_one_person(case: tuple[np.ndarray, list[np.ndarray]]) -> None:
    held, asked = case
    wishes, granted = np.stack(asked), np.stack(ration(held, asked))
    total = np.maximum(wishes.sum(axis=0), 1)
    exact = wishes * np.minimum(held / total, 1.0)
    assert (np.abs(granted - exact) < 1.0 + 1e-6).all()


@given(
    st.integers(0, 500),
    st.lists(st.integers(0, 300), min_size=1, max_size=6),
)
def test_a_ration_is_the_largest_remainder_with_ties_to_the_earlier(held: int, asked: list[int]) -> None:
    granted = [int(each[0]) for each in ration(np.array([held]), [np.array([each]) for each in asked])]
    assert granted == naive_ration(held, asked)


def test_a_tie_goes_to_the_earlier_request() -> None:
    assert [int(each[0]) for each in ration(np.array([3]), [np.array([2]), np.array([2])])] == [2, 1]


def test_a_wish_below_zero_is_no_wish() -> None:
    assert [int(each[0]) for each in ration(np.array([3]), [np.array([-5]), np.array([9])])] == [0, 3]


# ---------------------------------------------------------------- adjust
def test_a_level_stays_in_its_range_and_the_posting_says_what_was_granted() -> None:
    table, settled = towns(), ledger()
    asked = [
        ("first", ON, Adjust("mood", table, np.full((RUNS, TOWNS), 0.3))),
        ("second", ON, Adjust("mood", table, np.full((RUNS, TOWNS), 0.1))),
    ]
    settled.ask(asked, {})
    assert np.allclose(table.mood, 1.0, atol=1e-15)
    assert settled.postings["first", "towns.mood"] == pytest.approx(0.2 * 3 / 4 * TOWNS)
    assert settled.postings["second", "towns.mood"] == pytest.approx(0.2 * 1 / 4 * TOWNS)


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=4), st.floats(-1, 1))
def test_postings_of_a_level_sum_to_its_change(wishes: list[float], start: float) -> None:
    table, settled = towns(), ledger()
    table.put("mood", np.full((1, TOWNS), start))
    asked = [(f"rule {at}", ON, Adjust("mood", table, np.full((RUNS, TOWNS), by))) for at, by in enumerate(wishes)]
    settled.ask(asked, {})
    posted = sum(settled.postings[f"rule {at}", "towns.mood"] for at in range(len(wishes)))
    assert table.mood.min() >= -1
    assert table.mood.max() <= 1
    assert posted == pytest.approx((table.mood - start).sum(axis=1), abs=1e-9)


def test_a_rise_and_an_equal_fall_cancel_and_mirror_each_other() -> None:
    up, down = towns(), towns()
    for table, sign in ((up, 1.0), (down, -1.0)):
        table.put("mood", np.zeros((1, TOWNS)))
        ledger().ask([("rule", ON, Adjust("mood", table, np.full((RUNS, TOWNS), sign * 0.4)))], {})
    assert np.array_equal(up.mood, -down.mood)


# ---------------------------------------------------------------- flows
def total(table: Towns) -> np.ndarray:
    return table.people.sum(axis=2) + table.people_dead + table.people_gone


@given(st.integers(0, 2**32 - 1), st.floats(0, 2))
def test_flows_of_rules_share_what_there_is_and_lose_nobody(random_seed: int, strength: float) -> None:
    rng, table, settled = np.random.default_rng(random_seed), towns(), ledger()
    before, held = total(table), table.people.copy()
    wishes = [rng.integers(0, 30, held.shape) for _ in range(2)]
    by = np.array([[strength]])
    settled.ask(
        [
            ("killing", by, Flow("people", table, wishes[0], into="dead")),
            ("leaving", by, Flow("people", table, wishes[1], into="gone")),
        ],
        {},
    )
    assert np.array_equal(total(table), before)
    assert table.people.min() >= 0
    posted = sum(settled.postings[key] for key in settled.postings)
    assert np.array_equal(posted, (held - table.people).sum(axis=(1, 2)))
    enough = np.floor(wishes[0] * strength) + np.floor(wishes[1] * strength) <= held
    taken = np.floor(wishes[0] * strength + 1e-12) + np.floor(wishes[1] * strength + 1e-12)
    assert np.array_equal((held - table.people)[enough], taken[enough])


def test_a_flow_out_of_an_account_brings_people_back() -> None:
    table = towns()
    before = total(table)
    ledger().settle([Flow("people", table, np.ones_like(table.people), out_of="gone")])
    assert np.array_equal(total(table), before)
    assert np.array_equal(table.people_gone, np.full((RUNS, TOWNS), -CAMPS))


def test_a_flow_between_named_cells_moves_only_those() -> None:
    table = towns()
    before, held = total(table), table.people.copy()
    cells = (np.array([1, 3]), np.array([0, 1]))
    ledger().settle([Flow("people", table, np.ones((RUNS, 2), dtype=np.int64), into="gone", cells=cells)])
    moved = held - table.people
    assert np.array_equal(total(table), before)
    assert moved.sum() == 2 * RUNS
    assert (moved[:, [1, 3], [0, 1]] == 1).all()


def test_a_flow_of_a_rule_may_name_cells_too() -> None:
    table = towns()
    cells = (np.array([1, 3]), np.array([0, 1]))
    amount = np.ones((RUNS, 2), dtype=np.int64)
    before = total(table)
    ledger().ask([("rule", ON, Flow("people", table, amount, into="gone", cells=cells))], {})
    assert np.array_equal(total(table), before)
    assert np.array_equal(table.people_gone[:, [1, 3]], amount)


def test_a_flow_that_is_the_same_in_all_runs_may_say_so_once() -> None:
    table = towns()
    table.put("people", np.full((1, TOWNS, CAMPS), 10))
    once = np.arange(TOWNS * CAMPS).reshape(1, TOWNS, CAMPS)
    ledger().ask([("rule", ON, Flow("people", table, once, into="gone"))], {})
    assert np.array_equal(table.people, np.repeat(10 - once, RUNS, axis=0))


def test_more_cannot_leave_than_there_are() -> None:
    table = towns()
    with pytest.raises(AssertionError, match="people"):
        ledger().settle([Flow("people", table, table.people + 1, into="dead")])


@pytest.mark.parametrize("ends", [{}, {"out_of": "gone", "into": "dead"}])
def test_a_flow_names_exactly_one_account(ends: dict[str, str]) -> None:
    table = towns()
    with pytest.raises(ValueError, match="exactly one account"):
        ledger().settle([Flow("people", table, np.zeros_like(table.people), **ends)])


def change_of(table: Towns) -> np.ndarray:
    return np.zeros_like(table.people)


def test_a_move_carries_people_between_cells() -> None:
    table = towns()
    change = change_of(table)
    change[:, 3, 1], change[:, 0, 0] = -5, 5
    before = table.people.copy()
    ledger().settle([Move("people", table, change)])
    assert np.array_equal(table.people - before, change)


def test_a_move_that_loses_someone_in_any_run_is_refused() -> None:
    table = towns()
    change = change_of(table)
    change[0, 3, 1], change[1, 0, 0] = -1, 1
    with pytest.raises(AssertionError, match="people"):
        ledger().settle([Move("people", table, change)])


def test_a_move_of_people_who_are_not_there_is_refused() -> None:
    table = towns()
    change = change_of(table)
    change[2, 0, 0], change[2, 0, 1] = -10_000, 10_000
    with pytest.raises(AssertionError, match="people"):
        ledger().settle([Move("people", table, change)])


# ---------------------------------------------------------------- become
def test_a_level_that_becomes_more_than_it_can_is_clipped() -> None:
    table = towns()
    ledger().settle([Become("mood", table, np.full((RUNS, TOWNS), 7.0))])
    assert (table.mood == 1.0).all()


def test_a_state_becomes_what_it_is_told_where_the_mask_holds() -> None:
    table = towns()
    where = np.zeros((RUNS, TOWNS), dtype=bool)
    where[1, 2] = True
    ledger().settle([Become("alarm", table, np.array(7.0), where=where)])
    assert table.alarm[1, 2] == 7.0
    assert table.alarm.sum() == 7.0


def carried(table: Towns) -> Move:
    change = change_of(table)
    change[:, 3, 1], change[:, 0, 0] = -5, 5
    return Move("people", table, change)


DEEDS = {
    "flow": ("people", lambda table: Flow("people", table, np.minimum(table.people, 1), into="gone")),
    "move": ("people", carried),
    "become": ("mood", lambda table: Become("mood", table, np.zeros((RUNS, TOWNS)))),
    "become somewhere": (
        "mood",
        lambda table: Become("mood", table, np.array(0.0), where=np.eye(RUNS, TOWNS, dtype=bool)),
    ),
}


def test_what_was_worked_out_from_an_account_is_forgotten_when_a_flow_changes_it() -> None:
    table = towns()
    table.recall("copy", ("people_gone",), lambda: table.people_gone.copy())
    ledger().settle([Flow("people", table, np.minimum(table.people, 1), into="gone")])
    found = table.recall("copy", ("people_gone",), lambda: table.people_gone.copy())
    assert np.array_equal(found, table.people_gone)


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_worked_out_from_a_column_is_forgotten_when_it_changes(deed: str) -> None:
    table, (column, settle) = towns(), DEEDS[deed]
    table.recall("copy", (column,), lambda: table.arrays[column].copy())
    ledger().settle([settle(table)])
    found = table.recall("copy", (column,), lambda: table.arrays[column].copy())
    assert np.array_equal(found, table.arrays[column])


def test_what_was_worked_out_from_a_level_is_forgotten_when_rules_adjust_it() -> None:
    table = towns()
    table.recall("copy", ("mood",), lambda: table.mood.copy())
    ledger().ask([("rule", ON, Adjust("mood", table, np.full((RUNS, TOWNS), -0.5)))], {})
    assert np.array_equal(table.recall("copy", ("mood",), lambda: table.mood.copy()), table.mood)


def test_only_the_ledger_changes_a_column() -> None:
    with pytest.raises(AttributeError, match=r"towns\.mood: only the ledger"):
        towns().mood = np.zeros((RUNS, TOWNS))


# ---------------------------------------------------------------- who moved it
def pushed(**by: float) -> Influences:
    found = book("towns")
    for rule, amount in by.items():
        found.add(rule, Influence("d", np.full((RUNS, TOWNS), amount), towns()), ON)
    return found


def split(amount: float, p: float, p_null: float, influences: Influences) -> dict[str, float]:
    full = [np.full((RUNS, TOWNS), each) for each in (amount, p, p_null)]
    return {rule: float(part.sum()) for rule, part in attribute(Post("target", *full, influences))}


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0.001, 0.5))
def test_postings_of_a_decided_flow_sum_to_the_flow(first: float, second: float, p_null: float) -> None:
    p = min(p_null * float(np.exp(first + second)), 1.0)
    found = split(10.0, p, p_null, pushed(first=first, second=second))
    assert sum(found.values()) == pytest.approx(10.0 * RUNS * TOWNS)


def test_postings_of_a_decided_flow_are_proportional_to_influences() -> None:
    found = split(10.0, 0.3, 0.1, pushed(first=0.6, second=0.2))
    assert found["first"] == pytest.approx(3 * found["second"])
    assert found["background"] == pytest.approx(10.0 * RUNS * TOWNS / 3)


def test_a_push_down_is_posted_with_its_sign() -> None:
    found = split(10.0, 0.05, 0.1, pushed(first=-0.7))
    assert found["first"] == pytest.approx(-10.0 * RUNS * TOWNS)
    assert found["background"] == pytest.approx(20.0 * RUNS * TOWNS)


def test_nobody_pushing_leaves_all_to_the_background() -> None:
    assert split(10.0, 0.1, 0.1, book("towns")) == {"background": 10.0 * RUNS * TOWNS}


def test_where_nothing_can_happen_nothing_is_attributed() -> None:
    found = split(0.0, 0.0, 0.0, pushed(first=0.5))
    assert found == {"first": 0.0, "background": 0.0}


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0, 0.1))
def test_what_rules_add_to_a_hazard_sums_to_what_they_add(first: float, second: float, rate: float) -> None:
    null = np.full((RUNS, TOWNS), 0.02)
    found = added_hazard(null, pushed(first=first, second=second), pushed(third=rate))
    expected = null * np.expm1(first + second) + rate
    assert np.allclose(found.total, expected, rtol=1e-9, atol=1e-12)


def test_postings_are_kept_by_rule_target_and_week() -> None:
    settled = ledger()
    p = np.full((RUNS, TOWNS), 0.2)
    deed = Post("people who fled", np.full((RUNS, TOWNS), 5), p, p / 2, pushed(first=0.3))
    settled.settle([deed, deed])
    assert set(settled.postings) == {("first", "people who fled"), ("background", "people who fled")}
    assert sum(settled.postings.values()).tolist() == [2 * 5 * TOWNS] * RUNS
    settled.open_week()
    assert not settled.postings


def test_a_ledger_without_a_book_posts_nothing() -> None:
    silent = Ledger(RUNS, keep_postings=False)
    silent.open_week()
    p = np.full((RUNS, TOWNS), 0.2)
    silent.settle([Post("people who fled", p, p, p, pushed(first=0.3))])
    assert not silent.postings


def test_choices_are_split_so_that_rules_and_background_add_up_and_a_push_towards_them_counts() -> None:
    size, chosen = np.array([[[400], [600]]]), np.array([[[30], [10]]])
    asks = Influences(
        ("groups", "places"), (), {"towards": np.array([[[1.0], [0.0]]]), "away": np.array([[[-0.2], [0.0]]])}
    )
    post = PostChoice("joined", chosen, size, np.zeros((1, 2)), np.array([[True, False]]), asks)

    shares = {rule: float(amount.sum()) for rule, amount in attribute_choice(post)}

    with_all, with_none = 400 * np.exp(0.8) / (400 * np.exp(0.8) + 600), 0.4
    assert sum(shares.values()) == pytest.approx(30)
    assert shares["towards"] + shares["away"] == pytest.approx(30 * (with_all - with_none) / with_all, rel=1e-6)
    assert shares["towards"] == pytest.approx(-5 * shares["away"])
