"""Call a student's function for a figure or a section; if it is not ready yet, a gentle note stands for an error."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import numpy as np

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.sheet import TITLE, Canvas
from cnn_utils.notebook import is_interactive
from cnn_utils.palette import INK, MUTED, PADDING

P = ParamSpec("P")
Shown = TypeVar("Shown")
Student = Callable[..., Any]
LINE = 86  # letters that fit on the note


class NotReady(Exception):  # noqa: N818  # a state of the notebook, not an error of ours
    """A student's function gave nothing that can be drawn.

    Attributes
    ----------
    name : str
        Official name of the function.
    reason : str
        One line: what it gave instead.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def ask(name: str, function: Student, *args: object) -> Any:  # noqa: ANN401  # a student may return anything
    """Call a student's function on copies of the arrays.

    Raises
    ------
    NotReady
        If it is no function, raises, or returns None.
    """
    if not callable(function):
        raise NotReady(name, f"what was handed in is no function but {_kind(function)}")
    copies = [arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args]
    try:
        value = function(*copies)
    except Exception as error:  # a stub raises whatever its first unfilled line leads to
        raise NotReady(name, f"it raised {type(error).__name__}: {error}") from error
    if value is None:
        raise NotReady(name, "it returned None")
    return value


def parts(name: str, value: object, count: int) -> tuple[Any, ...]:
    """Take a returned tuple apart.

    Raises
    ------
    NotReady
        If it is not a tuple of `count` parts.
    """
    if not isinstance(value, tuple | list) or len(value) != count:
        raise NotReady(name, f"it returned {_kind(value)}, not {count} values")
    return tuple(value)


def array(name: str, part: str, value: object, shape: tuple[int, ...]) -> np.ndarray:
    """Read a returned part as a float array of this shape.

    Raises
    ------
    NotReady
        If it is no numbers or has another shape.
    """
    if value is None:
        raise NotReady(name, f"{part} is None")
    try:
        entries = np.asarray(value)
        if entries.dtype.kind == "c":
            raise TypeError("complex numbers have no place on a figure")
        numbers = entries.astype(float)
    except (TypeError, ValueError):
        raise NotReady(name, f"{part} is {_kind(value)}, not an array of numbers") from None
    if numbers.shape != shape and not (shape == () and numbers.size == 1):
        raise NotReady(name, f"{part} has shape {numbers.shape}, where {shape} is needed")
    return numbers.reshape(shape)


def note(name: str, reason: str) -> Drawing:
    """Draw the note that stands in for a figure."""
    words = f"{name} is not ready yet: fill it in, then run this cell again"
    line = " ".join(reason.split())
    line = line if len(line) <= LINE else line[: LINE - 1] + "…"
    said = f"Just now {line}." if line.startswith("it ") else f"Just now: {line}."
    canvas = Canvas(640, 84, "")
    canvas.title = f"{name} is not ready yet"
    canvas.rectangle(8, 8, 624, 68, edge=PADDING, line=1.2, dashed=True)
    canvas.text(28, 34, words, size=TITLE - 1, colour=INK, anchor="left")
    canvas.text(28, 56, said, colour=MUTED, anchor="left")
    return canvas.drawing(f"{words}. {said}")


class LeftOut:
    """What stands for a figure while nbgrader or a class run executes the notebook.

    Nobody looks at pictures then; drawing them all would take longer than the rest of the notebook, and a function
    that never ends would hang in its figure before it hangs in its check.
    """

    title = "A figure"
    alt = "The figure is drawn in your notebook; it is left out while grading."

    def __repr__(self) -> str:
        return self.alt


def gentle(figure: Callable[P, Shown]) -> Callable[P, Shown | Drawing | LeftOut]:
    """Make a figure draw the note when a student's function is not ready, and nothing while grading."""

    @functools.wraps(figure)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Shown | Drawing | LeftOut:
        if not is_interactive():
            return LeftOut()
        try:
            return figure(*args, **kwargs)
        except NotReady as problem:
            return note(problem.name, problem.reason)

    return drawn


def _kind(value: object) -> str:
    """Name the type of a value with its article."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


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


def when_ready(function: Callable[P, Shown], *args: P.args, **kwargs: P.kwargs) -> Shown | None:
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

    shown = note(name, reason)
    if is_interactive():
        display(shown)
    else:  # to draw it takes longer than most cells
        print(shown)
