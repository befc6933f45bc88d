"""The Chromium of this machine, and a server for a folder that it can look at: for a benchmark and for the tests."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ALONE = [*QUIET, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
"""Whatever asks for another host, page, service worker or browser, does not find it."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FolderServer

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""

    def do_GET(self) -> None:
        """Serve a file, unless it is to be missing."""
        if self.path.rpartition("/")[2] in self.server.missing:
            self.send_error(404)
        else:
            super().do_GET()


class FolderServer(http.server.ThreadingHTTPServer):
    """Serves a folder; files named in `missing` are not found."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
        self.missing: set[str] = set()
        self.address = f"http://127.0.0.1:{self.server_port}/"


@contextmanager
def serving_folder(folder: Path) -> Iterator[FolderServer]:
    """Serve a folder from a thread."""
    with FolderServer(folder) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
