"""Prose is taken out of a notebook and put back; code stays what it is."""

import ast
import json

import pytest
from made_up import pseudo_words

from autograder.authoring.source_notebooks import ROOT, source_path
from autograder.exercises import ASSIGNMENTS
from autograder.translating.notebook_text import passages, translated


def notebook(kind, source):
    return {"cells": [{"cell_type": kind, "id": "mine", "source": source.splitlines(keepends=True)}]}


def said(kind, source):
    return [passage.text for passage in passages(notebook(kind, source))]


def shouted(kind, source):
    return "".join(translated(notebook(kind, source), str.upper)["cells"][0]["source"])


def test_markdown_is_taken_block_by_block():
    assert said("markdown", "# A title\n\nTwo lines\nof prose.\n\n- one\n- two") == [
        "# A title", "Two lines\nof prose.", "- one\n- two",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "source", ["```python\nvalue = here\n\nmore = there\n```", "    pip install it", "$$\\text{cost} = 1$$", "---"]
)
def test_code_and_formulas_by_themselves_say_nothing(source):
    assert said("markdown", source) == []
    assert said("markdown", f"Before.\n\n{source}\n\nAfter.") == ["Before.", "After."]


def test_comments_in_a_row_are_one_passage_and_keep_their_place():
    source = "for h in rows:\n    # down the picture,\n    # row by row\n    total += h  # add it up\n"
    assert said("code", source) == ["down the picture,\nrow by row", "add it up"]
    assert (
        shouted("code", source)
        == "for h in rows:\n    # DOWN THE PICTURE,\n    # ROW BY ROW\n    total += h  # ADD IT UP\n"
    )


def test_what_programs_read_stays():
    source = "### START CODE HERE ###\nx = 1  # an input  #: keep\n### END CODE HERE ###\ny = 2  # noqa: E501\n"
    assert said("code", source) == ["an input"]
    assert shouted("code", source) == source.replace("an input", "AN INPUT")


def test_docstrings_are_taken_without_their_quotes():
    source = 'def pad(x):\n    """Add zeros.\n\n    On every side.\n    """\n    return x\n'
    assert said("code", source) == ["Add zeros.\n\nOn every side."]
    assert shouted("code", source) == source.replace("Add zeros.", "ADD ZEROS.").replace(
        "On every", "ON EVERY"
    ).replace("side.", "SIDE.")


def test_a_cell_of_magics_is_left_alone():
    assert shouted("code", "%matplotlib inline\n!pip install x") == "%matplotlib inline\n!pip install x"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_in_another_language_every_cell_of_ours_runs_the_same_code(assignment):
    source = json.loads(source_path(assignment, ROOT).read_text(encoding="utf-8"))
    other = translated(source, pseudo_words)
    for before, after in zip(source["cells"], other["cells"], strict=True):
        assert {**before, "source": 0} == {**after, "source": 0}
        if before["cell_type"] == "code":
            assert code_of(after) == code_of(before), before["id"]


def code_of(cell):
    """What Python makes of a cell, without docstrings."""
    tree = ast.parse("".join(line for line in cell["source"] if not line.startswith(("%", "!"))))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            del node.body[0]
    return ast.dump(tree)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_translated_into_itself_a_notebook_stays_as_it_is(assignment):
    source = json.loads(source_path(assignment, ROOT).read_text(encoding="utf-8"))
    assert translated(source, str) == source
