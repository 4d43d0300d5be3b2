"""Points of one's own: every cell is read as it stands or refused with file, row, column and what is allowed."""

import pytest

from sim.errors import ExperimentError
from tests.experiments.sweep.files import HEAD, LEADS, sweep_of, whole

DESIGN = '[design]\nsampler = "file"\nfile = "own.csv"\n'
VARY = f"[vary.strengths]\nC13 = {{}}\nC14 = [0, 1]\n[vary.weeks]\nfall = {{ low = 3, high = 9 }}\n{LEADS}"
HEADER = "C13,C14,fall,lead\n"


def own(folder, points, encoding="utf-8"):
    (folder / "own.csv").write_text(points, encoding=encoding)
    return sweep_of(folder, whole(HEAD, DESIGN, VARY))


def test_points_are_run_as_they_stand_in_the_file_and_beside_it(tmp_path):
    sweep = own(tmp_path, f"{HEADER}0.25,1,5,turkey\n2,0,3,jihadist\n0.25,1,5,turkey\n")
    assert sweep.design.values.tolist() == [[0.25, 1, 5, 1], [2, 0, 3, 0]]
    assert sweep.design.point_of_row.tolist() == [0, 1, 0]
    assert sweep.design.frame()["lead"].tolist() == ["turkey", "jihadist"]
    assert sweep.notes == ("The design has 3 rows, and 2 different points: each is run once.",)


def test_columns_may_stand_in_any_order_with_labels_and_a_spreadsheets_first_mark(tmp_path):
    sweep = own(tmp_path, "label,lead,fall,C14,C13\nmine, turkey ,5,1,0.25\n", "utf-8-sig")
    assert sweep.design.values.tolist() == [[0.25, 1, 5, 1]]
    assert sweep.design.labels == ("mine",)


WRONG = {
    "no file": (None, ["own.csv: no such file"]),
    "empty": ("", ["row 1", "the factor 'C13' has no column"]),
    "no points": (HEADER, ["has no points"]),
    "semicolons": ("C13;C14;fall;lead\n1;1;3;turkey\n", ["row 1", "separated by ';'"]),
    "a column missing": ("C13,C14,fall\n1,1,3\n", ["row 1", "'lead' has no column"]),
    "a column too many": ("C13,C14,fall,lead,leed\n1,1,3,turkey,1\n", ["row 1", "'leed' is no factor", "'lead'?"]),
    "a column twice": ("C13,C14,fall,lead,C13\n1,1,3,turkey,1\n", ["row 1", "'C13' is there twice"]),
    "a cell missing": (f"{HEADER}1,1,3\n", ["row 2", "3 cells under 4 headings"]),
    "no number": (f"{HEADER}1,1,3,turkey\nx,1,3,turkey\n", ["row 3, column C13", "'x' is not a number", "0 to 2"]),
    "out of range": (f"{HEADER}2.5,1,3,turkey\n", ["row 2, column C13", "2.5 is not", "0 to 2 times as stated"]),
    "not finite": (f"{HEADER}nan,1,3,turkey\n", ["row 2, column C13", "nan is not allowed"]),
    "no level": (f"{HEADER}1,0.5,3,turkey\n", ["row 2, column C14", "0.5 is not allowed; allowed: 0, 1"]),
    "half a week": (f"{HEADER}1,1,3.5,turkey\n", ["row 2, column fall", "3 to 9 week, whole"]),
    "no alternative": (f"{HEADER}1,1,3,turky\n", ["row 2, column lead", "no alternative 'turky'", "'turkey'?"]),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_by_row_and_column(what, tmp_path):
    points, words = WRONG[what]
    with pytest.raises(ExperimentError) as caught:
        own(tmp_path, points) if points is not None else sweep_of(tmp_path, whole(HEAD, DESIGN, VARY))
    said = str(caught.value)
    assert said.startswith("mine.toml, line 6: design.file: ")
    assert [each for each in ["own.csv", *words] if each not in said] == [], said


def test_other_points_are_another_sweep(tmp_path):
    one = own(tmp_path, f"{HEADER}0.25,1,5,turkey\n").content
    assert own(tmp_path, f"{HEADER}0.250,1.0,5,turkey\n").content == one
    assert own(tmp_path, f"{HEADER}0.26,1,5,turkey\n").content != one
