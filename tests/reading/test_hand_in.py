"""Which file is the hand-in: the same eyes for collecting, grading and Gradescope."""

import json
import os
import time

import pytest
from downloads import BLANK, NB, OTHER, RIGHT, SCRIPT, WRONG, A, folder, notebook

from autograder.places import GIVEN
from autograder.reading import hand_in_of
from autograder.reading.glance import Candidate
from autograder.reading.hand_in import find_hand_in, notebook_bytes
from autograder.week.as_it_comes.folder_state import state_of


def taken(tmp_path, files):
    found = hand_in_of(folder(tmp_path / "home", files), A)
    return found.taken.name if found.taken else None, found.note or found.problem


def test_functions_without_end_are_not_parsed_to_see_whether_they_are_stubs(tmp_path):
    stub = "def zero_pad(X, pad):\n    print(f'" + "{X}" * 6000 + "')\n"
    start = time.process_time()
    assert taken(tmp_path, {NB: BLANK, "long.ipynb": notebook(stub * 60)})[0] == "long.ipynb"
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "name",
    ["step_by_step (1).ipynb", "Step_By_Step.ipynb", f"{A}-Copy1.ipynb", f"work/{NB}", "my work.ipynb", f"{NB}.txt"],
)
def test_a_lone_notebook_is_the_hand_in_under_any_name(tmp_path, name):
    found, note = taken(tmp_path, {name: RIGHT, "timestamp.txt": b"", ".ipynb_checkpoints/x.ipynb": WRONG})
    assert found == name
    assert name in note


def test_a_notebook_under_its_own_name_needs_no_word(tmp_path):
    assert taken(tmp_path, {NB: WRONG, "timestamp.txt": b"2026"}) == (NB, "")


def test_the_filled_one_is_taken_and_the_blank_one_named(tmp_path):
    files = {NB: BLANK, f"{A}-Copy1.ipynb": RIGHT}
    assert taken(tmp_path, files) == (f"{A}-Copy1.ipynb", f"{A}-Copy1.ipynb was taken; left aside: {NB}.")
    assert taken(tmp_path / "x", {NB: RIGHT, f"{A}-Copy1.ipynb": BLANK})[0] == NB


@pytest.mark.parametrize(
    "clutter",
    [
        ".ipynb_checkpoints/step_by_step-checkpoint.ipynb", "__MACOSX/._step_by_step.ipynb", ".git/step_by_step.ipynb",
        "._step_by_step.ipynb", "~$step_by_step.ipynb", ".~lock.step_by_step.ipynb#", "step_by_step.ipynb~",
        "#step_by_step.ipynb#", "step_by_step.ipynb.swp", "step_by_step.ipynb.bak", "__pycache__/step_by_step.ipynb",
        "step_by_step.ipynb.orig",
    ],
)  # fmt: skip
def test_clutter_never_counts(tmp_path, clutter):
    assert taken(tmp_path, {"hw4.ipynb": RIGHT, clutter: WRONG})[0] == "hw4.ipynb"
    assert taken(tmp_path / "alone", {clutter: RIGHT}) == (None, f"No notebook of {A}: nothing but {clutter}.")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (NB, "final.ipynb"), ("Step By Step.ipynb", "final.ipynb"), (NB, "Step_By_Step.ipynb"), (NB, f"{A} (1).ipynb"),
        (f"{A} (1).ipynb", "final.ipynb"), ("final.ipynb", f"{A}-checkpoint.ipynb"),
        (f"{A} - Copy (2).ipynb", "x.ipynb"),
        (f"{A} (Ada's conflicted copy 2026-02-02).ipynb", "x.ipynb"), ("hw4_step_by_step_ada.ipynb", "x.ipynb"),
    ],
)  # fmt: skip
def test_of_several_the_one_named_after_the_assignment_is_taken(tmp_path, better, worse):
    found, note = taken(tmp_path, {better: RIGHT, worse: WRONG})
    assert (found, note) == (better, f"{better} was taken; left aside: {worse}.")


def test_what_nothing_tells_apart_is_left_to_a_person_and_copies_are_one(tmp_path):
    files = {"a.ipynb": RIGHT, "b.ipynb": WRONG}
    assert taken(tmp_path, files) == (None, "2 notebooks, and nothing tells which is meant: a.ipynb, b.ipynb.")
    assert taken(tmp_path / "x", {"a.ipynb": RIGHT, "b.ipynb": RIGHT}) == ("a.ipynb", f"a.ipynb was taken for {NB}.")


def test_another_assignments_notebook_is_none_of_this_one(tmp_path):
    assert taken(tmp_path, {NB: OTHER, "x.ipynb": RIGHT})[0] == "x.ipynb"
    found = find_hand_in([Candidate("x.ipynb", folder(tmp_path, {"x.ipynb": OTHER}) / "x.ipynb")], A)
    assert found.problem == f"No notebook of {A}. x.ipynb: The notebook is of another assignment, not of {A}."


@pytest.mark.parametrize(("mine", "other"), [(A, "application"), ("application", A)])
def test_released_notebooks_are_known_and_blank(tmp_path, mine, other):
    content = {name: (GIVEN / "release" / name / f"{name}.ipynb").read_bytes() for name in (mine, other)}
    home = folder(tmp_path, {"a.ipynb": content[mine], "b.ipynb": content[other]})
    assert hand_in_of(home, mine).taken.name == "a.ipynb"


def test_a_notebook_that_tells_nothing_is_taken_if_it_is_alone(tmp_path):
    plain = json.dumps({"cells": [{"cell_type": "code", "source": "1 + 1"}], "nbformat": 4}).encode()
    found = "x.ipynb was taken, though nothing in it is of step_by_step."
    assert taken(tmp_path, {"x.ipynb": plain}) == ("x.ipynb", found)
    assert taken(tmp_path / "x", {"x.ipynb": plain, "y.ipynb": BLANK})[0] == "y.ipynb"


def test_a_script_counts_where_there_is_no_notebook(tmp_path):
    home = folder(tmp_path, {"work.py": SCRIPT + b"\n\ndef conv_forward(A):\n    return A\n", "other.py": b"x = 1\n"})
    found = hand_in_of(home, A)
    assert found.note == "work.py is a script; a notebook was made of its code."
    cells = json.loads(notebook_bytes(found.taken))["cells"]
    assert [cell["source"].split("(")[0] for cell in cells] == [
        "import numpy as np",
        "def zero_pad",
        "def conv_forward",
    ]


def test_what_is_no_file_is_named_not_read(tmp_path):
    home = folder(tmp_path, {"x.txt": b"hello"})
    os.mkfifo(home / NB)
    (home / "y.ipynb").symlink_to("/dev/zero")
    assert hand_in_of(home, A).problem == (
        f"No notebook of {A}. {NB}: {NB} is a pipe, not a file. x.txt: The file is text without a function of the "
        "assignment. y.ipynb: y.ipynb is a link, not a file."
    )


def test_folders_in_folders_without_end_are_looked_into_as_far_as_anybody_goes(tmp_path, endless_folders):
    home = folder(tmp_path / "home", {f"a/{NB}": RIGHT})
    (endless_folders(home) / "other.ipynb").write_bytes(WRONG)
    assert taken(tmp_path, {}) == (f"a/{NB}", f"a/{NB} was taken for {NB}.")
    assert len(state_of(tmp_path / "home")) == 1
