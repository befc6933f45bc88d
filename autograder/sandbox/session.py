"""A submission being run: cells, exercises, and what happens when they hang, crash or take all the memory.

Every wait has a deadline, kept here, outside. When it passes, student code is interrupted, so that it can say where it
was; if it does not stop, its process is killed with everything it has started. A session whose process has gone comes
back by itself: a fresh fork replays, without pictures, the cells that have run, leaving out those that ended it. How
often, and for how long, `Limits` says; beyond that every further request ends as "killed".
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from types import TracebackType

from autograder.sandbox.answer_room import AnswerRoom
from autograder.sandbox.conversation import Lost, stopped
from autograder.sandbox.engine import Engine
from autograder.sandbox.helper_answers import AnswerHelper
from autograder.sandbox.session_process import SessionProcess
from autograder.sandbox.time_budget import STARVED, TimeBudget
from autograder.sandbox.wire.cell_outputs import stopped_output, within
from autograder.sandbox.wire.cell_result import CellResult, CodeCell, read_cell_result, too_long
from autograder.sandbox.wire.channel import observation_from_plain
from autograder.sandbox.wire.frames import MAX_PAYLOAD, ChannelError
from cnn_utils.compare.calls import Call, Observation, Outcome, Plain, Raised
from cnn_utils.language.speaking import later, say
from cnn_utils.questions.making import COUNT
from cnn_utils.questions.question import Asked, asked_from_plain

_MOST_CHARACTERS = MAX_PAYLOAD // 4  # of a cell: each has up to four bytes in a message
FORGED = later("{what}: forged or broken message on the grader's channel ({error})")


class SessionLost(RuntimeError):  # noqa: N818 - the name says what is the matter
    """The process of a session ended while its code was being loaded.

    Attributes
    ----------
    outcome : str
        "timeout", "memory" or "killed".
    reason : str
    """

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome, self.reason = outcome, reason


class Session:
    """One submission in a confined process; use it in a ``with`` statement.

    Parameters
    ----------
    engine : Engine
        Already started.
    end : float, optional
        As for `TimeBudget`: the sessions of one submission share its time.

    Attributes
    ----------
    notes : list of str
        What a reader should know: a forged message, cells left out of a replay.
    process : SessionProcess
    """

    def __init__(self, engine: Engine, end: float | None = None) -> None:
        self._limits = engine.limits
        self._starved_in_all = 0.0
        self._time = TimeBudget(engine.limits, end)
        self._output_room = engine.limits.all_outputs_size
        self._answers = AnswerRoom(engine.limits)
        self.notes: list[str] = []
        self.process = SessionProcess(engine, self.notes, self._time)

    def __enter__(self) -> Session:
        self.process.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.drop()

    def run_cell(
        self, source: str, cell_id: str = "", *, pictures: bool = True, as_written: bool = False
    ) -> CellResult:
        """Run one cell in the notebook's shell.

        Parameters
        ----------
        source : str
            With magics and shell lines, as typed.
        cell_id : str, optional
            Names the cell in `notes`.
        pictures : bool
            Whether figures are drawn.
        as_written : bool
            For an instructor's grade cell: plain Python, run past the hooks that a notebook may have set.
        """
        cell = CodeCell(source, pictures, as_written)
        if not _fits(cell):
            text = say("It has {millions:.1f} million characters, more than are run.", millions=len(source) / 1e6)
            return CellResult("memory", [stopped_output("MemoryError", text)], "MemoryError")
        seconds = self._time.for_cell()
        if seconds <= 0:
            self._say_if_over()
            message = later("The notebook's cells have used up their {seconds:g} s; this one was not run.")
            text = say(message, seconds=self._limits.notebook_seconds)
            return CellResult("timeout", [stopped_output("TimeoutError", text)], "TimeoutError")
        start = time.monotonic()
        try:
            reply, late = self.process.answer_to(cell, seconds)
            result = read_cell_result(reply, late, seconds)
        except (Lost, ChannelError) as error:
            result = self._lost_cell(error, cell_id, seconds, time.monotonic() - start)
        else:
            allowed = self._limits.seconds_after_timeout if late else seconds
            self.process.past.remember("cells", [(source, False, as_written)], allowed)
        self._time.spend_on_cell(self._spent_since(start), result.outcome)
        outputs, self._output_room = within(result.outputs, self._output_room)
        return replace(result, outputs=outputs)

    def load(self, request: Plain, seconds: float | None = None) -> Plain:
        """Have `autograder.sandbox.inside.preparing` fill the namespace in the child, and hand back what it says.

        Raises
        ------
        SessionLost
            When that takes too long or ends the process.
        """
        if (left := self._time.left()) <= 0:
            over = stopped(0.0)
            raise SessionLost(over.outcome, over.reason)
        try:
            seconds = min(seconds or self._limits.notebook_seconds, left)
            reply, _ = self.process.ask("load", request, seconds)
        except (Lost, ChannelError) as error:
            lost = self._note_loss(error, say("the code"))
            raise SessionLost(lost.outcome, lost.reason) from None
        self.process.past.remember("load", request, seconds)
        return reply

    def ask_about(
        self, exercise: str, *, count: int = COUNT, attempt: int = 1, key: str = "", open_only: bool = False
    ) -> Asked:
        """Have questions made about a function that the cells defined; see `cnn_utils.questions.making.questions_on`.

        Whatever goes wrong, an answer comes back: a sentence in place of the questions.
        """
        account = f"questions on {exercise}"
        seconds = self._time.for_call(account)
        if seconds <= 0:
            problem = say("There is no time left for questions on {exercise}.", exercise=exercise)
            return Asked(exercise, problem=problem, attempt=attempt)
        start = time.monotonic()
        outcome: Outcome = "returned"
        try:
            reply, _ = self.process.ask("questions", (exercise, count, attempt, key, open_only), seconds)
            asked = asked_from_plain(reply)
        except (Lost, ChannelError) as error:
            outcome = self._note_loss(error, say("questions on {exercise}", exercise=exercise)).outcome
            problem = say("{exercise} could not be asked about: it ended its process.", exercise=exercise)
            asked = Asked(exercise, problem=problem, attempt=attempt)
        except ValueError as error:
            problem = say("{exercise} could not be asked about: {error}.", exercise=exercise, error=str(error))
            asked = Asked(exercise, problem=problem, attempt=attempt)
        self._time.spend_on_call(account, self._spent_since(start), outcome)
        return asked

    def prefetch(self, requests: Sequence[Call | CodeCell]) -> None:
        """Have calls of one exercise made ahead, or cells run: each is going to be asked for, in this order.

        It spares a round trip for each. Nothing else changes: what is asked for out of turn is made then, and a cell
        that fails or is stopped ends what runs ahead of its time.
        """
        self.process.announce([*takewhile(_fits, requests)])

    def observe(self, call: Call, answer_helper: AnswerHelper | None = None) -> Observation:
        """Make one call of an exercise and report what was seen.

        Parameters
        ----------
        call : Call
        answer_helper : callable, optional
            ``answer_helper(name, args)`` gives what the reference helper returns; asked only for names in
            ``call.helpers``, and only while this call runs.
        """
        seconds = self._time.for_call(call.exercise)
        if seconds <= 0:
            self._say_if_over()
            return Observation(self._time.last_outcome(call.exercise))
        if not self._answers.has_room(call.exercise):
            return Observation("memory")
        start = time.monotonic()
        try:
            reply, late = self.process.answer_to(call, seconds, call.helpers, answer_helper)
            self._answers.take(call.exercise, self.process.size)
            seen = observation_from_plain(reply)
            seen = replace(seen, outcome="timeout") if late else seen
        except (Lost, ChannelError) as error:
            lost = self._note_loss(error, call.exercise)
            seen = Observation(lost.outcome, raised=Raised("", lost.reason), seconds=time.monotonic() - start)
        self._time.spend_on_call(call.exercise, self._spent_since(start), seen.outcome)
        return seen

    def _spent_since(self, start: float) -> float:
        """Wall-clock time of a request, without that in which the machine had no processor for it."""
        starved = self.process.starved
        self._starved_in_all += starved
        return max(time.monotonic() - start - starved, 0.0)

    def _say_if_over(self) -> None:
        if self._time.left() <= 0:
            message = later("The notebook used up the {seconds:g} s that a submission has in all.")
            self.process.note(say(message, seconds=self._limits.submission_seconds))
            if self._starved_in_all > self._limits.submission_seconds / 2:
                self.process.note(say(STARVED))

    def _lost_cell(self, error: Exception, cell_id: str, limit: float, seconds: float) -> CellResult:
        lost = self._note_loss(error, say("cell {id}", id=cell_id) if cell_id else say("cell"))
        name = {"timeout": "TimeoutError", "memory": "MemoryError"}.get(lost.outcome, "ProcessEnded")
        text = too_long(limit) if lost.outcome == "timeout" else lost.reason
        return CellResult(lost.outcome, [stopped_output(name, text)], name, seconds)

    def _note_loss(self, error: Exception, what: str) -> Lost:
        """Turn whatever went wrong into the loss of the process, and get rid of that."""
        if isinstance(error, Lost):
            lost = error
        else:
            lost = Lost("killed", say("It sent a message that is none: {error}.", error=str(error)))
            self.notes.append(say(FORGED, what=what, error=str(error)))
        self.process.drop()
        return lost


def _fits(request: Call | CodeCell) -> bool:
    """Whether it is no cell, or one that a message holds."""
    return not isinstance(request, CodeCell) or len(request.source) <= _MOST_CHARACTERS
