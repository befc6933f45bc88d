"""The judge's answer for one exercise: what held, what did not, which mistake it is, and where to look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from cnn_utils.language.speaking import later, say, together

Status = Literal["passed", "failed", "error", "timeout", "memory", "killed", "unfilled", "missing", "ungraded"]
Stage = Literal["returned", "type", "shape", "dtype", "finite", "values", "seed"]
Place = Literal[
    "everywhere", "border", "example", "channel", "row", "column",
    "first row", "last row", "first column", "last column", "scattered",
]  # fmt: skip

_STATUSES: dict[Status, str] = {
    "passed": later("passed"),
    "failed": later("failed"),
    "error": later("error"),
    "timeout": later("timeout"),
    "memory": later("memory"),
    "killed": later("killed"),
    "unfilled": later("unfilled"),
    "missing": later("missing"),
    "ungraded": later("ungraded"),
}


@dataclass(frozen=True)
class Extent:
    """Which entries are wrong.

    Attributes
    ----------
    place : str
        What holds all of them and nothing else is wrong: one example, channel, row or column, the border, everything;
        or "scattered".
    number : int
        Which example, channel, row or column; of scattered entries, how many.
    size : int
        How many entries there are.
    """

    place: Place
    number: int = 0
    size: int = 0


@dataclass(frozen=True)
class Difference:
    """The first way in which an output departs from what it should be.

    Attributes
    ----------
    stage : str
        Which comparison failed, in the fixed order returned, type, shape, dtype, finite, values; or seed.
    part : str
        Which part of the output: "Z", "cache[0]", "dA_prev".
    got, expected : str
        Short texts: a type, a shape, or the number at `index`.
    index : tuple of int or None
        The first wrong entry.
    share : float
        Share of the entries that are wrong, 0 to 1.
    extent : Extent or None
        Which entries are wrong, where there are several.
    factor : float or None
        The constant c with ``got = c * expected``, where there is one.
    got_array, expected_array : ndarray or None
        The whole arrays, for the picture.
    """

    stage: Stage
    part: str
    got: str
    expected: str
    index: tuple[int, ...] | None = None
    share: float = 1.0
    extent: Extent | None = None
    factor: float | None = None
    got_array: np.ndarray | None = None
    expected_array: np.ndarray | None = None


@dataclass(frozen=True)
class Window:
    """The piece of the padded input from which the first wrong entry is computed.

    Attributes
    ----------
    text : str
        In code, for example "A_prev_pad[0, 2:4, 0:2, :]".
    values : ndarray or None
        The piece itself.
    sentence : str
        What is said of it, with {window} for the code.
    """

    text: str
    values: np.ndarray | None = None
    sentence: str = later("It comes from {window}.")


@dataclass(frozen=True)
class Hint:
    """A named mistake with its three steps: what it is, where to look, why it is wrong."""

    misconception: str
    what: str
    where: str
    why: str


@dataclass(frozen=True)
class Property:
    """One weighted property of a function and whether it holds.

    `visible` is true when all of its cases are seeded ones that students receive.
    """

    name: str
    weight: float
    holds: bool
    visible: bool = True


@dataclass(frozen=True)
class Finding:
    """One thing that went wrong in one case.

    Attributes
    ----------
    case : str
        Id of the case, for example "conv_forward/v2".
    title : str
        One plain sentence that describes the call: "A_prev (10, 4, 4, 3), W (2, 2, 3, 8), stride 2, pad 2".
    message : str
        What went wrong, in full sentences, without any expected value of a hidden case.
    visible : bool
        Whether the case is one that students receive; only then may a card show what was expected.
    difference : Difference or None
        Where a value departs, if a value was returned.
    window : Window or None
        What the first wrong entry is computed from.
    line : int or None
        Line of the student's code that raised.
    source : str
        That line's text.
    """

    case: str
    title: str
    message: str
    visible: bool = True
    difference: Difference | None = None
    window: Window | None = None
    line: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Verdict:
    """The answer for one exercise.

    Attributes
    ----------
    exercise : str
    status : str
        "passed", "failed" (wrong result), "error" (raised), "timeout", "memory", "killed", "unfilled" (stub left),
        "missing" (no such function) or "ungraded" (the grader itself could not run: never a zero by itself).
    share : float
        Share of the weighted properties that hold, 0 to 1.
    properties : tuple of Property
    findings : tuple of Finding
        What went wrong, the most telling first.
    hints : tuple of Hint
        The misconceptions that give exactly these outputs.
    notes : tuple of str
        What the reader should know besides: a helper's mistake that was not charged here, advice for other editions.
    cases : int
        How many cases were compared.
    seconds : float
        Time spent in the student's function.
    """

    exercise: str
    status: Status
    share: float
    properties: tuple[Property, ...] = ()
    findings: tuple[Finding, ...] = ()
    hints: tuple[Hint, ...] = ()
    notes: tuple[str, ...] = field(default=())
    cases: int = 0
    seconds: float = 0.0

    @property
    def message(self) -> str:
        """One or two sentences for a table or a JSON line."""
        if self.hints:
            said = [say(hint.what) for hint in self.hints]
            # What a mistake is called does not say which line stops, and at what.
            return together([*said, self.findings[0].message] if self.status == "error" and self.findings else said)
        if self.findings:
            return self.findings[0].message
        if self.status == "passed":
            return say("All cases hold.")
        if self.status == "unfilled":
            return say("{exercise} is still the stub.", exercise=self.exercise)
        return say("{exercise}: {status}.", exercise=self.exercise, status=say(_STATUSES[self.status]))
