"""An assignment that changes under a class that has handed in: marks stay, and the gradebook follows the notebook."""

import json

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI

from autograder.authoring.owning.new_exercise import add_exercise
from autograder.authoring.source_notebooks import source_path
from autograder.course.folder import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.gradebook_rows import Scores
from autograder.exercises import Exercise

A = "step_by_step"


def generate(root):
    course = Course(root)
    return NbGraderAPI(course.directory, config=course.config).generate_assignment(A, force=True)


@pytest.fixture
def course(course_root):
    """Ada has handed in; her conv_forward was graded by a person."""
    course = Course(course_root)
    with GradebookWriter(course, A, A) as writer:
        scores = {cell.grade_id: 4.0 for cell in writer.master_cells() if cell.grade}
        writer.write([Scores("ada", None, scores, {})])
    with gradebook_of(course_root) as gradebook:
        gradebook.find_grade("check_conv_forward", A, A, "ada").manual_score = 7.0
        gradebook.db.commit()
    return course_root


def gradebook_of(root):
    course = Course(root)
    return Gradebook(course.db_url, course.course_id)


def grades_of(root):
    with gradebook_of(root) as gradebook:
        grades = gradebook.find_submission_notebook(A, A, "ada").grades
        return {grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade) for grade in grades}


def source_cells_of(root):
    with gradebook_of(root) as gradebook:
        return [cell.name for cell in gradebook.find_notebook(A, A).source_cells]


def without(root, *names):
    path = source_path(A, root)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in names]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_an_exercise_is_added_and_taken_back_under_a_class(course):
    before, cells = grades_of(course), source_cells_of(course)
    add_exercise(Exercise("double", A, ("x",), ("y",)), 10, course)
    assert generate(course)["success"]
    assert grades_of(course) == before | {"check_double": (None, None, True)}
    place = cells.index("check_pool_backward") + 1
    new = ["double_task", "double", "check_double"]
    assert source_cells_of(course) == [*cells[:place], *new, *cells[place:]]
    with gradebook_of(course) as gradebook:
        assert gradebook.find_assignment(A).max_score == 110
        assert gradebook.find_comment("double", A, A, "ada").comment is None
    without(course, *new)
    assert generate(course)["success"]
    assert grades_of(course) == before
    assert source_cells_of(course) == cells


def test_what_a_person_graded_is_not_thrown_away_with_its_cell(course):
    before, cells = grades_of(course), source_cells_of(course)
    without(course, "check_conv_forward")
    done = generate(course)
    assert not done["success"]
    assert "Cannot add or remove cells for notebook 'step_by_step'" in done["log"]
    assert (grades_of(course), source_cells_of(course)) == (before, cells)
