"""Marks follow the dates: a due date or an extension that changes is counted at once, and nothing is run for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import NoResultFound

from autograder.course.folder import Course, CourseError
from autograder.course.gradebook import named_database_errors, opened_gradebook
from autograder.course.gradebook_rows import GradebookRows
from autograder.course.late_policy import late_plugin, penalties
from autograder.course.standing import Standing, standings


@dataclass(frozen=True)
class Settled:
    """What the gradebook says after a change.

    Attributes
    ----------
    due : datetime or None
        UTC.
    standings : dict of str to Standing
        Of everybody who handed in.
    before : dict of str to float
        What counted until now.
    """

    due: datetime | None
    standings: dict[str, Standing]
    before: dict[str, float]

    @property
    def moved(self) -> list[Standing]:
        """Those whose mark has changed, by their ids."""
        return [one for name, one in sorted(self.standings.items()) if one.total != self.before.get(name)]


def settle(course: Course, assignment: str, change: Callable[[GradebookRows], None] = lambda rows: None) -> Settled:
    """Change dates in the gradebook and give every late penalty anew, in one transaction.

    Parameters
    ----------
    course : Course
    assignment : str
    change : callable
        Takes the assignment's rows and changes what it wants to.

    Raises
    ------
    CourseError
        If the gradebook does not know the assignment, or cannot be written.
    """
    gradebook = opened_gradebook(course)
    policy = late_plugin(course.config)
    try:
        with (
            named_database_errors(str(gradebook.engine.url)),
            gradebook.engine.connect() as connection,
            connection.begin(),
        ):
            rows = GradebookRows(connection, assignment, assignment)
            before = {name: one.total for name, one in standings(connection, assignment).items()}
            change(rows)
            rows.penalise(dict(penalties(policy, rows.all_late())))
            return Settled(rows.due, standings(connection, assignment), before)
    except NoResultFound:
        msg = (
            f"The gradebook knows no assignment {assignment!r} yet: "
            f"run `nbgrader generate_assignment {assignment}` in {course.root} first."
        )
        raise CourseError(msg) from None
    finally:
        gradebook.close()
