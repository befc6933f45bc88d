"""From cells to code that parses: each repair, what is saved of a cell that stays broken, and what is kept to run."""

# ruff: noqa: E501 - the code under test stands in one string each

import ast
import time

import pytest
from notebook_files import CONV_FORWARD, FORWARD, IMPORTS, POOL_FORWARD, SINGLE_STEP, ZERO_PAD, notebook

from autograder.reading import needed_definitions, read_submission

MAGICS = "lines for IPython or the shell (%..., !...) were left out."
SPACES = "no-break or invisible spaces (such as U+00A0) were made plain."
PROMPTS = "prompts (>>> or In [1]:) were taken off."
PYTHON_2 = "Python 2 statements (print without brackets, except X, e) were brought to Python 3."
TABS = "tabs were made spaces."
DEDENTED = "the indentation of the whole cell was taken off."
QUOTES = "typographic quotation marks were made straight."


def read(*cells):
    return read_submission(notebook(*cells), name="a.ipynb")


def run(submission, *names):
    namespace = {}
    for piece in needed_definitions(submission.pieces, names).pieces:
        exec(compile(piece.source, piece.label, "exec"), namespace)
    return namespace


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("%matplotlib inline\n" + ZERO_PAD, MAGICS),
        ("!pip install numpy\n" + ZERO_PAD, MAGICS),
        ("%%time\n" + ZERO_PAD, MAGICS),
        ("files = !ls\n" + ZERO_PAD, MAGICS),
        ("np.pad?\n" + ZERO_PAD, MAGICS),
        ("?np.pad\n" + ZERO_PAD, MAGICS),
        ("if True:\n    %timeit 1\n" + ZERO_PAD, MAGICS),
        (ZERO_PAD.replace("    return", "\u00a0\u00a0  return"), SPACES),
        (
            ZERO_PAD.replace("    X_pad = None", "\u3000\u3000X_pad = None\n    ".rstrip()).replace(
                "\u3000", "\u00a0 "
            ),
            SPACES,
        ),
        ("\ufeff" + ZERO_PAD.replace("X_pad =", "X_pad\u200b ="), SPACES),
        ("\n".join((">>> " if i == 0 else "... ") + line for i, line in enumerate(ZERO_PAD.splitlines())), PROMPTS),
        ("In [3]: import math\n" + ZERO_PAD, PROMPTS),
        (ZERO_PAD + "\nprint 'done', 1", PYTHON_2),
        (ZERO_PAD + "\nprint 'x_pad.shape =', x.shape,", PYTHON_2),
        (ZERO_PAD + "\nimport sys\nprint >>sys.stderr, 'done'\nprint 1", PYTHON_2),
        (ZERO_PAD + '\nprint "a"  # a comment', PYTHON_2),
        (ZERO_PAD + "\nfor i in x: print i", PYTHON_2),
        (ZERO_PAD + "\ntry:\n    x\nexcept ValueError, e:\n    print e", PYTHON_2),
        (ZERO_PAD.replace("    return", "\treturn"), TABS),
        ("\n".join("    " + line for line in ZERO_PAD.splitlines()), DEDENTED),
        (ZERO_PAD.replace('"constant"', "\u201cconstant\u201d"), QUOTES),
    ],
)
def test_each_repair_saves_the_function_and_is_listed(source, sentence):
    found = read(source)
    assert found.repairs == (f"Cell 1: {sentence}",)
    assert list(found.functions) == ["zero_pad"]
    assert not found.broken


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile layers.py", "%%javascript", "%%latex"])
def test_cells_in_other_languages_are_left_out(magic):
    found = read(f"{magic}\nls -l | grep x", ZERO_PAD)
    assert found.repairs == (f"Cell 1: {MAGICS}",)
    assert list(found.functions) == ["zero_pad"]


def test_code_that_parses_is_never_touched():
    source = 's = """\n%matplotlib inline\n!ls\n>>> x\nprint 1\n\u00a0"""\ny = (7\n% 2)\n' + ZERO_PAD
    found = read(source)
    assert found.repairs == ()
    assert found.pieces[0].source == source


