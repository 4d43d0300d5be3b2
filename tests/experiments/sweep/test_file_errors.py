"""What is wrong with a sweep's file is said in the reader's words: file, line, key, what is allowed."""

import pytest

from sim.assumptions import acted_by
from sim.errors import ExperimentError
from sim.experiments.sweep.sweep import load_sweep
from tests.experiments.sweep.files import HEAD, HYPERCUBE, LEADS, VARY, refused, whole

THIRTEEN = [f"C{number:02}" for number in (1, 2, 3, 5, 6, 8, 9, 12, 13, 14, 15, 17, 19)]
RULE_OF_C14 = acted_by("C14", "")[0]


def settings(text):
    return f"[vary.settings.cut_or_renew]\n{text}\n"


def lead(text):
    return f"{VARY}[vary.choices.lead]\n{text}\n"


WRONG = {
    "not TOML": ("title = ", ["mine.toml", "cannot be read as TOML"]),
    "an unknown key": (whole(HEAD + "replikates = 3\n"), ["line 4", "replikates", "did you mean 'replicates'?"]),
    "a slip in a key that must be there": (
        whole(HEAD.replace("replicates", "replicats")),
        ["line 2", "replicats", "did you mean 'replicates'?"],
    ),
    "no scenarios": (whole("replicates = 2\n"), ["scenarios", "is missing"]),
    "an empty list of scenarios": (whole("scenarios = []\nreplicates = 2\n"), ["line 1: scenarios", "at least one"]),
    "an unknown scenario": (
        whole('scenarios = ["alepo_falls"]\nreplicates = 2\n'),
        ["line 1: scenarios", "did you mean 'aleppo_falls'?"],
    ),
    "a scenario twice": (
        whole('scenarios = ["reference", "reference"]\nreplicates = 2\n'),
        ["line 1: scenarios", "'reference' is listed twice"],
    ),
    "an unknown assumption set": (whole(HEAD + 'assumptions = "esay"\n'), ["line 4: assumptions", "'essay'?"]),
    "no replicates": (whole(HEAD.replace("= 2", "= 0")), ["line 2: replicates", "0 is outside 1 to 1,000,000"]),
    "replicates in words": (whole(HEAD.replace("= 2", '= "2"')), ["replicates", "expected a whole number, not '2'"]),
    "replicates yes": (whole(HEAD.replace("= 2", "= true")), ["replicates", "expected a whole number, not True"]),
    "weeks broken": (whole(HEAD + "weeks = 60.5\n"), ["line 4: weeks", "expected a whole number, not 60.5"]),
    "too many weeks": (whole(HEAD + "weeks = 600\n"), ["line 4: weeks", "600 is outside 1 to 520"]),
    "an unknown outcome": (
        whole(HEAD.replace("pacified", "pacifed")),
        ["line 3: outcomes", "no outcome 'pacifed'", "did you mean 'pacified'?"],
    ),
    "an outcome out of reach": (
        whole(HEAD + "weeks = 60\n"),
        ["line 3: outcomes", "'rad_share_long' needs at least weeks = 156; this sweep has 60"],
    ),
    "an unknown series": (whole(HEAD + 'series = ["deths"]\n'), ["line 4: series", "did you mean 'deaths'?"]),
    "a number for series": (whole(HEAD + "series = 3\n"), ["line 4: series", "true, false or a list of names"]),
    "a title that is no text": (whole(HEAD + "title = 3\n"), ["line 4: title", "expected words in quotation marks"]),
    # what is held
    "a held strength out of range": (
        whole(HEAD + "[strengths]\nC13 = 3\n"),
        ["line 5: strengths.C13", "is outside 0 to 2"],
    ),
    "an unknown held claim": (whole(HEAD + "[strengths]\nC98 = 1\n"), ["line 5: strengths.C98", "unknown claim 'C98'"]),
    "an unknown held parameter": (
        whole(HEAD + "[settings.cut_or_renew]\nrat = 1\n"),
        ["settings.cut_or_renew", "rat", "unknown parameter"],
    ),
    # [design]
    "no design": (whole(design=""), ["design", "is missing"]),
    "no sampler": (whole(design="[design]\npoints = 8\n"), ["line 4: design.sampler", "is missing", "knock_outs"]),
    "an unknown sampler": (
        whole(design=HYPERCUBE.replace("latin_hypercube", "morriss")),
        ["line 5: design.sampler", "no sampler 'morriss'", "did you mean 'morris'?", "two_level"],
    ),
    "a key of another sampler": (
        whole(design=HYPERCUBE + "levels = 3\n"),
        ["line 7: design.levels", "latin_hypercube has no such key", "belongs to full_factorial", "allowed: points"],
    ),
    "no points": (whole(design=HYPERCUBE.replace("points = 8", "")), ["line 4: design.points", "is missing"]),
    "too many points": (
        whole(design=HYPERCUBE.replace("8", "20000000")),
        ["line 6: design.points", "is outside 1 to 10,000,000"],
    ),
    "an odd number of Morris's levels": (
        whole(design='[design]\nsampler = "morris"\ntrajectories = 4\nlevels = 5\n'),
        ["line 7: design.levels", "5 is odd"],
    ),
    "factorial ranges without levels": (
        whole(design='[design]\nsampler = "full_factorial"\n'),
        ["line 4: design", "full_factorial needs levels for 'C14'"],
    ),
    "a strength that is knocked out": (
        whole(design='[design]\nsampler = "knock_outs"\n'),
        ["line 4: design", "knock_outs turns switches only, and 'C14' is a strength"],
    ),
    "three alternatives at two levels": (
        whole(design='[design]\nsampler = "two_level"\n', vary="[vary.strengths]\nC14 = [0, 1, 2]\n"),
        ["two_level takes two levels each, and 'C14' has 3"],
    ),
    "too many factors at two levels": (
        whole(design='[design]\nsampler = "two_level"\n', vary='[vary]\nswitches = ["claims"]\n'),
        ["two_level over 32 factors would have 4,294,967,296 points", "at most 14 factors (16,384 points)"],
    ),
    "too many combinations": (
        whole(
            design='[design]\nsampler = "full_factorial"\nlevels = 300\n',
            vary="[vary.strengths]\nC13 = {}\nC14 = {}\nC15 = {}\n",
        ),
        ["line 4: design", "300 x 300 x 300 = 27,000,000 points; at most 10,000,000"],
    ),
    "absurdly many combinations": (
        whole(design='[design]\nsampler = "full_factorial"\nlevels = 3\n', vary='[vary]\nranges = ["figures"]\n'),
        ["the levels of", "factors = some 10^", "at most 10,000,000"],
    ),
    "a design larger than memory": (
        whole(design=HYPERCUBE.replace("8", "1000000"), vary='[vary]\nranges = ["figures"]\n'),
        ["1,000,000 points of", "more numbers than"],
    ),
    "a fraction of too many": (
        whole(design='[design]\nsampler = "fractional_factorial"\n', vary='[vary]\nranges = ["figures"]\n'),
        ["line 4: design", "fractional_factorial takes at most 512 factors"],
    ),
    "too many base points": (
        whole(design='[design]\nsampler = "saltelli"\npoints = 9000000\n'),
        ["line 4: design", "9,000,000 x 3 = 27,000,000 points; at most 10,000,000"],
    ),
    "too many walks": (
        whole(design='[design]\nsampler = "morris"\ntrajectories = 9000000\n'),
        ["line 4: design", "9,000,000 x 2 = 18,000,000 points; at most 10,000,000"],
    ),
    "too many combinations of alternatives": (
        whole(
            vary="".join(
                f"[vary.choices.of_{claim}]\none = {{}}\nother = {{ strengths = {{ {claim} = 0 }} }}\n"
                for claim in THIRTEEN
            )
        ),
        ["vary: 8,192 combinations of alternatives; at most 4,096"],
    ),
    "alternatives without an order": (
        whole(
            design='[design]\nsampler = "morris"\ntrajectories = 4\n',
            vary=f'{LEADS}mainstream = {{ scenarios = {{ siege_broken = "siege_broken_mainstream" }} }}\n',
        ),
        ["line 4: design", "alternatives of 'lead' have no order"],
    ),
    # [vary]
    "nothing varies": (whole(vary="[vary]\n"), ["line 7: vary", "nothing varies"]),
    "no vary": (whole(vary=""), ["vary", "is missing"]),
    "an unknown key of vary": (whole(vary="[vary]\nswitch = []\n"), ["line 8: vary.switch", "mean 'switches'?"]),
    "an unknown switch": (
        whole(vary='[vary]\nswitches = ["Sponsor"]\n'),
        ["line 8: vary.switches", "unknown claim or bundle 'Sponsor'", "did you mean 'Sponsors'?"],
    ),
    "a switch without a rule": (whole(vary='[vary]\nswitches = ["C11"]\n'), ["line 8: vary.switches", "no rule"]),
    "a switch twice": (whole(vary='[vary]\nswitches = ["C13", "C13"]\n'), ["line 8", "'C13' is named twice"]),
    "a switch of what is off": (
        whole(vary='[vary]\nswitches = ["E05"]\n'),
        ["line 8: vary.switches", "E05 is off as it is held"],
    ),
    "a number for switches": (whole(vary="[vary]\nswitches = 3\n"), ["line 8: vary.switches", "list of words, not 3"]),
    "an unknown kind of range": (
        whole(vary='[vary]\nranges = ["rule"]\n'),
        ["line 8: vary.ranges", "did you mean 'rules'?", "figures"],
    ),
    "low above high": (
        whole(vary="[vary.strengths]\nC14 = { low = 1.5, high = 0.5 }\n"),
        ["line 8: vary.strengths.C14", "low = 1.5 is not below high = 0.5", "allowed: 0 to 2 times as stated"],
    ),
    "low out of range": (
        whole(vary="[vary.strengths]\nC14 = { low = -1 }\n"),
        ["line 8: vary.strengths.C14.low", "-1 is outside 0 to 2 times as stated"],
    ),
    "a slip in a range": (
        whole(vary="[vary.strengths]\nC14 = { low = 0, hihg = 1 }\n"),
        ["line 8: vary.strengths.C14.hihg", "did you mean 'high'?"],
    ),
    "a number for a range": (
        whole(vary="[vary.strengths]\nC14 = 1\n"),
        ["line 8: vary.strengths.C14", "1: a factor varies", "{ low = ..., high = ... }"],
    ),
    "one level": (whole(vary="[vary.strengths]\nC14 = [1]\n"), ["line 8: vary.strengths.C14", "at least two levels"]),
    "a level twice": (whole(vary="[vary.strengths]\nC14 = [1, 1.0, 2]\n"), ["line 8", "two levels, each once"]),
    "a level in words": (whole(vary='[vary.strengths]\nC14 = [1, "two"]\n'), ["line 8", "'two' is not a number"]),
    "levels and ends": (
        whole(vary="[vary.strengths]\nC14 = { low = 0, levels = [0, 1] }\n"),
        ["line 8: vary.strengths.C14.levels", "either levels or low and high"],
    ),
    "an unknown strength": (whole(vary="[vary.strengths]\nC98 = {}\n"), ["line 8", "unknown claim or bundle 'C98'"]),
    "a bundle held unevenly": (
        whole(HEAD + "[strengths]\nC14 = 0.5\n", vary="[vary.strengths]\nSponsors = {}\n"),
        ["line 10: vary.strengths.Sponsors", "held at different strengths"],
    ),
    "an unknown parameter": (
        whole(vary=settings("rat = {}")),
        ["line 8: vary.settings.cut_or_renew.rat", "unknown parameter 'cut_or_renew.rat'", "'rate'?"],
    ),
    "an unknown owner": (
        whole(vary="[vary.settings.cut_or_renw]\nrate = {}\n"),
        ["line 8: vary.settings.cut_or_renw.rate", "did you mean 'cut_or_renew.rate'?"],
    ),
    "a parameter out of range": (
        whole(vary=settings("rate = { high = 1 }")),
        ["line 8: vary.settings.cut_or_renew.rate.high", "1 is outside 0.0005 to 0.004 1 / week"],
    ),
    "an unknown event": (
        whole(vary="[vary.weeks]\nfal = {}\n"),
        ["line 8: vary.weeks.fal", "no scenario of this sweep has an event 'fal'", "did you mean 'fall'?"],
    ),
    "an unknown event among several": (
        whole(vary='[vary.weeks]\ndate = { events = ["fall", "relieve"], low = 3, high = 9 }\n'),
        ["line 8: vary.weeks.date", "'relieve'", "did you mean 'relief'?"],
    ),
    "a week that is never reached": (
        whole(vary="[vary.weeks]\nfall = { low = 3, high = 200 }\n"),
        ["line 8: vary.weeks.fall.high", "200 is outside 1 to 156 weeks"],
    ),
    "half a week": (
        whole(vary="[vary.weeks]\nfall = { low = 3.5, high = 20 }\n"),
        ["line 8: vary.weeks.fall.low", "3.5 is not a whole number"],
    ),
    # choices
    "one alternative": (whole(vary=lead("jihadist = {}")), ["line 9: vary.choices.lead", "at least two alternatives"]),
    "two alternatives alike": (
        whole(vary=lead("one = {}\nother = {}")),
        ["line 9: vary.choices.lead", "'one' and 'other' change the same"],
    ),
    "an unknown key of an alternative": (
        whole(vary=lead("one = {}\nother = { wiht = [] }")),
        ["line 11: vary.choices.lead.other.wiht", "did you mean 'with'?"],
    ),
    "another scenario in place of one not listed": (
        whole(vary=lead('one = {}\nother = { scenarios = { siege_brokn = "frozen" } }')),
        ["line 11", "'siege_brokn' is not among the sweep's scenarios", "'siege_broken'?"],
    ),
    "an unknown scenario in place of one": (
        whole(vary=lead('one = {}\nother = { scenarios = { siege_broken = "frosen" } }')),
        ["line 11: vary.choices.lead.other", "did you mean 'frozen'?"],
    ),
    "an unknown policy": (
        whole(vary=lead('one = {}\nother = { with = ["us_repudiate"] }')),
        ["line 11: vary.choices.lead.other", "did you mean 'us_repudiates'?"],
    ),
    "an alternative out of range": (
        whole(vary=lead("one = {}\nother = { strengths = { C13 = 9 } }")),
        ["line 11: vary.choices.lead.other.strengths.C13", "is outside 0 to 2"],
    ),
    "alternatives whose events clash": (
        whole(
            vary=lead('one = {}\nother = { with = ["us_repudiates"] }')
            + '[vary.choices.war]\none = {}\nother = { scenarios = { siege_broken = "siege_broken+us_repudiates" } }\n'
        ),
        ["vary.choices", "the event 'break' is there already"],
    ),
    # factors in each other's way
    "a claim switched and moved": (
        whole(vary=f'[vary]\nswitches = ["C14"]\n{VARY}'),
        ["line 10: vary.strengths.C14", "'C14' (switches) and 'C14' (strengths) both set"],
    ),
    "a bundle and its claim": (
        whole(vary='[vary]\nswitches = ["Turkey", "C22"]\n'),
        ["line 8: vary.switches", "'Turkey' (switches) and 'C22' (switches) both set"],
    ),
    "two bundles moved that share a claim": (
        whole(vary="[vary.strengths]\nReputation = {}\nRule = {}\n"),
        ["line 9: vary.strengths.Rule", "'Reputation' (strengths) and 'Rule' (strengths) both set"],
    ),
    "a strength moved as a parameter too": (
        whole(vary=f"{VARY}[vary.settings.{RULE_OF_C14}]\nstrength = {{}}\n"),
        ["both set", ".strength"],
    ),
    "a choice and a strength": (
        whole(vary=lead("one = {}\nother = { strengths = { C14 = 2 } }")),
        ["vary.choices.lead", "'C14' (strengths) and 'lead' (choices) both set"],
    ),
    "two choices of one scenario": (
        whole(vary=f'{LEADS}[vary.choices.other]\none = {{}}\ntwo = {{ scenarios = {{ siege_broken = "frozen" }} }}\n'),
        ["vary.choices.other", "both set scenario siege_broken"],
    ),
    "one event moved twice": (
        whole(vary='[vary.weeks]\nfall = {}\ndate = { events = ["fall"] }\n'),
        ["line 9: vary.weeks.date", "'fall' (weeks) and 'date' (weeks) both set fall"],
    ),
    "two factors of one name": (
        whole(vary=f"[vary.weeks]\nfall = {{}}\n{LEADS.replace('lead', 'fall')}"),
        ["vary.choices.fall", "'fall' is also a factor of vary.weeks.fall"],
    ),
    "a factor called like a column but for its capital": (
        whole(vary=LEADS.replace("lead", "Scenario")),
        ["vary.choices.Scenario", "name of a column of the results"],
    ),
    "a factor called like an outcome": (
        whole(vary=LEADS.replace("lead", "support")),
        ["vary.choices.support", "name of a column of the results"],
    ),
    # [stop]
    "stopping at an outcome that is not kept": (
        whole(vary=f'{VARY}[stop]\noutcome = "outflow"\nhalf_width = 1\nmost = 9\n'),
        ["line 10: stop.outcome", "'outflow' is not among the outcomes"],
    ),
    "stopping at no width": (
        whole(vary=f'{VARY}[stop]\noutcome = "pacified"\nhalf_width = 0\nmost = 9\n'),
        ["line 11: stop.half_width", "must be more than 0"],
    ),
    "stopping before it begins": (
        whole(vary=f'{VARY}[stop]\noutcome = "pacified"\nhalf_width = 1\nmost = 1\n'),
        ["line 12: stop.most", "1 is fewer than replicates = 2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_complaint_names_file_line_key_and_what_is_allowed(what, tmp_path):
    text, words = WRONG[what]
    said = refused(tmp_path, text)
    assert said.startswith("mine.toml"), said
    assert [each for each in words if each not in said] == [], said
    assert "\n" not in said.replace("cannot be read as TOML", "")


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(ExperimentError, match="no such file"):
        load_sweep(str(tmp_path / "none.toml"))
    with pytest.raises(ExperimentError, match="did you mean 'which_bundles_carry_it'"):
        load_sweep("which_bundles_carry")
