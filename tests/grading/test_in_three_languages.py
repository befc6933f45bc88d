"""The same notebook in another language gets the same mark, and is answered in its own."""

import json
from contextlib import contextmanager

import pytest
from in_process import InProcess

from autograder.authoring.release import release_notebook
from autograder.course.records import Record, summary_of
from autograder.exercises import exercises_of
from autograder.grading.feedback import feedback_page
from autograder.grading.graded_notebook import GradedNotebook
from autograder.grading.judge_submission import ungraded
from autograder.grading.single_file import check_file
from autograder.judge import judge
from autograder.translating.notebook_text import translated
from cnn_utils.compare.calls import Observation
from cnn_utils.language.speaking import speaking
from tests.support.pseudo_language import PSEUDO, add_pseudo, plain_words

ANSWERS = {
    "zero_pad": "def zero_pad(X, pad):\n    return np.pad(X, ((0, 0), (pad, 0), (pad, 0), (0, 0)))",
    "conv_single_step": "def conv_single_step(a_slice_prev, W, b):\n    return np.sum(a_slice_prev * W) + b.item()",
    "conv_forward": "def conv_forward(A_prev, W, b, hparameters):\n    return A_prev[nothing]",
    "pool_forward": "def pool_forward(A_prev, hparameters, mode='max'):\n\treturn (",
    "distribute_value": "def distribute_value(dz, shape):\n    return np.ones(shape) * dz  # \u00a0",
}


@contextmanager
def in_process(assignment):
    yield InProcess()


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """The same answers in English and in a made-up language, checked."""
    released = json.loads(release_notebook("step_by_step"))
    for cell in released["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = ANSWERS.get(name, cell["source"])
    other = translated(released, "⟦{}⟧".format)
    other["metadata"]["cnn_utils"] = {"language": add_pseudo()}
    folder = tmp_path_factory.mktemp("two")
    found = {}
    for language, notebook in (("en", released), (PSEUDO, other)):
        path = folder / f"{language}.ipynb"
        path.write_text(json.dumps(notebook))
        found[language] = check_file(path, in_process)
    return found


def test_the_mark_is_the_same_in_every_language(checked):
    def judged(one):
        line = one.to_json()
        line["exercises"] = [{key: e[key] for key in e if key != "message"} for e in line["exercises"]]
        return line | {"file": "", "repairs": len(line["repairs"])}

    assert judged(checked[PSEUDO]) == judged(checked["en"])
    assert {mark.verdict.status for mark in checked["en"].marks} >= {"passed", "failed", "error", "unfilled"}
    assert checked["en"].repairs


def test_every_answer_is_in_the_notebooks_language(checked):
    names = {word for one in exercises_of("step_by_step") for word in one.name.split("_")}
    line = checked[PSEUDO].to_json()
    for said in [*line["repairs"], *(one["message"] for one in line["exercises"])]:
        assert not set(plain_words(said)) - names, said
    assert "⟦" not in json.dumps(checked["en"].to_json(), ensure_ascii=False)


def verdicts():
    """One verdict of every status."""
    for outcome in ("missing", "timeout", "memory", "killed", "ungraded"):
        yield judge("zero_pad", lambda call, outcome=outcome: Observation(outcome))
    yield judge("zero_pad", lambda call: Observation("returned", None))
    yield judge("zero_pad", lambda call: Observation("missing"), stub=True)
    yield ungraded("zero_pad")


def test_no_status_leaves_a_word_of_english_on_the_feedback_page():
    with speaking(add_pseudo()):
        for verdict in verdicts():
            record = Record("007", "", {"check_zero_pad": None}, {"check_zero_pad": 10.0}, language=PSEUDO)
            record.exercises.append(summary_of(verdict, None, 10.0))
            graded = GradedNotebook({"cells": []}, verdicts={"check_zero_pad": verdict})
            page = feedback_page("step_by_step", record, graded)
            assert f'<html lang="{PSEUDO}">' in page
            assert set(plain_words(page)) <= {"zero", "pad"}, verdict.status
