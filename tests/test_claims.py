"""What the list of claims promises its readers."""

import fnmatch
import re
from pathlib import Path

import pytest

from sim.catalogue import catalogue
from sim.claims import BASES, KINDS, SIGNS, STATUSES, Claim, coverage, load_claims
from sim.errors import DataError
from sim.essay import read_source
from sim.paths import ROOT
from sim.scenario import load_scenario
from sim.table import Table

IDS = [
    *(f"C{number:02}" for number in range(1, 48)),
    *(f"F{number}" for number in range(1, 6)),
    *(f"K{number}" for number in range(1, 8)),
    *(f"E{number:02}" for number in range(1, 11)),
]
MECHANISM = """
[C01]
kind = "mechanism"
paragraph = 3
sentence = [1, 2]
says = "Rain makes the harvest larger."
who = "farmers"
cause = "rain"
effect = "harvest"
sign = "+"
condition = "always"
basis = "stated"
status = "rule"
where = "rain_feeds_the_field"
loops = ["L1"]
doubt = "Floods."
"""


@pytest.fixture(scope="module")
def claims() -> dict[str, Claim]:
    return load_claims()


def write(folder: Path, text: str) -> Path:
    path = folder / "claims.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(DataError) as caught:
        load_claims(write(folder, text))
    return str(caught.value)


def test_the_list_has_the_sixty_nine_claims(claims: dict[str, Claim]) -> None:
    assert sorted(claims) == sorted(IDS)
    assert len(claims) == 69


def test_every_claim_has_a_known_kind_sign_basis_and_status(claims: dict[str, Claim]) -> None:
    for claim in claims.values():
        assert claim.kind in KINDS
        assert claim.sign in SIGNS
        assert claim.basis in BASES
        assert claim.status in STATUSES


def test_every_mechanism_and_every_rival_pushes_one_way(claims: dict[str, Claim]) -> None:
    assert all(claim.sign in "+-" for claim in claims.values() if claim.kind in ("mechanism", "rival"))


def test_every_claim_of_the_essay_lies_in_its_eight_paragraphs(claims: dict[str, Claim]) -> None:
    for claim in claims.values():
        if claim.kind != "rival":
            assert claim.paragraph
            assert all(1 <= paragraph <= 8 for paragraph in claim.paragraph)


def test_every_place_a_claim_cites_is_a_sentence_of_the_essay(claims: dict[str, Claim]) -> None:
    known = read_source().checksums
    assert [claim.id for claim in claims.values() if not set(claim.places) <= set(known)] == []


def test_every_sentence_of_the_essay_carries_a_claim(claims: dict[str, Claim]) -> None:
    cited = {place for claim in claims.values() for place in claim.places}
    assert set(read_source().checksums) - cited == set()


def test_only_rivals_are_ours_and_they_cite_no_place(claims: dict[str, Claim]) -> None:
    for claim in claims.values():
        assert (claim.kind == "rival") == (claim.basis == "ours") == (claim.paragraph == ())


def test_forecasts_are_tests_and_never_rules(claims: dict[str, Claim]) -> None:
    forecasts = [claim for claim in claims.values() if claim.kind == "forecast"]
    assert {"C04", "C31", "C42", "F1", "F2", "F3", "F4", "F5"} == {claim.id for claim in forecasts}
    assert all(claim.status == "test" and claim.rule is None for claim in forecasts)


@pytest.mark.parametrize(("kind", "status", "folder"), [("mechanism", "rule", "rules"), ("rival", "rival", "rivals")])
def test_every_mechanism_acts_as_a_rule_and_every_rival_as_a_rival_of_its_own(
    claims: dict[str, Claim], kind: str, status: str, folder: str
) -> None:
    acting = {claim.id: claim.where for claim in claims.values() if claim.status == status}
    assert set(acting) == {claim.id for claim in claims.values() if claim.kind == kind}
    assert len(set(acting.values())) == len(acting)
    assert set(acting.values()) == {path.stem for path in (ROOT / "sim" / folder).glob("[a-z]*.py")}


def test_nothing_is_put_off_to_a_later_release(claims: dict[str, Claim]) -> None:
    assert [claim.id for claim in claims.values() if claim.status == "not yet"] == []
    assert [
        claim.id for claim in claims.values() if re.search(r"waits for|would act|in this release", claim.where)
    ] == []


def names_in(words: str) -> list[str]:
    """Return the dotted names that stand in the opening of a claim's place, before it is explained."""
    return re.findall(r"[a-z_]+(?:\.[a-z_0-9*]+)+", words)


def is_known(name: str) -> bool:
    """Say whether a name, in which a star stands for any word, is a parameter, a figure or a column of a table."""
    table, _, column = name.rpartition(".")
    columns = {each.kind: each.columns for each in Table.__subclasses__()}
    return bool(fnmatch.filter(catalogue(), name)) or column in columns.get(table, {})


def test_every_premise_names_a_parameter_a_figure_or_a_column_that_exists(claims: dict[str, Claim]) -> None:
    premises = [claim for claim in claims.values() if claim.kind == "premise"]
    assert {claim.status for claim in premises} == {"initial fact", "parameter"}
    assert [claim.id for claim in premises if not names_in(claim.where)] == []
    unknown = [(claim.id, name) for claim in premises for name in names_in(claim.where) if not is_known(name)]
    assert unknown == []


def test_what_nobody_declares_is_no_place_of_a_premise() -> None:
    assert is_known("capture.quit")
    assert is_known("states.operation")
    assert not is_known("capture.quits")
    assert not is_known("states.operations")


