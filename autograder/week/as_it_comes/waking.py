"""Wait until something happens in a folder; where a file system tells nothing, until some seconds have passed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
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
        self._awake, self._over = threading.Event(), threading.Event()
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
        self._awake.wait(seconds)
        self._awake.clear()

    def wake(self) -> None:
        """End the waiting; for whoever wants it to end."""
        self._awake.set()

    def _listen(self) -> None:
        try:
            for _ in watch(*self._places, stop_event=self._over, debounce=200, step=50, rust_timeout=500):
                self._awake.set()
        except (OSError, RuntimeError):  # no events here, or no more of them: then the seconds alone count
            return
