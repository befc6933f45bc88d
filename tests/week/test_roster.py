"""Lists of a class in each system's titles, any order, separator and encoding: who is in, who left, nobody deleted."""

import csv

import pytest
import typer
from graded_course import A, hand_in, mark
from nbgrader.api import Gradebook

from autograder.cli import export, roster
from autograder.course.folder import Course
from autograder.course.roster import Person, read_roster, write_roster
from autograder.errors import UserError
from autograder.reporting.class_report import ClassReport
from autograder.week.roster_files import read_entries

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,step_by_step (77)
    Points Possible,,,,,100
"Lovelace, Ada",17,S1,ada@uni.example,Tue,
"Babbage, Charles",18,S2,cb@uni.example,Thu,
"Student, Test",99,,abc,Tue,
"""
MOODLE = """\
Vorname;Nachname;ID-Nummer;E-Mail-Adresse;Gruppen
Ada;Lovelace;815;ada@uni.example;Di
Jürgen;Müller;816;jm@uni.example;Do
"""
GRADESCOPE = """\
Email\tRole\tSections\tName\tSID
ada@uni.example\tStudent\tTue\tAda Lovelace\t815
ta@uni.example\tTA\t\tThe Tutor\t1
"""
NBGRADER = "email,id,last_name,first_name\nada@uni.example,ada,Lovelace,Ada\n,bob,,\n"
OTHER_LANGUAGE = "Imię;Nazwisko;Name;Adres\nx;y;Ada Lovelace;ada@uni.example\n"


def listed(tmp_path, text, encoding="utf-8", name="list.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "people"),
    [
        (CANVAS, "utf-8-sig", [("ada", "Ada Lovelace", "", "Tue"), ("cb", "Charles Babbage", "", "Thu")]),
        (
            MOODLE,
            "cp1252",
            [
                ("815", "Ada Lovelace", "ada@uni.example", "Di"),
                ("816", "Jürgen Müller", "jm@uni.example", "Do"),
            ],
        ),
        (GRADESCOPE, "utf-16", [("815", "Ada Lovelace", "ada@uni.example", "Tue")]),
        (NBGRADER, "utf-8", [("ada", "Ada Lovelace", "ada@uni.example", ""), ("bob", "", "", "")]),
        (OTHER_LANGUAGE, "utf-8", [("Ada-Lovelace", "Ada Lovelace", "ada@uni.example", "")]),
    ],
    ids=["canvas", "moodle", "gradescope", "nbgrader", "addresses by content"],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_every_systems_list_is_read_in_any_order_of_columns(tmp_path, text, encoding, people, reverse):
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    path = tmp_path / "list.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(row[::-1] if reverse else row for row in rows)
    assert [(one.student, one.name, one.email, one.section or one.group) for one in read_entries(path)] == people


def test_a_table_that_says_nobodys_name_is_refused(tmp_path):
    path = listed(tmp_path, "colour,size\nred,3\n")
    with pytest.raises(UserError) as told:
        read_entries(path)
    assert str(told.value) == (
        f"{path} does not say who is who: it needs ids or e-mail addresses. Its titles are: colour, size."
    )


@pytest.fixture
def course(course_root, monkeypatch):
    monkeypatch.chdir(course_root)
    return course_root


def imported(tmp_path, text, capsys):
    path = listed(tmp_path, text)
    roster.command(roster.Action.load, path)
    return capsys.readouterr().out.replace(str(path), "list.csv").splitlines()


def test_who_is_new_who_left_and_who_is_back(course, tmp_path, capsys):
    assert imported(tmp_path, CANVAS, capsys) == [
        "  ada: new, Ada Lovelace",
        "  cb: new, Charles Babbage",
        "list.csv: 2 new, 0 known, 0 back, 0 left, 0 left to you.",
        "2 are in (Thu: 1, Tue: 1), 0 have left.",
    ]
    without = "".join(line for line in CANVAS.splitlines(keepends=True) if "Babbage" not in line)
    assert imported(tmp_path, without.replace("Tue", "Thu"), capsys) == [
        "  cb: has left, Charles Babbage",
        "list.csv: 0 new, 1 known, 0 back, 1 left, 0 left to you.",
        "1 are in (Thu: 1), 1 has left.",
    ]
    assert read_roster(course)["cb"].left
    assert imported(tmp_path, CANVAS, capsys)[:2] == [
        "  cb: back, Charles Babbage",
        "list.csv: 0 new, 1 known, 1 back, 0 left, 0 left to you.",
    ]
    with Gradebook(Course(course).db_url, Course(course).course_id) as gradebook:
        ada = gradebook.find_student("ada")
        assert (ada.first_name, ada.last_name, ada.lms_user_id) == ("Ada", "Lovelace", "17")


def test_a_list_of_one_section_speaks_for_that_section_alone(course, tmp_path, capsys):
    imported(tmp_path, CANVAS, capsys)
    tuesday = "".join(line for line in CANVAS.splitlines(keepends=True) if "Thu" not in line)
    assert imported(tmp_path, tuesday, capsys)[-1] == "2 are in (Thu: 1, Tue: 1), 0 have left."


def test_people_are_known_across_systems_and_nothing_is_forgotten(course, tmp_path, capsys):
    write_roster(course, [Person("lovelaceada", "lovelaceada", ids={"canvas": "17"}), Person("Jo-Doe", "Jo Doe")])
    imported(tmp_path, CANVAS + '"Doe, Jo",19,S3,jd@uni.example,Tue,\n', capsys)
    people = read_roster(course)
    assert set(people) == {"lovelaceada", "Jo-Doe", "cb"}
    assert people["lovelaceada"].ids == {"canvas": "17", "sis": "S1"}
    assert people["Jo-Doe"].ids["canvas"] == "19"  # by the name, which only one has


def test_a_person_in_two_sections_is_one(course, tmp_path, capsys):
    imported(tmp_path, CANVAS + '"Lovelace, Ada",17,S1,ada@uni.example,Thu,\n', capsys)
    assert read_roster(course)["ada"].section == "Tue, Thu"


def test_who_may_be_two_is_left_to_a_person(course, tmp_path, capsys):
    write_roster(course, [Person("a", "A", "ada@uni.example"), Person("b", "B", ids={"sid": "815"})])
    path = listed(tmp_path, GRADESCOPE)
    with pytest.raises(typer.Exit):
        roster.command(roster.Action.load, path)
    out = capsys.readouterr().out
    assert "Left to you: Ada Lovelace <ada@uni.example> may be any of a, b." in out
    assert not any(person.left for person in read_roster(course).values())


def test_absent_students_are_in_exports_and_in_the_report(course, tmp_path, capsys):
    imported(tmp_path, CANVAS, capsys)
    hand_in(course, "ada", 1)
    mark(course)
    export.command(A)
    with (course / f"grades-{A}-csv.csv").open(encoding="utf-8-sig") as file:
        status = {row["student"]: (row["total"], row["status"]) for row in csv.DictReader(file)}
    assert status == {"ada": ("100", "graded"), "cb": ("", "missing")}
    export.command(A, to=export.System.canvas)
    rows = list(csv.reader((course / f"grades-{A}-canvas.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[:6] for row in rows[2:]] == [
        ["Ada Lovelace", "17", "S1", "", "Tue", "100"],
        ["Charles Babbage", "18", "S2", "", "Thu", ""],
    ]


def test_the_report_knows_who_is_absent_by_section():
    people = [Person("ada", section="Tue"), Person("bob", section="Tue"), Person("cy", section="Thu", left=True)]
    report = ClassReport(A, [], {}, [], {}, {}, frozenset(), {person.student: person for person in people})
    assert [one.student for one in report.absent] == ["ada", "bob"]
    assert [(one.name, one.students, one.handed_in) for one in report.sections] == [("Tue", 2, 0)]
