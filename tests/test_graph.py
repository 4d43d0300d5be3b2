"""The graph of the argument agrees with the list of claims, with the rules, and with the loops it is said to close."""

import ast
import inspect
import re

import pytest

from sim.catalogue import catalogue, decisions
from sim.claims import LOOPS, load_claims
from sim.errors import DataError
from sim.graph import GRAPH, KINDS, PUSH, Edge, load_graph, sign_of
from sim.rule import rules

ACTED = {each.claim: each for each in rules().values()}
ASKS = ("Influence", "Adjust", "Flow")
NOT_DECIDED = ("event", "record", "count")  # what may be behind a link beside a decision
# As the design of the model names them, before anything was drawn: L1 to L6 reinforce, B1 to B4 balance.
NAMED = {**{f"L{number}": "R" for number in range(1, 7)}, **{f"B{number}": "B" for number in range(1, 5)}}


def source_of(claim):
    """Return the syntax of the function that acts a claim."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(ACTED[claim].ask)))
    (found,) = (each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == ACTED[claim].name)
    return found


def read_by(claim):
    """Return every name that a rule takes from the world: attributes, and columns named in brackets."""
    walk = list(ast.walk(source_of(claim)))
    attributes = {each.attr for each in walk if isinstance(each, ast.Attribute)}
    columns = {
        each.slice.value for each in walk if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Constant)
    }
    return attributes | columns


def asked_by(claim):
    """Return every decision and level that a rule moves."""
    calls = (
        each for each in ast.walk(source_of(claim)) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
    )
    return {each.args[0].value for each in calls if each.func.id in ASKS}


def test_every_claim_with_a_rule_is_an_edge_and_every_other_claim_is_in_the_graph():
    graph = load_graph()
    edged = {each.claim for each in graph.edges.values()} - {""}
    assert set(ACTED) <= edged
    assert not edged & set(graph.tags)
    assert edged | set(graph.tags) == set(load_claims())


def test_what_is_an_edge_without_a_rule_is_a_parameter():
    for each in load_graph().edges.values():
        assert not each.claim or each.claim in ACTED or load_claims()[each.claim].status == "parameter"


def test_every_claim_has_an_edge_that_its_sentence_names():
    graph = load_graph()
    for claim in ACTED:
        assert not graph.of_claim(claim)[0].also


def test_a_sign_is_the_claims_or_the_opposite_of_it():
    for each in load_graph().edges.values():
        if each.claim:
            assert abs(PUSH[each.sign]) == abs(PUSH[load_claims()[each.claim].sign])


@pytest.mark.parametrize("claim", sorted(ACTED))
def test_a_rule_reads_what_its_edges_come_from_and_nothing_else_of_the_graph(claim):
    graph = load_graph()
    edges, read = graph.of_claim(claim), read_by(claim)
    causes = {each.cause for each in edges}
    for each in edges:
        assert each.named or read & set(graph.nodes[each.cause].read_as), f"{claim} does not read {each.cause}"
    for word in read:
        holders = {name for name, node in graph.nodes.items() if word in node.read_as}
        assert not holders or holders & causes, f"{claim} reads {word} of {sorted(holders)}"


@pytest.mark.parametrize("claim", sorted(ACTED))
def test_a_rule_moves_what_its_edges_lead_to_and_nothing_else(claim):
    graph = load_graph()
    edges, asked = graph.of_claim(claim), asked_by(claim)
    assert asked
    for each in edges:
        assert asked & set(graph.nodes[each.effect].moved_by), f"{claim} does not move {each.effect}"
    for name in asked:
        assert any(name in graph.nodes[each.effect].moved_by for each in edges), f"{claim} moves {name}"


def test_every_decision_that_a_rule_moves_moves_a_variable():
    moved = {each for node in load_graph().nodes.values() for each in node.moved_by}
    assert set().union(*(asked_by(claim) for claim in ACTED)) <= moved


def test_links_name_decisions_of_the_model():
    for each in load_graph().edges.values():
        assert bool(each.by) == (not each.claim)
        assert not each.by or each.by in NOT_DECIDED or each.by in decisions()
        assert not each.by or re.fullmatch(r"[A-Z].*\.", each.says)


def test_every_loop_of_the_list_of_claims_closes_and_pushes_the_way_it_is_said_to():
    graph = load_graph()
    assert set(graph.loops) == set(LOOPS)
    for name, loop in graph.loops.items():
        assert loop.kind == NAMED.get(name, loop.kind)
        assert loop.cycles
        for cycle in loop.cycles:
            stops = [each.cause for each in cycle]
            assert [each.effect for each in cycle] == [*stops[1:], stops[0]]
            assert len(set(stops)) == len(stops), f"{name} passes a variable twice"
            assert sign_of(cycle) == KINDS[loop.kind]


def test_loops_go_through_what_claims_name_and_not_only_through_what_rules_read_beside():
    shown = {"L4": {"ties C06 funds"}, "B4": {"tension E06 tension", "far_right E06 far_right"}}
    for name, loop in load_graph().loops.items():
        assert {each.name for each in loop.edges if each.also} == shown.get(name, set())


def test_every_claim_counted_to_a_loop_goes_through_it_or_is_one_step_from_it():
    graph = load_graph()
    for name, loop in graph.loops.items():
        beside = graph.beside(name)
        claims = {"", *beside, *(each.claim for each in loop.edges)}
        on = {end for each in loop.edges for end in (each.cause, each.effect)}
        steps = [{each.cause, each.effect} for each in graph.edges.values() if each.claim in claims]
        near = on.union(*(each for each in steps if each & on))
        for claim in beside:
            ends = {end for each in graph.of_claim(claim) for end in (each.cause, each.effect)}
            assert (ends | set(graph.tags.get(claim, ()))) & near, f"{claim} is nowhere near {name}"


def test_the_list_of_claims_counts_every_loop_of_a_claim_that_only_one_loop_goes_through():
    graph = load_graph()
    for claim in ACTED:
        through = [name for name, loop in graph.loops.items() if claim in {each.claim for each in loop.edges}]
        assert set(load_claims()[claim].loops) or not through, f"{claim} is on {through}, the list names none"


def test_variables_have_places_of_their_own_and_names_that_fit():
    graph = load_graph()
    assert len({each.at for each in graph.nodes.values()}) == len(graph.nodes)
    assert len({each.label for each in graph.nodes.values()}) == len(graph.nodes)
    used = {end for each in graph.edges.values() for end in (each.cause, each.effect)}
    assert used == set(graph.nodes)


def test_names_that_rules_read_are_no_parameters_of_theirs():
    parameters = {name.rpartition(".")[2] for name in catalogue() if name.partition(".")[0] in rules()}
    read = {each for node in load_graph().nodes.values() for each in node.read_as}
    assert read & parameters <= {"effort"}  # what C06 reads is the effort it sets itself


def chain(signs):
    return [Edge("a", "b", sign) for sign in signs]


@pytest.mark.parametrize(("signs", "product"), [("++", 1), ("+-", -1), ("--", 1), ("-0", 0), ("---", -1)])
def test_signs_of_a_chain_multiply(signs, product):
    assert sign_of(chain(signs)) == product


WHOLE = """
[nodes.a]
label = "A"
at = [0, 0]
read_as = []
moved_by = []
[nodes.b]
label = "B"
at = [1, 0]
read_as = []
moved_by = []
[claims]
C01 = [{ from = "a", to = "b" }]
[[links]]
from = "b"
to = "a"
sign = "+"
by = "count"
says = "So."
[tags]
C04 = ["b"]
"""
LOOP = '[loops.L1]\nkind = "R"\nname = "x"\nsays = "x"\ncycles = ["a C01 b .. a"]\n'


def test_a_small_graph_is_read(tmp_path):
    path = tmp_path / "graph.toml"
    path.write_text(WHOLE + LOOP, encoding="utf-8")
    graph = load_graph(path)
    assert list(graph.edges) == ["a C01 b", "b .. a"]
    assert graph.loops["L1"].edges == tuple(graph.edges.values())


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[claims]", "[claim]", "did you mean 'claims'"),
        ("C01 = [", "C99 = [", "no such claim"),
        ('to = "b"', 'to = "c"', "c: unknown"),
        ('sign = "+"', 'sign = "x"', "x: unknown"),
        ('by = "count"\n', "", "by is missing"),
        ('C01 = [{ from = "a", to = "b" }]', 'C01 = [{ from = "a", to = "b" }, { from = "a", to = "b" }]', "twice"),
        ("a C01 b .. a", "a C01 b", "ends where it began"),
        ("a C01 b .. a", "a C02 b .. a", "did you mean 'a C01 b'"),
        ('kind = "R"', 'kind = "B"', "do not make it B"),
        ("[loops.L1]", "[loops.L9]", "L9: unknown"),
        ('C04 = ["b"]', 'C04 = ["c"]', "c: unknown"),
        ("[nodes.a]", "[nodes.a", "not valid TOML"),
    ],
)
def test_a_broken_graph_is_refused_with_its_place(tmp_path, old, new, complaint):
    path = tmp_path / "graph.toml"
    whole = WHOLE + LOOP
    assert old in whole
    path.write_text(whole.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=complaint):
        load_graph(path)


def test_a_graph_that_is_not_there_is_said(tmp_path):
    with pytest.raises(DataError, match="cannot read"):
        load_graph(tmp_path / "none.toml")
    assert GRAPH.is_file()
