"""The notebook one runs in: whether somebody watches, what can still be redrawn, and what is not filled in yet."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

EPOCHS_WHILE_GRADING = 1


def epochs_for_this_run(wanted: int) -> int:
    """Number of epochs to train for: as wanted, or a single one while the notebook is validated or graded.

    nbgrader runs every cell of a notebook then, and the long training tells it nothing that the checks do not.
    """
    return wanted if is_interactive() else min(wanted, EPOCHS_WHILE_GRADING)


def is_interactive() -> bool:
    """Whether somebody waits for what an ungraded section shows: not while the notebook is validated or graded."""
    return "NBGRADER_EXECUTION" not in os.environ


@contextlib.contextmanager
def needs(*names: str) -> Iterator[None]:
    """Run a block that builds on your functions; where one is not filled in yet, show a note instead of an error.

    Parameters
    ----------
    *names : str
        What the block builds on.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a stub raises whatever its first unfilled line leads to
        _show_note(" or ".join(names), _reason(error))


def when_ready(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """Call your function; where it is not filled in yet, show a note instead of an error.

    Returns
    -------
    object
        What the function returns; None if it raised.
    """
    try:
        return function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - a stub raises whatever its first unfilled line leads to
        _show_note(function.__name__, _reason(error))
        return None


def _reason(error: Exception) -> str:
    """Say in one line what an error was; what an earlier cell would have made is missing, not wrong."""
    if isinstance(error, NameError):
        return f"{error.name} is missing, which a cell above makes"
    return f"it raised {type(error).__name__}: {error}"


def _show_note(name: str, reason: str) -> None:
    from IPython.display import display

    from cnn_utils.figures.ready import note

    shown = note(name, reason)
    if is_interactive():
        display(shown)
    else:  # to draw it takes longer than most cells
        print(shown)


def live_display() -> Callable[..., Any] | None:
    """IPython's `display` where a kernel can change what it has shown and somebody watches, else None."""
    if "NBGRADER_EXECUTION" in os.environ:
        return None
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return None
    return display if getattr(get_ipython(), "kernel", None) is not None else None
