"""The files behind a child's stdout and stderr: what is written past Python waits there until a cell has ended."""

from __future__ import annotations

import fcntl
import os
import tempfile


def open_outputs() -> None:
    """Put a file without a name behind each of the two; afterwards the filter lets nobody make one in memory."""
    for fd, name in ((1, "stdout"), (2, "stderr")):
        file = os.memfd_create(name) if hasattr(os, "memfd_create") else _unlinked()
        os.dup2(file, fd)
        os.close(file)
        fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_APPEND)


def _unlinked() -> int:
    file, path = tempfile.mkstemp()
    os.unlink(path)  # noqa: PTH108 - beside the call that made it
    return file
