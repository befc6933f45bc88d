"""What the gradebook says of each student, ready to be written in any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import Grade, MissingEntry, SubmittedAssignment

from autograder.course.folder import Course, CourseError
from autograder.course.gradebook import opened_gradebook
from autograder.course.roster import Person, read_roster
from autograder.exercises import exercise_of


@dataclass(frozen=True)
class Marks:
    """One student's marks in an assignment.

    Attributes
    ----------
    person : Person
    scores : dict of str to float or None
        By exercise, in the order of the notebook; None where a person is still to say it.
    points : dict of str to float
    late_penalty : float
    timestamp : datetime or None
        When it was handed in, UTC.
    ungraded : bool
        Whether something still waits for a person's mark.
    handed_in : bool
    """

    person: Person
    scores: dict[str, float | None]
    points: dict[str, float]
    late_penalty: float = 0.0
    timestamp: datetime | None = None
    ungraded: bool = False
    handed_in: bool = True

    @property
    def total(self) -> float:
        """Sum of the scores that are there, less the late penalty, as nbgrader counts."""
        return round(sum(score or 0.0 for score in self.scores.values()) - self.late_penalty, 2)

    @property
    def max_total(self) -> float:
        """Sum of the points."""
        return sum(self.points.values())


def marks_of(course: Course, assignment: str) -> list[Marks]:
    """Read an assignment's marks, everybody of roster and gradebook included, in the order of their ids.

    Raises
    ------
    CourseError
        If the gradebook cannot be opened, or does not know the assignment.
    """
    roster = read_roster(course.root)
    with opened_gradebook(course) as gradebook:
        try:
            known = gradebook.find_assignment(assignment)
        except MissingEntry:
            msg = f"The gradebook knows no assignment {assignment!r}; grade it first: autograder grade {assignment}."
            raise CourseError(msg) from None
        cells = [cell for notebook in known.notebooks for cell in notebook.grade_cells]
        points = {exercise_of(cell.name): float(cell.max_score) for cell in cells}
        submitted = {submission.student_id: submission for submission in known.submissions}
        people = dict(roster)
        for student in gradebook.students:
            name = " ".join(filter(None, (student.first_name, student.last_name)))
            people.setdefault(student.id, Person(student.id, name, student.email or ""))
        marks = [
            _marks(person, submitted[student], points) if student in submitted else _absent(person, points)
            for student, person in people.items()
        ]
    return sorted(marks, key=lambda one: one.person.student)


def _marks(person: Person, submission: SubmittedAssignment, points: dict[str, float]) -> Marks:
    grades = {exercise_of(grade.name): grade for notebook in submission.notebooks for grade in notebook.grades}
    return Marks(
        person,
        {name: _score(grades[name]) if name in grades else 0.0 for name in points},
        points,
        sum(float(notebook.late_submission_penalty or 0.0) for notebook in submission.notebooks),
        submission.timestamp,
        # nbgrader asks again about what a person has marked whenever it is regraded; the mark stands meanwhile.
        any(grade.needs_manual_grade and grade.manual_score is None for grade in grades.values()),
    )


def _score(grade: Grade) -> float | None:
    if grade.needs_manual_grade and grade.auto_score is None and grade.manual_score is None:
        return None
    return float(grade.score or 0.0)


def _absent(person: Person, points: dict[str, float]) -> Marks:
    return Marks(person, dict.fromkeys(points), points, handed_in=False)
