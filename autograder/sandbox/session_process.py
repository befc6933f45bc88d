"""The process of one session: it comes back by itself, and does ahead of its time what is going to be asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from autograder.exercises import LAYERS_READY_MADE
from autograder.sandbox.child_process import ChildProcess
from autograder.sandbox.conversation import Conversation, Lost
from autograder.sandbox.engine import Engine
from autograder.sandbox.helper_answers import AnswerHelper
from autograder.sandbox.replay import Replay
from autograder.sandbox.time_budget import STARVED, TimeBudget
from autograder.sandbox.wire.cell_result import CodeCell
from autograder.sandbox.wire.frames import MessageTooLarge
from cnn_utils.compare.calls import Call, Plain
from cnn_utils.language.speaking import later, say

LOADED = later("Loaded while it was graded: {libraries}.")
UNTOLD = later("What was loaded while it was graded cannot be told: its memory is hidden, or too much to look through.")

Request = Call | CodeCell


class SessionProcess:
    """A process for a notebook's code; one that has gone is replaced by a fresh one that has run what had run.

    Parameters
    ----------
    engine : Engine
        Already started.
    notes : list of str
        Told what a reader should know.
    budget : TimeBudget
        Of the submission.
    """

    def __init__(self, engine: Engine, notes: list[str], budget: TimeBudget) -> None:
        self._engine, self._notes = engine, notes
        self._talk: Conversation | None = None
        self._starved = 0.0
        self._announced: deque[Request] = deque()
        self.past = Replay(engine, notes, budget)

    @property
    def child(self) -> ChildProcess:
        """The process itself, started if there is none."""
        return self._conversation().child

    @property
    def size(self) -> int:
        """Bytes of the last answer, or more where it is made of many small values."""
        return self._conversation().size

    @property
    def starved(self) -> float:
        """Seconds of the last request in which the machine had no processor for it."""
        return self._starved if self._talk is None else self._talk.starved

    def start(self) -> None:
        """Take a fresh process, in which nothing has run."""
        self._talk = Conversation(self._engine.fork(), self._engine.limits)

    def drop(self) -> None:
        """Have the process stopped, and note what was to be seen of it; the next request gets another one."""
        if self._talk is not None:
            self._starved = self._talk.starved
            if self._talk.was_starved:
                self.note(say(STARVED))
            names, are_all = self._talk.child.libraries()
            if loaded := (names & LAYERS_READY_MADE) - self._engine.usual_libraries:
                self.note(say(LOADED, libraries=", ".join(sorted(loaded))))
            if not are_all:
                self.note(say(UNTOLD))
            self._engine.discard(self._talk.child)
        self._talk = None

    def note(self, sentence: str) -> None:
        """Tell the reader something, once."""
        if sentence not in self._notes:
            self._notes.append(sentence)

    def announce(self, requests: Sequence[Request]) -> None:
        """Send these, once the first of them is asked for, all together."""
        self._announced = deque(requests)

    def ask(self, what: str, body: Any, seconds: float) -> tuple[Plain, bool]:  # noqa: ANN401 - plain, checked by the packer
        """Put one request and wait for its answer, as `Conversation.ask` does."""
        return self._surely(lambda: self._idle_conversation().ask(what, body, seconds))

    def answer_to(
        self,
        request: Request,
        seconds: float,
        helpers: tuple[str, ...] = (),
        answer_helper: AnswerHelper | None = None,
    ) -> tuple[Plain, bool]:
        """Wait for the answer to a call or a cell, as `Conversation.next_answer` does; it may be under way already."""
        try:
            return self._surely(lambda: self._under_way(request).next_answer(seconds, helpers, answer_helper))
        finally:
            if _is_next(request, self._announced):
                self._announced.popleft()

    def _under_way(self, request: Request) -> Conversation:
        """Send a request, and with it those announced after it, unless that has been done."""
        if self._talk is None or not _is_next(request, self._talk.under_way):
            if not _is_next(request, self._announced):
                self._announced = deque([request])
            self._send_announced()
        return self._conversation()

    def _send_announced(self) -> None:
        """Send what is announced, or only as much of it as one message holds."""
        ahead = list(self._announced)
        while True:
            try:
                self._idle_conversation().prefetch(ahead)
            except MessageTooLarge:
                if len(ahead) == 1:
                    raise
                ahead = ahead[: len(ahead) // 2]
            else:
                return

    def _surely(self, ask: Callable[[], tuple[Plain, bool]]) -> tuple[Plain, bool]:
        """Ask again where somebody killed the process, or its zygote: the student's code gets its turn."""
        try:
            return ask()
        except Lost as lost:
            if not lost.from_outside:
                raise
        self.drop()
        return ask()

    def _conversation(self) -> Conversation:
        if self._talk is None:
            self._talk = self.past.revive()
        return self._talk

    def _idle_conversation(self) -> Conversation:
        """A process that is doing nothing; one that still does what nobody waits for any more is given up."""
        if self._talk is not None and self._talk.under_way:
            self.drop()
        return self._conversation()


def _is_next(request: Request, queue: deque[Request]) -> bool:
    """Whether a request is the first in a queue: this very call, or a cell that says the same."""
    return bool(queue) and (queue[0] is request or (isinstance(request, CodeCell) and queue[0] == request))
