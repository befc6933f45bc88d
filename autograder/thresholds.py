"""What a course may set otherwise: a line for each in its thresholds.toml, which need not be there."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.errors import UserError
from autograder.own_course import course_root, kept

FILE = "thresholds.toml"


@dataclass(frozen=True)
class Thresholds:
    """The grader's own, where a course says nothing.

    Attributes
    ----------
    time : float
        How many times as long as usual a cell, a call and a whole submission may take: above 1 on slow machines.
    near_duplicates : float
        Score from which the report takes two submissions for near-duplicates. 40 lies between what copies reach in
        simulated classes of 200 and what students reach who wrote on their own.
    """

    time: float = 1.0
    near_duplicates: float = 40.0


@kept()
def thresholds() -> Thresholds:
    """Read those of the course that this process works in.

    Raises
    ------
    UserError
        If a line is no threshold, or its value no number above 0.
    """
    path = (course_root() or Path()) / FILE
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Thresholds()
    except ValueError as error:
        raise UserError(f"{path} cannot be read: {error}.") from None
    known = asdict(Thresholds())
    for name, value in said.items():
        if name not in known or type(value) not in (int, float) or not value > 0:
            msg = f"{path}: {name} = {value!r} sets nothing; there are {', '.join(known)}, each a number above 0."
            raise UserError(msg)
    return Thresholds(**said)
