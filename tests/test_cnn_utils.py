import subprocess
import sys
from importlib import import_module

import pytest

import cnn_utils


@pytest.mark.parametrize("name", cnn_utils.__all__)
def test_every_public_name_resolves_and_hides_no_module(name):
    value = getattr(cnn_utils, name)
    if name != "figures":
        assert getattr(import_module(value.__module__), name) is value
        assert value.__module__ != f"cnn_utils.{name}"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'cnn_utils' has no attribute 'load_data'$"):
        cnn_utils.load_data  # noqa: B018


def test_importing_costs_nothing():
    heavy = "numpy matplotlib tensorflow IPython h5py PIL ipywidgets autograder"
    program = f"import sys, cnn_utils; print([name for name in '{heavy}'.split() if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_all_names_are_listed():
    assert set(cnn_utils.__all__) <= set(dir(cnn_utils))
