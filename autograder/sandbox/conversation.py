"""Requests to a child and its answers, with deadlines kept on this side."""

from __future__ import annotations

import select
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograder.sandbox.child_process import ChildProcess
from autograder.sandbox.helper_answers import Answer, AnswerHelper, answers_to, questions_in
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.wire.cell_result import CodeCell
from autograder.sandbox.wire.channel import Packer, call_to_plain, unpack
from autograder.sandbox.wire.frames import ChannelClosed, ChannelError, DeadlineExpired, write_frame
from cnn_utils.compare.calls import Call, Outcome, Plain
from cnn_utils.language.speaking import later, say

_TOO_MUCH_WORK = later("It used more than {seconds:g} s of processor time, in all its processes, and was stopped.")
_TOO_MUCH_MEMORY = later("It used more than {megabytes:,} MB of memory and was stopped.")
_WATCH_SECONDS = 0.2
_AT_ONCE = 0.02  # seconds
_SEND_SECONDS = 30.0
_END_SECONDS = 2.0  # from the end of a channel to the zygote's word on how it came, on a busy machine
# A helper's answer takes its time in the grader, and two switches of process, which on a busy machine are the most.
_TURN_SECONDS = 0.02
_MOST_PATIENCE = 4


class Lost(Exception):  # noqa: N818 - an event, which the session turns into an outcome
    """The process is gone, or of no use any more, and why."""

    def __init__(self, outcome: Outcome, reason: str, *, from_outside: bool = False) -> None:
        super().__init__(reason)
        self.outcome, self.reason, self.from_outside = outcome, reason, from_outside


class _Spent(NamedTuple):
    """Seconds that a child has waited for a processor, and worked, up to some moment."""

    waited: float
    worked: float


