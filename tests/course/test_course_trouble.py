"""What can be wrong with a course folder: each thing is one clear error or one student's, and nothing is lost by it."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import tracemalloc
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import quote

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import Engine, event

from autograder.authoring.source_notebooks import ROOT
from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course, CourseError
from autograder.course.records import Records
from autograder.demo.simulate import filled, solutions_of
from autograder.files import write_whole

A = "step_by_step"
RELEASED = json.loads((ROOT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
RIGHT = json.dumps(filled(RELEASED, {"zero_pad": solutions_of(A)["zero_pad"]}))  # one exercise: it is soon graded
STUDENTS = [f"s{number:02}" for number in range(6)]
needs_mounts = pytest.mark.skipif(
    os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode != 0,
    reason="only root may mount",
)


def submit(root, *students):
    for student in students:
        home = root / "submitted" / student / A
        home.mkdir(parents=True)
        (home / f"{A}.ipynb").write_text(RIGHT)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """One warm pool for all: a worker keeps nothing of a course but what is to be hidden."""
    with LocalPool(A, tmp_path_factory.mktemp("nothing"), 1) as pool:
        yield pool


def marks(root):
    with Gradebook(Course(root).db_url) as gradebook:
        return {submission.student_id: submission.score for submission in gradebook.assignment_submissions(A)}


def is_complete(root, students):
    return all(
        (root / step / student / A / f"{A}.{kind}").is_file()
        for student in students
        for step, kind in (("autograded", "ipynb"), ("feedback", "html"))
    ) and marks(root) == dict.fromkeys(students, 10.0)


@contextmanager
def mounted(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(arguments[-1])], check=True)


@needs_mounts
@pytest.mark.slow
def test_a_full_disk_is_one_clear_error_wherever_it_strikes_and_the_next_run_goes_on(
    released_course, tmp_path, pool, monkeypatch
):
    monkeypatch.setattr("autograder.class_run.written_results._BATCH", 2)
    root = tmp_path / "course"
    root.mkdir()
    with mounted("-t", "tmpfs", "-o", "size=16m", "tmpfs", root):
        shutil.copytree(released_course, root, dirs_exist_ok=True)
        submit(root, *STUDENTS)
        ballast = root / "ballast"
        errors = []
        for left in range(0, 2_000_000, 60_000):  # bytes left on the disk: each run comes a little further
            ballast.unlink(missing_ok=True)
            disk = os.statvfs(root)
            ballast.write_bytes(bytes(max(0, disk.f_bavail * disk.f_frsize - left)))
            try:
                outcome = grade_class(Course(root), A, pool)
                break
            except CourseError as error:
                errors.append(str(error))
        assert len(errors) > 2
        assert all(re.fullmatch(r".*[Pp]ut that right, then run the same command again\.", error) for error in errors)
        assert sorted(record.student for record in [*outcome.graded, *outcome.unchanged]) == STUDENTS
        assert is_complete(root, STUDENTS)
        assert len(Course(root).secret()) == 32
        assert list(root.rglob("*.part")) == []


@needs_mounts
def test_a_read_only_course_is_one_clear_error_for_root_too(course_root, pool):
    submit(course_root, "ada")
    grade_class(Course(course_root), A, pool)
    submit(course_root, "bob")
    before = {path: path.stat().st_mtime_ns for path in course_root.rglob("*") if path.is_file()}
    with (
        mounted("--bind", "-o", "ro", course_root, course_root),
        pytest.raises(CourseError, match=r"cannot be used: Read-only file system\. What was graded is kept"),
    ):
        grade_class(Course(course_root), A, pool)
    assert {path: path.stat().st_mtime_ns for path in course_root.rglob("*") if path.is_file()} == before
    assert [record.student for record in grade_class(Course(course_root), A, pool).graded] == ["bob"]
    assert is_complete(course_root, ["ada", "bob"])


def test_a_full_database_is_one_clear_error_and_the_next_run_goes_on(course_root, pool):
    submit(course_root, *STUDENTS)
    with sqlite3.connect(course_root / "gradebook.db") as database:
        pages = database.execute("PRAGMA page_count").fetchone()[0]

    def keep_small(connection, _):
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(Engine, "connect", keep_small)
    try:
        with pytest.raises(CourseError, match=r"database or disk is full\. Nothing is lost"):
            grade_class(Course(course_root), A, pool)
    finally:
        event.remove(Engine, "connect", keep_small)
    assert list(Records(Course(course_root).own_folder(f"records/{A}"))) == []
    grade_class(Course(course_root), A, pool)
    assert is_complete(course_root, STUDENTS)


def test_a_damaged_database_is_one_clear_error(course_root, pool):
    submit(course_root, "ada")
    (course_root / "gradebook.db").write_bytes(b"no database" * 1000)
    with pytest.raises(CourseError, match=r"cannot be opened: file is not a database\."):
        grade_class(Course(course_root), A, pool)


@pytest.mark.parametrize("text", [b"rubbish", b"\xff\xfe\0", b"9999-99-99 99:99:99 UTC", b"0001-01-01 00:00:00 +2300"])
def test_a_time_that_cannot_be_read_is_noted_and_costs_nobody_else(course_root, pool, text):
    submit(course_root, "ada")
    (course_root / "submitted" / "ada" / A / "timestamp.txt").write_bytes(text)
    outcome = grade_class(Course(course_root), A, pool)
    (record,) = outcome.graded
    assert record.score == 10
    said = repr(text.decode("utf-8", "replace").strip("\ufeff"))
    note = f"timestamp.txt says {said}, a time that cannot be read: whether the submission was late is not known."
    assert (record.repairs[-1], outcome.notes) == (note, {"ada": note})


def test_of_a_time_no_more_is_read_than_one_has(tmp_path):
    path, course = tmp_path / "timestamp.txt", Course(tmp_path)
    path.write_bytes(b"2026-03-01 10:00:00 UTC" + b" " * 900)
    assert course.timestamp(tmp_path) == (datetime(2026, 3, 1, 10), "")
    path.write_bytes(b"2026-03-01 10:00:00 UTC" + b" " * 2000)
    assert course.timestamp(tmp_path)[0] is None
    os.truncate(path, 1 << 28)
    tracemalloc.start()
    try:
        assert course.timestamp(tmp_path)[0] is None
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_what_is_no_file_of_its_own_is_said_and_costs_nobody_else(course_root, pool):
    (course_root / "secret.ipynb").write_text(RIGHT)
    for student in ("copy", "folder", "loop", "nowhere", "pipe", "secret"):
        (course_root / "submitted" / student / A).mkdir(parents=True)
    submit(course_root, "ada")
    places = {path.parent.name: path / f"{A}.ipynb" for path in course_root.glob(f"submitted/*/{A}")}
    places["copy"].symlink_to(places["ada"])
    places["folder"].mkdir()
    places["loop"].symlink_to(places["loop"])
    places["nowhere"].symlink_to("not-there.ipynb")
    os.mkfifo(places["pipe"])
    places["secret"].symlink_to("../../../secret.ipynb")
    outcome = grade_class(Course(course_root), A, pool)
    link = f"{A}.ipynb is a link, not a file."
    assert {record.student: (record.score, record.problem) for record in outcome.graded} == {
        "ada": (10, ""),
        "copy": (0, link),
        "folder": (0, f"{A}.ipynb is a folder, not a file."),
        "loop": (0, link),
        "nowhere": (0, link),
        "pipe": (0, f"{A}.ipynb is a pipe, not a file."),
        "secret": (0, link),
    }


def test_odd_names_of_course_and_students_are_only_names(released_course, tmp_path, pool):
    root = tmp_path / "a cour#se {x}%'ü\"[1]&;<b>"
    shutil.copytree(released_course, root)
    students = sorted(["a b", "{x}", "ü'\"&<b>", "%s", "a+b", "-rf", "a\u00a0b", "$(id)", "..x", "x" * 200])
    submit(root, *students)
    grade_class(Course(root), A, pool)
    assert is_complete(root, students)
    assert "<b>" not in (root / "feedback" / "ü'\"&<b>" / A / f"{A}.html").read_text()


@pytest.mark.parametrize(("name", "taken_for"), [("who?", "who"), ("50%25", "50%/gradebook.db")])
def test_a_path_that_an_address_reads_otherwise_is_refused_before_a_gradebook_lies_elsewhere(tmp_path, name, taken_for):
    (tmp_path / name).mkdir()
    quoted = f"sqlite:///{tmp_path}/{quote(name)}/gradebook.db"
    message = (
        f"nbgrader would keep the gradebook of {tmp_path}/{name} in {tmp_path}/{taken_for}: in the address that it "
        "makes of the path, ? and % mean something else. Rename the folder, or write into its nbgrader_config.py\n"
        f"    c.CourseDirectory.db_url = {quoted!r}"
    )
    with pytest.raises(CourseError, match=f"^{re.escape(message)}$"):
        Course(tmp_path / name)
    (tmp_path / name / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.db_url = {quoted!r}\n")
    Gradebook(Course(tmp_path / name).db_url).close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "gradebook.db").is_file()


def test_a_file_is_written_whole_or_the_old_one_stays(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"old")

    def fail(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", fail)
    with pytest.raises(OSError, match="No space left on device") as caught:
        write_whole(path, b"new")
    assert caught.value.filename == str(path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("file", b"old")]
