"""The loop of a confined child: run a cell, make a call, hand plain data back.

Student code shares this process, so nothing here is trusted by the parent, and nothing here knows anything worth
reading: no expected value, no solution, no score.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import FrameType
from typing import Any, TypeVar

import numpy as np

from autograder.sandbox.inside.reference_helpers import Answer, Question, ReferenceHelpers
from autograder.sandbox.inside.rehearsal import rehearse
from autograder.sandbox.inside.shell import NotebookShell, catch_output
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.wire.channel import Packer, call_from_plain, observation_to_plain, unpack
from autograder.sandbox.wire.frames import MAX_PAYLOAD, ChannelClosed, ChannelError, FrameReader, write_frame
from cnn_utils.calling.borrowed_globals import Function
from cnn_utils.calling.observe import observe_freely, random_stream_kept
from cnn_utils.calling.plain_values import to_plain
from cnn_utils.compare.calls import Call, Foreign, Observation, Outcome, Plain, Raised
from cnn_utils.questions.making import questions_on
from cnn_utils.questions.question import asked_to_plain

_Made = TypeVar("_Made")


class Child:
    """Answers the requests of one session."""

    def __init__(self, sock: socket.socket, shell: NotebookShell, limits: Limits, *, rehearses: bool = False) -> None:
        self._rehearses = rehearses
        self._sock, self._shell, self._limits = sock, shell, limits
        self._frames = FrameReader(sock)
        self._running = self._was_interrupted = False
        self._sequence: object = None
        self._pid = os.getpid()

    def serve(self) -> None:
        """Answer until the other side goes away."""
        catch_output(self._shell)
        signal.signal(signal.SIGINT, self._interrupted)
        answers: dict[str, Callable[[Plain], Any]] = {"load": self._load, "questions": self._questions}
        in_turn: dict[str, Callable[[Any], None]] = {"calls": self._calls, "cells": self._cells}
        self._write({"ready": True})
        if self._rehearses:
            rehearse(self._sock)
        random.seed(1)
        np.random.seed(1)  # notebooks use the global stream; the same at every regrade
        while True:
            header, blobs = self._frames.read()
            self._sequence = header.get("sequence")
            try:
                body = unpack(header["body"], blobs)
                if header["do"] in in_turn:
                    in_turn[header["do"]](body)
                else:
                    self._write({"sequence": self._sequence}, answers[header["do"]](body))
            except BaseException as error:  # noqa: BLE001 - student code can break anything in here
                self._fail(error)

    def _cells(self, forms: Any) -> None:  # noqa: ANN401
        """Run cells one after the other and answer each; one that fails or is stopped ends them."""
        self._in_turn(forms, self._cell, lambda result: not result[1], self._write)

    def _cell(self, form: Any) -> tuple[Plain, str, float, int]:  # noqa: ANN401
        source, pictures, as_written = form
        self._shell.set_pictures(pictures)
        run = self._shell.run_as_written if as_written else self._shell.run
        start = time.perf_counter()
        with self._interruptible():
            outputs, error = run(source, self._limits.output_size)
        name = "" if error is None else type(error).__name__
        return (_plain_outputs(outputs), name, time.perf_counter() - start, self._shell.execution_count - 1)

    def _calls(self, forms: Any) -> None:  # noqa: ANN401
        """Make calls one after the other and answer each; what cannot be gone on from ends them."""

        def see(form: Any) -> Observation:  # noqa: ANN401
            return Observation("timeout") if self._was_interrupted else self._call(call_from_plain(form))

        with random_stream_kept():
            self._in_turn(forms, see, lambda seen: seen.outcome in ("returned", "raised"), self._answer)

    def _in_turn(
        self,
        forms: Any,  # noqa: ANN401
        make: Callable[[Any], _Made],
        goes_on: Callable[[_Made], bool],
        answer: Callable[[dict[str, Any], _Made], None],
    ) -> None:
        self._was_interrupted = False
        for part, form in enumerate(forms):
            made = make(form)
            is_last = self._was_interrupted or not goes_on(made) or part == len(forms) - 1
            answer({"sequence": self._sequence, "part": part, "last": is_last}, made)
            if is_last:
                return

    def _answer(self, header: dict[str, Any], seen: Observation) -> None:
        """Hand out what was seen; of an answer that is larger than the channel takes, that it is."""
        try:
            self._write(header, observation_to_plain(seen))
        except ChannelError:
            what = Foreign(f"{type(seen.value).__name__} of more than {MAX_PAYLOAD >> 20} MB")
            after = (what,) if seen.args_after else ()
            self._write(header, observation_to_plain(replace(seen, value=what, args_after=after)))

    def _call(self, call: Call) -> Observation:
        function = self._shell.user_ns.get(call.exercise)
        if not callable(function):
            return Observation("missing")
        helpers = ReferenceHelpers(call.helpers, self._fetch)
        for guess in (True, False):
            seen = self._observe(function, call, helpers.stand_ins(guess=guess))
            if self._was_interrupted or not helpers.learn():
                break
        return seen

    def _observe(self, function: Function, call: Call, helpers: Mapping[str, Function]) -> Observation:
        start = time.perf_counter()
        try:
            with self._interruptible():
                seen = observe_freely(function, call, helpers)
        except KeyboardInterrupt as error:
            outcome: Outcome = "timeout" if self._was_interrupted else "raised"  # by the student's own code
            seen = Observation(outcome, raised=_where(error), seconds=time.perf_counter() - start)
        except MemoryError:
            seen = Observation("memory", seconds=time.perf_counter() - start)
        except BaseException as error:  # noqa: BLE001 - there are exceptions that are no Exception
            seen = Observation("raised", raised=_where(error), seconds=time.perf_counter() - start)
        for fd in (1, 2):
            with contextlib.suppress(OSError):
                os.ftruncate(fd, 0)
        return seen

    def _load(self, body: Any) -> Plain:  # noqa: ANN401
        from autograder.sandbox.inside.preparing import prepare

        self._shell.recorder.begin(self._limits.output_size)
        with self._interruptible():
            return to_plain(prepare(self._shell.user_ns, body))

    def _questions(self, body: Any) -> Plain:  # noqa: ANN401
        """Make questions about a function; what a student does to them harms nobody else."""
        exercise, count, attempt, key, open_only = body
        function = self._shell.user_ns.get(exercise)
        with self._interruptible():
            asked = questions_on(function, exercise, count=count, attempt=attempt, key=key, open_only=open_only)
            return to_plain(asked_to_plain(asked))

    def _fetch(self, questions: list[Question]) -> list[Answer]:
        """Have the reference answer; an interrupt waits until it has, for half an answer would garble the channel."""
        was_running, self._running = self._running, False
        try:
            self._write({"ask": True, "sequence": self._sequence}, list(questions))
            header, blobs = self._frames.read()
        finally:
            self._running = was_running
        return unpack(header["body"], blobs)  # type: ignore[return-value]  # as `Conversation` wrote them

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, ChannelClosed):
            raise error
        text = "".join(traceback.format_exception(error, limit=-2))[-500:]
        self._write({"sequence": self._sequence, "failed": text, "memory": isinstance(error, MemoryError)})

    def _write(self, header: dict[str, Any], body: Plain = None) -> None:
        if os.getpid() != self._pid:  # student code has forked, and the copy has come back from the call as well
            os._exit(0)
        packer = Packer()
        form = packer.pack(body)
        write_frame(self._sock, header | {"body": form}, packer.blobs)

    @contextlib.contextmanager
    def _interruptible(self) -> Any:  # noqa: ANN401
        self._running = True
        try:
            yield
        finally:
            self._running = False

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        self._was_interrupted = True
        if self._running:
            raise KeyboardInterrupt


def run_child(sock: socket.socket, shell: NotebookShell, limits: Limits, *, rehearses: bool = False) -> None:
    """Serve one session, after a rehearsal if asked for, and end this process whatever happens."""
    with contextlib.suppress(ChannelClosed, KeyboardInterrupt):
        Child(sock, shell, limits, rehearses=rehearses).serve()
    os._exit(0)


def _plain_outputs(outputs: list[dict[str, Any]]) -> Plain:
    return [to_plain({key: value for key, value in output.items() if key[0] != "_"}) for output in outputs]


def _where(error: BaseException) -> Raised:
    """Where student code was when it was stopped or raised."""
    name = type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(("<ipython-input", "<cell"))]
    if not own:
        return Raised(name, "")
    return Raised(name, "", own[-1].lineno, (own[-1].line or "").strip()[:500])
