"""What leaves the gradebook: a person's mark counts, and what nobody has marked has no total."""

from datetime import UTC, datetime

import pytest
from nbgrader.api import Gradebook

from autograder.course.folder import Course
from autograder.course.gradebook import GradebookWriter, master_cells
from autograder.course.gradebook_rows import Scores
from autograder.course.marks import marks_of
from autograder.lms.mark_files import total_of

A = "step_by_step"
WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture
def course(course_root):
    return Course(course_root)


def regrade(course, score):
    """Write one score for every exercise, as a class run does."""
    with Gradebook(course.db_url, course.course_id) as gradebook:
        grade_ids = [cell.grade_id for cell in master_cells(gradebook.find_notebook(A, A)) if cell.grade]
    with GradebookWriter(course, A, A) as writer:
        writer.write([Scores("ada", WHEN, dict.fromkeys(grade_ids, score), {})])


def mark_by_hand(course, score):
    with Gradebook(course.db_url, course.course_id) as gradebook:
        for grade in gradebook.find_submission_notebook(A, A, "ada").grades:
            grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.db.commit()


def test_a_mark_given_by_hand_stands_in_the_total_after_a_regrade(course):
    regrade(course, 1.0)
    mark_by_hand(course, 2.0)
    regrade(course, 1.0)
    (ada,) = marks_of(course, A)
    assert set(ada.scores.values()) == {2.0}
    assert total_of(ada) == f"{2 * len(ada.points)}"


def test_what_nobody_could_mark_has_no_total(course):
    regrade(course, None)
    (ada,) = marks_of(course, A)
    assert (set(ada.scores.values()), total_of(ada)) == ({None}, "")
