"""Where a Dask process keeps what student code must not see, in case it lies among the files that Python needs."""

from __future__ import annotations

from pathlib import Path

import dask.config
from distributed.security import Security

_TLS = ("ca_file", "client_key", "client_cert", "scheduler_key", "scheduler_cert", "worker_key", "worker_cert")


def secret_folders(security: Security) -> list[Path]:
    """Folders of Dask's configuration and of the TLS files that a process uses, as far as they exist."""
    named = [getattr(security, f"tls_{name}") for name in _TLS]
    files = [Path(name) for name in named if name and "\n" not in name]  # a key may be given itself
    folders = [Path(path) for path in dask.config.paths] + [path.parent for path in files]
    return sorted({folder.resolve() for folder in folders if folder.is_dir()})
