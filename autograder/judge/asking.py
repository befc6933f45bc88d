"""Ask for calls, each once, and stop asking a function that does not come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cnn_utils.compare.calls import Call, Observation

Observe = Callable[[Call], Observation]
Prefetch = Callable[[Sequence[Call]], None]
Slot = tuple[int, tuple[str, ...]]

# How many such ends are waited for: a timeout costs seconds, the others cost a new process.
_PATIENCE = {"timeout": 1, "memory": 2, "killed": 2, "missing": 1, "ungraded": 2}


class CallLog:
    """The calls made of one function and what was seen of them.

    Two cases that share a `Call` object share its observation. After a timeout, or two other ends of the process, every
    further call is answered with that same outcome unasked.
    """

    def __init__(self, observe: Observe, prefetch: Prefetch) -> None:
        self._observe, self._prefetch = observe, prefetch
        self._patience = dict(_PATIENCE)
        # The judge's call is kept beside what it is asked as, so that its id is not given to another one.
        self._asked: dict[Slot, tuple[Call, Call]] = {}
        self._seen: dict[Slot, Observation] = {}
        self.given_up: Observation | None = None
        self.seconds = 0.0

    def prefetch(self, calls: Sequence[Call], helpers: tuple[str, ...] = ()) -> None:
        """Tell which calls are going to be asked for next, in this order, so that they can be made ahead."""
        slots = dict.fromkeys(self._slot(call, helpers) for call in calls)
        ahead = [self._asked[slot][1] for slot in slots if slot not in self._seen]
        if ahead and self.given_up is None:
            self._prefetch(ahead)

    def ask(self, call: Call, helpers: tuple[str, ...] = ()) -> Observation:
        """Observe a call, with the named helpers standing in as the reference."""
        slot = self._slot(call, helpers)
        if slot not in self._seen:
            self._seen[slot] = self._ask_anew(self._asked[slot][1])
        return self._seen[slot]

    def _slot(self, call: Call, helpers: tuple[str, ...]) -> Slot:
        slot = (id(call), helpers)
        if slot not in self._asked:
            self._asked[slot] = call, replace(call, helpers=helpers) if helpers else call
        return slot

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
