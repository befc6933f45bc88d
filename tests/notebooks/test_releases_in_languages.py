"""The same notebook in every language of this project: the same marks, and Run All without an error."""

from contextlib import contextmanager

import nbformat
import pytest
from in_process import InProcess
from notebook_runs import run_all, trouble

from autograder.authoring.releasing.translate_notebook import TranslateNotebook
from autograder.authoring.source_notebooks import ROOT, source_path
from autograder.course_languages import languages_of, release_folders
from autograder.exercises import ASSIGNMENTS
from autograder.grading.single_file import check_file

LANGUAGES = [language for language in languages_of(ROOT) if language != "en"]
IN_BOTH = [
    "step_by_step",
    pytest.param("application", marks=[pytest.mark.slow, pytest.mark.tensorflow]),
]


@contextmanager
def in_process(assignment):
    yield InProcess()


def solved(assignment, language):
    """The instructor's notebook with its solutions, in a language."""
    notebook = nbformat.read(source_path(assignment, ROOT), as_version=4)
    return TranslateNotebook(language=language).preprocess(notebook, {})[0]


def blank(assignment, language):
    path = ROOT / release_folders(ROOT)[language] / assignment / f"{assignment}.ipynb"
    return nbformat.read(path, as_version=4)


def marks(notebook, folder):
    """What programs read of a mark: all but the sentences."""
    path = folder / "mine.ipynb"
    nbformat.write(notebook, path)
    checked = check_file(path, in_process)
    verdicts = [mark.verdict for mark in checked.marks]
    named = [(one.exercise, one.status, one.share, [hint.misconception for hint in one.hints]) for one in verdicts]
    return checked.score, len(checked.repairs), named


@pytest.fixture(scope="module", params=IN_BOTH)
def in_english(request, tmp_path_factory):
    """An assignment, and the marks of its solved and its blank notebook."""
    folder = tmp_path_factory.mktemp("en")
    return request.param, marks(solved(request.param, "en"), folder), marks(blank(request.param, "en"), folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_solved_and_blank_get_the_marks_that_they_get_in_english(language, in_english, tmp_path):
    assignment, full, empty = in_english
    assert full[0] == 100
    assert marks(solved(assignment, language), tmp_path) == full
    assert marks(blank(assignment, language), tmp_path) == empty


@pytest.mark.slow
@pytest.mark.tensorflow
@pytest.mark.parametrize("made", [solved, blank])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_it_runs_clean_from_top_to_bottom_and_speaks_its_language(assignment, language, made, tmp_path, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")  # the training cell is short
    notebook = made(assignment, language)
    last = "from cnn_utils.language.speaking import language_in_use\nprint(language_in_use())"
    notebook.cells.append(nbformat.v4.new_code_cell(last))
    assert trouble(run_all(notebook, tmp_path)) == []
    assert notebook.cells[-1].outputs[0].text == f"{language}\n"
