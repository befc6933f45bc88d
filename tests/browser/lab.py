"""A JupyterLab server on a folder, and a Chromium that opens a notebook in it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from in_chromium import STEP_MS
from playwright.sync_api import Locator, Page, expect, sync_playwright

from benchmarks.chromium import CHROMIUM, QUIET

ROOT = Path(__file__).resolve().parents[2]
WINDOW = {"width": 1180, "height": 900}
START_SECONDS = 120  # on a machine that is busy with other tests

# Every cell stays in the page, and nothing is fetched from outside.
_SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none", "recordTiming": False},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@contextlib.contextmanager
def serving(folder: Path, release: str = "release") -> Iterator[str]:
    """Serve a copy of release/, or of that in another language, from `folder` and hand out its address."""
    shutil.copytree(ROOT / release, folder / "release")
    with server(folder, folder / "release") as address:
        yield address


@contextlib.contextmanager
def server(folder: Path, root: Path) -> Iterator[str]:
    """Serve `root`, with all that Jupyter keeps in `folder`, and hand out the address."""
    for name, settings in _SETTINGS.items():
        path = folder / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "ServerApp.root_dir": root,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.allow_root": True,
        "IdentityProvider.token": "",
        "LabApp.labextensions_path": _extensions_of_students(folder),
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        *(f"--{key}={value}" for key, value in options.items()),
    ]
    log = folder / "lab.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=_environment(folder), cwd=root, stdout=output, stderr=output)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_up(process, f"{address}/api/status", log)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _extensions_of_students(folder: Path) -> Path:
    """Those that a student installs: JupyterLite's, of the extra `browser`, complain in any other JupyterLab."""
    installed, chosen = Path(sysconfig.get_path("data"), "share/jupyter/labextensions"), folder / "labextensions"
    shutil.copytree(installed, chosen, ignore=shutil.ignore_patterns("@jupyterlite"))
    return chosen


def _environment(folder: Path) -> dict[str, str]:
    """Paths of its own for all that Jupyter keeps: nobody's settings count, and nobody's are changed."""
    own = {
        "HOME": "home",
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    scripts = str(Path(sys.executable).parent)
    path = {"PATH": scripts + os.pathsep + os.environ["PATH"]}
    return {**os.environ, **path, **{name: str(folder / place) for name, place in own.items()}}


def _wait_until_up(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-2000:]}")


class Notebook:
    """An open notebook, its cells found by id."""

    def __init__(self, page: Page, assignment: str) -> None:
        self.page = page
        self.errors: list[str] = []
        source = ROOT / "release" / assignment / f"{assignment}.ipynb"
        self._cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.errors.append(told(message)))

    def cell(self, cell_id: str) -> Locator:
        """The cell as a part of the page."""
        index = [cell["id"] for cell in self._cells].index(cell_id)
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def source(self, cell_id: str) -> str:
        """What was released in a cell."""
        return next("".join(cell["source"]) for cell in self._cells if cell["id"] == cell_id)

    def output(self, cell_id: str) -> Locator:
        """What stands below a cell."""
        return self.cell(cell_id).locator(".jp-OutputArea").first

    def write(self, cell_id: str, text: str) -> None:
        """Replace the text of a cell, as a student who pastes."""
        self.cell(cell_id).locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def run(self, *cell_ids: str) -> None:
        """Run cells one after the other and wait for each."""
        for cell_id in cell_ids:
            run(self.cell(cell_id))

    def shot(self, path: Path) -> None:
        """Keep what the window shows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)


@contextlib.contextmanager
def browsing() -> Iterator[Page]:
    """A page of a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
        page.set_default_timeout(STEP_MS)
        try:
            yield page
        finally:
            browser.close()


@contextlib.contextmanager
def opened(address: str, assignment: str) -> Iterator[Notebook]:
    """Open a released notebook and wait for its kernel."""
    with browsing() as page:
        yield visit(page, address, assignment)


def visit(page: Page, address: str, assignment: str) -> Notebook:
    """Go to a released notebook and wait for its kernel."""
    notebook = Notebook(page, assignment)
    page.goto(f"{address}/lab/tree/{assignment}/{assignment}.ipynb?reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for()
    return notebook


def run(cell: Locator) -> None:
    """Select a cell, run it and wait until it has run."""
    prompt = cell.locator(".jp-InputPrompt").first
    cell.scroll_into_view_if_needed()
    prompt.click()
    while "jp-mod-active" not in (cell.get_attribute("class") or ""):  # an output above grew: the click missed
        prompt.click()
    prompt.evaluate("prompt => prompt.textContent = 'before'")  # its number may be the one of the visit before
    cell.page.keyboard.press("Control+Enter")
    expect(prompt).to_have_text(re.compile(r"^\[\d+\]:$"), timeout=STEP_MS)


def told(message: object) -> str:
    """What the console said, and where."""
    return f"{message.text} ({message.location.get('url', '')})"  # type: ignore[attr-defined]
