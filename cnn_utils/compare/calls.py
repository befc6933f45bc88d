"""One call of a student's function, and what was seen of it, as plain data.

A `Call` says what to run; an `Observation` says what happened. Both hold nothing but plain values, so the same
pair serves in a notebook, in a confined child and across a pipe, and the judge never touches a student's object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np


@dataclass(frozen=True)
class Foreign:
    """Stand-in for a value that is not plain: only the name of its type travels."""

    type_name: str

    @property
    def is_oversized(self) -> bool:
        """Whether it was too large to be taken, whatever its type: then the name says how large it is."""
        return self.type_name.endswith((" items", " axes", " MB"))


Plain = (
    None | bool | int | float | str | np.ndarray | tuple["Plain", ...] | list["Plain"] | dict[str, "Plain"] | Foreign
)

Outcome = Literal["returned", "raised", "timeout", "memory", "killed", "missing", "ungraded"]


@dataclass(frozen=True, eq=False)  # one call is the same as itself: arrays have no single truth
class Call:
    """A call to make.

    Attributes
    ----------
    exercise : str
        Name of the graded function to call, looked up in the student's namespace.
    args : tuple of Plain
        Positional arguments. They are copied before the call: a function may spoil its own copy only.
    kind : str
        How to call: "plain" is ``function(*args)``; the other kinds are the keys of
        `cnn_utils.calling.drivers.CALLERS`, which run TensorFlow around the function and hand arrays back.
    helpers : tuple of str
        Graded functions that stand in as the reference for this call, so that a mistake in a helper is paid for once.
    """

    exercise: str
    args: tuple[Plain, ...]
    kind: str = "plain"
    helpers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Raised:
    """An exception of a student's function: its type and message, and the line of the student's code it came from."""

    type_name: str
    message: str
    line: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Observation:
    """What one call did.

    Attributes
    ----------
    outcome : str
        "returned", "raised", "timeout", "memory", "killed", "missing" (no such function) or "ungraded" (the grader
        itself could not run the call).
    value : Plain
        What was returned, if anything was.
    args_after : tuple of Plain
        The copied arguments as the call left them; empty where it left them as they were.
    raised : Raised or None
        The exception, if one was raised.
    printed : str
        The first 100,000 characters of what the call wrote to stdout.
    seconds : float
        Wall-clock time of the call.
    """

    outcome: Outcome
    value: Plain = None
    args_after: tuple[Plain, ...] = field(default=())
    raised: Raised | None = None
    printed: str = ""
    seconds: float = 0.0
