"""In the student's process: missing modules, removed names, statements that fail."""

import linecache
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.sandbox.inside.older import numpy_names
from autograder.sandbox.inside.preparing import define, prepare
from autograder.sandbox.wire.notices import sentence_of


def run(source, free=(), modules=None):
    namespace = {}
    prepared = define(namespace, [("<cell 1>", source)], free, modules or {})
    repairs = tuple(map(sentence_of, prepared.repairs))
    failed = {name: sentence_of(notice) for name, notice in prepared.failed.items()}
    return SimpleNamespace(namespace=namespace, repairs=repairs, failed=failed)


@pytest.fixture(autouse=True)
def numpy_as_it_was():
    before = dict(vars(np))
    yield
    for name in {"float", "asscalar", "product"} & set(vars(np)) - set(before):
        delattr(np, name)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "from public_tests import *",
            "public_tests belongs to another course folder; an empty stand-in took its place.",
        ),
        (
            "from test_utils import summary, comparator",
            "test_utils belongs to another course folder; an empty stand-in took its place.",
        ),
        ("import nowhere_to_be_found", "nowhere_to_be_found is not installed here; an empty stand-in took its place."),
        ("import nowhere.inside as n", "nowhere.inside is not installed here; an empty stand-in took its place."),
        ("from google.colab import drive", "google.colab is not installed here; an empty stand-in took its place."),
        (
            "from numpy import no_such_name",
            "numpy.no_such_name is not installed here; an empty stand-in took its place.",
        ),
        ("import numpy.no_such_part", "numpy.no_such_part is not installed here; an empty stand-in took its place."),
        ("from . import layers", ". belongs to another course folder; an empty stand-in took its place."),
    ],
)
def test_a_missing_module_is_replaced_and_listed(line, sentence):
    prepared = run(f"{line}\nimport numpy as np\ndef zero_pad(X, pad):\n    return np.sum(X) + pad")
    assert prepared.repairs == (sentence,)
    assert prepared.namespace["zero_pad"](np.ones(3), 1) == 4


def test_decorators_of_missing_modules_do_no_harm():
    prepared = run(
        "from speedup import jit\n@jit\ndef f(x):\n    return x + 1\n@jit(parallel=True)\ndef g(x):\n    return x + 2\n"
        "class A(jit.Base):\n    pass"
    )
    assert prepared.namespace["f"](1) == 2
    assert prepared.namespace["g"](1) == 3
    assert prepared.repairs[0] == "speedup is not installed here; an empty stand-in took its place."


def test_calling_what_is_missing_is_an_error_that_names_it():
    prepared = run("import nowhere.inside\ndef f(x):\n    return nowhere.inside.convolve(x)")
    with pytest.raises(ImportError, match=r"^nowhere\.inside\.convolve is not available here$"):
        prepared.namespace["f"](1)


def test_loops_do_without_what_speeds_them_up():
    source = "from numba import prange\nfrom progress import tqdm\ndef f():\n    return list(tqdm(prange(3), desc='x'))"
    assert run(source).namespace["f"]() == [0, 1, 2]


def test_parts_of_real_modules_stay_real():
    prepared = run(
        "import matplotlib.pyplot as plt\nimport os.path\nfrom os import path\nimport numpy.linalg\nf = plt.plot"
    )
    assert prepared.repairs == ()
    assert prepared.namespace["numpy"] is np
    assert callable(prepared.namespace["f"])


def test_the_courses_helpers_are_found_under_any_folder():
    prepared = run(
        "from DeepLearning.week1.cnn_utils import convert_to_one_hot\nfrom .cnn_utils import random_mini_batches"
    )
    assert prepared.repairs == ()
    assert prepared.namespace["convert_to_one_hot"](np.array([1]), 2).shape == (2, 1)


def test_removed_numpy_names_come_back_when_used():
    assert not hasattr(np, "asscalar")
    prepared = run(
        "import numpy as np\nx = np.float(1) + np.asscalar(np.array([2]))\ny = np.product([2, 3])\nz = np.float64(1)"
    )
    assert prepared.repairs == ("Names that NumPy has removed were given back: np.asscalar, np.float, np.product.",)
    assert (prepared.namespace["x"], prepared.namespace["y"]) == (3.0, 6)


def test_numpy_names_that_nobody_uses_stay_away():
    assert numpy_names.give_back(["np.float64(1) + np.int32(2) + np.floating"]) == []
    assert not hasattr(np, "float")


@pytest.mark.tensorflow
def test_names_of_tensorflow_1_are_mapped_and_listed():
    pytest.importorskip("tensorflow")
    source = "import tensorflow as tf\ndef create_placeholders(a, b):\n    return tf.placeholder(tf.float32, [a, b])"
    assert run(source).repairs == ("Names of TensorFlow 1 were mapped onto today's: tf.placeholder.",)
    assert run(source.replace("tensorflow as", "tensorflow.compat.v1 as")).repairs == ()


def test_usual_names_are_given_when_never_imported():
    prepared = run("def f(x):\n    return np.sum(x) + math.pi\nn = xrange(3)", free={"np", "math", "xrange", "nothing"})
    assert prepared.repairs == ("math, np, xrange were used without an import and given.",)
    assert prepared.namespace["f"]([1, 2]) > 6
    assert "nothing" not in prepared.namespace


def test_a_name_that_the_notebook_gets_elsewhere_is_not_claimed():
    assert run("from numpy import *\nmath = 3", free={"math"}).repairs == ()
    assert run("from cnn_utils import *", free={"random_mini_batches", "load_dataset"}).repairs == ()


def test_a_failing_statement_does_not_sink_the_rest(capsys):
    prepared = run("print('hello')\nx = 1 / 0\ny = open('nowhere')\nimport sys\nsys.exit()\ndef f():\n    return 5")
    assert prepared.namespace["f"]() == 5
    assert prepared.repairs == (
        "Cell 1, line 2 failed and was skipped: ZeroDivisionError: division by zero",
        "Cell 1, line 3 failed and was skipped: FileNotFoundError: [Errno 2] No such file or directory: 'nowhere'",
        "Cell 1, line 5 failed and was skipped: SystemExit",
    )
    assert capsys.readouterr().out == ""


def test_a_statement_that_is_interrupted_does_not_sink_the_rest():
    prepared = run("raise KeyboardInterrupt\nx = 1")
    assert prepared.repairs == ("Cell 1, line 1 took too long and was stopped.",)
    assert prepared.namespace["x"] == 1


def test_an_exception_that_cannot_be_printed_is_written_down():
    bad = "class Bad(Exception):\n    def __str__(self):\n        raise RuntimeError\nraise Bad"
    assert run(bad).repairs[0].startswith("Cell 1, line 4 failed and was skipped: ")


def test_tracebacks_show_the_students_line():
    prepared = run("def f():\n    return 1 / 0  # here")
    assert linecache.getline("<cell 1>", 2) == "    return 1 / 0  # here"
    with pytest.raises(ZeroDivisionError) as caught:
        prepared.namespace["f"]()
    assert "cell 1" in str(caught.traceback[-1].path)


def test_a_session_is_answered_with_bounded_sentences():
    namespace = {}
    pieces = (("<cell 1>", "x = 1\n" + "1 / 0\n" * 500),)
    repairs, failed = prepare(namespace, ("judge", pieces, (), ()))
    assert namespace["x"] == 1
    assert len(repairs) == 200
    assert failed == {}
