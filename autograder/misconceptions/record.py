"""What a misconception is: a named wrong variant of one exercise, with its hint in three steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cnn_utils.compare.verdict import Hint


@dataclass(frozen=True)
class Misconception:
    """A wrong variant of a graded function that real solutions contain.

    Attributes
    ----------
    id : str
        Stable, lower case, words joined by hyphens, the exercise not repeated: "bias-in-every-product".
    exercise : str
    variant : callable
        Takes the same plain arguments as the exercise (or, for kinds other than "plain", as its driver) and returns
        what the mistake returns; raises where the mistake raises.
    what, where, why : str
        The hint: what the mistake is, where to look, why it is wrong. One sentence each, to the student, without code
        that solves the exercise.
    origin : str
        Where it was seen: "published solutions", "2021 forum", "one-place breakage".
    right_in : tuple of str
        Editions in which this is the rule, not a mistake.
    general : bool
        True for what is said where no other record fits; the variant is then one example of many.
    """

    id: str
    exercise: str
    variant: Callable[..., Any]
    what: str
    where: str
    why: str
    origin: str
    right_in: tuple[str, ...] = ()
    general: bool = False

    @property
    def hint(self) -> Hint:
        """The record as a student sees it."""
        return Hint(self.id, self.what, self.where, self.why)
