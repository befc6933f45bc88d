"""A reader's whole way in the real Pyodide: from wrong to green, reload, download, the same card from the grader."""

import json
import os
import re
from pathlib import Path

import course_site
import lab
import pytest
from in_chromium import IN_CHROMIUM
from playwright.sync_api import expect, sync_playwright
from typer.testing import CliRunner

from autograder.browser.website import write_site
from autograder.cli.main import app
from benchmarks.chromium import serving_folder
from cnn_utils.language.speaking import say, speaking

PYODIDE = os.environ.get("PYODIDE_DIR")

pytestmark = [
    *IN_CHROMIUM,
    pytest.mark.slow,
    pytest.mark.skipif(
        PYODIDE is None,
        reason="set PYODIDE_DIR to a folder with Pyodide and the wheels of NumPy, IPython and matplotlib built for it",
    ),
]

WRONG = "np.pad(X, ((0, 0), (pad, pad), (0, 0), (0, 0)))"
RIGHT = "np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"


UNTIL_KEPT = """async (wanted) => {
  for (let tries = 0; tries < 1800; tries++) {
    if (Boolean(await caches.match(new URL("frozen-python", location.href))) === wanted) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("three minutes have gone");
}"""
SPOIL = """async () => {
  for (const name of await caches.keys())
    await (await caches.open(name)).put(new URL("frozen-python", location.href), new Response("no memory"));
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    site = tmp_path_factory.mktemp("course_in_pyodide") / "site"
    write_site("step_by_step", site, pyodide=Path(PYODIDE))
    with serving_folder(site) as server:
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
    reader.choose(path)
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


def test_another_language_is_another_notebook_and_start_again_another_python(reader):
    reader.open(ready="ready")
    with speaking("ko"):
        again, unfilled = say("Start again"), say("still to be written")
    reader.page.get_by_label("Language").select_option("ko")
    reader.page.locator('html[lang="ko"] body.ready').wait_for()
    for cell in ("get_ready", "imports", "tools", "zero_pad"):
        reader.run(cell)
    expect(reader.run("check_zero_pad")).to_contain_text(f"zero_pad: {unfilled}")
    reader.write("zero_pad", "mine = 3")
    reader.run("zero_pad")
    reader.page.get_by_role("button", name=again).click()
    reader.page.get_by_role("dialog").get_by_role("button", name=again).click()
    expect(reader.cell("zero_pad").locator(".cm-content")).to_contain_text("START CODE HERE")
    reader.write("zero_pad", "'mine' in globals()")
    expect(reader.run("zero_pad")).to_contain_text("False")


def test_the_next_visit_goes_on_from_a_frozen_python(reader):
    reader.open(ready="ready")
    reader.page.evaluate(UNTIL_KEPT, True)
    start(reader)
    reader.write(
        "zero_pad", "import sqlite3, IPython.lib.demo\nsqlite3.connect(':memory:').execute('select 6 * 7').fetchone()"
    )
    expect(reader.run("zero_pad")).to_contain_text("(42,)")
    reader.page.evaluate(UNTIL_KEPT, True)
    reader.page.evaluate(SPOIL)
    reader.page.reload()
    reader.page.evaluate(UNTIL_KEPT, False)
    reader.errors.clear()  # this visit comes to nothing, the next begins anew
    start(reader)