def test_a_half_written_function_costs_itself_alone():
    broken = "def conv_single_step(a_slice_prev, W, b):\n    s = np.multiply(a_slice_prev,\n"
    found = read("\n\n".join([IMPORTS, ZERO_PAD, broken, CONV_FORWARD, POOL_FORWARD]))
    assert list(found.functions) == ["zero_pad", "conv_forward", "pool_forward"]
    assert list(found.broken) == ["conv_single_step"]
    assert (
        found.broken["conv_single_step"] == "conv_single_step does not parse: '(' was never closed (cell 1, line 12)."
    )
    assert found.repairs[-1] == "Cell 1 does not parse: 2 lines of it (conv_single_step) skipped, the rest kept."


@pytest.mark.parametrize(
    "noise",
    [
        "Expected Output:\nx = [[ 0.9 -0.6]\n [ 1 2 ]]",
        "def f(",
        "x = = 1",
        "for i in range(3):",
        "        stray indent\nx = 1",
        '"""a string that never ends',
        "print('a' 'b'\n",
        "if True:\nx = 1",
        "await x ) (",
    ],
)
def test_noise_before_or_after_does_not_sink_functions(noise):
    for source in (noise + "\n\n" + ZERO_PAD, ZERO_PAD + "\n\n" + noise, ZERO_PAD + "\n" + noise + "\n" + SINGLE_STEP):
        found = read(source)
        assert "zero_pad" in found.functions, source
        assert ("conv_single_step" in found.functions) == (SINGLE_STEP in source)


def test_docstrings_at_the_left_margin_survive_a_broken_neighbour():
    documented = 'def zero_pad(X, pad):\n    """\nPads.\nX -- array (\n\nx = 1\n"""\n    return X'
    found = read(documented + "\n\nx = = 1")
    assert found.functions["zero_pad"] == documented


def test_a_function_that_was_whole_once_is_not_broken():
    found = read(ZERO_PAD, "def zero_pad(X, pad):\n    return np.pad(X,")
    assert list(found.functions) == ["zero_pad"]
    assert found.broken == {}


def test_the_text_of_a_function_is_what_the_syntax_tree_says():
    source = (
        'é = "é"; f = lambda é: "é"; y = 1\nif é:\n    def g(x):  # é\n        return "é"; é = 2\nasync def h(): pass'
    )
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    wanted = {node.name: ast.get_source_segment(source, node) for node in nodes}
    assert read(source).functions == wanted | {"f": 'f = lambda é: "é"'}


def test_the_last_definition_counts():
    found = read("def zero_pad(X, pad):\n    return 1", "def zero_pad(X, pad):\n    return 2")
    assert found.functions["zero_pad"].endswith("return 2")
    assert run(found, "zero_pad")["zero_pad"](0, 0) == 2


def test_only_what_graded_functions_need_is_kept():
    found = read(
        IMPORTS,
        "import pandas as pd\nEPS = 1.0; UNUSED = 2\nSCALE = EPS * 1",
        ZERO_PAD,
        "def helper(s):\n    return s.sum() * SCALE\ndef unused():\n    return pd",
        "def conv_single_step(a_slice_prev, W, b):\n    return helper(a_slice_prev * W) + b.item()",
        "np.random.seed(1)\nx = np.random.randn(4, 3)\nZ = conv_single_step(x, x, x)\nplt.imshow(Z)\nraise SystemExit",
        "while True:\n    pass",
    )
    needed = needed_definitions(found.pieces, ["zero_pad", "conv_single_step"])
    kept = "\n".join(piece.source for piece in needed.pieces)
    for gone in ("pandas", "UNUSED", "unused", "randn", "imshow", "SystemExit", "while", "plt"):
        assert gone not in kept
    assert needed.free == frozenset()
    assert [piece.label for piece in needed.pieces] == ["<cell 1>", "<cell 2>", "<cell 3>", "<cell 4>", "<cell 5>"]