def test_every_counterfactual_names_scenarios_that_load(claims: dict[str, Claim]) -> None:
    for claim in claims.values():
        if claim.kind == "counterfactual":
            assert claim.status == "scenario"
            for name in claim.where.split(", "):
                assert load_scenario(name).events, name


def test_a_claim_is_said_in_one_short_sentence(claims: dict[str, Claim]) -> None:
    for claim in claims.values():
        assert claim.says.endswith(".")
        assert claim.says.count(".") == 1
        assert len(claim.says.split()) <= 30


def test_every_claim_says_why_it_might_be_wrong(claims: dict[str, Claim]) -> None:
    assert [claim.id for claim in claims.values() if len(claim.doubt.split()) < 10] == []


def test_no_two_claims_say_the_same(claims: dict[str, Claim]) -> None:
    assert len({claim.says for claim in claims.values()}) == len(claims)


def test_coverage_counts_every_claim_once_and_keeps_zeros(claims: dict[str, Claim]) -> None:
    assert sum(coverage(claims).values()) == len(claims)
    assert coverage([]) == dict.fromkeys(STATUSES, 0)


def test_whoever_changes_the_loaded_list_changes_only_a_copy() -> None:
    load_claims().clear()
    assert len(load_claims()) == 69


def test_a_sound_entry_is_read_as_written(tmp_path: Path) -> None:
    claim = load_claims(write(tmp_path, MECHANISM))["C01"]
    assert claim.paragraph == (3,)
    assert claim.places == ((3, 1), (3, 2))
    assert claim.rule == "rain_feeds_the_field"
    assert claim.loops == ("L1",)


@pytest.mark.parametrize(
    ("old", "new", "place", "help_"),
    [
        ("condition =", "condtion =", "C01.condtion", "did you mean 'condition'"),
        ('"rule"', '"ruled"', "C01.status = 'ruled'", "did you mean 'rule'"),
        ('"mechanism"', '"mechanic"', "C01.kind = 'mechanic'", "did you mean 'mechanism'"),
        ('"stated"', '"state"', "C01.basis = 'state'", "did you mean 'stated'"),
        ('"+"', '"up"', "C01.sign = 'up'", "+, -, 0"),
        ('"+"', '"0"', "C01.sign = '0'", "+, -"),
        ('["L1"]', '["L11"]', "C01.loops = 'L11'", "did you mean 'L1'"),
        ('["L1"]', '"L1"', "C01.loops = 'L1'", "a list"),
        ("paragraph = 3", "paragraph = 0", "C01.paragraph = 0", "from 1 up"),
        ("paragraph = 3", "paragraph = true", "C01.paragraph = True", "whole numbers"),
        ("paragraph = 3", "paragraph = []", "C01.paragraph = []", "expected the paragraphs"),
        ("paragraph = 3\n", "", "C01.paragraph", "missing field"),
        ("[1, 2]", "[2, 1]", "C01.sentence = [2, 1]", "rising order"),
        ("[1, 2]", '["1"]', "C01.sentence = ['1']", "whole numbers"),
        ('says = "Rain makes the harvest larger."\n', "", "C01.says", "missing field"),
        ('"farmers"', "7", "C01.who = 7", "quotation marks"),
        ('"farmers"', '" "', "C01.who = ' '", "expected words"),
        ('"rain_feeds_the_field"', '"rain, somewhere"', "C01.where", "name of a rule"),
        ('"rule"', '"test"', "C01.status = 'test'", "rule, not yet"),
        ('"rule"', '"rival"', "C01.status = 'rival'", "does not fit a mechanism"),
        ('"mechanism"', '"rival"', "C01.status = 'rule'", "rival, not yet"),
        ("[C01]", "[rain]", "rain", "such as C14"),
    ],
)
def test_a_broken_entry_is_refused_in_the_readers_words(
    tmp_path: Path, old: str, new: str, place: str, help_: str
) -> None:
    assert old in MECHANISM
    message = complaint(tmp_path, MECHANISM.replace(old, new, 1))
    assert "claims.toml: " in message
    assert place in message
    assert help_ in message


def test_a_rival_with_a_place_in_the_essay_is_refused(tmp_path: Path) -> None:
    rival = MECHANISM.replace('"mechanism"', '"rival"').replace('"rule"', '"rival"')
    assert "C01.paragraph: a rival is not in the essay" in complaint(tmp_path, rival)


def test_an_unknown_status_is_told_all_that_is_allowed(tmp_path: Path) -> None:
    message = complaint(tmp_path, MECHANISM.replace('"rule"', '"ruled"'))
    assert all(status in message for status in STATUSES)


def test_two_claims_cannot_share_a_rule(tmp_path: Path) -> None:
    message = complaint(tmp_path, MECHANISM + MECHANISM.replace("[C01]", "[C02]"))
    assert "C01 and C02 name the same rule 'rain_feeds_the_field'" in message


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in complaint(tmp_path, '[C01]\nkind = "mechanism\n')


def test_a_key_outside_any_claim_is_refused(tmp_path: Path) -> None:
    assert "C01: expected a table" in complaint(tmp_path, "C01 = 3\n")


def test_a_missing_list_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.toml: cannot read"):
        load_claims(tmp_path / "nowhere.toml")


def test_a_list_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_bytes("[C01]\nsays = 'café'\n".encode("latin-1"))
    with pytest.raises(DataError, match="UTF-8"):
        load_claims(path)
