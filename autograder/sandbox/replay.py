"""Bring a session back whose process has gone: a fresh one runs again what had run before."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from autograder.sandbox.conversation import Conversation, Lost
from autograder.sandbox.engine import Engine
from autograder.sandbox.time_budget import TimeBudget
from autograder.sandbox.wire.frames import ChannelError
from cnn_utils.language.speaking import later, say


class _Past(NamedTuple):
    """A request that has been answered, and how long its replay may take."""

    what: str
    body: Any
    seconds: float


class Replay:
    """The requests that a session has had answered, and the processes that ran them anew.

    Parameters
    ----------
    engine : Engine
        Gives the fresh processes; its limits say how often and for how long.
    notes : list of str
        Told what had to be left out.
    budget : TimeBudget
        Of the submission: a replay takes no more than what is left of it.
    """

    def __init__(self, engine: Engine, notes: list[str], budget: TimeBudget) -> None:
        self._engine, self._limits, self._notes, self._budget = engine, engine.limits, notes, budget
        self._history: list[_Past] = []
        self._restarts = 0

    def remember(self, what: str, body: Any, seconds: float) -> None:  # noqa: ANN401 - plain, checked by the packer
        """Keep a request to be run again, for at most so many seconds."""
        self._history.append(_Past(what, body, seconds))

    def revive(self) -> Conversation:
        """A fresh process in the state that the notebook had reached.

        Raises
        ------
        Lost
            If the notebook has ended its process too often.
        """
        deadline = time.monotonic() + min(self._limits.replay_seconds, self._budget.left())
        while self._restarts < self._limits.restarts:
            self._restarts += 1
            talk = Conversation(self._engine.fork(), self._limits)
            if self._run_again(talk, deadline):
                return talk
            self._engine.discard(talk.child)
        message = later("The notebook ended its process {times} times; it is not started again.")
        raise Lost("killed", say(message, times=self._limits.restarts))

    def _run_again(self, talk: Conversation, deadline: float) -> bool:
        """Run what has run before; false when an item ended the process: the next replay goes without it."""
        for index, past in enumerate(self._history):
            if (left := deadline - time.monotonic()) <= 0:
                message = later("replay stopped after {done} of {all} cells, as it took too long")
                self._notes.append(say(message, done=index, all=len(self._history)))
                return True
            try:
                talk.ask(past.what, past.body, min(past.seconds, left))
            except (Lost, ChannelError) as error:
                if isinstance(error, Lost) and error.from_outside:
                    return False
                del self._history[index]
                self._notes.append(say("a cell that ended the process was left out of the replay"))
                return False
        return True
