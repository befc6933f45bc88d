"""A PostgreSQL server of one's own for a while: Debian's, in a temporary folder, reached through a Unix socket."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import UserError

_USER = "postgres"  # of Debian's package; the server refuses to be root's
_START_SECONDS = 60.0


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Run a server with an empty database.

    Yields
    ------
    str
        SQLAlchemy's address of the database.

    Raises
    ------
    UserError
        If PostgreSQL is not installed or does not start.
    """
    programs = _programs()
    user = _USER if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    try:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        data = folder / "data"
        _run([programs / "initdb", "--auth=trust", f"--username={_USER}", "--encoding=UTF8", "-D", data], user)
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
        command: list[str | Path] = [programs / "postgres", "-D", data, *options]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, user=user, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        try:
            _await_ready(programs, folder, server)
            yield f"postgresql+psycopg://{_USER}@/{_USER}?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown: open connections are closed
            server.wait()
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if not versions:
        raise UserError("PostgreSQL's server is not installed: apt-get install postgresql.")
    return versions[-1].parent


def _await_ready(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while subprocess.run([programs / "pg_isready", "-h", folder], capture_output=True, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise UserError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-800:]}")
        time.sleep(0.05)


def _run(command: list[str | Path], user: str | None) -> None:
    done = subprocess.run(command, user=user, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"{command[0]} failed: {done.stderr.strip()[-800:]}")
