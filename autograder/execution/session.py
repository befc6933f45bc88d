"""A submission being run: cells, exercises, and what happens when they hang, crash or take all the memory.

Every wait has a deadline, kept here, outside. When it passes, student code is interrupted, so that it can say where it
was; if it does not stop, its process is killed with everything it has started. A session whose process has gone comes
back by itself: a fresh fork replays, without pictures, the cells that have run, leaving out those that ended it. How
often, and for how long, `Limits` says; beyond that every further request ends as "killed".
"""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any

from autograder.execution.channel import (
    Packer,
    call_to_plain,
    observation_from_plain,
    unpack,
)
from autograder.execution.child_process import ChildProcess
from autograder.execution.engine import Engine
from autograder.execution.frames import ChannelClosed, ChannelError, DeadlineExpired, read_frame, write_frame
from autograder.execution.outputs import Output, clean_outputs, stopped_output
from cnn_utils.calls import Call, Observation, Outcome, Plain, Raised

_TOO_MUCH_MEMORY = "It used more than {:,} MB of memory and was stopped."
_WATCH_SECONDS = 0.2
AnswerHelper = Callable[[str, tuple[Plain, ...]], Plain]


@dataclass(frozen=True)
class CellResult:
    """What one cell did.

    Attributes
    ----------
    outcome : str
        "returned", "raised", "timeout", "memory" or "killed".
    outputs : list of dict
        Notebook outputs (nbformat 4), well-formed and bounded.
    error : str
        Name of the exception's type, or "".
    seconds : float
    execution_count : int or None
    """

    outcome: Outcome
    outputs: list[Output] = field(default_factory=list)
    error: str = ""
    seconds: float = 0.0
    execution_count: int | None = None


class _Lost(Exception):  # noqa: N818 - internal: the process is gone, and why
    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome, self.reason = outcome, reason


@dataclass
class _Account:
    """What the calls of one exercise have cost so far."""

    seconds: float = 0.0
    strikes: int = 0
    last: Outcome = "timeout"


