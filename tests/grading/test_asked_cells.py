"""Questions about the code in a class run: asked anew in the confined process, the answers judged outside."""

import json

import pytest
from simulated_answers import cells as defined
from simulated_code import SOLUTIONS

from autograder import grade_answers
from autograder.exercises import ASSIGNMENTS
from autograder.grading.asked_cells import answers_in, judge_answers
from autograder.grading.grade_cells import asked_exercise, graded_exercise
from autograder.grading.graded_notebook import run_notebook
from autograder.reading import read_submission
from autograder.sandbox.engine import Engine
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.session import Session
from autograder.sandbox.walls.limits import Limits
from cnn_utils.questions.guarded_run import MOST_SECONDS
from cnn_utils.questions.making import questions_on

HANG = """
import time
def zero_pad(X, pad):
    while True:
        try:
            time.sleep(1)
        except BaseException:
            pass
"""
FORGED = """
import cnn_utils.questions.making as making, sys
def zero_pad(X, pad):
    return X
sys.modules["autograder.sandbox.inside.child"].questions_on = lambda *args, **more: 7
"""


def code(source):
    return {"cell_type": "code", "source": source}


@pytest.fixture(scope="module")
def engine():
    with Engine(EngineOptions("step_by_step", require_sandbox=False)) as engine:
        yield engine


@pytest.fixture
def zero_pad(tmp_path):
    return defined({"zero_pad": SOLUTIONS["zero_pad"]}, tmp_path, "zero")["zero_pad"]


def rightly(function, attempt=1):
    asked = questions_on(function, "zero_pad", attempt=attempt)
    return {number: question.answer for number, question in enumerate(asked.questions, 1)}


def test_a_cell_says_itself_whether_it_asks_or_grades():
    assert asked_exercise("ask(zero_pad, answers_zero_pad)") == "zero_pad"
    assert asked_exercise("ask(zero_pad)") is None
    assert graded_exercise("ask(zero_pad, answers_zero_pad)") is None
    assert asked_exercise("grade(zero_pad, points=3)") is None


def notebook(points, answers):
    asked = {"grade_id": "asked_zero_pad", "locked": True, "grade": points is not None, "solution": False}
    asked |= {} if points is None else {"points": points}
    texts = {"import numpy as np": None, SOLUTIONS["zero_pad"]: None, f"answers_zero_pad = {answers!r}": None}
    texts["ask(zero_pad, answers_zero_pad)"] = asked
    cells = [code(text) | {"metadata": {"nbgrader": meta} if meta else {}} for text, meta in texts.items()]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return read_submission(json.dumps(content).encode(), name="x.ipynb", assignment="step_by_step")


@pytest.mark.parametrize(("points", "scores"), [(None, {}), (0, {"asked_zero_pad": 0.0}), (6, {"asked_zero_pad": 6.0})])
def test_answers_are_shown_and_count_where_the_course_gives_points(engine, zero_pad, points, scores):
    with Session(engine) as session:
        graded = run_notebook(notebook(points, rightly(zero_pad)), {}, session, [])
    assert graded.scores == scores
    assert graded.answered["asked_zero_pad"].share == 1.0
    card = graded.notebook["cells"][-1]["outputs"][0]["data"]["text/plain"]
    assert card.startswith("zero_pad: 3 of 3 answers are right")


def test_answers_are_read_from_the_last_cell_that_holds_plain_ones():
    texts = [
        "answers_zero_pad = {1: 3, 2: 'b'}",
        "answers_zero_pad = {1: (2, 3)}",
        "answers_zero_pad = {1: print('run')}",
        "answers_zero_pad = 7",
        "%time answers_zero_pad = {1: 9}",
        "answers_zero_pad['x'] = 3",
    ]
    assert answers_in([code(text) for text in texts], "zero_pad") == {1: (2, 3)}
    assert answers_in([{"cell_type": "markdown", "source": texts[0]}], "zero_pad") == {}


def test_nothing_is_asked_where_nothing_is_answered():
    answered = judge_answers("zero_pad", [code("answers_zero_pad = {1: None, 'try': 2}")], None)
    assert (answered.share, answered.text) == (0.0, "No question has been answered.")


def test_the_confined_process_asks_what_the_notebook_asked_and_judges_outside(engine, zero_pad):
    answers = rightly(zero_pad)
    with Session(engine) as session:
        session.run_cell("import numpy as np")
        session.run_cell(SOLUTIONS["zero_pad"])

        def ask_about(exercise, attempt):
            return session.ask_about(exercise, attempt=attempt)

        right = judge_answers("zero_pad", [code(f"answers_zero_pad = {answers!r}")], ask_about)
        assert right.share == 1.0
        assert list(right.families.values()) == [True] * 3
        wrong = judge_answers("zero_pad", [code(f"answers_zero_pad = { ({**answers, 2: -1})!r}")], ask_about)
        assert wrong.share == pytest.approx(2 / 3)
        assert "zero_pad: 2 of 3 answers are right" in wrong.text
        other = judge_answers("zero_pad", [code(f"answers_zero_pad = { ({**answers, 'try': 2})!r}")], ask_about)
        assert other.share < 1.0


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("zero_pad = 3", "There is no function zero_pad yet: ask() is about one that runs."),
        ("def zero_pad(X, pad):\n    while True: pass", "zero_pad does not come to an end"),
        (HANG, "zero_pad could not be asked about: it ended its process."),
        (
            "def zero_pad(X, pad):\n    import os\n    os._exit(0)",
            "zero_pad could not be asked about: it ended its process.",
        ),
        (FORGED, "zero_pad could not be asked about"),
        ("def zero_pad(X, pad):\n    return [0] * 10**12", "zero_pad"),
    ],
)
def test_a_hostile_function_leads_to_a_sentence(engine, source, problem):
    with Session(engine) as session:
        session.run_cell(source)
        asked = session.ask_about("zero_pad")
    assert asked.questions == ()
    assert asked.problem.startswith(problem)


def test_a_function_without_end_is_ended_before_its_session_is():
    shortest = min(Limits.for_assignment(assignment).call_seconds for assignment in ASSIGNMENTS)
    assert shortest > MOST_SECONDS + 0.5


def test_plain_nbgrader_grades_answers_in_the_notebooks_own_session(zero_pad):
    answers = rightly(zero_pad)
    assert grade_answers(zero_pad, answers, points=6) == 6.0
    assert grade_answers(zero_pad, {**answers, 1: -1}, points=6) == 4.0
    assert grade_answers(zero_pad, {"try": 2, **rightly(zero_pad, 2)}, points=6) == 6.0
    assert grade_answers(None, answers, points=6) == grade_answers(zero_pad, None, points=6) == 0.0
