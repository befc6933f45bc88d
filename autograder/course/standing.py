"""Where students stand in an assignment by nbgrader's gradebook: what a person gave and what lateness took included."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Connection, select


@dataclass
class Standing:
    """One student in one assignment.

    Attributes
    ----------
    student : str
    scores : dict of str to float or None
        By grade_id, manual scores and extra credit included; None where a person is still to say it.
    penalty : float
        What coming late takes off.
    due, timestamp : datetime or None
        UTC: when it was due for everybody, and when it was handed in.
    extension : timedelta or None
    by_hand : set of str
        Grade cells that a person scored.
    comments : dict of str to str
        What a person wrote, by the grade_id of the cell that it stands beside.
    """

    student: str
    scores: dict[str, float | None] = field(default_factory=dict)
    penalty: float = 0.0
    due: datetime | None = None
    timestamp: datetime | None = None
    extension: timedelta | None = None
    by_hand: set[str] = field(default_factory=set)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def reached(self) -> float:
        """Sum of the scores."""
        return round(sum(score or 0.0 for score in self.scores.values()), 2)

    @property
    def total(self) -> float:
        """What counts: never less than nothing."""
        return max(0.0, round(self.reached - self.penalty, 2))

    @property
    def seconds_late(self) -> float:
        """After the due date and the extension; 0 where one of the times is not known."""
        if self.due is None or self.timestamp is None:
            return 0.0
        return max(0.0, (self.timestamp - self.due - (self.extension or timedelta())).total_seconds())


def standings(connection: Connection, assignment: str, students: Collection[str] | None = None) -> dict[str, Standing]:
    """Read where students stand; everybody who handed in if none are named.

    Parameters
    ----------
    connection : Connection
        To nbgrader's database: one statement for each of three tables.
    assignment : str
        Its name, which its notebook has too.
    students : collection of str, optional
    """
    submissions = (
        select(
            SubmittedNotebook.id,
            SubmittedNotebook.late_submission_penalty,
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            Assignment.duedate,
        )
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .where(Assignment.name == assignment, Notebook.name == assignment)
    )
    if students is not None:
        submissions = submissions.where(SubmittedAssignment.student_id.in_(students))
    found = {
        row.id: Standing(
            row.student_id,
            penalty=float(row.late_submission_penalty or 0.0),
            due=row.duedate,
            timestamp=row.timestamp,
            extension=row.extension,
        )
        for row in connection.execute(submissions)
    }
    rows = submissions.with_only_columns(SubmittedNotebook.id)
    grades = (
        select(Grade.notebook_id, BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.extra_credit)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Grade.notebook_id.in_(rows))
    )
    for row in connection.execute(grades):
        one, score = found[row.notebook_id], row.auto_score if row.manual_score is None else row.manual_score
        one.scores[row.name] = None if score is None else float(score) + float(row.extra_credit or 0.0)
        if row.manual_score is not None:
            one.by_hand.add(row.name)
    comments = (
        select(Comment.notebook_id, BaseCell.name, Comment.manual_comment)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .where(Comment.manual_comment.is_not(None), Comment.notebook_id.in_(rows))
    )
    for row in connection.execute(comments):
        found[row.notebook_id].comments[row.name] = row.manual_comment
    return {one.student: one for one in found.values()}
