"""The grader's side of a zygote: start it, ask it for children, start it again when it has died."""

from __future__ import annotations

import contextlib
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

from autograder.errors import UserError
from autograder.sandbox.child_process import ChildProcess
from autograder.sandbox.options import EngineOptions
from autograder.sandbox.walls import control_groups
from autograder.sandbox.walls.choosing import UNCOUNTED, Walls, walls_to_try
from autograder.sandbox.walls.control_groups import ControlGroup
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.walls.read_only_root import NEVER_SHOWN
from autograder.sandbox.wire.frames import ChannelClosed, ChannelError, DeadlineExpired
from autograder.sandbox.zygote_client import EngineFailed, Zygote, ZygoteClient

_READY_SECONDS = 20.0


class SandboxUnavailable(UserError):  # noqa: N818 - the name says what is the matter
    """The machine cannot confine student code, and running it unconfined was not allowed."""


def why_unconfined() -> str:
    """What keeps this machine from confining student code, found out as for a submission; "" if nothing does."""
    with Engine(EngineOptions(require_sandbox=False)) as engine:
        return engine.why_not


class Engine:
    """A zygote for one assignment, and the confined children that it gives.

    Parameters
    ----------
    options : EngineOptions

    Attributes
    ----------
    confined : bool
        Whether children are confined.
    why_not : str
        What stood in the way, if they are not.
    usual_libraries : frozenset of str
        Packages with compiled code that every child has from the start.
    """

    def __init__(self, options: EngineOptions) -> None:
        self.limits = options.limits or Limits.for_assignment(options.assignment)
        self.confined, self.why_not = True, ""
        self.usual_libraries: frozenset[str] = frozenset()
        self._settings: dict[str, Any] = {
            "assignment": options.assignment,
            "limits": self.limits.to_json(),
            "rehearses": options.rehearses and options.assignment == "application",
            "hidden": [str(path) for path in (*NEVER_SHOWN, *options.hidden)],
            "data": {name: str(path) for name, path in options.data.items()},
            "sockets": control_groups.parents() is not None,
        }
        self._require_sandbox, self._shared = options.require_sandbox, options.shared
        self._walls: Walls = "namespaces"
        # Makes the next child ready, and clears the last one away, while a submission is being graded.
        self._background = ThreadPoolExecutor(1, "background")
        self._next: Future[ChildProcess] | None = None
        self._warm: ZygoteClient | None = None
        self._groups: list[ControlGroup] = []
        self._all_groups: list[ControlGroup] = []
        self._has_groups = False

    def __enter__(self) -> Engine:
        self._has_groups = control_groups.parents() is not None
        if self._has_groups:
            control_groups.remove_abandoned()
        try:
            self._start_confined()
        except EngineFailed as error:
            if self._require_sandbox:
                raise SandboxUnavailable(
                    f"{error} Run `autograder doctor` to see what this machine can enforce; --no-require-sandbox runs "
                    "student code all the same, with your rights."
                ) from None
            self._walls, self.confined, self.why_not = "none", False, str(error)
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._background.shutdown()  # it may have been, where the interpreter is ending
        if self._next is not None:
            with contextlib.suppress(EngineFailed):
                self._discard(self._next.result())
        self._end()
        for group in self._all_groups:
            group.remove()
        self._groups, self._all_groups = [], []

    def begin(self) -> Zygote | None:
        """Start a zygote for engines in other processes to share, which warms up while these start.

        Returns
        -------
        Zygote or None
            For the caller to end; None where a zygote cannot be shared.
        """
        return Zygote(self._settings, "namespaces") if sys.platform == "linux" else None

    @property
    def zygote_pid(self) -> int | None:
        """Process id of the engine's own zygote, or of its guardian outside the namespace."""
        return None if self._warm is None else self._warm.pid

    def fork(self) -> ChildProcess:
        """A fresh child, confined and ready."""
        child = self._next.result() if self._next is not None else None
        if child is not None and (child.has_ended() or self._warm is None or self._warm.has_ended()):
            self.discard(child)
            child = None
        child = child or self._background.submit(self._fork_surely).result()
        self._next = None if self._walls == "bubblewrap" else self._background.submit(self._fork_surely)
        return child

    def discard(self, child: ChildProcess) -> None:
        """Have a child stopped, soon, and keep its control group for another session."""
        self._background.submit(self._discard, child)

    def _fork_surely(self) -> ChildProcess:
        """Fork; the zygote is started again first if it has died."""
        for attempt in (1, 2):
            try:
                return self._fork()
            except (ChannelClosed, DeadlineExpired, OSError) as error:
                if attempt == 2:
                    raise EngineFailed(f"No process could be started for a submission: {error!r}.") from error
                self._start()
        raise AssertionError

    def _discard(self, child: ChildProcess) -> None:
        child.stop()
        if child.group is not None:
            self._groups.append(child.group)
        if self._walls == "bubblewrap":
            self._end()  # its zygote lived within the same walls

    def _fork(self) -> ChildProcess:
        if self._warm is None:
            if self._walls != "bubblewrap":
                raise ChannelClosed
            self._warm = self._own_zygote()
        child = self._warm.fork()
        deadline = time.monotonic() + _READY_SECONDS
        if self._has_groups:
            with contextlib.suppress(ProcessLookupError):  # not confined, and gone: its last words say why
                child.join(self._group())
        self._await_ready(child, deadline)
        self.usual_libraries = self.usual_libraries or child.libraries()[0]
        return child

    def _await_ready(self, child: ChildProcess, deadline: float) -> None:
        try:
            hello, _ = child.frames.read(deadline)
        except (ChannelClosed, ChannelError, DeadlineExpired):
            self._discard(child)
            raise ChannelClosed("the new process ended at once") from None
        if not hello.get("ready"):
            self._discard(child)
            raise EngineFailed(f"A process could not be confined: {hello.get('failed')}")

    def _group(self) -> ControlGroup:
        if not self._groups:
            self._groups.append(ControlGroup(self.limits.memory, self.limits.processes))
            self._all_groups += self._groups
        return self._groups.pop()

    def _start_confined(self) -> None:
        why_not = EngineFailed(UNCOUNTED)
        for tried, walls in enumerate(walls_to_try(has_groups=self._has_groups)):
            self._walls = walls
            try:
                return self._start()
            except EngineFailed as error:
                why_not = why_not if tried else error  # the reasons of the strongest walls are the ones to tell
        raise why_not

    def _start(self) -> None:
        """Start the zygote, and see that a child of it comes up."""
        self._end()
        shared, self._shared = self._shared, None
        if shared is not None:
            self._warm = ZygoteClient(shared, self._walls)
            with contextlib.suppress(EngineFailed, ChannelClosed, DeadlineExpired, OSError):
                self._discard(self._fork())
                return
            self._end()
        self._warm = self._own_zygote()
        try:
            self._discard(self._fork())
        except (ChannelClosed, DeadlineExpired, OSError) as error:
            self._end()
            raise EngineFailed(f"The grading process did not fork: {error}.") from error
        except EngineFailed:
            self._end()
            raise

    def _own_zygote(self) -> Zygote:
        warm = Zygote(self._settings, self._walls)
        warm.await_ready()
        return warm

    def _end(self) -> None:
        if self._warm is not None:
            self._warm.end()
        self._warm = None
