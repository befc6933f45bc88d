"""The notebook one runs in: who runs it, whether somebody watches, and what can still be redrawn."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

EPOCHS_WHILE_GRADING = 1


def executed_for() -> str:
    """What nbgrader, or a class run, executes the notebook for: "validate", "autograde", ...; "" for a reader."""
    return os.environ.get("NBGRADER_EXECUTION", "")


def is_interactive() -> bool:
    """Whether somebody waits for what a cell shows: not while the notebook is validated or graded."""
    return not executed_for()


def epochs_for_this_run(wanted: int) -> int:
    """Number of epochs to train for: as wanted, or a single one while the notebook is validated or graded.

    nbgrader runs every cell of a notebook then, and the long training tells it nothing that the checks do not.
    """
    return wanted if is_interactive() else min(wanted, EPOCHS_WHILE_GRADING)


def live_display() -> Callable[..., Any] | None:
    """IPython's `display` where a kernel can change what it has shown and somebody watches, else None."""
    if not is_interactive():
        return None
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return None
    return display if getattr(get_ipython(), "kernel", None) is not None else None
