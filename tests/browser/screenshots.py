"""Make the README's pictures again: ``PYTHONPATH=.:tests/support python tests/browser/screenshots.py``.

The one of the course in a browser tab is made where $PYODIDE_DIR names a folder with Pyodide.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from course_site import Reader
from lab import ROOT, WINDOW, Notebook, opened, serving
from playwright.sync_api import expect, sync_playwright

from autograder.browser.website import write_site
from benchmarks.chromium import CHROMIUM, QUIET, serving_folder

IMAGES = ROOT / "docs" / "images"
AUTOGRADER, NBGRADER = (Path(sys.executable).parent / name for name in ("autograder", "nbgrader"))
STUDENT = ("zero_pad", "conv_single_step", "conv_forward")  # what is filled in, the last of them wrongly


def main() -> None:
    """Take pictures of a student at work in both notebooks."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address:
        with opened(address, "step_by_step") as lab:
            step_by_step(lab)
        with opened(address, "application") as lab:
            application(lab)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), "release-ko") as address,
        opened(address, "step_by_step") as lab,
    ):
        card(lab, "card-ko.png")
    feedback("zh")
    if "PYODIDE_DIR" in os.environ:
        course_in_a_tab(Path(os.environ["PYODIDE_DIR"]))


def step_by_step(lab: Notebook) -> None:
    """The card of a mistake, and the sliders."""
    card(lab, "card.png")
    lab.run("try_window")
    sliders = lab.output("try_window").locator(".widget-slider")
    picture = lab.output("try_window").locator(".widget-html-content svg")
    for slider, seen in (("stride", "moved by 2"), ("place", "output (0, 1)")):
        sliders.filter(has_text=slider).get_by_role("slider").press("ArrowRight")
        expect(picture).to_have_attribute("aria-label", re.compile(re.escape(seen)))
    shot(lab, "corner_idea", "try-it.png", above=640)


def card(lab: Notebook, name: str) -> None:
    """Fill in the first exercises, the last of them wrongly, and take its card."""
    lab.page.keyboard.press("Control+B")  # more room: the list of files goes
    lab.run("get_ready", "imports", "tools")
    answers = solved("step_by_step")
    answers["conv_forward"] = answers["conv_forward"].replace("_start = h * stride", "_start = h")
    answers["conv_forward"] = answers["conv_forward"].replace("_start = w * stride", "_start = w")
    for exercise in STUDENT:
        lab.write(exercise, answers[exercise])
        lab.run(exercise, f"check_{exercise}")
    shot(lab, "check_conv_forward", name, above=40)


def feedback(language: str) -> None:
    """The first page of what a student of a course in another language gets back."""
    answers = solved("step_by_step")
    answers["conv_forward"] = answers["conv_forward"].replace("_start = h * stride", "_start = h")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        course = Path(folder) / "course"
        new = ("new-course", course, "--assignments", "step_by_step", "--language", language)
        released = course / "release" / "step_by_step" / "step_by_step.ipynb"
        handed_in = course / "submitted" / "ada" / "step_by_step" / "step_by_step.ipynb"
        subprocess.run([AUTOGRADER, *new], check=True)
        subprocess.run([NBGRADER, "generate_assignment", "step_by_step"], cwd=course, check=True)
        notebook = json.loads(released.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["id"] in STUDENT:
                cell["source"] = answers[cell["id"]]
        handed_in.parent.mkdir(parents=True)
        handed_in.write_text(json.dumps(notebook), encoding="utf-8")
        subprocess.run([AUTOGRADER, "grade", "step_by_step"], cwd=course, check=True)
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET).new_page(viewport=WINDOW)
        page.goto((course / "feedback" / "ada" / "step_by_step" / "step_by_step.html").as_uri())
        page.screenshot(path=IMAGES / f"feedback-{language}.png")


def application(lab: Notebook) -> None:
    """The curves of a training, and what it gets wrong."""
    lab.page.keyboard.press("Control+B")
    answers = solved("application")
    lab.run("get_ready", "imports", "tools", "load_data", "prepare_data")
    for name in ("create_placeholders", "initialize_parameters", "forward_propagation", "compute_cost", "model"):
        lab.write(name, answers[name])
        lab.run(name)
    lab.run("train", "look_at_mistakes")
    shot(lab, "look_at_mistakes", "application.png", above=40)


def course_in_a_tab(pyodide: Path) -> None:
    """The site for the browser, its first exercise solved."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_site("step_by_step", folder / "site", pyodide=pyodide)
        with serving_folder(folder / "site") as server:
            reader = Reader(playwright, server, folder / "browser")
            reader.open(ready="ready")
            reader.write("zero_pad", solved("step_by_step")["zero_pad"])
            for cell in ("get_ready", "imports", "tools", "zero_pad", "zero_pad_picture", "check_zero_pad"):
                reader.run(cell)
            reader.cell("zero_pad_picture").scroll_into_view_if_needed()
            reader.page.screenshot(path=IMAGES / "browser.png")
            reader.context.close()


def solved(assignment: str) -> dict[str, str]:
    """Cells of the instructor's notebook by id."""
    source = ROOT / "source" / assignment / f"{assignment}.ipynb"
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells}


def shot(lab: Notebook, cell_id: str, name: str, above: int = 0) -> None:
    """Bring a cell to the top of the window, or so many pixels below it, and keep what is seen."""
    lab.cell(cell_id).evaluate(
        "(cell, above) => { cell.scrollIntoView({block: 'start', behavior: 'instant'});"
        " cell.closest('.jp-WindowedPanel-outer').scrollBy({top: -above, behavior: 'instant'}); }",
        above,
    )
    lab.page.mouse.move(5, 895)
    lab.shot(IMAGES / name)


if __name__ == "__main__":
    main()
