"""Marks in each system's own columns."""

import csv
from dataclasses import replace

import pytest

from autograder.course.marks import Marks
from autograder.course.roster import Person
from autograder.lms.mark_files import FORMATS, safe, write_csv

POINTS = {"zero_pad": 10.0, "conv_forward": 20.0}
ADA = Marks(
    Person("ada", "Ada Lovelace", "ada@example.org", {"canvas": "17", "moodle step_by_step": "42", "sid": "815"}),
    {"zero_pad": 10.0, "conv_forward": 12.5},
    POINTS,
    late_penalty=2.5,
)
EVIL = Marks(Person("evil", '=cmd|"/c calc", Ünïcode'), {"zero_pad": 0.0, "conv_forward": 0.0}, POINTS, handed_in=False)

# Whatever a person can be called, in each place of each format.
FORMULAS = [
    replace(EVIL, person=person, handed_in=True)
    for person in (
        Person("=id", "=First =Last", "=mail", {"sid": "=sid"}, section="=section"),
        Person("=id"),
        Person("=id", ids={"canvas": "17"}),
    )
]


def rows(system):
    return list(FORMATS[system]("step_by_step", [ADA, EVIL]))


def test_plain_csv():
    head, ada, evil = rows("csv")
    assert ",".join(head) == "student,name,email,assignment,zero_pad,conv_forward,late_penalty,total,max_total,status"
    assert ada[4:] == ["10", "12.5", "2.5", "20", "30", "graded"]
    assert evil[-1] == "missing"


def test_canvas_imports_the_total_and_only_reads_the_exercises():
    head, points, ada, evil = rows("canvas")
    assert head[:6] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "step_by_step"]
    assert head[6:] == ["step_by_step: zero_pad", "step_by_step: conv_forward"]
    assert points == ["    Points Possible", "", "", "", "", "30", "(read only)", "(read only)"]
    assert ada == ["Ada Lovelace", "17", "", "", "", "20", "10", "12.5"]
    assert evil[:6] == ['\'=cmd|"/c calc", Ünïcode', "", "", "evil", "", ""]


def test_moodle_worksheet_identifies_participants_and_says_what_each_exercise_scored():
    head, ada, _ = rows("moodle")
    row = dict(zip(head, ada, strict=True))
    assert (row["Identifier"], row["Grade"], row["Maximum Grade"]) == ("Participant 42", "20", "30")
    assert row["Feedback comments"] == "zero_pad 10/10; conv_forward 12.5/20"


def test_gradescope_columns():
    head, ada, evil = rows("gradescope")
    row = dict(zip(head, ada, strict=True))
    assert (row["First Name"], row["Last Name"], row["SID"], row["Total Score"]) == ("Ada", "Lovelace", "815", "20")
    assert row["1: zero_pad (10.0 pts)"] == "10"
    assert dict(zip(head, evil, strict=True))["Status"] == "Missing"


@pytest.mark.parametrize("system", list(FORMATS))
def test_names_survive_csv_and_never_become_formulas(system, tmp_path):
    path = tmp_path / "grades.csv"
    write_csv(path, system, "step_by_step", [ADA, EVIL, *FORMULAS])
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert len({len(row) for row in table}) == 1
    cells = [cell for row in table for cell in row]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    assert any("Ünïcode" in cell for cell in cells)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1+1", "  =1", "＠x"])
def test_formulas_get_an_apostrophe(text):
    assert safe(text) == f"'{text}"


def test_no_line_of_a_cell_begins_with_a_formula():
    assert safe("Ada\n=1+1\r\n+2") == "Ada =1+1 +2"
    assert safe("\rx") == "' x"


def test_an_ordinary_name_is_left_alone():
    assert safe("Ada Lovelace") == "Ada Lovelace"
