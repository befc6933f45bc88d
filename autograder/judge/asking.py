"""Ask for calls, each once, and stop asking a function that does not come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cnn_utils.calls import Call, Observation

Observe = Callable[[Call], Observation]

# How many such ends are waited for: a timeout costs seconds, the others cost a new process.
_PATIENCE = {"timeout": 1, "memory": 2, "killed": 2, "missing": 1, "ungraded": 2}


class Interview:
    """The calls made of one function and what was seen of them.

    Two cases that share a `Call` object share its observation. After a timeout, or two other ends of the process, every
    further call is answered with that same outcome unasked.
    """

    def __init__(self, observe: Observe) -> None:
        self._observe = observe
        self._patience = dict(_PATIENCE)
        # The call is kept beside its observation, so that its id is not given to another one.
        self._seen: dict[tuple[int, tuple[str, ...]], tuple[Call, Observation]] = {}
        self.given_up: Observation | None = None
        self.seconds = 0.0

    def ask(self, call: Call, helpers: tuple[str, ...] = ()) -> Observation:
        """Observe a call, with the named helpers standing in as the reference."""
        slot = (id(call), helpers)
        if slot not in self._seen:
            self._seen[slot] = call, self._ask_anew(replace(call, helpers=helpers) if helpers else call)
        return self._seen[slot][1]

    def _ask_anew(self, call: Call) -> Observation:
        if self.given_up is not None:
            return Observation(self.given_up.outcome)
        observation = self._observe(call)
        self.seconds += observation.seconds
        if observation.outcome in self._patience:
            self._patience[observation.outcome] -= 1
            if self._patience[observation.outcome] == 0:
                self.given_up = observation
        return observation
