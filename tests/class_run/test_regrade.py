"""Grading again: what changed is found without --force, marks move, and the report says by how much and why."""

import json

import pytest
from nbgrader.api import Gradebook
from small_class import SOLUTIONS, A, grade, scores, submit

from autograder.course.folder import Course
from autograder.demo.answers import with_mistake
from autograder.demo.simulate import filled
from autograder.reporting import write_report

WRONG = SOLUTIONS | {"zero_pad": with_mistake("zero_pad", SOLUTIONS["zero_pad"], "one side only")}


def moved_section(root):
    page = write_report(root, A, jobs=1).read_text(encoding="utf-8")
    return page[page.index('id="moved"') : page.index('id="time"')]


def double_the_points(root, grade_id):
    """What releasing again with other points does to the gradebook."""
    with Gradebook(Course(root).db_url) as gradebook:
        notebook = gradebook.find_notebook(A, A)
        cell = next(cell for cell in notebook.grade_cells if cell.name == grade_id)
        cell.max_score = 2 * cell.max_score
        gradebook.db.commit()


@pytest.mark.slow
def test_points_and_submissions_that_change_are_found_and_explained(course_root):
    path = submit(course_root, "ada", WRONG)
    submit(course_root, "bob", SOLUTIONS)
    first = {record.student: record for record in grade(course_root).graded}
    assert "None: every mark is what it was" in moved_section(course_root)

    double_the_points(course_root, "check_zero_pad")
    with Gradebook(Course(course_root).db_url) as gradebook:
        gradebook.find_grade("check_conv_forward", A, A, "bob").manual_score = 1.5
        gradebook.db.commit()
    second = {record.student: record for record in grade(course_root).graded}
    assert second["bob"].score - first["bob"].score == 10
    assert second["bob"].previous == first["bob"].scores
    assert second["bob"].changed == ["points or grade cells"]
    assert scores(course_root, "ada")["zero_pad"] == 2 * first["ada"].scores["check_zero_pad"]
    with Gradebook(Course(course_root).db_url) as gradebook:
        assert gradebook.find_grade("check_conv_forward", A, A, "bob").score == 1.5
    section = moved_section(course_root)
    assert "points or grade cells" in section
    assert "10 → 20" in section

    notebook = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(filled(notebook, SOLUTIONS)), encoding="utf-8")
    (ada,) = grade(course_root).graded
    assert (ada.student, ada.score, ada.changed) == ("ada", 110, ["the submission"])
    assert "the submission" in moved_section(course_root)
