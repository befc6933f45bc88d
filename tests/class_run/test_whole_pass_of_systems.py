"""By commands alone: what Moodle, Gradescope and nbgrader give of 60 becomes what they read, and all are there."""

import csv
import json

import pytest
from downloads import FILE, NB, A, folder, packed
from small_class import SOLUTIONS
from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.demo.simulate import filled
from autograder.places import GIVEN

POINTS = {"zero_pad": 10, "conv_single_step": 10, "create_mask_from_window": 5, "distribute_value": 5}  # soon graded
NUMBERS = range(500, 560)
NAMES = ("José Núñez", "Wang Wei", "Wang Wei", "रवि कुमार", "محمد علي", "Иван Й")  # two of one name among them
SHEET = "ID;Vollständiger Name;Status;Gruppe;Bewertung;Bestwertung;Feedback als Kommentar\n"


def name_of(number):
    return NAMES[number % 100] if number % 100 < len(NAMES) else f"Ada {number}"


def solved(number):
    """What a student of this number solved: another share for each of sixteen."""
    return {name for bit, name in enumerate(POINTS) if number >> bit & 1}


def total(number):
    return sum(POINTS[name] for name in solved(number))


@pytest.fixture(scope="module")
def work():
    released = json.loads((GIVEN / "release" / A / NB).read_text(encoding="utf-8"))
    return {n: json.dumps(filled(released, {name: SOLUTIONS[name] for name in solved(n)})).encode() for n in NUMBERS}


def moodle(work):
    return {f"{name_of(n)}_{n}{FILE}{NB}": content for n, content in work.items()}


def anonymous(work):
    return {f"Teilnehmer_in_{n}{FILE}{NB}": content for n, content in work.items()}


def teams(work):
    return {f"Team {n}_{n}{FILE}{NB}": work[n] for n in NUMBERS[::2]} | {f"Default group{FILE}{NB}": work[501]}


def gradescope(work):
    """In teams of two: the second is in the folder of the first."""
    who = "  - :name: {0}\n    :sid: 'S{1}'\n    :email: p{1}@x.org\n"
    lists = [
        f"submission_{n}:\n  :submitters:\n{who.format(name_of(n), n)}{who.format(name_of(n + 1), n + 1)}"
        "  :created_at: 2026-02-02 20:00:00.938335000 -07:00\n"
        for n in NUMBERS[::2]
    ]
    files = {f"submission_{n}/{NB}": work[n] for n in NUMBERS[::2]}
    return files | {"submission_metadata.yml": "".join(lists).encode()}


def exchange(work):
    return {f"s{n}+{A}+2026-02-02 20:00:00.000001 EST+x/{NB}": content for n, content in work.items()}


def worksheet(rows):
    return SHEET + "".join(f"Teilnehmer/in{n};{name};abgegeben;{group};;100,00;\n" for n, name, group in rows)


SHEETS = {
    "moodle": worksheet((n, name_of(n), "") for n in NUMBERS),
    "anonymous": worksheet((n, f"Teilnehmer/in{n}", "") for n in NUMBERS),
    "teams": worksheet(
        (9000 + 2 * n + k, f"Ada {n} {k}", f"Team {n}" if n % 2 == 0 else "Default group")
        for n in NUMBERS[:51]
        for k in (0, 1)
    ),
}


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def passed(course, tmp_path, files, people):
    """Collect and grade a download in a course."""
    (tmp_path / "download.zip").write_bytes(packed(files))
    said = run("collect", tmp_path / "download.zip", "--assignment", A, "--course", course)
    assert f"{people} people in the download: {people} collected, 0 left to you." in said
    assert f"{people} graded, 0 unchanged" in run("grade", A, "--course", course)


def table(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.mark.slow
@pytest.mark.parametrize("system", ["moodle", "anonymous"])
def test_every_participant_of_moodles_worksheet_has_their_own_mark(course_root, tmp_path, work, system):
    passed(course_root, tmp_path, globals()[system](work), 60)
    sheet = folder(tmp_path, {"sheet.csv": SHEETS[system].encode()}) / "sheet.csv"
    said = run(
        "export", A, "--to", "moodle", "--into", sheet, "--output", tmp_path / "out.csv", "--course", course_root
    )
    assert "60 marks filled in." in said
    rows = table(tmp_path / "out.csv", ";")
    assert {row["ID"]: row["Bewertung"] for row in rows} == {f"Teilnehmer/in{n}": f"{total(n)}" for n in NUMBERS}
    run("export", A, "--to", "moodle", "--output", tmp_path / "own.csv", "--course", course_root)
    own = {row["Identifier"]: row["Grade"] for row in table(tmp_path / "own.csv")}
    assert own == {f"Participant {n}": f"{total(n)}" for n in NUMBERS}


@pytest.mark.slow
def test_each_member_of_moodles_teams_has_the_teams_mark(course_root, tmp_path, work):
    passed(course_root, tmp_path, teams(work), 31)
    sheet = folder(tmp_path, {"sheet.csv": SHEETS["teams"].encode()}) / "sheet.csv"
    result = CliRunner().invoke(
        app,
        [
            "export",
            A,
            "--to",
            "moodle",
            "--into",
            str(sheet),
            "--output",
            str(tmp_path / "out.csv"),
            "--course",
            str(course_root),
        ],
    )
    marks = {f"Team {n}": f"{total(n)}" for n in NUMBERS[::2]} | {"Default group": f"{total(501)}"}
    rows = table(tmp_path / "out.csv", ";")
    assert {(row["Gruppe"], row["Bewertung"]) for row in rows} <= set(marks.items())
    absent = {f"Team {n}" for n in NUMBERS[::2] if n > NUMBERS[50]}
    assert {name for name in marks if f"  {name}: no mark was written" in result.output} == absent
    assert result.exit_code == 1


@pytest.mark.slow
def test_each_submitter_at_gradescope_has_the_teams_mark(course_root, tmp_path, work):
    passed(course_root, tmp_path, gradescope(work), 60)
    run("export", A, "--to", "gradescope", "--output", tmp_path / "out.csv", "--course", course_root)
    rows = table(tmp_path / "out.csv")
    assert {row["SID"]: row["Total Score"] for row in rows} == {f"S{n}": f"{total(n - n % 2)}" for n in NUMBERS}
    assert {row["Submission Time"] for row in rows} == {"2026-02-03 03:00:00 +0000"}


@pytest.mark.slow
def test_every_student_of_the_exchange_is_in_the_marks(course_root, tmp_path, work):
    passed(course_root, tmp_path, exchange(work), 60)
    run("export", A, "--output", tmp_path / "out.csv", "--course", course_root)
    rows = table(tmp_path / "out.csv")
    assert {row["student"]: (row["total"], row["status"]) for row in rows} == {
        f"s{n}": (f"{total(n)}", "graded") for n in NUMBERS
    }
