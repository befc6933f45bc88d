"""Scores in bulk are what nbgrader itself would have written, on SQLite and on PostgreSQL; a person's marks stay."""

import warnings
from datetime import UTC, datetime, timedelta

import pytest
from nbgrader.api import Base, Gradebook
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import ResourceClosedError, SAWarning

from autograder.course.folder import Course, CourseError
from autograder.course.gradebook import GradebookWriter, master_cells
from autograder.course.gradebook_rows import Scores

A = "step_by_step"
DUE = datetime(2026, 3, 1, 12, tzinfo=UTC).replace(tzinfo=None)
HOUR = timedelta(hours=1)


def use_database(root, url):
    """Have a course keep its gradebook at an address, with what its gradebook.db says of the assignments."""
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    tables = Base.metadata.sorted_tables
    file = create_engine(f"sqlite:///{root / 'gradebook.db'}")
    with Gradebook(url, Course(root).course_id) as gradebook, file.connect() as source:
        for table in tables:
            rows = [dict(row._mapping) for row in source.execute(table.select())]
            if rows and table.name != "course":
                gradebook.db.execute(table.insert(), rows)
        gradebook.db.commit()
    file.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def course(request, course_root):
    """A released course with a due date, in which whoever is late gets nothing, on each database."""
    if request.param == "postgresql":
        use_database(course_root, request.getfixturevalue("postgresql_url"))
    with (course_root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    made = Course(course_root)
    with opened(made) as gradebook:
        gradebook.find_assignment(A).duedate = DUE
        gradebook.db.commit()
    return made


def opened(course):
    return Gradebook(course.db_url, course.course_id)


def write(course, *batch):
    with GradebookWriter(course, A, A) as writer:
        writer.write(batch)


def cells(course):
    with opened(course) as gradebook:
        return master_cells(gradebook.find_notebook(A, A))


def scores_of(course, student, score=5.0, *, timestamp=None, comment="what is wrong"):
    found = cells(course)
    return Scores(
        student,
        timestamp,
        {cell.grade_id: score for cell in found if cell.grade},
        {cell.grade_id: comment for cell in found if cell.solution},
    )


def state(gradebook, student):
    """All that the gradebook says of a student's submission."""
    submission = gradebook.find_submission(A, student)
    (notebook,) = submission.notebooks
    return {
        "timestamp": submission.timestamp,
        "penalty": notebook.late_submission_penalty,
        "score": notebook.score,
        "flagged": notebook.flagged,
        "grades": {
            grade.name: (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
            for grade in notebook.grades
        },
        "comments": {comment.name: (comment.auto_comment, comment.manual_comment) for comment in notebook.comments},
    }


def as_nbgrader_does(gradebook, scores):
    """What nbgrader's own autograde leaves, made by its own objects."""
    with warnings.catch_warnings(action="ignore", category=SAWarning):  # nbgrader's own way to make a submission
        gradebook.update_or_create_student(scores.student)
        submission = gradebook.update_or_create_submission(A, scores.student)
    submission.timestamp = scores.timestamp or submission.timestamp
    (notebook,) = submission.notebooks
    for grade in notebook.grades:
        grade.auto_score = scores.grades[grade.name]
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
    for comment in notebook.comments:
        comment.auto_comment = scores.comments[comment.name]
    gradebook.db.commit()
    late = submission.total_seconds_late > 0
    notebook.late_submission_penalty = notebook.score if late else None
    gradebook.db.commit()


def graded_by_hand(gradebook, student, exercise="zero_pad"):
    grade = gradebook.find_grade(f"check_{exercise}", A, A, student)
    grade.manual_score, grade.extra_credit = 3.5, 1.0
    gradebook.find_comment(exercise, A, A, student).manual_comment = "see me"
    gradebook.db.commit()


@pytest.mark.parametrize("score", [5.0, None])
@pytest.mark.parametrize("after", [None, HOUR])
def test_what_is_written_is_what_nbgrader_would_have_written(course, score, after):
    timestamp = after and DUE + after
    write(course, scores_of(course, "ours", score, timestamp=timestamp))
    with opened(course) as gradebook:
        as_nbgrader_does(gradebook, scores_of(course, "theirs", score, timestamp=timestamp))
        for student in ("ours", "theirs"):
            graded_by_hand(gradebook, student)
    write(course, scores_of(course, "ours", 2.0, comment=None))  # the time of submission is no longer known
    with opened(course) as gradebook:
        as_nbgrader_does(gradebook, scores_of(course, "theirs", 2.0, comment=None))
        ours = state(gradebook, "ours")
        assert ours == state(gradebook, "theirs")
    assert ours["timestamp"] == timestamp
    assert len(ours["grades"]) == len(ours["comments"]) == 8
    assert ours["grades"]["check_zero_pad"] == (2.0, 3.5, 1.0, True)
    assert ours["comments"]["zero_pad"] == (None, "see me")


def test_an_extension_puts_the_due_date_off(course):
    late = scores_of(course, "ada", timestamp=DUE + HOUR)
    write(course, late)
    with opened(course) as gradebook:
        assert state(gradebook, "ada")["penalty"] == 40.0
        gradebook.grant_extension(A, "ada", hours=2)
    write(course, late)
    with opened(course) as gradebook:
        assert state(gradebook, "ada")["penalty"] is None


def test_a_batch_takes_as_many_statements_as_one_submission(course):
    counts = []
    with GradebookWriter(course, A, A) as writer:
        writer.write([scores_of(course, "first")])
        for size in (1, 40):
            sent = []
            batch = [scores_of(course, f"{size}-{number:02}") for number in range(size)]
            listener = lambda *args: sent.append(args[2])  # noqa: B023, E731 - counts for this size
            event.listen(Engine, "before_cursor_execute", listener)
            writer.write(batch)
            event.remove(Engine, "before_cursor_execute", listener)
            counts.append(len(sent))
    assert counts[0] == counts[1] <= 10
    with opened(course) as gradebook:
        assert len(gradebook.students) == 42
        assert state(gradebook, "40-39")["score"] == 40.0


def test_a_batch_is_written_whole_or_not_at_all(course):
    good = scores_of(course, "ada")
    bad = Scores("bob", None, good.grades | {"check_zero_pad": "no number"}, {})
    with GradebookWriter(course, A, A) as writer, pytest.raises(Exception, match="no number"):
        writer.write([good, bad])
    with opened(course) as gradebook:
        assert [student.id for student in gradebook.students] == []


def test_a_comment_may_quote_what_no_database_holds(course):
    write(course, scores_of(course, "ada", comment="it printed \0 and \ud800"))
    with opened(course) as gradebook:
        assert state(gradebook, "ada")["comments"]["zero_pad"] == ("it printed \N{SYMBOL FOR NULL} and ?", None)


@pytest.fixture
def on_postgresql(course_root, postgresql_url):
    use_database(course_root, postgresql_url)
    return course_root


def test_two_drivers_cannot_write_into_one_database(on_postgresql):
    with (
        GradebookWriter(Course(on_postgresql), A, A) as first,
        pytest.raises(
            CourseError, match=r"^Another run is grading 'convnets' into postgresql.*; wait for it to end\.$"
        ),
        GradebookWriter(Course(on_postgresql), A, A),
    ):
        pass
    with GradebookWriter(Course(on_postgresql), A, A) as second:  # the lock has gone with the first
        second.write([])
    assert first is not second


def test_a_writer_that_has_lost_its_connection_has_lost_the_lock_and_writes_no_more(on_postgresql):
    course = Course(on_postgresql)
    scores = scores_of(course, "ada")
    with GradebookWriter(course, A, A) as first:
        with opened(course) as gradebook:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            gradebook.db.execute(text(f"{others} AND pid <> pg_backend_pid()"))
        with pytest.raises(CourseError, match=r"could not be written: .*\. Nothing is lost"):
            first.write([scores])
        with GradebookWriter(course, A, A) as second:
            with pytest.raises(ResourceClosedError):
                first.write([scores])
            second.write([scores])


def test_a_server_that_is_not_there_is_one_clear_error_without_the_password(course_root):
    with (course_root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write('\nc.CourseDirectory.db_url = "postgresql+psycopg://me:secret@127.0.0.1:9/grades"\n')
    with pytest.raises(
        CourseError, match=r"^The gradebook postgresql\+psycopg://me:\*\*\*@127.*cannot be opened: "
    ) as caught:
        GradebookWriter(Course(course_root), A, A)
    assert "secret" not in str(caught.value)


def test_a_database_driver_that_is_not_installed_is_named(course_root):
    with (course_root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write('\nc.CourseDirectory.db_url = "postgresql+pg8000://me@host/grades"\n')
    with pytest.raises(
        CourseError, match=r"asks for pg8000, which is not installed\. For PostgreSQL install the extra"
    ):
        GradebookWriter(Course(course_root), A, A)