class Conversation:
    """Questions and answers with one child, as long as it lives.

    Attributes
    ----------
    under_way : deque of Call or CodeCell
        Those that were sent and whose answers have not been taken, in their order.
    size : int
        Bytes of the last answer, or more where it is made of many small values.
    starved : float
        Seconds of the last request in which the child was ready to run and the machine had no processor for it.
    was_starved : bool
        Whether a deadline struck for that alone, after as much patience as there is.
    """

    def __init__(self, child: ChildProcess, limits: Limits) -> None:
        self.child, self._limits = child, limits
        self._sequence = self._part = 0
        self.under_way: deque[Call | CodeCell] = deque()
        self.size = 0
        self.starved = 0.0
        self.was_starved = False

    def ask(
        self,
        what: str,
        body: Any,  # noqa: ANN401 - plain, checked by the packer
        seconds: float,
    ) -> tuple[Plain, bool]:
        """Put one request and wait for its answer.

        Parameters
        ----------
        what : str
            "load" or "questions"; "cells" or "calls" with one of them.
        body : plain value
        seconds : float
            Then the child is interrupted, and soon after given up.

        Returns
        -------
        answer : Plain
        late : bool
            Whether it came only after an interrupt.

        Raises
        ------
        Lost
            When there is no answer, nor going to be one.
        ChannelError
            When what came was none.
        """
        self._send(what, body)
        header, blobs, late = self._await_answer(seconds)
        return unpack(header.get("body"), blobs), late

    def prefetch(self, requests: Sequence[Call | CodeCell]) -> None:
        """Have calls of one exercise made, or cells run, one after the other; `next_answer` takes what they give."""
        forms = [tuple(each) if isinstance(each, CodeCell) else call_to_plain(each) for each in requests]
        self._send("cells" if isinstance(requests[0], CodeCell) else "calls", forms)
        self._part, self.under_way = 0, deque(requests)

    def next_answer(
        self, seconds: float, helpers: tuple[str, ...] = (), answer_helper: AnswerHelper | None = None
    ) -> tuple[Plain, bool]:
        """Wait for the answer to the next of what was sent; raises and returns as `ask` does.

        Parameters
        ----------
        seconds : float
            The time that helpers take is not counted, up to four times `seconds` in all.
        helpers : tuple of str
            Names that the child may ask about in between.
        answer_helper : callable, optional
            Answers it.
        """
        header, blobs, late = self._await_answer(seconds, helpers, answer_helper)
        if header.get("part") != self._part or type(header.get("last")) is not bool:
            raise ChannelError("an answer came to a call that was not made")
        self._part += 1
        self.under_way.popleft()
        if header["last"]:
            self.under_way.clear()
        elif not self.under_way:
            raise ChannelError("more answers were announced than calls were made")
        return unpack(header.get("body"), blobs), late

    def _await_answer(
        self, seconds: float, helpers: tuple[str, ...] = (), answer_helper: AnswerHelper | None = None
    ) -> tuple[dict[str, Any], list[memoryview], bool]:
        start, late, turns = time.monotonic(), False, 0.0
        self.starved = 0.0
        deadline = start + seconds
        spent: _Spent | None = None
        while True:
            until = deadline if spent else min(deadline, time.monotonic() + _AT_ONCE)
            try:
                header, blobs = self._receive(until, spent, seconds)
            except DeadlineExpired:
                if spent is None:  # most answers come at once: to measure the child would take longer than they do
                    spent = self._spent_so_far()
                    continue
                # Time in which the machine had no processor for it is not the student's.
                self.starved = self.child.seconds_waited() - spent.waited
                deserved, most = seconds + turns + self.starved, _MOST_PATIENCE * seconds
                later = start + min(deserved, most)
                if not late and later > time.monotonic():
                    deadline = later
                    continue
                if late:
                    raise stopped(seconds) from None
                # Unless it starved itself, with a crowd of its own.
                self.was_starved |= deserved > most and self.child.seconds_worked() - spent.worked < seconds
                late, deadline = True, time.monotonic() + self._limits.grace_seconds
                self.child.interrupt()
                continue
            if "ask" in header and helpers and answer_helper is not None:
                asked = time.monotonic()
                questions = questions_in(unpack(header.get("body"), blobs), helpers)
                self._answer(answers_to(questions, answer_helper), deadline)
                if not late:
                    turns += time.monotonic() - asked + _TURN_SECONDS
                    deadline = start + min(seconds + turns, _MOST_PATIENCE * seconds)
                continue
            self._check(header, seconds if late else None)
            if spent:
                self.starved = self.child.seconds_waited() - spent.waited
            self.size = self.child.frames.weight
            return header, blobs, late

    def _spent_so_far(self) -> _Spent:
        return _Spent(self.child.seconds_waited(), self.child.seconds_worked())

    def _send(self, what: str, body: Any) -> None:  # noqa: ANN401
        if self.child.frames.has_come():
            raise ChannelError("a message came that nobody had asked for")
        self._sequence += 1
        packer = Packer()
        header = {"do": what, "sequence": self._sequence, "body": packer.pack(body)}
        try:
            write_frame(self.child.channel, header, packer.blobs, time.monotonic() + _SEND_SECONDS)
        except (ChannelClosed, DeadlineExpired):
            raise self._how_it_ended() from None

    def _receive(
        self, deadline: float, spent: _Spent | None, seconds: float
    ) -> tuple[dict[str, Any], list[memoryview]]:
        if self.child.group is None or not self.child.group.shares_processor:
            self._watch(deadline, spent, seconds)
        try:
            return self.child.frames.read(deadline)
        except ChannelClosed:
            raise self._how_it_ended() from None

    def _watch(self, deadline: float, spent: _Spent | None, seconds: float) -> None:
        """Where no control group bounds a session, look at it now and then until there is an answer."""
        while (left := deadline - time.monotonic()) > 0 and not self.child.frames.has_come():
            if select.select([self.child.channel], [], [], min(_WATCH_SECONDS, left))[0]:
                return
            if self.child.group is None and self.child.memory_in_use() > self._limits.memory:
                raise Lost("memory", say(_TOO_MUCH_MEMORY, megabytes=self._limits.memory >> 20))
            if spent and self.child.seconds_worked() > spent.worked + seconds:
                raise Lost("timeout", say(_TOO_MUCH_WORK, seconds=seconds))

    def _check(self, header: dict[str, Any], too_long: float | None) -> None:
        if header.get("sequence") != self._sequence or "ask" in header:
            raise ChannelError("an answer came to a question that was not asked")
        if "failed" in header:
            if too_long is not None:
                raise stopped(too_long)
            reason = str(header["failed"])[:500]
            outcome: Outcome = "memory" if header.get("memory") is True else "killed"
            raise Lost(outcome, say("It could not go on: {reason}", reason=reason))

    def _answer(self, answers: list[Answer], deadline: float) -> None:
        packer = Packer()
        try:
            write_frame(self.child.channel, {"body": packer.pack(answers)}, packer.blobs, deadline)
        except ChannelClosed:
            raise self._how_it_ended() from None
        except ChannelError:
            raise Lost("memory", say("It asked helpers for more than one message holds.")) from None
        except DeadlineExpired:
            raise Lost("timeout", say("It asked for a helper and did not take the answer in time.")) from None

    def _how_it_ended(self) -> Lost:
        child = self.child
        child.wait(_END_SECONDS)  # its own end, before it is mixed up with being killed
        out_of_memory = child.ran_out_of_memory()
        code = child.wait(0.0)
        if out_of_memory:
            return Lost("memory", say(_TOO_MUCH_MEMORY, megabytes=self._limits.memory >> 20))
        from_outside = child.was_killed_from_outside()
        if code is not None and code < 0:
            reason = say("Its process was ended by signal {signal}.", signal=-code)
        else:
            reason = say("Its process ended before it had answered.")
        return Lost("killed", reason, from_outside=from_outside)


def stopped(seconds: float) -> Lost:
    """What to say of a process that had so many seconds, and did not answer in them."""
    return Lost("timeout", say("It ran longer than {seconds:g} s and was stopped.", seconds=seconds))
