"""Where a Dask process keeps what student code must not see, in case it lies among the files that Python needs."""

from __future__ import annotations

from pathlib import Path

import dask.config

_TLS = ("ca-file", "client.key", "client.cert", "scheduler.key", "scheduler.cert", "worker.key", "worker.cert")


def secret_folders() -> list[Path]:
    """Folders of Dask's configuration and of the TLS files that it names, as far as they exist."""
    named = [dask.config.get(f"distributed.comm.tls.{name}", None) for name in _TLS]
    # A key may also stand in the configuration itself.
    files = [Path(name) for name in named if name and "\n" not in name]
    folders = [Path(path) for path in dask.config.paths] + [path.parent for path in files]
    return sorted({folder.resolve() for folder in folders if folder.is_dir()})
