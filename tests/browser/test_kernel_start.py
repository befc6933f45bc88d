"""The kernel's import, on a first visit and in a Python that an earlier visit froze."""

import importlib
import random
import sqlite3
import sys
from types import ModuleType

import pytest

from autograder.browser.page import kernel_start

KERNEL = """
import sqlite3 as history
from pyodide_js import loadPackagesFromImports as _load_packages_from_imports
from IPython.terminal.embed import embed
"""
PACKAGE = """
from types import SimpleNamespace as Some
from . import kernel
kernel_instance = Some(interpreter=Some(Completer=Some(use_jedi=True)))
"""
TOUCHED = ("pyodide_kernel", "pyodide_kernel.kernel", "pyodide_js", "sqlite3", "IPython.terminal.embed")


@pytest.fixture
def script(tmp_path, monkeypatch):
    """What the page gives the kernel; the kernel's package asks for as much as the real one does."""
    (tmp_path / "pyodide_kernel").mkdir()
    (tmp_path / "pyodide_kernel" / "__init__.py").write_text(PACKAGE, encoding="utf-8")
    (tmp_path / "pyodide_kernel" / "kernel.py").write_text(KERNEL, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = {name: sys.modules.pop(name) for name in TOUCHED if name in sys.modules}
    script = ModuleType("pyodide_js")
    script.loadPackagesFromImports = object()
    yield script
    for name in TOUCHED:
        sys.modules.pop(name, None)
    sys.modules.update(before)


def test_a_first_visit_imports_it_without_jedi_and_leaves_the_real_database(script):
    sys.modules["pyodide_js"] = script
    kernel_start.begin()
    kernel = importlib.import_module("pyodide_kernel")
    assert kernel.kernel_instance.interpreter.Completer.use_jedi is False
    assert kernel.kernel.history is not sqlite3
    assert importlib.import_module("sqlite3").connect(":memory:")


def test_a_frozen_one_holds_nothing_of_its_page_and_is_given_the_next_ones(script):
    kernel_start.freeze()
    assert "pyodide_js" not in sys.modules
    kernel = importlib.import_module("pyodide_kernel.kernel")
    assert vars(kernel)["_load_packages_from_imports"] is not script.loadPackagesFromImports
    sys.modules["pyodide_js"] = script
    random.seed(0)
    kernel_start.begin()
    assert vars(kernel)["_load_packages_from_imports"] is script.loadPackagesFromImports
    assert random.random() != random.Random(0).random()
