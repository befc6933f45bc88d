"""Marks filled into the tables that systems give: their titles, language, separators and encoding stay as they are."""

import pytest
from downloads import folder
from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.course.marks import Marks
from autograder.course.roster import Person
from autograder.errors import UserError
from autograder.lms.mark_files import FORMATS
from autograder.lms.spreadsheets import read_table
from autograder.lms.worksheets import fill_in

A = "step_by_step"
POINTS = {"zero_pad": 40.0, "conv_forward": 60.0}


def marks(student, name="", score=60.0, **ids):
    kinds = {"participant": f"moodle {A}", "group": f"moodle group {A}", "anonymous": f"canvas anonymous {A}"}
    person = Person(
        student, name or student, f"{student}@example.org", {kinds.get(kind, kind): n for kind, n in ids.items()}
    )
    return Marks(person, {"zero_pad": 30.5, "conv_forward": score}, POINTS)


ADA = marks("ada", "Ada Lovelace", participant="501", canvas="1240", sid="0101")
BOB = marks("bob", "Bob Two", 20.0, participant="502", canvas="1241", sid="0102")
WAITING = Marks(
    Person("cat", "Cat", "", {f"moodle {A}": "503", "canvas": "1242"}), dict.fromkeys(POINTS), POINTS, ungraded=True
)
TEAM = marks("Tutorial-3", "Tutorial 3", 10.0, group="17")


def filled(tmp_path, text, system, *people, encoding="utf-8"):
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    table = read_table(path)
    result = fill_in(table, system, A, people)
    table.write(tmp_path / "out.csv")
    return (tmp_path / "out.csv").read_bytes().decode(encoding), result


ENGLISH = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,\
Last modified (submission),Last modified (grade),Feedback comments
Participant 501,Ada Lovelace,ada@x.org,Submitted for grading,,100.00,Yes,"Monday, 2 February 2026",-,
Participant 502,Bob Two,bob@x.org,Submitted for grading,,100.00,Yes,-,-,"well, done"
Participant 509,Dan,dan@x.org,No submission,,100.00,Yes,-,-,
"""


def test_moodles_worksheet_is_filled_in_and_the_rest_stays(tmp_path):
    text, result = filled(tmp_path, ENGLISH, "moodle", ADA, BOB, WAITING)
    said = "zero_pad 30.5/40; conv_forward 60/60"
    assert text == ENGLISH.replace(
        'grading,,100.00,Yes,"Monday, 2 February 2026",-,',
        f'grading,90.5,100.00,Yes,"Monday, 2 February 2026",-,{said}',
    ).replace("bob@x.org,Submitted for grading,", "bob@x.org,Submitted for grading,50.5")
    assert (result.rows, result.unplaced) == (2, [WAITING])


GERMAN = """\ufeffID;Vollständiger Name;E-Mail-Adresse;Status;Gruppe;Bewertung;Bestwertung;\
Bewertung kann geändert werden;Zuletzt geändert (Abgabe);Zuletzt geändert (Bewertung);Feedback als Kommentar\r
Teilnehmer/in501;Lovelace, Ada;a@x.org;Zur Bewertung abgegeben;Tutorial 3;;100,00;Ja;-;-;\r
Teilnehmer/in502;Bob Two;b@x.org;Zur Bewertung abgegeben;Tutorial 3;;100,00;Ja;-;-;\r
Teilnehmer/in17;Gus;g@x.org;Zur Bewertung abgegeben;Tutorial 4;;100,00;Ja;-;-;\r
"""


def test_a_worksheet_in_any_language_says_who_is_in_which_group(tmp_path):
    text, result = filled(tmp_path, GERMAN, "moodle", TEAM)
    rows = [line.split(";") for line in text.splitlines()]
    assert [(row[0], row[5]) for row in rows[1:]] == [
        ("Teilnehmer/in501", "40,5"),
        ("Teilnehmer/in502", "40,5"),
        ("Teilnehmer/in17", ""),
    ]
    assert text.startswith("\ufeffID;")
    assert text.count("\r\n") == 4
    assert result.unplaced == []


def test_anonymous_participants_are_known_by_their_number(tmp_path):
    sheet = "Identifier,Status,Grade,Maximum Grade\nParticipante 501,x,,100.00\nParticipante 502,x,,100.00\n"
    people = [marks(f"Participante-{n}", "Participante", participant=str(n)) for n in (501, 503)]
    text, result = filled(tmp_path, sheet, "moodle", *people)
    assert text.splitlines()[1:] == ["Participante 501,x,90.5,100.00", "Participante 502,x,,100.00"]
    assert result.unplaced == [people[1]]


def test_a_number_that_is_somebody_elses_gets_no_mark(tmp_path):
    text, result = filled(tmp_path, ENGLISH, "moodle", marks("eve", "Eve Other", participant="501"))
    assert (text, len(result.unplaced)) == (ENGLISH, 1)


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,HW1 (11),Step by step (12),Current Score
    Points Possible,,,,,10,100,(read only)
"Lovelace, Ada",1240,a1,ada,S1,9,,50
"Two, Bob",1241,b2,bob,S1,,,
"Student, Test",7777,,x,S1,,,
"""


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")])
def test_canvass_own_table_is_filled_in_whatever_its_separators_and_encoding(tmp_path, delimiter, encoding):
    source = CANVAS.replace(", ", "@").replace(",", delimiter).replace("@", ", ")
    text, result = filled(tmp_path, source, "canvas", ADA, BOB, marks("x", anonymous="Qw7Rt"), encoding=encoding)
    rows = [line.split(delimiter) for line in text.splitlines()]
    assert [row[-2] for row in rows[2:]] == ["90.5", "50.5", ""]
    assert [row[-3] for row in rows[2:]] == ["9", "", ""]
    assert rows[:2] == [line.split(delimiter) for line in source.splitlines()[:2]]
    assert [one.person.student for one in result.unplaced] == ["x"]


