"""A Dask cluster of separate processes on this machine, in which things go wrong on demand."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

# What docs/cluster/README.md tells to switch off, and why.
_QUIET = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "1",
}


class ClusterProcesses:
    """A scheduler and workers, each started again whenever it ends, as Kubernetes or systemd would do.

    Parameters
    ----------
    workers : int
    folder : Path
        For the workers' scratch space and everybody's log.
    environment : mapping of str to str, optional
        Dask's configuration, as variables; with certificates in it, the cluster speaks TLS.

    Attributes
    ----------
    address : str
        The scheduler's.
    """

    def __init__(self, workers: int, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        protocol = "tls" if environment and any("TLS" in name for name in environment) else "tcp"
        self.address = f"{protocol}://127.0.0.1:{_free_port()}"
        where = ["--host", self.address, "--no-dashboard"]
        self._scheduler = _Kept(["dask_scheduler", *where], folder / "scheduler.log", environment)
        work = [self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder)]
        self._workers = [
            _Kept(["dask_worker", *work], folder / f"worker-{number}.log", environment) for number in range(workers)
        ]

    def __enter__(self) -> Self:
        for kept in (self._scheduler, *self._workers):
            kept.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for kept in (*self._workers, self._scheduler):
            kept.stop()

    @property
    def scheduler_pid(self) -> int:
        """Process id of the scheduler."""
        return self._scheduler.pid

    @property
    def worker_pids(self) -> list[int]:
        """Process ids of the workers."""
        return [kept.pid for kept in self._workers]

    def kill_worker(self, number: int) -> None:
        """Kill a worker's process as a power cut would."""
        self._workers[number].kill()

    def kill_scheduler(self) -> None:
        """Kill the scheduler's process: all that it knew is gone, and its workers end."""
        self._scheduler.kill()


class _Kept:
    """One process of Dask's command line that is started again when it ends."""

    def __init__(self, command: list[str], log: Path, environment: Mapping[str, str] | None) -> None:
        module, *arguments = command
        self._command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        self._log, self._environment = log, os.environ | _QUIET | dict(environment or {})
        self._lock, self._stopping = threading.Lock(), False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)

    @property
    def pid(self) -> int:
        with self._lock:
            return self._process.pid if self._process is not None else 0

    def start(self) -> None:
        self._thread.start()

    def kill(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.send_signal(signal.SIGKILL)

    def stop(self) -> None:
        with self._lock:
            self._stopping = True
            if self._process is not None:
                self._process.kill()
        self._thread.join()

    def _keep(self) -> None:
        with self._log.open("ab") as log:
            while True:
                with self._lock:
                    if self._stopping:
                        return
                    self._process = subprocess.Popen(
                        self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True
                    )
                self._process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
