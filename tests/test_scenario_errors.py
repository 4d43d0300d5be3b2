"""What is wrong with a scenario is said in the reader's words: which file, which word, the nearest guess."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.assumptions import Assumptions, load_assumptions, override, provenance
from sim.catalogue import catalogue
from sim.errors import ScenarioError
from sim.scenario import Scenario, load_scenario

HEAD = 'title = "A test"\nabout = "Nothing of note."\n'
FALL = '[[events]]\nkind = "control"\nname = "fall"\nweek = 3\nplace = "aleppo_east"\nto = "regime"\n'


def refused(text: str, folder: Path, load: Callable[[str], object] = load_scenario) -> str:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(str(path))
    return str(caught.value)


def missing(words: list[str], said: str) -> list[str]:
    return [word for word in words if word not in said]


def event(**lines: object) -> str:
    """Return a scenario with the fall of a city, some of its lines changed, added, or left out by None."""
    given: dict[str, object] = {
        "kind": '"control"',
        "name": '"fall"',
        "week": 3,
        "place": '"aleppo_east"',
        "to": '"regime"',
    }
    given |= lines
    return HEAD + "[[events]]\n" + "".join(f"{key} = {value}\n" for key, value in given.items() if value is not None)


WRONG_SCENARIOS = {
    "not TOML": (HEAD + "title = ", ["mine.toml", "cannot be read as TOML"]),
    "said twice": (HEAD + HEAD, ["mine.toml", "cannot be read as TOML"]),
    "no title": ('about = "x"\n', ["mine.toml", "title", "field required"]),
    "an unknown key": (
        HEAD + 'extend = "reference"\n',
        ["mine.toml", "extend", "unknown key", "did you mean 'extends'?"],
    ),
    "an unknown key of an event": (
        event(place=None, plase='"aleppo_east"'),
        ["mine.toml", "place"],
    ),
    "an extra key of an event": (
        event(escap=0.5),
        ["mine.toml", "escap", "unknown key", "did you mean 'escape'?"],
    ),
    "an unknown kind": (
        event(kind='"controll"'),
        ["mine.toml", "unknown kind of event 'controll'", "did you mean 'control'?"],
    ),
    "no kind": (event(kind=None), ["mine.toml", "an event needs a kind", "control", "relief"]),
    "an unknown place": (
        event(place='"alepo_east"'),
        ["mine.toml", "event 'fall'", "unknown place 'alepo_east'", "did you mean 'aleppo_east'?"],
    ),
    "an unknown side": (event(to='"rebels"'), ["mine.toml", "to", "opposition", "rebels"]),
    "an unknown state": (
        event(help="{ turky = 0.5 }"),
        ["mine.toml", "event 'fall'", "unknown state 'turky'", "did you mean 'turkey'?"],
    ),
    "an unknown group": (
        event(kind='"relief"', to=None, effort="{ ahra = 0.5 }"),
        ["mine.toml", "unknown group 'ahra'", "did you mean 'ahrar'?"],
    ),
    "an unknown host": (
        event(kind='"border"', place=None, to=None, host='"turky"', openness=0.5),
        ["mine.toml", "unknown host 'turky'", "did you mean 'turkey'?"],
    ),
    "a share above 1": (event(escape=1.5), ["mine.toml", "escape", "less than or equal to 1", "1.5"]),
    "a week that is not whole": (event(week=2.5), ["mine.toml", "week", "integer", "2.5"]),
    "a week before the first": (event(week=0), ["mine.toml", "week", "greater than or equal to 1"]),
    "a week after the last": (event(week=521), ["mine.toml", "week", "less than or equal to 520"]),
    "two events of one name": (
        event() + FALL,
        ["mine.toml", "two events are named 'fall'"],
    ),
    "extends itself": (HEAD + 'extends = "mine"\n', ["mine.toml", "'mine' extends itself"]),
    "extends what does not exist": (
        HEAD + 'extends = "referense"\n',
        ["mine.toml: extends", "'referense'", "did you mean 'reference'?"],
    ),
    "a setting out of range": (
        HEAD + "[settings.flee]\nrate = 2.0\n",
        ["mine.toml", "flee.rate = 2", "outside 0.005 to 0.03", "1 / week"],
    ),
    "a setting nobody knows": (
        HEAD + "[settings.flee]\nrte = 0.01\n",
        ["mine.toml", "flee.rte", "unknown parameter", "did you mean 'rate'?"],
    ),
    "a setting of nobody": (
        HEAD + "[settings.fle]\nrate = 0.01\n",
        ["mine.toml", "fle.rate", "unknown parameter", "flee.rate"],
    ),
    "a setting in words": (
        HEAD + '[settings.flee]\nrate = "high"\n',
        ["mine.toml", "flee.rate", "not a number"],
    ),
    "a setting of yes": (HEAD + "[settings.flee]\nrate = true\n", ["mine.toml", "flee.rate", "not a number"]),
    "a figure out of range": (
        HEAD + "[settings.groups.jfs]\nfighters = 1\n",
        ["mine.toml", "groups.jfs.fighters = 1", "outside"],
    ),
}
WRONG_ASSUMPTIONS = {
    "an unknown claim": (HEAD + "[strengths]\nC99 = 1\n", ["mine.toml: strengths", "unknown claim 'C99'"]),
    "a claim without a rule": (
        HEAD + "[strengths]\nF1 = 1\n",
        ["mine.toml: strengths", "F1 has no rule to switch", "forecast"],
    ),
    "a strength out of range": (
        HEAD + "[strengths]\nC14 = 3\n",
        ["mine.toml", "C14", "= 3", "outside 0 to 2"],
    ),
    "a strength below zero": (HEAD + "[strengths]\nC14 = -1\n", ["mine.toml", "C14", "outside 0 to 2"]),
    "an unknown key": (
        HEAD + "[strength]\nC14 = 1\n",
        ["mine.toml", "strength", "did you mean 'strengths'?"],
    ),
    "a strength in words": (HEAD + '[strengths]\nC14 = "full"\n', ["mine.toml", "strengths.C14"]),
    "a claim misspelt": (
        HEAD + "[strengths]\nhopeless_cause_cuts_loss = 1\n",
        ["unknown claim", "did you mean 'hopeless_cause_cuts_losses'?"],
    ),
}


@pytest.mark.parametrize("wrong", WRONG_SCENARIOS)
def test_a_wrong_scenario_is_refused_in_the_readers_words(wrong: str, tmp_path: Path) -> None:
    text, words = WRONG_SCENARIOS[wrong]
    said = refused(text, tmp_path)
    assert missing(words, said) == [], said
    assert "Error" not in said


@pytest.mark.parametrize("wrong", WRONG_ASSUMPTIONS)
def test_a_wrong_assumption_set_is_refused_in_the_readers_words(wrong: str, tmp_path: Path) -> None:
    text, words = WRONG_ASSUMPTIONS[wrong]
    said = refused(text, tmp_path, load_assumptions)
    assert missing(words, said) == [], said


def test_a_name_nobody_knows_comes_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"scenario 'alepo_falls': there is none; did you mean 'aleppo_falls'\?"):
        load_scenario("alepo_falls")
    with pytest.raises(ScenarioError, match=r"assumption set 'esay': there is none; did you mean 'essay'\?"):
        load_assumptions("esay")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"nowhere\.toml: no such file"):
        load_scenario(str(tmp_path / "nowhere.toml"))


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ScenarioError, match=r"folder\.toml"):
        load_scenario(str(tmp_path / "folder.toml"))


def test_two_files_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(HEAD + 'extends = "b"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text(HEAD + 'extends = "a"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match="extends itself"):
        load_scenario("a", tmp_path)


# ---------------------------------------------------------------- what the reader sets himself
FALLS, ESSAY = load_scenario("aleppo_falls"), load_assumptions("essay")
WRONG_WORDS: dict[str, tuple[dict[str, list[str]], list[str]]] = {
    "--set without a number": ({"settings": ["flee.rate"]}, ["--set flee.rate", "write it as"]),
    "--set in words": ({"settings": ["flee.rate=fast"]}, ["--set", "'fast' is not a number"]),
    "--set out of range": (
        {"settings": ["flee.rate=9"]},
        ["--set", "flee.rate = 9", "outside 0.005 to 0.03"],
    ),
    "--set that is no number": ({"settings": ["flee.rate=nan"]}, ["--set", "flee.rate", "outside"]),
    "--set of what nobody knows": ({"settings": ["flee.rte=0.01"]}, ["--set", "did you mean 'rate'?"]),
    "an event nobody has": (
        {"settings": ["event.fal.week=4"]},
        ["--set event.fal.week", "aleppo_falls has no such event", "did you mean 'event.fall.week'?"],
    ),
    "a week that is not whole": (
        {"settings": ["event.fall.week=4.5"]},
        ["4.5 is not a whole week from 1 to 520"],
    ),
    "a week of zero": ({"settings": ["event.fall.week=0"]}, ["0 is not a whole week"]),
    "a week too late": ({"settings": ["event.fall.week=521"]}, ["521 is not a whole week"]),
    "--off an unknown claim": ({"off": ["C98"]}, ["--off", "unknown claim 'C98'"]),
    "--only a forecast": ({"only": ["F1"]}, ["--only", "F1 has no rule to switch"]),
    "--strength out of range": ({"strengths": ["C14=5"]}, ["--strength C14", "outside 0 to 2"]),
    "--strength without a number": ({"strengths": ["C14"]}, ["--strength C14", "C14=0.5"]),
}


@pytest.mark.parametrize("wrong", WRONG_WORDS)
def test_a_wrong_word_of_the_reader_is_refused_in_his_words(wrong: str) -> None:
    words_given, words = WRONG_WORDS[wrong]
    with pytest.raises(ScenarioError) as caught:
        override(ESSAY, FALLS, **words_given)
    assert missing(words, str(caught.value)) == [], str(caught.value)


@pytest.mark.parametrize("week", ["nan", "inf"])
def test_a_week_that_is_no_number_is_refused(week: str) -> None:
    with pytest.raises(ScenarioError, match="whole week"):
        override(ESSAY, FALLS, settings=[f"event.fall.week={week}"])


# ---------------------------------------------------------------- what is right is read right
def written(text: str, folder: Path) -> Scenario:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(str(path))


def test_a_scenario_takes_over_what_it_extends_and_replaces_events_by_name(tmp_path: Path) -> None:
    found = written(HEAD + 'extends = "aleppo_falls"\n' + FALL.replace("week = 3", "week = 9"), tmp_path)
    weeks = {each.name: each.week for each in FALLS.events}
    assert {each.name: each.week for each in found.events} == weeks | {"fall": 9}


def test_events_are_in_the_order_of_their_weeks(tmp_path: Path) -> None:
    late, early = (
        FALL.replace("week = 3", "week = 9"),
        FALL.replace('"fall"', '"first"').replace("week = 3", "week = 1"),
    )
    assert [each.name for each in written(HEAD + late + early, tmp_path).events] == ["first", "fall"]


def test_settings_are_flattened(tmp_path: Path) -> None:
    found = written(HEAD + "[settings.flee]\nrate = 0.02\n[settings.groups.jfs]\nfighters = 12000\n", tmp_path)
    assert dict(found.settings) == {"flee.rate": 0.02, "groups.jfs.fighters": 12000.0}


def test_claims_that_a_set_does_not_name_are_off() -> None:
    strengths = [v for name, v in load_assumptions("null").values.items() if name.endswith(".strength")]
    assert strengths
    assert not any(strengths)


def test_the_readers_own_words_win() -> None:
    only = override(ESSAY, FALLS, only=["C14"], settings=["flee.rate=0.02"], strengths=["C14=0.5"])
    on = {name: value for name, value in only.items() if name.endswith(".strength") and value}
    assert on == {"hopeless_cause_cuts_losses.strength": 0.5}
    assert only["flee.rate"] == 0.02
    off = override(ESSAY, FALLS, off=["C14"])
    assert off["hopeless_cause_cuts_losses.strength"] == 0.0
    assert off["victory_spoils_talks.strength"] == 1.0


def test_a_claim_may_be_named_by_number_or_by_rule() -> None:
    by_number = override(ESSAY, FALLS, off=["C14"])
    assert by_number == override(ESSAY, FALLS, off=["hopeless_cause_cuts_losses"])


def test_provenance_tells_only_what_differs_from_defaults() -> None:
    told = provenance(
        {
            "flee.rate": catalogue()["flee.rate"].default,
            "flee.scale": 0.7,
            "hopeless_cause_cuts_losses.strength": 0.0,
        }
    )
    assert told == {"flee.scale": 0.7, "hopeless_cause_cuts_losses.strength": 0.0}


def test_what_is_chosen_is_frozen() -> None:
    assert isinstance(ESSAY, Assumptions)
    with pytest.raises(TypeError):
        ESSAY.values["flee.rate"] = 1.0  # type: ignore[index]
    with pytest.raises(TypeError):
        FALLS.settings["flee.rate"] = 1.0  # type: ignore[index]
