"""The one writer: scores and comments go into nbgrader's own gradebook, a batch in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, Student, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import event, select, text
from sqlalchemy.exc import DatabaseError

from autograder.class_run.course import Course, CourseError
from autograder.class_run.plan import MasterCell

_BUSY_SECONDS = 60


@dataclass(frozen=True)
class Scores:
    """What one submission puts into the gradebook.

    Attributes
    ----------
    student : str
    timestamp : datetime or None
        Naive UTC.
    grades : dict of str to float or None
        Automatic score by grade_id; None asks for manual grading.
    comments : dict of str to str or None
        Automatic comment by the grade_id of the solution cell.
    """

    student: str
    timestamp: datetime | None
    grades: dict[str, float | None]
    comments: dict[str, str | None]


@contextmanager
def _named_errors(course: Course) -> Iterator[None]:
    """Say in one line what is the matter with the database: locked, full, read-only, damaged."""
    try:
        yield
    except DatabaseError as error:
        msg = (
            f"The gradebook {course.db_url} could not be written: {error.orig}. Nothing is lost: "
            "put that right, then run the same command again."
        )
        raise CourseError(msg) from error


def master_cells(notebook: Any) -> tuple[MasterCell, ...]:  # noqa: ANN401 - nbgrader's models are untyped
    """Source cells of a released notebook, in its order, from nbgrader's `Notebook` row."""
    points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    return tuple(
        MasterCell(
            grade_id=cell.name,
            cell_type=cell.cell_type,
            source=cell.source or "",
            checksum=cell.checksum or "",
            locked=bool(cell.locked),
            grade=cell.name in points,
            solution=cell.name in solutions,
            points=points.get(cell.name, 0.0),
        )
        for cell in notebook.source_cells
    )


class GradebookWriter:
    """Writes the scores of one assignment's notebook.

    Manual scores, extra credit and manual comments are never touched. A grade with a manual score is marked for review
    when its automatic score is written again, as nbgrader does.
    """

    def __init__(self, course: Course, assignment: str, notebook: str) -> None:
        self._course, self._assignment_name, self._notebook_name = course, assignment, notebook
        with _named_errors(course):
            self._gradebook = Gradebook(course.db_url, course.course_id)
            self._db: Any = self._gradebook.db
            self._make_patient()
        self._late = AssignLatePenalties(config=course.config)
        self._late.init_plugin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._gradebook.close()

    def master_cells(self) -> tuple[MasterCell, ...]:
        """Source cells of the released notebook.

        Raises
        ------
        CourseError
            If the assignment was never generated.
        """
        try:
            notebook = self._gradebook.find_notebook(self._notebook_name, self._assignment_name)
        except MissingEntry:
            msg = (
                f"The gradebook knows no assignment {self._assignment_name!r} with a notebook {self._notebook_name!r}. "
                f"Run `nbgrader generate_assignment {self._assignment_name}` in {self._course.root} first."
            )
            raise CourseError(msg) from None
        return master_cells(notebook)

    def write(self, batch: Sequence[Scores]) -> None:
        """Write a batch in one transaction: all of it or nothing.

        Raises
        ------
        CourseError
            If the database stays locked, is full or cannot be written; nothing of the batch is lost, a later run
            writes it.
        """
        with _named_errors(self._course):
            try:
                for scores in batch:
                    self._write_one(scores)
                self._db.commit()
            except DatabaseError:
                self._db.rollback()
                raise

    def _write_one(self, scores: Scores) -> None:
        submission = self._submission(scores)
        notebook = next(item for item in submission.notebooks if item.name == self._notebook_name)
        for grade in notebook.grades:
            if grade.name in scores.grades:
                grade.auto_score = scores.grades[grade.name]
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        for comment in notebook.comments:
            if comment.name in scores.comments:
                comment.auto_comment = scores.comments[comment.name]
        self._assign_penalty(submission, notebook)

    def _submission(self, scores: Scores) -> SubmittedAssignment:
        """Find the student's submission, or make it with a grade and a comment for each cell."""
        found = self._db.scalars(
            select(SubmittedAssignment)
            .join(SubmittedAssignment.assignment)
            .where(SubmittedAssignment.student_id == scores.student)
            .where(SubmittedAssignment.assignment_id == self._assignment.id)
        ).first()
        if found is None:
            found = self._new_submission(scores.student)
        if scores.timestamp is not None:
            found.timestamp = scores.timestamp
        return found

    def _new_submission(self, student_id: str) -> SubmittedAssignment:
        student = self._db.get(Student, student_id) or Student(id=student_id)
        assignment = self._assignment
        cells = [
            (notebook, notebook.grade_cells, notebook.solution_cells, notebook.task_cells)
            for notebook in assignment.notebooks
        ]
        with self._db.no_autoflush:
            made = SubmittedAssignment(assignment=assignment, student=student)
            for notebook, grade_cells, solution_cells, task_cells in cells:
                submitted = SubmittedNotebook(notebook=notebook, assignment=made)
                for cell in (*grade_cells, *task_cells):
                    Grade(cell_id=cell.id, notebook=submitted)
                for cell in (*solution_cells, *task_cells):
                    Comment(cell_id=cell.id, notebook=submitted)
            self._db.add(made)
        self._db.flush()
        return made

    @property
    def _assignment(self) -> Any:  # noqa: ANN401 - nbgrader's models are untyped
        return self._gradebook.find_assignment(self._assignment_name)

    def _assign_penalty(self, submission: SubmittedAssignment, notebook: SubmittedNotebook) -> None:
        """Late penalty by the course's own nbgrader plugin."""
        notebook.late_submission_penalty = None
        if submission.timestamp is None or submission.total_seconds_late <= 0:
            return
        self._db.flush()
        self._db.refresh(notebook)
        penalty = self._late.plugin_inst.late_submission_penalty(
            submission.student_id, notebook.score, submission.total_seconds_late
        )
        if penalty is not None:
            notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)

    def _make_patient(self) -> None:
        """Let SQLite wait for a lock and keep readers (formgrader) from blocking the writer."""
        if self._gradebook.engine.dialect.name != "sqlite":
            return

        @event.listens_for(self._gradebook.engine, "connect")
        def _on_connect(connection: Any, _: Any) -> None:  # noqa: ANN401 - a driver's connection
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")

        self._gradebook.engine.dispose()
        self._db.execute(text("PRAGMA journal_mode = WAL"))
        self._db.commit()


def manual_scores(course: Course, assignment: str) -> dict[str, dict[str, float]]:
    """Scores that a person gave, by student and grade_id."""
    with Gradebook(course.db_url, course.course_id) as gradebook:
        found = gradebook.db.query(Grade).filter(Grade.manual_score.is_not(None)).all()
        scores: dict[str, dict[str, float]] = {}
        for grade in found:
            if grade.assignment.name == assignment:
                scores.setdefault(grade.student.id, {})[grade.name] = float(grade.manual_score)
    return scores
