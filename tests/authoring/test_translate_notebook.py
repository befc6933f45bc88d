"""Releases in another language: the words are put into it, the notebook says so, and the code stays."""

import json
from pathlib import Path

import pytest
from made_up import MadeUp, pseudo_words

from autograder.authoring.owning.new_course import make_course
from autograder.authoring.release import release_files, release_notebook
from autograder.authoring.source_notebooks import ROOT
from autograder.authoring.sync import differences, write
from autograder.authoring.translations import passages_left_in_english
from autograder.course_languages import FILE, languages_line
from autograder.exercises import ASSIGNMENTS
from autograder.own_course import set_course
from cnn_utils.language.catalogues import add_language
from tests.support.pseudo_language import add_pseudo

A = "step_by_step"


@pytest.fixture(scope="module", autouse=True)
def pseudo():
    return add_pseudo()


@pytest.fixture(scope="module")
def released(pseudo):
    """Each notebook in English and in the other language."""
    return {
        assignment: [json.loads(release_notebook(assignment, ROOT, language)) for language in ("en", pseudo)]
        for assignment in ASSIGNMENTS
    }


def kept_of(cell):
    metadata = {name: value for name, value in cell["metadata"].get("nbgrader", {}).items() if name != "checksum"}
    return cell["id"], cell["cell_type"], metadata


def source(notebook, name):
    return "".join(next(cell["source"] for cell in notebook["cells"] if cell["id"] == name))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_notebook_names_its_language_and_english_needs_no_name(released, assignment):
    english, other = released[assignment]
    assert "cnn_utils" not in english["metadata"]
    assert other["metadata"]["cnn_utils"] == {"language": "pseudo"}


@pytest.mark.parametrize(("assignment", "cell"), [("step_by_step", "tools"), ("application", "imports")])
def test_the_first_cell_that_imports_cnn_utils_has_it_speak(released, assignment, cell):
    _, other = released[assignment]
    said = [one["id"] for one in other["cells"] if 'speak("pseudo")' in "".join(one["source"])]
    assert said == [cell]
    assert '\nfrom cnn_utils import speak\n\nspeak("pseudo")' in source(other, cell)


def test_it_speaks_before_anything_is_shown(released):
    tools = source(released[A][1], "tools")
    assert tools.index('speak("pseudo")') < tools.index("progress(")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_cells_keep_their_names_points_and_stubs(released, assignment):
    english, other = released[assignment]
    for before, after in zip(english["cells"], other["cells"], strict=True):
        assert kept_of(before) == kept_of(after)
    assert "    n_H = None" in source(released[A][1], "conv_forward")
    assert "# ⟦Size of the output, by the formula above;" in source(released[A][1], "conv_forward")


def test_a_course_in_two_languages_has_a_release_for_each_until_it_leaves_one(tmp_path):
    make_course(tmp_path, [A], ["en", "pseudo"])
    set_course(tmp_path)
    assert (tmp_path / FILE).read_text() == languages_line(["en", "pseudo"])
    other = f"release-pseudo/{A}/{A}.ipynb"
    assert [path.as_posix() for path in write(tmp_path)] == [f"release/{A}/{A}.ipynb", other]
    assert (tmp_path / f"release/{A}/{A}.ipynb").read_bytes() == (ROOT / f"release/{A}/{A}.ipynb").read_bytes()
    assert json.loads((tmp_path / other).read_text(encoding="utf-8"))["metadata"]["cnn_utils"]["language"] == "pseudo"
    (tmp_path / FILE).unlink()
    assert list(differences(tmp_path)) == [f"{other}: nothing generates this file\n"]


def test_what_an_instructor_wrote_anew_stays_and_is_named(tmp_path):
    add_language("half", MadeUp(lambda words: words if "My own words" in words else pseudo_words(words)))
    make_course(tmp_path, [A], ["half"])
    path = tmp_path / f"source/{A}/{A}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = ["My own words."]
    path.write_text(json.dumps(notebook))
    assert list(passages_left_in_english(tmp_path)) == [
        f"{A}, half: no catalogue has what is written in title; it stays as it is."
    ]
    (content,) = release_files(tmp_path).values()
    assert source(json.loads(content), "title") == "My own words."


def test_an_english_release_names_its_language_where_the_course_speaks_another_first(tmp_path):
    add_language("half", MadeUp(pseudo_words))
    make_course(tmp_path, [A], ["half", "en"])
    set_course(tmp_path)
    english = json.loads(release_files(tmp_path)[Path(f"release-en/{A}/{A}.ipynb")])
    assert english["metadata"]["cnn_utils"]["language"] == "en"
    assert 'speak("en")' in source(english, "tools")
