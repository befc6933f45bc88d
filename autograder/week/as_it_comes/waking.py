"""Wait until something happens in a folder; where a file system tells nothing, until some seconds have passed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from watchfiles import watch


class Waker:
    """Ends waiting when a file comes, goes or changes.

    Parameters
    ----------
    places : sequence of Path
        Folders that exist, watched with all below.
    """

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = places
        # A signal's handler puts something into it, in the midst of anything: no Event stands that, a SimpleQueue does.
        self._told: SimpleQueue[None] = SimpleQueue()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="waker", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def wait(self, seconds: float) -> None:
        """Wait until something has happened since the last call, or so long."""
        with contextlib.suppress(Empty):
            self._told.get(timeout=max(0.0, seconds))
            while True:
                self._told.get_nowait()

    def wake(self) -> None:
        """End the waiting; for whoever wants it to end, a signal's handler too."""
        self._told.put(None)

    def _listen(self) -> None:
        try:
            for _ in watch(*self._places, stop_event=self._over, debounce=200, step=50, rust_timeout=500):
                self.wake()
        except (OSError, RuntimeError):  # no events here, or no more of them: then the seconds alone count
            return