def test_without_a_canvas_id_the_login_is_known(tmp_path):
    text, _ = filled(tmp_path, CANVAS, "canvas", marks("bob", "Bob"))
    assert '"Two, Bob",1241,b2,bob,S1,,90.5,' in text


@pytest.mark.parametrize(
    ("titles", "named"),
    [("A (1),B (2)", "A, B"), ("Step by step (1),step_by_step again (2)", "Step by step"), ("x,y", "none")],
)
def test_a_column_is_not_guessed(tmp_path, titles, named):
    sheet = f"Student,ID,SIS User ID,SIS Login ID,Section,{titles}\nAda,1240,,,,,\n"
    with pytest.raises(UserError, match=rf"Which column is step_by_step's\? Found: {named}"):
        filled(tmp_path, sheet, "canvas", ADA)


@pytest.mark.parametrize(
    ("text", "system", "why"),
    [
        (ENGLISH.replace("100.00", "10.00"), "moodle", r"The table counts 10 points, ours are 100: change"),
        (CANVAS.replace("10,100,", "10,20,"), "canvas", r"The table counts 20 points, ours are 100: change"),
        (CANVAS, "moodle", r"This is no offline grading worksheet: no column holds the highest mark\. Download it"),
        (ENGLISH, "canvas", r"Which column is step_by_step's\? Found: none"),
        (CANVAS, "gradescope", r"This is no table of Gradescope's: it needs the columns SID or Email, and Total Score"),
        ("nothing", "canvas", r"is no table: its first line has no titles"),
        ("", "canvas", r"is no table: its first line has no titles"),
    ],
)
def test_what_is_another_table_is_one_line(tmp_path, text, system, why):
    with pytest.raises(UserError, match=why):
        filled(tmp_path, text, system, ADA)


def test_gradescopes_table_is_filled_in_by_number_or_address(tmp_path):
    sheet = "First Name,Last Name,SID,Email,Total Score,Max Points\nA,L,0101,,,100\nX,Y,,BOB@example.org,,100\n"
    text, _ = filled(tmp_path, sheet, "gradescope", ADA, BOB)
    assert text.splitlines()[1:] == ["A,L,0101,,90.5,100", "X,Y,,BOB@example.org,50.5,100"]


@pytest.mark.parametrize("system", ["moodle", "canvas", "gradescope"])
def test_what_is_written_is_read_again_by_the_systems_own_rules(tmp_path, system):
    table = read_written(tmp_path, system, [ADA, BOB, WAITING])
    assert fill_in(table, system, A, []).rows == 0
    keys = {
        "moodle": (0, ["Participant 501", "Participant 502", "Participant 503"]),
        "canvas": (1, ["", "1240", "1241", "1242"]),
    }
    if system in keys:
        column, ids = keys[system]
        assert [row[column] for row in table.rows[1:]] == ids


def read_written(tmp_path, system, people):
    from autograder.lms.spreadsheets import Table

    Table(list(FORMATS[system](A, people))).write(tmp_path / "x.csv")
    table = read_table(tmp_path / "x.csv")
    if system == "canvas":
        table.rows[0][5] += " (12)"  # as Canvas names it once it knows it
    if system == "moodle":
        for row in table.rows[1:]:
            row[5] += ".00"
    return table


def test_a_team_is_no_participant(tmp_path):
    rows = list(FORMATS["moodle"](A, [ADA, TEAM]))
    assert [row[0] for row in rows] == ["Identifier", "Participant 501"]


def test_who_is_anonymous_has_no_login_at_canvas():
    rows = list(FORMATS["canvas"](A, [marks("Qw7Rt", anonymous="Qw7Rt")]))
    assert rows[2][:5] == ["Qw7Rt", "", "", "", ""]


def test_into_needs_a_system(tmp_path):
    course = folder(tmp_path, {f"source/{A}/{A}.ipynb": b"{}"})
    result = CliRunner().invoke(app, ["export", A, "--into", str(tmp_path / "x.csv"), "--course", str(course)])
    assert result.exit_code == 2
