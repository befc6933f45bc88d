"""Make the README's pictures again: ``python tests/browser/screenshots.py``."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from lab import ROOT, Notebook, opened, serving

IMAGES = ROOT / "docs" / "images"
STUDENT = ("zero_pad", "conv_single_step", "conv_forward")  # what is filled in, the last of them wrongly


def main() -> None:
    """Take three pictures of a student at work."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as address,
        opened(address, "step_by_step") as lab,
    ):
        lab.page.keyboard.press("Control+B")  # more room: the list of files goes
        lab.run("get_ready", "imports", "tools")
        answers = solved("step_by_step")
        answers["conv_forward"] = answers["conv_forward"].replace("_start = h * stride", "_start = h")
        answers["conv_forward"] = answers["conv_forward"].replace("_start = w * stride", "_start = w")
        for name in STUDENT:
            lab.write(name, answers[name])
            lab.run(name, f"check_{name}")
        lab.run("zero_pad_picture", "try_window")
        sliders = lab.output("try_window").locator(".widget-slider")
        sliders.filter(has_text="stride").get_by_role("slider").press("ArrowRight")
        sliders.filter(has_text="place").get_by_role("slider").press("ArrowRight")
        shot(lab, "zero_pad_look", "notebook.png")
        shot(lab, "corner_idea", "try-it.png", above=640)
        shot(lab, "check_conv_forward", "card.png", above=40)


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
