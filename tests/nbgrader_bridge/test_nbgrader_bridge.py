"""nbgrader autograde runs confined by configuration, with the class run's scores, and keeps what a person marked."""

import json
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook

from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course
from autograder.demo.simulate import nbgrader, submit
from autograder.nbgrader_bridge import preprocessors

pytestmark = pytest.mark.slow
A = "step_by_step"

# Would give full marks in nbgrader's own kernel: it drops every assertion before it runs.
CHEAT = """
def drop(lines):
    return [line for line in lines if "assert" not in line]
get_ipython().input_transformers_post.append(drop)
"""


def scores(root):
    course = Course(root)
    with Gradebook(course.db_url, course.course_id) as gradebook:
        return {
            (submission.student_id, grade.name): grade.auto_score
            for submission in gradebook.assignment_submissions(A)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


@pytest.fixture(scope="module")
def graded(released_course, tmp_path_factory):
    """Six students, graded by nbgrader's own command."""
    import shutil

    root = tmp_path_factory.mktemp("bridge") / "course"
    shutil.copytree(released_course, root)
    submit(root, A, 6, 3)
    nbgrader(root, "autograde", A)
    return root


def test_the_scores_are_the_class_runs(graded, tmp_path):
    import shutil

    copy = tmp_path / "course"
    shutil.copytree(graded, copy)
    before = scores(copy)
    with LocalPool(A, copy) as pool:
        grade_class(Course(copy), A, pool)
    assert scores(copy) == before
    assert before[("student-1", "check_conv_forward")] == 20


def test_feedback_shows_the_cards(graded):
    nbgrader(graded, "generate_feedback", A)
    page = (graded / "feedback" / "student-2" / A / f"{A}.html").read_text()
    assert "not yet (" in page


def test_a_gradebook_kept_elsewhere_does_not_move_the_course(graded, tmp_path, monkeypatch):
    """Student code may not see the course; it may be anywhere but where the gradebook is."""
    elsewhere = tmp_path / "gradebook.db"
    elsewhere.touch()
    roots = []

    def worker(root, *others):
        roots.append(root)
        raise InterruptedError

    monkeypatch.setattr(preprocessors, "worker_for", worker)
    monkeypatch.chdir(graded)  # as nbgrader does before it converts anything
    names = {"assignment": A, "student": "student-1", "db_url": f"sqlite:///{elsewhere}"}
    with pytest.raises(InterruptedError):
        preprocessors.ConfinedExecute().preprocess({}, {"nbgrader": names})
    assert roots == [graded]


BUTTON = """
import sys
from pathlib import Path
from nbgrader.apps.api import NbGraderAPI
from autograder.course.folder import Course
course = Course(Path(sys.argv[1]))
done = NbGraderAPI(config=course.config).autograde(sys.argv[2], sys.argv[3])
assert done["success"], done
"""


def test_formgraders_button_gives_the_same(graded):
    """The button calls nbgrader's API in the server's own process, with the course's configuration."""
    before = scores(graded)
    course = Course(graded)
    with Gradebook(course.db_url, course.course_id) as gradebook:
        gradebook.remove_submission(A, "student-3")
    run = [sys.executable, "-c", BUTTON, str(graded), A, "student-3"]
    done = subprocess.run(run, cwd=graded, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert scores(graded) == before
    assert len({student for student, _ in before}) == 6


def test_manual_marks_survive_autograde_again(graded):
    course = Course(graded)
    with Gradebook(course.db_url, course.course_id) as gradebook:
        gradebook.find_grade("check_zero_pad", A, A, "student-1").manual_score = 1.5
        gradebook.find_comment("zero_pad", A, A, "student-1").manual_comment = "well done"
        gradebook.db.commit()
    nbgrader(graded, "autograde", A, "--student", "student-1", "--force")
    with Gradebook(course.db_url, course.course_id) as gradebook:
        grade = gradebook.find_grade("check_zero_pad", A, A, "student-1")
        assert (grade.manual_score, grade.auto_score) == (1.5, 10)
        assert gradebook.find_comment("zero_pad", A, A, "student-1").comment == "well done"


def test_a_grade_cell_of_an_instructors_own_works_and_cannot_be_talked_away(course_root):
    source = course_root / "source" / A / f"{A}.ipynb"
    notebook = json.loads(source.read_text())
    check = next(cell for cell in notebook["cells"] if cell.get("id") == "check_zero_pad")
    own = json.loads(json.dumps(check))
    own["id"] = own["metadata"]["nbgrader"]["grade_id"] = "own_tests"
    own["source"] = "assert zero_pad(np.ones((1, 2, 2, 1)), 1).shape == (1, 4, 4, 1)"
    notebook["cells"].append(own)
    source.write_text(json.dumps(notebook))
    nbgrader(course_root, "generate_assignment", A, "--force")
    submit(course_root, A, 1, 1)
    home = course_root / "submitted" / "cheat" / A
    home.mkdir(parents=True)
    released = json.loads((course_root / "release" / A / f"{A}.ipynb").read_text())
    cell = {"cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "execution_count": None, "source": CHEAT}
    released["cells"].insert(0, cell)
    (home / f"{A}.ipynb").write_text(json.dumps(released))
    nbgrader(course_root, "autograde", A)
    found = scores(course_root)
    assert found[("student-1", "own_tests")] == 10
    assert sum(score for (student, _), score in found.items() if student == "cheat") == 0


def test_a_worker_loads_neither_nbgrader_nor_nbformat():
    code = "import sys, autograder.grading.worker; sys.exit(bool({'nbgrader', 'nbformat'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
