"""The one writer: scores and comments go into nbgrader's own gradebook, a batch in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from nbgrader.api import Grade, Gradebook, MissingEntry
from sqlalchemy import Connection, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from autograder.course.dates import read_dates
from autograder.course.folder import Course, CourseError
from autograder.course.gradebook_rows import DATABASES, GradebookRows, Scores
from autograder.course.late_policy import late_plugin, penalties
from autograder.course.records import Record
from autograder.course.standing import Standing, standings
from autograder.reading.matching import MasterCell

PATIENCE = 60.0  # seconds for which a busy gradebook is waited for


class GradebookBusyError(CourseError):
    """Somebody else writes into the gradebook for longer than one can wait.

    Attributes
    ----------
    answered : list of Record
        What has been graded and has its page meanwhile, although its scores are not in the gradebook.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.answered: list[Record] = []


@contextmanager
def named_database_errors(where: str) -> Iterator[None]:
    """Say in one line what is the matter with the database: locked, full, read-only, damaged."""
    try:
        yield
    except DBAPIError as error:
        msg = (
            f"The gradebook {where} could not be written: {error.orig}. Nothing is lost: "
            "put that right, then run the same command again."
        )
        is_busy = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
        raise (GradebookBusyError if is_busy else CourseError)(msg) from error


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

    Parameters
    ----------
    course : Course
    assignment, notebook : str
    patience : float
        Seconds for which a busy gradebook is waited for.
    """

    def __init__(self, course: Course, assignment: str, notebook: str, patience: float = PATIENCE) -> None:
        self._course, self._assignment_name, self._notebook_name = course, assignment, notebook
        self._gradebook = opened_gradebook(course, patience)
        with named_database_errors(self._where):
            # Everything is written through one connection, which holds the lock: who loses it can write no more.
            self._connection: Connection = self._gradebook.engine.connect()
        self.late_policy = late_plugin(course.config)

    def __enter__(self) -> Self:
        if not self._is_alone():
            self._close()
            msg = f"Another run is grading {self._course.course_id!r} into {self._where}; wait for it to end."
            raise CourseError(msg)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._close()

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
        cells = master_cells(notebook)
        self._gradebook.db.rollback()  # or a server would keep this transaction open until the end
        return cells

    def write(self, batch: Sequence[Scores]) -> None:
        """Write a batch in one transaction: all of it or nothing.

        Raises
        ------
        GradebookBusyError
            If the database stays locked.
        CourseError
            If it is full or cannot be written; nothing of the batch is lost, a later run writes it.
        """
        with named_database_errors(self._where):
            try:
                with self._connection.begin():
                    self._write(self._rows, batch)
            except DBAPIError:
                self._connection.close()  # it would come back by itself, but without the lock
                raise

    def standings(self, students: Collection[str]) -> dict[str, Standing]:
        """Where students stand by what has been written."""
        with named_database_errors(self._where), self._connection.begin():
            return standings(self._connection, self._assignment_name, students)

    def foreseen_standings(self, batch: Sequence[Scores]) -> dict[str, Standing]:
        """Where students will stand when a batch is written, tried on a copy: SQLite's file can be read while busy."""
        with (
            named_database_errors(self._where),
            closing(self._gradebook.engine.raw_connection()) as busy,
            create_engine("sqlite://").connect() as copy,
        ):
            busy.driver_connection.backup(copy.connection.driver_connection)
            self._write(GradebookRows(copy, self._assignment_name, self._notebook_name), batch)
            return standings(copy, self._assignment_name, [scores.student for scores in batch])

    def _write(self, rows: GradebookRows, batch: Sequence[Scores]) -> None:
        promised = read_dates(self._course, self._assignment_name).promised
        rows.penalise(dict(penalties(self.late_policy, rows.write(batch, promised))))

    @cached_property
    def _rows(self) -> GradebookRows:
        return GradebookRows(self._connection, self._assignment_name, self._notebook_name)

    def _close(self) -> None:
        self._connection.close()
        self._gradebook.close()

    @property
    def _where(self) -> str:
        """Address of the gradebook, without a password."""
        return str(self._gradebook.engine.url)

    def _is_alone(self) -> bool:
        """Take the server's lock of this course, which goes with the connection; a file has the course folder's."""
        if self._gradebook.engine.dialect.name != "postgresql":
            return True
        key = func.hashtextextended(f"autograder {self._course.course_id}", 0)
        is_alone = bool(self._connection.scalar(select(func.pg_try_advisory_lock(key))))
        self._connection.commit()
        return is_alone


def opened_gradebook(course: Course, patience: float = PATIENCE) -> Any:  # noqa: ANN401 - nbgrader's classes are untyped
    """Open a course's gradebook, which waits for a while where somebody else writes.

    Raises
    ------
    CourseError
        If there is no way into it.
    """
    url = make_url(course.db_url)
    if url.get_backend_name() not in DATABASES:
        raise CourseError(f"A class run writes into SQLite or PostgreSQL, not into {url.get_backend_name()}.")
    try:
        gradebook = Gradebook(course.db_url, course.course_id)
        _make_patient(gradebook, patience)
        return gradebook
    except ModuleNotFoundError as error:
        msg = (
            f"The gradebook's address asks for {error.name}, which is not installed. For PostgreSQL install the extra "
            "[cluster] and write c.CourseDirectory.db_url as postgresql+psycopg://user@host/database."
        )
        raise CourseError(msg) from None
    except DBAPIError as error:
        where = url.render_as_string(hide_password=True)
        what = "Put that right" if url.get_backend_name() == "sqlite" else "See that its server runs"
        msg = f"The gradebook {where} cannot be opened: {error.orig}. {what}, then run the same command again."
        raise CourseError(msg) from error


def _make_patient(gradebook: Any, seconds: float) -> None:  # noqa: ANN401 - nbgrader's classes are untyped
    """Let SQLite wait for a lock and keep readers (formgrader) from blocking the writer."""
    if gradebook.engine.dialect.name != "sqlite":
        return

    @event.listens_for(gradebook.engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:  # noqa: ANN401 - a driver's connection
        connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    gradebook.engine.dispose()
    gradebook.db.execute(text("PRAGMA journal_mode = WAL"))
    gradebook.db.commit()


def manual_scores(course: Course, assignment: str) -> dict[str, dict[str, float]]:
    """Scores that a person gave, by student and grade_id."""
    with opened_gradebook(course) as gradebook:
        found = gradebook.db.query(Grade).filter(Grade.manual_score.is_not(None)).all()
        scores: dict[str, dict[str, float]] = {}
        for grade in found:
            if grade.assignment.name == assignment:
                scores.setdefault(grade.student.id, {})[grade.name] = float(grade.manual_score)
    return scores
