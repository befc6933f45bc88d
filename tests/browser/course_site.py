"""A reader of the site: a Chromium that reaches its server and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import lab
import pytest
from in_chromium import STEP_MS
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, Playwright, expect

from benchmarks.chromium import ALONE, CHROMIUM, FolderServer

pytest.importorskip("axe_playwright_python", reason="axe is not installed (pip install axe-playwright-python)")

from axe_playwright_python.sync_playwright import Axe

SERIOUS = ("serious", "critical")


class Reader:
    """Somebody who opens the site: a browser of their own, and a note of what it asked others for."""

    def __init__(self, playwright: Playwright, server: FolderServer, home: Path) -> None:
        self.server = server
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.context: BrowserContext = playwright.chromium.launch_persistent_context(
            home,
            executable_path=CHROMIUM,
            args=ALONE,
            viewport=lab.WINDOW,
            locale="en-GB",
            accept_downloads=True,
        )
        self.context.set_default_timeout(STEP_MS)
        self.context.on("request", lambda request: self._note(request.url))
        self.page: Page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(lab.told(message)))

    def _note(self, url: str) -> None:
        if not url.startswith((self.server.address, "blob:", "data:", "about:")):
            self.foreign.append(url)

    def open(self, page: str = "", ready: str = "open") -> None:
        """Open a page; the course's own until its notebook can be read."""
        self.page.goto(self.server.address + page)
        if not page:
            self.page.locator(f"body.{ready}").wait_for()

    @property
    def notebook(self) -> FrameLocator:
        """JupyterLite."""
        return self.page.frame_locator("#notebook")

    def cell(self, cell_id: str) -> Locator:
        """A cell of the released notebook."""
        released = lab.ROOT / "release" / "step_by_step" / "step_by_step.ipynb"
        cells = json.loads(released.read_text(encoding="utf-8"))["cells"]
        return self.notebook.locator(".jp-Notebook .jp-Cell").nth([cell["id"] for cell in cells].index(cell_id))

    def write(self, cell_id: str, text: str) -> None:
        """Replace the text of a cell, as one who pastes."""
        self.cell(cell_id).locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def run(self, cell_id: str) -> Locator:
        """Run a cell, and hand out what stands below it."""
        cell = self.cell(cell_id)
        lab.run(cell)
        return cell.locator(".jp-OutputArea").first

    def download(self, folder: Path) -> Path:
        """Press the button, and keep the file under the name that it comes with."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name="Download my notebook").click()
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    def choose(self, path: Path) -> None:
        """Give the self-check page a file as soon as it takes one: what is chosen before that is lost."""
        field = self.page.get_by_label("Notebook (.ipynb)")
        expect(field).to_be_enabled()
        field.set_input_files(path)

    def faults(self) -> list[str]:
        """Serious faults that axe-core finds on our own page."""
        found = Axe().run(self.page, options={"resultTypes": ["violations"], "iframes": False}).response["violations"]
        return [f"{one['id']}: {node['html']}" for one in found if one["impact"] in SERIOUS for node in one["nodes"]]


def source_of(path: Path, cell_id: str) -> str:
    """Text of a cell of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == cell_id)
