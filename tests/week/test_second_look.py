"""A request is found where students write it; its answer stays in gradebook and on the page through regrades."""

import json
import shutil

import pytest
from graded_course import A, MarkingPool, hand_in, mark, marks_in_gradebook, page_of
from nbgrader.api import Gradebook

from autograder.class_run.run import grade_class
from autograder.cli import requests
from autograder.course.folder import Course
from autograder.errors import UsageError
from autograder.week.second_look import open_requests

ASKS = "Regrade request: I think that zero_pad is right, the axes are the same."


@pytest.fixture(scope="module")
def graded(released_course, tmp_path_factory):
    """Ada and Bob have half of the points."""
    root = tmp_path_factory.mktemp("requests") / "course"
    shutil.copytree(released_course, root)
    hand_in(root, "ada", 0.5)
    hand_in(root, "bob", 0.5)
    mark(root)
    for student in ("ada", "bob"):
        path = root / ".autograder" / "records" / A / f"{student}.json"
        record = json.loads(path.read_text(encoding="utf-8"))
        said = {"exercise": "zero_pad", "status": "failed", "misconceptions": ["axes-swapped"], "message": "The axes."}
        path.write_text(json.dumps(record | {"exercises": [said]}), encoding="utf-8")
    return root


@pytest.fixture
def course(graded, tmp_path, monkeypatch):
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    monkeypatch.chdir(root)
    return root


def ask_in_file(root, student, text=ASKS):
    (root / "submitted" / student / A / "regrade_request.md").write_text(text, encoding="utf-8")


def add_cell(root, student, **cell):
    path = root / "submitted" / student / A / f"{A}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append({"metadata": {}, **cell})
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_request_is_found_beside_the_notebook_and_in_its_last_cell(course):
    ask_in_file(course, "ada")
    add_cell(course, "bob", cell_type="markdown", id="b", source="## Regrade request\nPlease look at pool_forward.")
    add_cell(course, "bob", cell_type="code", id="c", source="", outputs=[], execution_count=None)
    found = open_requests(Course(course), A)
    assert [(one.student, one.exercises) for one in found] == [("ada", ("zero_pad",)), ("bob", ("pool_forward",))]


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "markdown", "id": "b", "source": "I liked this."},
        {"cell_type": "code", "id": "b", "source": "# Regrade request", "outputs": [], "execution_count": None},
        {
            "cell_type": "markdown",
            "id": "b",
            "source": "Regrade request",
            "metadata": {"nbgrader": {"grade_id": "next", "grade": False, "locked": True, "schema_version": 3}},
        },
    ],
    ids=["another word", "code", "the instructor's own"],
)
def test_other_last_cells_ask_for_nothing(course, cell):
    add_cell(course, "bob", **cell)
    assert open_requests(Course(course), A) == []


def test_a_request_that_names_nothing_is_about_all_that_lost_points(course):
    ask_in_file(course, "ada", "Please look again.")
    (found,) = open_requests(Course(course), A)
    assert len(found.exercises) == 8


def test_the_list_shows_verdict_card_and_code_beside(course, capsys):
    home = course / "autograded" / "ada" / A
    home.mkdir(parents=True, exist_ok=True)
    card = {"output_type": "display_data", "data": {"text/plain": "zero_pad\n  not yet"}, "metadata": {}}
    cells = [
        {
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": "zero_pad"}},
            "source": "def zero_pad(X, pad): ...",
        },
        {
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": "check_zero_pad"}},
            "source": "",
            "outputs": [card],
        },
    ]
    (home / f"{A}.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    ask_in_file(course, "ada")
    requests.command(A)
    assert capsys.readouterr().out.splitlines() == [
        "ada asks:",
        f"    {ASKS}",
        "  zero_pad: failed, 5 of 10, axes-swapped",
        "    zero_pad",
        "      not yet",
        "    | def zero_pad(X, pad): ...",
        f"  The page with the pictures: feedback/ada/{A}/{A}.html",
        "step_by_step: 1 request is open.",
    ]


def test_an_answer_goes_to_gradebook_and_page_and_stays_through_regrades(course, capsys):
    ask_in_file(course, "ada")
    requests.command(A, student="ada", exercise="zero_pad", score=9, comment="You are right: <both> axes.")
    assert capsys.readouterr().out == "ada, zero_pad: 9 points and a comment given.\n"
    assert open_requests(Course(course), A) == []
    for _ in range(2):
        page = page_of(course, "ada")
        assert "<h1>step by step: 54 of 100 points</h1>" in page
        assert "<dt>zero_pad</dt><dd>You are right: &lt;both&gt; axes.</dd>" in page
        assert marks_in_gradebook(course, "ada")[0] == 54
        with Gradebook(Course(course).db_url, Course(course).course_id) as gradebook:
            comment = gradebook.find_comment("zero_pad", A, A, "ada")
            assert comment.comment == "You are right: <both> axes."
        grade_class(Course(course), A, MarkingPool(None), force=True)
    ask_in_file(course, "ada", f"{ASKS} Still.")
    assert len(open_requests(Course(course), A)) == 1  # it says something else: it is open again


def test_a_comment_is_offered_again_for_the_same_mistake(course, capsys):
    ask_in_file(course, "ada")
    ask_in_file(course, "bob")
    requests.command(A, student="ada", exercise="zero_pad", comment="Read section 3.1 once more.")
    capsys.readouterr()
    requests.command(A)
    assert "    --again 1: Read section 3.1 once more." in capsys.readouterr().out.splitlines()
    requests.command(A, student="bob", exercise="zero_pad", again=1)
    assert "<dd>Read section 3.1 once more.</dd>" in page_of(course, "bob")
    assert marks_in_gradebook(course, "bob")[0] == 50
    with pytest.raises(UsageError, match=r"^There is no --again 2: comments given for this before: 1\.$"):
        requests.command(A, student="bob", exercise="zero_pad", again=2)


def test_more_points_than_there_are_cannot_be_given(course):
    with pytest.raises(UsageError, match=r"^zero_pad is worth 10 points: 11 cannot be given\.$"):
        requests.command(A, student="ada", exercise="zero_pad", score=11)
