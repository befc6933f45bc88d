"""Notebooks of other makers: a kernel that runs Python under another name, marimo's files."""

import json

import pytest
from student_functions import RIGHT

from autograder.reading import NotANotebook, read_submission

PAD = RIGHT["zero_pad"]


def notebook(source=PAD, **metadata):
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    return json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_a_kernel_that_runs_python_under_another_name_is_read():
    spark = {"name": "pyspark", "codemirror_mode": {"name": "python", "version": 3}}
    kernel = {"name": "pysparkkernel", "language": "python"}
    read = read_submission(notebook(language_info=spark, kernelspec=kernel), name="hw.ipynb")
    assert set(read.functions) == {"zero_pad"}


@pytest.mark.parametrize("language", ["R", "pyspark", "polyglot-notebook"])
def test_a_notebook_in_python_that_is_said_to_be_in_something_else_is_read(language):
    read = read_submission(notebook(language_info={"name": language}), name="hw.ipynb")
    assert set(read.functions) == {"zero_pad"}
    said = f"The notebook says that it is in {language}; its functions are Python's, and it was read so."
    assert said in read.repairs


@pytest.mark.parametrize(
    ("language", "mode", "source"),
    [
        ("julia", "julia", "function zero_pad(X, pad)\n    X\nend"),
        ("R", "r", "zero_pad <- function(X, pad) {\n    X\n}"),
        ("ruby", "ruby", "def zero_pad(x, pad)\n  x\nend"),
        ("scala", "scala", "def zero_pad(X: Int, pad: Int): Int = {\n  X\n}"),
    ],
)
def test_other_languages_stay_refused(language, mode, source):
    info = {"name": language, "codemirror_mode": mode}
    with pytest.raises(NotANotebook, match=f"^The file is a notebook in {language}, not in Python.$"):
        read_submission(notebook(source, language_info=info, kernelspec={"language": language}), name="hw.ipynb")


MARIMO = """import marimo

app = marimo.App()


@app.cell
def _():
    import numpy as np
    return (np,)


@app.cell(hide_code=True)
def __(np):
    def zero_pad(X, pad):
        return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    return (zero_pad,)


if __name__ == "__main__":
    app.run()
"""


def test_the_cells_of_a_marimo_file_are_read():
    read = read_submission(MARIMO.encode(), name="hw.py")
    assert read.cells[0].source == "import numpy as np"
    assert read.functions["zero_pad"].startswith("def zero_pad(X, pad):\n    return np.pad(")
    assert read.repairs == ("The file is a marimo notebook; what its cells hold was read as cells.",)


@pytest.mark.parametrize("cell", ["# %%\na = 1\n", "```\n", "@app.cell\ndef _():\n    return\n"])
def test_a_script_of_more_cells_than_anybody_writes_is_refused_as_a_notebook_is(cell):
    with pytest.raises(NotANotebook, match=r"^The notebook has 20,001 cells; more than 20,000 are not read\.$"):
        read_submission((PAD + "\n" + cell * 20_001).encode(), name="hw.py")
