"""The rows that submissions have in nbgrader's tables, written for many submissions at a time.

nbgrader makes and changes them one object at a time. Here a batch takes one statement for each table, on SQLite and on
PostgreSQL alike: a row that is missing is inserted, of one that is there only the automatic part changes, and the
tables' own unique keys decide which it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, Table, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

_INSERT: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
DATABASES = frozenset(_INSERT)
_ASSIGNMENT: Table = Assignment.__table__
_NOTEBOOK: Table = Notebook.__table__
_CELL: Table = BaseCell.__table__
_STUDENT: Table = Student.__table__
_SUBMITTED_ASSIGNMENT: Table = SubmittedAssignment.__table__
_SUBMITTED_NOTEBOOK: Table = SubmittedNotebook.__table__
_GRADE: Table = Grade.__table__
_COMMENT: Table = Comment.__table__
_WITH_GRADE, _WITH_COMMENT = ("GradeCell", "TaskCell"), ("SolutionCell", "TaskCell")


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


class Late(NamedTuple):
    """A submission that came after the due date.

    Attributes
    ----------
    notebook_id : str
        Of its row in submitted_notebook.
    student : str
    score : float
        Of the notebook, manual scores and extra credit included.
    seconds : float
        After the due date and the student's extension.
    """

    notebook_id: str
    student: str
    score: float
    seconds: float


Promised = Callable[[str, datetime | None], timedelta | None]


def no_extension(student: str, due: datetime | None) -> timedelta | None:
    """Nobody was promised anything."""
    del student, due
    return None


class GradebookRows:
    """The rows of one assignment.

    Parameters
    ----------
    connection : Connection
        To nbgrader's database, SQLite or PostgreSQL. Who calls begins and ends transactions.
    assignment, notebook : str
        Names: a submission of the assignment has rows for each of its notebooks, and scores for this one.
    """

    def __init__(self, connection: Connection, assignment: str, notebook: str) -> None:
        self._connection = connection
        self._id = connection.execute(select(_ASSIGNMENT.c.id).where(_ASSIGNMENT.c.name == assignment)).scalar_one()
        names = connection.execute(
            select(_NOTEBOOK.c.id, _NOTEBOOK.c.name).where(_NOTEBOOK.c.assignment_id == self._id)
        ).all()
        self._notebooks = [id for id, _ in names]
        self._scored = next(id for id, name in names if name == notebook)
        self._cells = connection.execute(
            select(_CELL.c.id, _CELL.c.name, _CELL.c.type, _CELL.c.notebook_id).where(
                _CELL.c.notebook_id.in_(self._notebooks)
            )
        ).all()

    def write(self, batch: Sequence[Scores], promised: Promised = no_extension) -> list[Late]:
        """Insert or change all rows of a batch.

        Parameters
        ----------
        batch : sequence of Scores
        promised : callable
            The extension of a student who has none in the gradebook, given the due date.

        Returns
        -------
        list of Late
            Whose penalty is to be given anew, by `penalise`; until then they have none.
        """
        batch = sorted(batch, key=lambda scores: scores.student)  # two writers then lock rows in the same order
        self._put(_STUDENT, ["id"], [{"id": scores.student} for scores in batch])
        submissions = self._put_submissions(batch, promised)
        notebooks = self._put_notebooks([row.id for row in submissions.values()])
        self._put_cells(batch, submissions, notebooks)
        return self._late(submissions.values(), notebooks, self.due)

    @property
    def due(self) -> datetime | None:
        """When the assignment is due, UTC, as the gradebook says now."""
        return self._connection.scalar(select(_ASSIGNMENT.c.duedate).where(_ASSIGNMENT.c.id == self._id))

    @due.setter
    def due(self, moment: datetime | None) -> None:
        self._connection.execute(update(_ASSIGNMENT).where(_ASSIGNMENT.c.id == self._id).values(duedate=moment))

    def knows(self, student: str) -> bool:
        """Whether the gradebook has a student."""
        return self._connection.scalar(select(_STUDENT.c.id).where(_STUDENT.c.id == student)) is not None

    def extend(self, extensions: Mapping[str, timedelta | None]) -> None:
        """Set extensions by student, of those who have handed in; None takes one back."""
        table = _SUBMITTED_ASSIGNMENT
        statement = update(table).where(table.c.assignment_id == self._id, table.c.student_id == bindparam("student"))
        if extensions:
            rows = [{"student": student, "length": length} for student, length in extensions.items()]
            self._connection.execute(statement.values(extension=bindparam("length")), rows)

    def all_late(self) -> list[Late]:
        """Everybody whose penalty is to be given anew, by `penalise`; until then nobody has one."""
        notebooks, submissions = _SUBMITTED_NOTEBOOK, _SUBMITTED_ASSIGNMENT
        of_ours = notebooks.c.notebook_id == self._scored
        self._connection.execute(update(notebooks).where(of_ours).values(late_submission_penalty=None))
        rows = self._connection.execute(
            select(submissions, notebooks.c.id.label("notebook"))
            .join(notebooks, notebooks.c.assignment_id == submissions.c.id)
            .where(of_ours)
        ).all()
        return self._late(rows, {(row.id, self._scored): row.notebook for row in rows}, self.due)

    def penalise(self, penalties: Mapping[str, float]) -> None:
        """Set the late penalty of notebooks, by the ids of their rows in submitted_notebook."""
        if penalties:
            statement = update(_SUBMITTED_NOTEBOOK).where(_SUBMITTED_NOTEBOOK.c.id == bindparam("row"))
            self._connection.execute(
                statement.values(late_submission_penalty=bindparam("penalty")),
                [{"row": row, "penalty": penalty} for row, penalty in penalties.items()],
            )

    def _put_submissions(self, batch: Sequence[Scores], promised: Promised) -> dict[str, Any]:
        """Rows of submitted_assignment by student."""
        table, due = _SUBMITTED_ASSIGNMENT, self.due
        rows = [
            {
                "assignment_id": self._id,
                "student_id": one.student,
                "timestamp": one.timestamp,
                "extension": promised(one.student, due),
            }
            for one in batch
        ]
        self._put(
            table,
            ["assignment_id", "student_id"],
            rows,
            lambda new: {
                "timestamp": func.coalesce(new.timestamp, table.c.timestamp),
                "extension": func.coalesce(table.c.extension, new.extension),
            },
        )
        found = self._connection.execute(
            select(table.c.id, table.c.student_id, table.c.timestamp, table.c.extension).where(
                table.c.assignment_id == self._id, table.c.student_id.in_([one.student for one in batch])
            )
        )
        return {row.student_id: row for row in found}

    def _put_notebooks(self, submissions: Sequence[str]) -> dict[tuple[str, str], str]:
        """Ids in submitted_notebook by those of the submission and the notebook."""
        table = _SUBMITTED_NOTEBOOK
        for notebook in self._notebooks:
            rows = [{"notebook_id": notebook, "assignment_id": submission} for submission in submissions]
            without_penalty = (lambda _: {"late_submission_penalty": None}) if notebook == self._scored else None
            self._put(table, ["notebook_id", "assignment_id"], rows, without_penalty)
        found = self._connection.execute(
            select(table.c.id, table.c.assignment_id, table.c.notebook_id).where(table.c.assignment_id.in_(submissions))
        )
        return {(row.assignment_id, row.notebook_id): row.id for row in found}

    def _put_cells(
        self,
        batch: Sequence[Scores],
        submissions: Mapping[str, Any],
        notebooks: Mapping[tuple[str, str], str],
    ) -> None:
        """Rows of grade and comment: a task cell has both."""
        scored, commented = [], []
        unscored, uncommented = [], []
        for scores in batch:
            submission = submissions[scores.student].id
            for cell in self._cells:
                row = {"cell_id": cell.id, "notebook_id": notebooks[submission, cell.notebook_id]}
                is_ours = cell.notebook_id == self._scored
                if cell.type in _WITH_GRADE:
                    if is_ours and cell.name in scores.grades:
                        score = scores.grades[cell.name]
                        scored.append(row | {"auto_score": score, "needs_manual_grade": score is None})
                    else:
                        unscored.append(row)
                if cell.type in _WITH_COMMENT:
                    if is_ours and cell.name in scores.comments:
                        commented.append(row | {"auto_comment": _storable(scores.comments[cell.name])})
                    else:
                        uncommented.append(row)
        key = ["cell_id", "notebook_id"]
        self._put(_GRADE, key, scored, _new_grade)
        self._put(_GRADE, key, unscored)
        self._put(_COMMENT, key, commented, lambda new: {"auto_comment": new.auto_comment})
        self._put(_COMMENT, key, uncommented)

    def _late(
        self, submissions: Iterable[Any], notebooks: Mapping[tuple[str, str], str], due: datetime | None
    ) -> list[Late]:
        seconds = {}
        for row in submissions:
            if due is not None and row.timestamp is not None:
                after = (row.timestamp - due - (row.extension or timedelta())).total_seconds()
                seconds[notebooks[row.id, self._scored]] = (row.student_id, after)
        late = [notebook for notebook, (_, after) in seconds.items() if after > 0]
        if not late:
            return []
        found = self._connection.execute(
            select(SubmittedNotebook.id, SubmittedNotebook.score).where(SubmittedNotebook.id.in_(late))
        )
        return [Late(notebook, seconds[notebook][0], score, seconds[notebook][1]) for notebook, score in found]

    def _put(
        self,
        table: Table,
        key: list[str],
        rows: list[dict[str, Any]],
        change: Callable[[Any], dict[str, Any]] | None = None,
    ) -> None:
        """Insert rows; those that are there by their unique key are changed as `change` says, or stay as they are."""
        if not rows:
            return
        insert = _INSERT[self._connection.dialect.name](table)
        if change is None:
            statement = insert.on_conflict_do_nothing(index_elements=key)
        else:
            statement = insert.on_conflict_do_update(index_elements=key, set_=change(insert.excluded))
        self._connection.execute(statement, rows)


def _new_grade(new: Any) -> dict[str, Any]:  # noqa: ANN401 - the row that was to be inserted
    """As nbgrader does: what a person has graded, and what nobody could grade, is for a person to look at."""
    needs = or_(_GRADE.c.manual_score.is_not(None), new.auto_score.is_(None))
    return {"auto_score": new.auto_score, "needs_manual_grade": needs}


def _storable(text: str | None) -> str | None:
    """What PostgreSQL can hold: no NUL and no lone surrogate, which a comment may quote from a student's output."""
    return text and text.replace("\0", "\N{SYMBOL FOR NULL}").encode("utf-8", "replace").decode()