class Session:
    """One submission in a confined process; use it in a ``with`` statement.

    Attributes
    ----------
    notes : list of str
        What a reader should know: a forged message, cells left out of a replay.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self._limits = engine, engine.limits
        self._child: ChildProcess | None = None
        self._sequence = 0
        self._history: list[tuple[str, Any]] = []
        self._restarts = 0
        self._cell_seconds = 0.0
        self._cell_has_hung = False
        self._accounts: dict[str, _Account] = {}
        self.notes: list[str] = []

    def __enter__(self) -> Session:
        self._child = self._engine.fork()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop_child()

    def run_cell(self, source: str, cell_id: str = "", *, pictures: bool = True) -> CellResult:
        """Run one cell in the notebook's shell.

        Parameters
        ----------
        source : str
            With magics and shell lines, as typed.
        cell_id : str, optional
            Names the cell in `notes`.
        pictures : bool
            Whether figures are drawn.
        """
        left = self._limits.notebook_seconds - self._cell_seconds
        seconds = min(left, self._limits.again_seconds if self._cell_has_hung else self._limits.cell_seconds)
        if seconds <= 0:
            text = f"The notebook's cells have used up their {self._limits.notebook_seconds:g} s; this one was not run."
            return CellResult("timeout", [stopped_output("TimeoutError", text)], "TimeoutError")
        start = time.monotonic()
        try:
            reply, late = self._ask("cell", (source, pictures), seconds)
            result = _cell_result(reply, late, seconds)
        except (_Lost, ChannelError) as error:
            result = self._lost_cell(error, cell_id, seconds, time.monotonic() - start)
        else:
            self._history.append(("cell", (source, False)))
        self._cell_seconds += time.monotonic() - start
        self._cell_has_hung |= result.outcome == "timeout"
        return result

    def load(self, request: Plain, seconds: float | None = None) -> Plain:
        """Have `autograder.execution.preparing` fill the namespace in the child, and hand back what it says.

        Raises
        ------
        SessionLost
            When that takes too long or ends the process.
        """
        try:
            reply, _ = self._ask("load", request, seconds or self._limits.notebook_seconds)
        except (_Lost, ChannelError) as error:
            lost = self._note_loss(error, "the code")
            raise SessionLost(lost.outcome, lost.reason) from None
        self._history.append(("load", request))
        return reply

    def observe(self, call: Call, answer_helper: AnswerHelper | None = None) -> Observation:
        """Make one call of an exercise and report what was seen.

        Parameters
        ----------
        call : Call
        answer_helper : callable, optional
            ``answer_helper(name, args)`` gives what the reference helper returns; asked only for names in
            ``call.helpers``, and only while this call runs.
        """
        account = self._accounts.setdefault(call.exercise, _Account())
        full = self._limits.again_seconds if account.strikes else self._limits.call_seconds
        seconds = min(full, self._limits.exercise_seconds - account.seconds)
        if account.strikes >= self._limits.strikes or seconds <= 0:
            return Observation(account.last)
        start = time.monotonic()
        try:
            reply, late = self._ask("call", call_to_plain(call), seconds, call.helpers, answer_helper)
            seen = observation_from_plain(reply)
            seen = replace(seen, outcome="timeout") if late else seen
        except (_Lost, ChannelError) as error:
            lost = self._note_loss(error, call.exercise)
            seen = Observation(lost.outcome, raised=Raised("", lost.reason), seconds=time.monotonic() - start)
        account.seconds += time.monotonic() - start
        if seen.outcome in ("timeout", "killed", "memory"):
            account.strikes, account.last = account.strikes + 1, seen.outcome
        return seen

    def _lost_cell(self, error: Exception, cell_id: str, limit: float, seconds: float) -> CellResult:
        lost = self._note_loss(error, f"cell {cell_id}".strip())
        name = {"timeout": "TimeoutError", "memory": "MemoryError"}.get(lost.outcome, "ProcessEnded")
        text = f"The cell ran longer than {limit:g} s and was stopped." if lost.outcome == "timeout" else lost.reason
        return CellResult(lost.outcome, [stopped_output(name, text)], name, seconds)

    def _note_loss(self, error: Exception, what: str) -> _Lost:
        """Turn whatever went wrong into the loss of the process, and get rid of that."""
        lost = error if isinstance(error, _Lost) else _Lost("killed", f"It sent a message that is none: {error}.")
        if not isinstance(error, _Lost):
            self.notes.append(f"{what}: forged or broken message on the grader's channel ({error})")
        self._drop_child()
        return lost

    def _ask(
        self,
        what: str,
        body: Any,  # noqa: ANN401 - plain, checked by the packer
        seconds: float,
        helpers: tuple[str, ...] = (),
        answer_helper: AnswerHelper | None = None,
    ) -> tuple[Plain, bool]:
        """One request and its answer; whether it came only after an interrupt."""
        if self._child is None:
            self._revive()
        self._send(what, body)
        deadline, late = time.monotonic() + seconds, False
        while True:
            try:
                header, blobs = self._receive(deadline)
            except DeadlineExpired:
                if late:
                    raise _Lost("timeout", f"It ran longer than {seconds:g} s and was stopped.") from None
                late, deadline = True, time.monotonic() + self._limits.grace_seconds
                self._live.interrupt()
                continue
            if "ask" in header and header["ask"] in helpers and answer_helper is not None:
                self._answer(header["ask"], unpack(header.get("body"), blobs), answer_helper, deadline)
                continue
            return self._checked(header, blobs), late

    @property
    def _live(self) -> ChildProcess:
        assert self._child is not None
        return self._child

    def _send(self, what: str, body: Any) -> None:  # noqa: ANN401
        self._refuse_unasked()
        self._sequence += 1
        packer = Packer()
        header = {"do": what, "sequence": self._sequence, "body": packer.pack(body)}
        try:
            write_frame(self._live.channel, header, packer.blobs, time.monotonic() + 30.0)
        except (ChannelClosed, DeadlineExpired):
            raise self._how_it_ended() from None

    def _refuse_unasked(self) -> None:
        """A message that nobody asked for is a forged one."""
        channel = self._live.channel
        channel.settimeout(0)
        with contextlib.suppress(BlockingIOError, ConnectionError):
            if channel.recv(1, 2):  # MSG_PEEK
                raise ChannelError("a message came that nobody had asked for")

    def _receive(self, deadline: float) -> tuple[dict[str, Any], list[memoryview]]:
        if self._live.group is None:
            self._watch_memory(deadline)
        try:
            return read_frame(self._live.channel, deadline)
        except ChannelClosed:
            raise self._how_it_ended() from None

    def _watch_memory(self, deadline: float) -> None:
        """Where no control group bounds the memory of a session, look at it now and then until there is an answer."""
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self._live.channel], [], [], min(_WATCH_SECONDS, left))[0]:
                return
            if self._live.memory_in_use() > self._limits.memory:
                self._drop_child()
                raise _Lost("memory", _TOO_MUCH_MEMORY.format(self._limits.memory >> 20))

    def _checked(self, header: dict[str, Any], blobs: list[memoryview]) -> Plain:
        if header.get("sequence") != self._sequence or "ask" in header:
            raise ChannelError("an answer came to a question that was not asked")
        if "failed" in header:
            reason = str(header["failed"])[:500]
            raise _Lost("memory" if header.get("memory") is True else "killed", f"It could not go on: {reason}")
        return unpack(header.get("body"), blobs)

    def _answer(self, name: str, args: Plain, answer_helper: AnswerHelper, deadline: float) -> None:
        if type(args) is not tuple:
            raise ChannelError("a helper was asked without arguments")
        packer = Packer()
        try:
            header: dict[str, Any] = {"body": packer.pack(answer_helper(name, args))}
        except Exception as error:  # noqa: BLE001 - the reference was given what a student made up
            header, packer = {"failed": f"{type(error).__name__}: {error}"[:500]}, Packer()
        try:
            write_frame(self._live.channel, header, packer.blobs, deadline)
        except ChannelClosed:
            raise self._how_it_ended() from None

    def _how_it_ended(self) -> _Lost:
        child = self._live
        child.wait(0.2)  # its own end, before it is mixed up with being killed
        out_of_memory = child.ran_out_of_memory()
        code = child.wait(0.0)
        self._drop_child()
        if out_of_memory:
            return _Lost("memory", _TOO_MUCH_MEMORY.format(self._limits.memory >> 20))
        if code is not None and code < 0:
            return _Lost("killed", f"Its process was ended by signal {-code}.")
        return _Lost("killed", "Its process ended before it had answered.")

    def _drop_child(self) -> None:
        if self._child is not None:
            self._engine.discard(self._child)
        self._child = None

    def _revive(self) -> None:
        """A fresh process in the state that the notebook had reached."""
        deadline = time.monotonic() + self._limits.replay_seconds
        history, self._history = self._history, []
        while self._restarts < self._limits.restarts:
            self._restarts += 1
            self._child = self._engine.fork()
            if self._replay(history, deadline):
                self._history = history
                return
        self._history = history
        raise _Lost("killed", f"The notebook ended its process {self._limits.restarts} times; it is not started again.")

    def _replay(self, history: list[tuple[str, Any]], deadline: float) -> bool:
        """Run what has run before; false when an item ended the process, which is then taken out of `history`."""
        for index, (what, body) in enumerate(history):
            if time.monotonic() > deadline:
                self.notes.append(f"replay stopped after {index} of {len(history)} cells, as it took too long")
                return True
            try:
                self._ask(what, body, min(self._limits.cell_seconds, self._limits.replay_seconds))
            except (_Lost, ChannelError):
                self._drop_child()
                del history[index]
                self.notes.append("a cell that ended the process was left out of the replay")
                return False
        return True


class SessionLost(RuntimeError):  # noqa: N818 - the name says what is the matter
    """The process of a session ended while its code was being loaded.

    Attributes
    ----------
    outcome : str
        "timeout", "memory" or "killed".
    """

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome


def _cell_result(reply: Plain, late: bool, limit: float) -> CellResult:
    if type(reply) is not tuple or len(reply) != 4:
        raise ChannelError("the result of a cell has four parts")
    outputs, error, seconds, number = reply
    if type(error) is not str or type(seconds) is not float or type(number) is not int:
        raise ChannelError("the result of a cell has parts of the wrong type")
    cleaned = clean_outputs(outputs)
    if late:
        cleaned.append(stopped_output("TimeoutError", f"The cell ran longer than {limit:g} s and was stopped."))
        return CellResult("timeout", cleaned, "TimeoutError", seconds, number)
    outcome: Outcome = "memory" if error == "MemoryError" else "raised" if error else "returned"
    return CellResult(outcome, cleaned, error[:200], seconds, number)
