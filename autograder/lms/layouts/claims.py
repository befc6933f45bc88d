"""What every layout yields: whose something is, as the system says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from autograder.lms.unpacking.archives import Item

Entries = dict[str, list[Item]]
"""What lies in a download by the name at its top."""


@dataclass(frozen=True)
class Claim:
    """One hand-in, or a part of it, and what its place says of it.

    Attributes
    ----------
    system : str
        "nbgrader", "canvas", "moodle", "gradescope" or "plain".
    key : tuple of str
        The kind of number that this system knows somebody by, and the number: ("canvas", "1234").
    name, email : str
        For people to read; "" where it is not known.
    files : tuple of Item
        What was handed in, with its path in the download.
    ids : dict of str to str
        Further identifiers, kept for the way back.
    late : bool
    moment : datetime or None
        In UTC.
    time : str
        The time as it stands there, where it could not be read.
    is_team : bool
        Whether this is several people whom nobody names.
    problem : str
        Why nobody can be made of it, or "".
    """

    system: str
    key: tuple[str, str]
    name: str
    files: tuple[Item, ...]
    email: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    late: bool = False
    moment: datetime | None = None
    time: str = ""
    is_team: bool = False
    problem: str = ""

    @property
    def who(self) -> str:
        """The person as a line names them."""
        kind, number = self.key
        return f"{self.name} ({kind} {number})" if self.name and self.name != number else number


Reader = Callable[[Entries, str, tzinfo], list[Claim]]
"""Takes out of the entries what it recognises; of an assignment, in a zone."""
