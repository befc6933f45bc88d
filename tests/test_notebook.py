import sys
from types import SimpleNamespace

import IPython
import pytest
from IPython.display import display

from cnn_utils.notebook import epochs_for_this_run, is_interactive, live_display


def test_training_is_short_and_unwatched_while_grading(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert (epochs_for_this_run(100), is_interactive()) == (100, True)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert (epochs_for_this_run(100), is_interactive()) == (1, False)


@pytest.fixture
def kernel(monkeypatch):
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))


@pytest.mark.usefixtures("kernel")
def test_a_kernel_can_change_what_it_has_shown():
    assert live_display() is display


@pytest.mark.usefixtures("kernel")
def test_nobody_watches_while_grading(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert live_display() is None


@pytest.mark.parametrize("shell", [None, SimpleNamespace(), SimpleNamespace(kernel=None)])
def test_a_terminal_cannot(monkeypatch, shell):
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    assert live_display() is None


def test_without_ipython_there_is_nothing_to_show_in(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    assert live_display() is None
