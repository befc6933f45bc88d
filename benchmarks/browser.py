"""The course in a browser tab: bytes of the site, and seconds until the notebook, Python and the first green card."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from autograder.authoring.source_notebooks import ROOT
from autograder.browser.website import RUNS, write_site
from autograder.console import out, say
from autograder.errors import UserError
from benchmarks.chromium import ALONE, CHROMIUM, serving_folder

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

PATIENCE_MS = 300_000
STAYS_MS = 45_000  # what the first visit compiled is kept every 20 s: readers stay longer than that
RIGHT = "np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"
CELLS = ("get_ready", "imports", "tools", "zero_pad", "check_zero_pad")


def run(pyodide: Path | None) -> None:
    """Measure a first visit and the next one, in a Chromium of its own that reaches this site alone, and print it.

    Raises
    ------
    UserError
        If there is no Chromium, or no folder of Pyodide is named.
    """
    if CHROMIUM is None or pyodide is None:
        raise UserError("browser needs Chromium, and a folder with Pyodide: --pyodide DIR.")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        alone = write_site(RUNS, Path(folder, "site"))
        whole = write_site(RUNS, Path(folder, "site"), pyodide=pyodide)
        say(f"the site: {alone / 1e6:.1f} MB, with Pyodide beside it {whole / 1e6:.1f} MB")
        with serving_folder(Path(folder, "site")) as server:
            profile = Path(folder, "profile")
            visits = [_visit(playwright, profile, server.address, writes) for writes in (True, False)]
    table = Table("seconds until", "first visit", "next visit", box=None, pad_edge=False)
    for step in visits[0]:
        table.add_row(step, *(f"{visit[step]:.1f}" for visit in visits))
    out.print(table)


def _visit(playwright: Playwright, profile: Path, address: str, writes: bool) -> dict[str, float]:
    """Seconds from opening the page; a reader who does not write finds what was written before."""
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=ALONE, viewport={"width": 1180, "height": 900}
    )
    context.set_default_timeout(PATIENCE_MS)
    page, began, seconds = context.pages[0], time.perf_counter(), {}

    def reached(step: str) -> None:
        seconds[step] = time.perf_counter() - began

    page.goto(address)
    page.locator("body.open").wait_for()
    reached("the notebook can be read")
    page.locator("body.ready").wait_for()
    reached("Python is there")
    _solve(page, writes)
    reached("the first green card")
    page.wait_for_timeout(STAYS_MS if writes else 0)
    context.close()
    return seconds


def _solve(page: Page, writes: bool) -> None:
    """Run every cell up to the first check, without waiting for one before the next, as somebody who is in a hurry."""
    cells = json.loads((ROOT / "release" / RUNS / f"{RUNS}.ipynb").read_text(encoding="utf-8"))["cells"]
    ids = [cell["id"] for cell in cells]
    stub = "".join(cells[ids.index("zero_pad")]["source"])
    shown = page.frame_locator("#notebook").locator(".jp-Notebook .jp-Cell")
    if writes:
        shown.nth(ids.index("zero_pad")).locator(".cm-content").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(stub.replace("X_pad = None", f"X_pad = {RIGHT}"))
    for name in CELLS:
        shown.nth(ids.index(name)).locator(".jp-InputPrompt").first.click()
        page.keyboard.press("Control+Enter")
    shown.nth(ids.index(CELLS[-1])).get_by_text("the visible checks passed").first.wait_for()
