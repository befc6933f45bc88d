"""What a case is: one call with its expected output; and a relation: a relation that outputs obey, with no constant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnn_utils.compare.calls import Call, Observation
from cnn_utils.compare.expected import Expected


@dataclass(frozen=True, eq=False)  # one case is the same as itself: arrays have no single truth
class Case:
    """One call of a graded function and what must come back.

    Attributes
    ----------
    id : str
        "exercise/name", unique; for example "conv_forward/v2".
    title : str
        The call in one plain sentence, for a card.
    call : Call
    expected : Expected
    properties : tuple of str
        Names of the weighted properties this case speaks for; each holds only if all of its cases do.
    visible : bool
        True for a seeded case that students receive.
    edition : str
        The edition that publishes it: "v1", "v2", "2021", "all", or "" for a hidden case.
    advice : bool
        True where a difference is shown and named but costs nothing.
    """

    id: str
    title: str
    call: Call
    expected: Expected
    properties: tuple[str, ...]
    visible: bool = False
    edition: str = ""
    advice: bool = False

    @property
    def exercise(self) -> str:
        """Name of the function called."""
        return self.call.exercise


@dataclass(frozen=True)
class Relation:
    """A relation between the outputs of a few calls: linearity, shift, the adjoint identity.

    Attributes
    ----------
    id, title : str
        As for `Case`.
    calls : tuple of Call
    broken : callable
        Takes the observations of `calls` (all of outcome "returned") and answers with one sentence that says how the
        relation is broken, or None. It must not fail on any plain value.
    properties : tuple of str
    """

    id: str
    title: str
    calls: tuple[Call, ...]
    broken: Callable[[Sequence[Observation]], str | None]
    properties: tuple[str, ...]
