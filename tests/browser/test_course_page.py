"""The course in a browser tab, as far as it goes without Python: the page, what it keeps, what it says that failed."""

import json

import course_site
import lab
import pytest
from in_chromium import IN_CHROMIUM
from playwright.sync_api import expect, sync_playwright
from pyodide_stand_in import RUNS_NOTHING, make_pyodide

from autograder.browser.website import write_site
from benchmarks.chromium import serving_folder
from cnn_utils.checks.self_check import SelfCheck

pytestmark = IN_CHROMIUM

MINE = "def zero_pad(X, pad):\n    return 'mine'"
# What the self-check's worker asks of Python, answered from what a Python of ours said before.
ANSWERS = """
const said = %s;
const python = {
  globals: { set: (name, value) => (python[name] = value) },
  toPy: (value) => value,
  unpackArchive: () => {},
  runPython: (code) => {
    if (code.includes("SelfCheck(")) return python.text.startsWith("{");
    if (code.includes("checked.exercises")) return { toJs: () => Object.keys(said) };
    if (code.includes("checked.card")) return { toJs: () => said[python.name] };
  },
};
const forKernel = self.loadPyodide;
self.loadPyodide = async (options) => (options.packages.length === 1 ? python : forKernel(options));
"""


def solved():
    text = (lab.ROOT / "release" / "step_by_step" / "step_by_step.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["id"] == "zero_pad":
            cell["source"] = "def zero_pad(X, pad):\n    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"
    return json.dumps(notebook)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("course_page")
    checked = SelfCheck(solved(), "step_by_step")
    said = {name: checked.card(name) for name in checked.exercises}
    make_pyodide(home / "pyodide", script=RUNS_NOTHING + ANSWERS % json.dumps(said))
    write_site("step_by_step", home / "site", pyodide=home / "pyodide")
    with serving_folder(home / "site") as server:
        yield server


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def reader(playwright, server, tmp_path):
    reader = course_site.Reader(playwright, server, tmp_path / "browser")
    yield reader
    reader.context.close()
    server.missing.clear()
    assert reader.foreign == []


def test_what_a_reader_writes_stays_comes_out_and_goes_and_the_keyboard_reaches_everything(reader, tmp_path):
    reader.open(ready="ready")
    assert reader.faults() == []
    expect(reader.page.get_by_label("Language")).to_have_value("en")
    expect(reader.cell("title")).to_contain_text("Build a convolutional network, step by step")
    go_everywhere_by_keyboard(reader)
    reader.write("zero_pad", MINE)
    path = reader.download(tmp_path)
    assert path.name == "step_by_step.ipynb"
    assert course_site.source_of(path, "zero_pad") == MINE

    reader.page.reload()
    reader.page.locator("body.open").wait_for()
    expect(reader.cell("zero_pad").locator(".cm-content")).to_contain_text("return 'mine'")

    reader.page.get_by_role("button", name="Start again").click()
    assert reader.faults() == []
    reader.page.get_by_role("button", name="Keep my work").click()
    expect(reader.cell("zero_pad").locator(".cm-content")).to_contain_text("return 'mine'")
    reader.page.get_by_role("button", name="Start again").click()
    reader.page.get_by_role("dialog").get_by_role("button", name="Start again").click()
    expect(reader.cell("zero_pad").locator(".cm-content")).to_contain_text("START CODE HERE")
    assert reader.errors == []


def go_everywhere_by_keyboard(reader):
    """From the notebook, where one is, to the bar and through it, into the dialog and out."""
    page = reader.page
    reached = []
    for key in ("F6", "Tab", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')"))
    assert reached == ["language", "download", "again", "check.html", "notebook"]
    page.keyboard.press("F6")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep my work")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    page.keyboard.press("F6")
    expect(page.locator("#notebook")).to_be_focused()


def test_a_file_that_does_not_come_is_named_with_what_to_do_and_trying_again_goes_on(reader, server):
    server.missing.add("pyodide.asm.wasm")
    reader.page.goto(server.address)
    failed = reader.page.get_by_role("alert")
    expect(failed).to_contain_text("A file could not be loaded.")
    expect(failed).to_contain_text("What you wrote before is still kept in this browser.")
    failed.get_by_text("What the browser says").click()
    expect(failed.locator("pre")).to_contain_text("pyodide/pyodide.asm.wasm: 404")
    assert reader.faults() == []
    server.missing.clear()
    reader.page.get_by_role("button", name="Try again").click()
    reader.page.locator("body.open").wait_for()
    expect(reader.page.get_by_role("alert")).not_to_be_visible()


def test_python_starts_while_the_notebook_is_still_to_come(reader, server):
    server.missing.add("bundle.js")
    reader.page.goto(server.address)
    reader.page.locator("body.ready:not(.open)").wait_for()


def test_the_self_check_page_shows_the_visible_verdicts_of_a_file(reader, tmp_path):
    mine, other = tmp_path / "mine.ipynb", tmp_path / "essay.ipynb"
    mine.write_text(solved(), encoding="utf-8")
    other.write_text("To be or not to be", encoding="utf-8")
    reader.open("check.html")
    reader.choose(mine)
    expect(reader.page.get_by_role("status")).to_have_text("1 of 8 exercises pass their visible checks.")
    cards = reader.page.locator("#cards")
    expect(cards.get_by_role("group")).to_have_count(8)
    expect(cards).to_contain_text("zero_pad: the visible checks passed")
    expect(cards).to_contain_text("pool_forward: still to be written")
    assert reader.faults() == []
    reader.choose(other)
    expect(reader.page.get_by_role("status")).to_have_text(
        "essay.ipynb is no notebook: choose a file that ends in .ipynb."
    )
    expect(cards.get_by_role("group")).to_have_count(0)
    assert reader.errors == []
