"""A sweep's file to begin from, for every sampler: it runs as it stands, and each key says what it means."""

HEAD = """\
# A sweep: an experiment written down. Change what you like, then ask what it comes to:
#     aftermath sweep check {file}
# Names: claims by `aftermath claims`, scenarios, policies and assumption sets by `aftermath scenarios`, parameters
# by `aftermath plan`, outcomes by the columns of `aftermath run reference -n 1 -o csv`.

title = "{title}"
question = "{question}"
about = "Say here how to read it, and what it leaves out."

scenarios = ["aleppo_falls", "siege_broken"]    # the first is A; differences are A minus each other one
assumptions = "contested"                       # what is held where nothing below says otherwise
{replicates}# of every point in every scenario, each with its own luck
weeks = 156                                     # 1 to 520
random_seed = 1
outcomes = ["rad_share_long", "pacified"]       # reports lead with the first; leave the key out for all
series = false                                  # true keeps all weekly series too, ["deaths", "fighters"] some

# Held at every point, as in an assumption set:
# [strengths]
# C28 = 0.5
# [settings.cut_or_renew]
# rate = 0.003

[design]
sampler = "{sampler}"
{design}
[vary]
{vary}"""

STOP = """
# Add replicates until the 95 % half-width of A minus the others is small enough at every point:
# [stop]
# outcome = "rad_share_long"
# half_width = 1.0
# most = 512
"""

SWITCHES = """\
# Claims (C14), rivals (E01) or bundles (Sponsors): on as held, or off. "claims", "rivals", "bundles" are all of them.
switches = ["Sponsors", "Turkey", "People", "Rivals"]
"""

RANGES = """\
# Whole kinds of stated ranges at once: "rules", "decisions", "tables", "figures" (of day 0).
# ranges = ["rules", "decisions"]

[vary.strengths]                                # 0 off, 1 as stated, 2 double; a bundle's name moves its claims alike
C13 = {}                                        # {} is the whole stated range
C14 = { low = 0.0, high = 1.0 }

[vary.settings.cut_or_renew]
rate = {}

[vary.weeks]                                    # of an event, in the scenarios that have it
fall = { low = 3, high = 26 }
"""

LEVELS = """\
switches = ["C15"]                              # on as held, or off

[vary.strengths]                                # 0 off, 1 as stated, 2 double; a list names the levels
C13 = [0, 1, 2]
C14 = [0, 1, 2]

[vary.weeks]                                    # several events may be moved together
date = { events = ["fall", "buses", "relief"], low = 3, high = 29 }

[vary.choices.lead]                             # one of several sets of changes; empty changes nothing
jihadist = {}
turkey = { scenarios = { siege_broken = "siege_broken_turkey" } }

[vary.choices.washington]                       # `with` adds policies; assumptions, strengths, settings may stand here
as_it_was = {}
breaks = { with = ["us_repudiates"] }
"""

TWO_ENDS = """\
switches = ["C13", "C14", "C15", "C28"]         # on as held, or off

[vary.settings.cut_or_renew]
rate = {}                                       # its two ends

[vary.choices.washington]
as_it_was = {}
breaks = { with = ["us_repudiates"] }
"""

SEED = "# random_seed = 7                               # of the points; left out: that of the sweep\n"

# By sampler: title, question, replicates, lines of [design], what varies.
TEMPLATES: dict[str, tuple[str, str, int, str, str]] = {
    "full_factorial": (
        "Every combination of levels",
        "How do two claims, the date and who leads work together?",
        16,
        "levels = 3                                      # of every range; a list in [vary] has its own\n",
        LEVELS,
    ),
    "fractional_factorial": (
        "Main effects in few points",
        "Which of these moves the outcome by itself?",
        64,
        "",
        TWO_ENDS,
    ),
    "one_at_a_time": (
        "One at a time",
        "What does each of these change, all else being as held?",
        64,
        "levels = 3                                      # of every range, ends included\n",
        LEVELS,
    ),
    "latin_hypercube": (
        "Across the stated ranges",
        "Where in the ranges does the conclusion flip?",
        16,
        "points = 200                                    # cannot be given more later\n" + SEED,
        RANGES,
    ),
    "sobol_sequence": (
        "Across the stated ranges, to be extended",
        "Where in the ranges does the conclusion flip?",
        16,
        "points = 256                                    # best a power of two; can be given more later\n" + SEED,
        RANGES,
    ),
    "saltelli": (
        "Shares of variance",
        "How much of what varies comes from which of these, alone and together?",
        8,
        "points = 128                                    # base points, best a power of two: x (factors + 2)\n"
        "second_order = false                            # true: x (2 factors + 2), for pairs as well\n" + SEED,
        RANGES,
    ),
    "morris": (
        "Screening",
        "Which of many numbers matter at all?",
        8,
        "trajectories = 40                               # each takes factors + 1 points\n"
        "levels = 4                                      # of the grid; even\n" + SEED,
        RANGES,
    ),
    "knock_outs": (
        "One out, one alone",
        "Which bundle does the conclusion need, and which is enough for it?",
        128,
        "alone = true                                    # also each by itself, all others off\n",
        SWITCHES,
    ),
    "two_level": (
        "All combinations",
        "Which sets of bundles are enough for the conclusion, and what does each add?",
        64,
        "",
        SWITCHES,
    ),
    "file": (
        "Points of my own",
        "What happens at these points?",
        64,
        "{points}# beside this file: a column a factor, and a label if you like\n",
        LEVELS,
    ),
}
COMMENT = 48  # the column where they begin
CSV = """\
label,C15,C13,C14,date,lead,washington
as held,1,1,1,3,jihadist,as_it_was
half a year later,1,1,1,29,jihadist,as_it_was
Turkey helps and backers stay,0,0,0,3,turkey,as_it_was
Washington breaks,1,1,1,3,jihadist,breaks
"""


def template(sampler: str, file: str = "FILE", points: str = "points.csv") -> str:
    """Return the text of a sweep's file for a sampler; `points` is the CSV that one of its own points names."""
    title, question, replicates, design, vary = TEMPLATES[sampler]
    design = design.replace("{points}", f'file = "{points}"'.ljust(COMMENT))
    repeated = f"replicates = {replicates}".ljust(COMMENT)
    text = HEAD.format(
        file=file, title=title, question=question, replicates=repeated, sampler=sampler, design=design, vary=vary
    )
    return text + STOP