def test_lines_keep_their_numbers():
    source = "x = 1\n\nprint(x)\n\n@decorated\ndef zero_pad(X, pad):\n    return X\n\n\nassert False"
    found = read("def decorated(f):\n    return f", source)
    piece = needed_definitions(found.pieces, ["zero_pad"]).pieces[1]
    assert piece.source.split("\n")[4:7] == source.split("\n")[4:7]
    assert piece.source.count("\n") == source.count("\n")


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["zero_pad = lambda X, pad: X + pad"], 3),
        (["def fast(X, pad):\n    return X + pad", "zero_pad = fast"], 3),
        (
            [
                "def double(f):\n    return lambda X, p: 2 * f(X, p)",
                "@double\ndef zero_pad(X, pad):\n    return X + pad",
            ],
            6,
        ),
        (
            [
                "def zero_pad(X, pad):\n    return X + pad",
                "def twice(f):\n    return lambda X, p: 2 * f(X, p)",
                "zero_pad = twice(zero_pad)",
            ],
            6,
        ),
        (["class Pad:\n    def __call__(self, X, pad):\n        return X + pad", "zero_pad = Pad()"], 3),
        (["if True:\n    def zero_pad(X, pad):\n        return X + pad"], 3),
        (
            [
                "try:\n    from nowhere import zero_pad\nexcept ImportError:\n    def zero_pad(X, p):\n        return X + p"
            ],
            3,
        ),
        (["table = {}\ntable['k'] = 2", "table['k'] = 1\ndef zero_pad(X, pad):\n    return X + pad * table['k']"], 3),
        (["total = 0\nfor i in range(3):\n    total += i", "def zero_pad(X, pad):\n    return total"], 3),
        (["a, (b, *c) = 1, (2, 3)", "def zero_pad(X, pad):\n    return b + X"], 3),
        (["def zero_pad(X, pad, k=CONST):\n    return X + pad + k", "CONST = 1"], None),
    ],
)
def test_every_way_of_defining_works(cells, value):
    found = read(*cells)
    if value is None:
        with pytest.raises(NameError):
            run(found, "zero_pad")
    else:
        assert run(found, "zero_pad")["zero_pad"](1, 2) == value


def test_bare_calls_that_change_a_needed_name_are_kept():
    found = read(
        "import sys\nsys.setrecursionlimit(4321)\ntable = {}\ntable.update(k=1)\nother = []\nother.append(open('x'))",
        "def zero_pad(X, pad):\n    return X + table['k']",
    )
    needed = needed_definitions(found.pieces, ["zero_pad"])
    kept = [line for line in needed.pieces[0].source.split("\n") if line]
    assert kept == ["import sys", "sys.setrecursionlimit(4321)", "table = {}", "table.update(k=1)"]
    assert run(found, "zero_pad")["zero_pad"](1, 0) == 2


def test_training_is_never_run_for_a_constant():
    found = read(
        "def compute_cost(Z3, Y):\n    return parameters",
        "_, _, parameters = model(X_train, Y_train, X_test, Y_test)",
        "parameters = happy.fit(X_train, epochs=100)",
    )
    needed = needed_definitions(found.pieces, ["compute_cost"])
    assert "model(" not in needed.pieces[0].source
    assert len(needed.pieces) == 1


def test_names_bound_nowhere_are_reported():
    needed = needed_definitions(read(*FORWARD).pieces, ["zero_pad", "conv_forward"])
    assert needed.free == {"np"}


DEEP = "+".join(["1"] * 1500)


@pytest.mark.parametrize("definition", [f"def f():\n    return a + {DEEP}", f"b = 1; f = lambda: a + {DEEP}; c = 2"])
def test_a_sum_of_any_length_is_read(definition):
    submission = read("a = 1\nd = 2", definition)
    assert run(submission, "f")["f"]() == 1501
    needed = needed_definitions(submission.pieces, ["f"])
    assert (needed.pieces[0].source, needed.free) == ("a = 1\n", set())


def test_a_number_of_thousands_of_digits_is_read():
    digits = "0x" + "f" * 5000
    submission = read(f"def f():\n    return a * {digits}\na = 0; f.most = {digits}")
    assert run(submission, "f")["f"]() == 0
    assert needed_definitions(submission.pieces, ["f"]).free == set()


@pytest.mark.parametrize("text", ["-" * 7000 + "1", "f'" + "{a}" * 60_000 + "'"], ids=["too deep", "too long to parse"])
def test_a_text_for_exec_that_no_parser_is_done_with_binds_nothing(text):
    start = time.monotonic()
    found = read(f"exec({text!r})", ZERO_PAD)
    assert needed_definitions(found.pieces, ["zero_pad"]).free == {"np"}
    assert time.monotonic() - start < 15


def test_star_imports_are_always_kept():
    found = read("from cnn_utils import *\nfrom public_tests import *", ZERO_PAD)
    assert needed_definitions(found.pieces, ["zero_pad"]).pieces[0].source == found.pieces[0].source
