"""A reader's whole way in the real Pyodide: from wrong to green, reload, download, the same card from the grader."""

import json
import os
import re
from pathlib import Path

import pytest

lab = pytest.importorskip("lab", reason="Playwright for Python is not installed (pip install playwright)")
course_site = pytest.importorskip("course_site", reason="axe is not installed (pip install axe-playwright-python)")

from playwright.sync_api import expect, sync_playwright  # noqa: E402 - after the skip
from typer.testing import CliRunner  # noqa: E402

from autograder.browser.website import write_site  # noqa: E402
from autograder.cli.main import app  # noqa: E402

PYODIDE = os.environ.get("PYODIDE_DIR")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(lab.CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)"),
    pytest.mark.skipif(
        PYODIDE is None,
        reason="set PYODIDE_DIR to a folder with Pyodide and the wheels of NumPy, IPython and matplotlib built for it",
    ),
]

expect.set_options(timeout=course_site.STEP_MS)

WRONG = "np.pad(X, ((0, 0), (pad, pad), (0, 0), (0, 0)))"
RIGHT = "np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    site = tmp_path_factory.mktemp("course_in_pyodide") / "site"
    write_site("step_by_step", site, pyodide=Path(PYODIDE))
    with course_site.serving_site(site) as server:
        yield server


@pytest.fixture(scope="module")
def reader(server, tmp_path_factory):
    with sync_playwright() as playwright:
        reader = course_site.Reader(playwright, server, tmp_path_factory.mktemp("browser"))
        yield reader
        reader.context.close()
    assert reader.foreign == []
    assert reader.errors == []


def stub():
    released = lab.ROOT / "release" / "step_by_step" / "step_by_step.ipynb"
    return course_site.source_of(released, "zero_pad")


def start(reader):
    reader.open(ready="ready")
    for cell in ("get_ready", "imports", "tools"):
        reader.run(cell)


def test_from_wrong_to_green_kept_downloaded_and_graded_the_same(reader, tmp_path):
    start(reader)
    reader.write("zero_pad", stub().replace("X_pad = None", f"X_pad = {WRONG}"))
    reader.run("zero_pad")
    expect(reader.run("check_zero_pad")).to_contain_text("Only the height is padded")
    reader.write("zero_pad", stub().replace("X_pad = None", f"X_pad = {RIGHT}"))
    reader.run("zero_pad")
    expect(reader.run("check_zero_pad")).to_contain_text("zero_pad: the visible checks passed")
    expect(reader.cell("tools")).to_contain_text("1 of 8 exercises pass")
    expect(reader.run("zero_pad_picture").get_by_role("img").first).to_be_visible()
    expect(reader.run("ask_zero_pad")).to_contain_text("Do you know your own zero_pad?")

    path = reader.download(tmp_path)
    start(reader)
    expect(reader.cell("zero_pad").locator(".cm-content")).to_contain_text(RIGHT)
    reader.run("zero_pad")
    expect(reader.run("check_zero_pad")).to_contain_text("zero_pad: the visible checks passed")

    result = CliRunner().invoke(app, ["check", str(path), "--json"])
    verdict = json.loads(result.stdout)
    assert (verdict["edition"], verdict["repairs"]) == ("own", [])
    statuses = {one["exercise"]: one["status"] for one in verdict["exercises"]}
    assert statuses.pop("zero_pad") == "passed"
    assert set(statuses.values()) == {"unfilled"}

    reader.open("check.html")
    reader.page.get_by_label("Notebook (.ipynb)").set_input_files(path)
    expect(reader.page.get_by_role("status")).to_have_text("1 of 8 exercises pass their visible checks.")
    expect(reader.page.locator("#cards")).to_contain_text("zero_pad: the visible checks passed")


def test_sliders_and_animations_move_and_the_form_asks(reader):
    start(reader)
    window = reader.run("try_window")
    picture = window.locator(".widget-html-content svg")
    expect(picture).to_have_attribute("aria-label", re.compile("output is 6 by 6"))
    window.locator(".widget-slider", has_text="stride").get_by_role("slider").press("ArrowRight")
    expect(picture).to_have_attribute("aria-label", re.compile("output is 3 by 3"))
    reader.write("zero_pad", "figures.animate_forward(lambda A_prev, W, b, hparameters: (A_prev, None))")
    animation = reader.run("zero_pad")
    expect(animation).to_contain_text("1 of 16")
    animation.get_by_role("button", name="one step on").click()
    expect(animation).to_contain_text("2 of 16")
    reader.write("zero_pad", stub().replace("X_pad = None", f"X_pad = {RIGHT}"))
    reader.run("zero_pad")
    expect(reader.run("ask_zero_pad").get_by_role("button", name="Check my answers")).to_be_visible()
