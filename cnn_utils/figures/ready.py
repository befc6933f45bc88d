"""Call a student's function for a figure or a section; if it is not ready yet, a gentle note stands for an error."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import numpy as np

from cnn_utils.figures.drawing import Drawing
from cnn_utils.figures.sheet import TITLE, Canvas
from cnn_utils.language.speaking import say, together
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
    did : bool
        Whether the reason tells what the function did: "it returned None".
    """

    def __init__(self, name: str, reason: str, *, did: bool = False) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason
        self.did = did


def ask(name: str, function: Student, *args: object) -> Any:  # noqa: ANN401  # a student may return anything
    """Call a student's function on copies of the arrays.

    Raises
    ------
    NotReady
        If it is no function, raises, or returns None.
    """
    if not callable(function):
        raise NotReady(name, say("what was handed in is no function but {kind}", kind=_kind(function)))
    copies = [arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args]
    try:
        value = function(*copies)
    except Exception as error:  # a stub raises whatever its first unfilled line leads to
        raise NotReady(name, _raised(error), did=True) from error
    if value is None:
        raise NotReady(name, say("it returned None"), did=True)
    return value


def parts(name: str, value: object, count: int) -> tuple[Any, ...]:
    """Take a returned tuple apart.

    Raises
    ------
    NotReady
        If it is not a tuple of `count` parts.
    """
    if not isinstance(value, tuple | list) or len(value) != count:
        reason = say("it returned {kind}, not {count} values", kind=_kind(value), count=count)
        raise NotReady(name, reason, did=True)
    return tuple(value)


def array(name: str, part: str, value: object, shape: tuple[int, ...]) -> np.ndarray:
    """Read a returned part as a float array of this shape.

    Raises
    ------
    NotReady
        If it is no numbers or has another shape.
    """
    if value is None:
        raise NotReady(name, say("{part} is None", part=part))
    try:
        entries = np.asarray(value)
        if entries.dtype.kind == "c":
            raise TypeError("complex numbers have no place on a figure")
        numbers = entries.astype(float)
    except (TypeError, ValueError):
        reason = say("{part} is {kind}, not an array of numbers", part=part, kind=_kind(value))
        raise NotReady(name, reason) from None
    if numbers.shape != shape and not (shape == () and numbers.size == 1):
        reason = say("{part} has shape {got}, where {shape} is needed", part=part, got=numbers.shape, shape=shape)
        raise NotReady(name, reason)
    return numbers.reshape(shape)


def note(name: str, reason: str, *, did: bool = False) -> Drawing:
    """Draw the note that stands in for a figure; see `NotReady`."""
    words = say("{name} is not ready yet: fill it in, then run this cell again", name=name)
    line = " ".join(reason.split())
    line = line if len(line) <= LINE else line[: LINE - 1] + "…"
    said = say("Just now {reason}.", reason=line) if did else say("Just now: {reason}.", reason=line)
    canvas = Canvas(640, 84, "")
    canvas.title = say("{name} is not ready yet", name=name)
    canvas.rectangle(8, 8, 624, 68, edge=PADDING, line=1.2, dashed=True)
    canvas.text(28, 34, words, size=TITLE - 1, colour=INK, anchor="left")
    canvas.text(28, 56, said, colour=MUTED, anchor="left")
    told = say("{name} is not ready yet: fill it in, then run this cell again.", name=name)
    return canvas.drawing(together([told, said]))


class LeftOut:
    """What stands for a figure while nbgrader or a class run executes the notebook.

    Nobody looks at pictures then; drawing them all would take longer than the rest of the notebook, and a function
    that never ends would hang in its figure before it hangs in its check.
    """

    @property
    def title(self) -> str:
        """What it is."""
        return say("A figure")

    @property
    def alt(self) -> str:
        """Where it is."""
        return say("The figure is drawn in your notebook; it is left out while grading.")

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
            return note(problem.name, problem.reason, did=problem.did)

    return drawn


def _kind(value: object) -> str:
    """Name the type of a value with its article."""
    name = type(value).__name__
    return say("an {type}", type=name) if name[0] in "aeiou" else say("a {type}", type=name)


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
        listed = functools.reduce(lambda before, name: say("{one} or {other}", one=before, other=name), names)
        _show_note(listed, error)


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
        _show_note(function.__name__, error)
        return None


def _raised(error: Exception) -> str:
    return say("it raised {error}: {message}", error=type(error).__name__, message=error)


def _show_note(name: str, error: Exception) -> None:
    """Say in one line what an error was; what an earlier cell would have made is missing, not wrong."""
    from IPython.display import display

    if isinstance(error, NameError):
        shown = note(name, say("{name} is missing, which a cell above makes", name=error.name))
    else:
        shown = note(name, _raised(error), did=True)
    if is_interactive():
        display(shown)
    else:  # to draw it takes longer than most cells
        print(shown)
