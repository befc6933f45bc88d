"""Plain cells come out of the quick way as IPython's own transformers give them."""

import json
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder.sandbox.inside.plain_cells import PlainCellsFirst

SOURCES = sorted((Path(__file__).parents[2] / "source").glob("*/*.ipynb"))
CELLS = [
    "".join(cell["source"])
    for path in SOURCES
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code"
]
TRICKS = [
    "",
    "x = 1",
    "x = 1\n\n",
    "\n\nx = 1",
    "   x = 1\n   y = 2",
    "a = %time 1",
    "files = !ls\nfiles",
    "%%timeit\nx = 1",
    "x = 1\n%matplotlib inline",
    "x = 1\nx?",
    "?x",
    "x = 7\n  ; x",
    "f = str\n,f a b\n/f 1",
    ">>> x = 1\n>>> x",
    "In [1]: x = 1\n   ...: y = 2",
    "x = (\n  1,\n  2,\n)",
    "x = 1\r;x 2\ry = 3",
    "x = 1\x0c\n,f a",
    's = """\n?\n%ls\n"""',
    "s = '''\n... not a prompt\n'''",
    "def f(:\n  pass",
    "x = 'unfinished",
    "# -*- coding: utf-8 -*-\nπ = 3",
]


@pytest.mark.parametrize("cell", [*CELLS, *TRICKS])
def test_every_cell_is_transformed_as_ipython_does(cell):
    assert PlainCellsFirst().transform_cell(cell) == TransformerManager().transform_cell(cell)


def test_a_transformer_that_a_notebook_adds_is_applied():
    manager = PlainCellsFirst()
    manager.cleanup_transforms.append(lambda lines: [line.replace("one", "1") for line in lines])
    assert manager.transform_cell("x = one") == "x = 1\n"
