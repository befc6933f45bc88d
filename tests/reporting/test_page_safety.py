"""Nothing that a student wrote or printed runs in the browser of whoever looks at it: proved in a real Chromium."""

import json
import re

import pytest

from autograder.authoring.source_notebooks import ROOT
from autograder.class_run.pool import LocalPool
from autograder.class_run.run import grade_class
from autograder.course.folder import Course
from autograder.demo.simulate import filled, nbgrader, solutions_of
from autograder.grading.active_content import neutralise
from autograder.reporting import write_report
from autograder.sandbox.wire.cell_outputs import clean_outputs
from benchmarks.chromium import CHROMIUM, QUIET

A = "step_by_step"
SCRIPT = "<script>window.pwned = 1</script>"
IMAGE = "<img src=x onerror='window.pwned = 1'>"
ACTS = "\x1b[31m\u202e\x07\x9b"
ENDS_DATA = "</script>\u2028<script>window.pwned = 1</script>"
PRINTS = f"""
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
payload = {SCRIPT!r} + {IMAGE!r}
print(payload)
for kind in ("text/html", "image/svg+xml", "application/javascript", "text/markdown", "text/latex"):
    display({{kind: "window.pwned = 1;" if "javascript" in kind else payload, "text/plain": payload}}, raw=True)
display({{"image/png": 'x"/>' + payload}}, raw=True, metadata={{"image/png": {{"width": '"/>' + payload}}}})
HTML(payload)
"""
RAISES = f"raise type({ACTS!r}, (Exception,), {{}})({ENDS_DATA!r} + {IMAGE!r} + {ACTS!r})"


def hostile_notebook():
    released = json.loads((ROOT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    answers = {
        "zero_pad": f'def zero_pad(X, pad):\n    """{SCRIPT}{IMAGE}{ACTS}"""\n    {RAISES}\n',
        "distribute_value": f"def distribute_value(dz, shape):\n    np.a = {SCRIPT!r}\n    return {list(range(20))}\n",
    }
    notebook = filled(released, solutions_of(A) | answers)
    links = "[look](javascript:window.pwned=1) [look](javascript&colon;window.pwned=1) ![x](attachment:x.png)"
    text = f"{SCRIPT}{IMAGE} {links}\n\n<svg onload='window.pwned=1'></svg>"
    added = [
        {"cell_type": "markdown", "source": text, "attachments": {"x.png": {"image/png": f'"/>{SCRIPT}'}}},
        {"cell_type": "raw", "source": SCRIPT + IMAGE, "metadata": {"raw_mimetype": "text/html"}},
        {"cell_type": "code", "source": PRINTS, "outputs": [], "execution_count": None},
        {"cell_type": "code", "source": f"np.sum = {SCRIPT!r}", "outputs": [], "execution_count": None},
        {"cell_type": "code", "source": RAISES, "outputs": [], "execution_count": None},
    ]
    for number, cell in enumerate(added):
        cell["metadata"] = {"tags": [f'"><{SCRIPT}'], **cell.get("metadata", {})}
        cell["id"] = f'x"{number}>{SCRIPT}'
    # After all that is graded, so that the exercises are judged first.
    notebook["cells"] += added
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": {"x": ENDS_DATA}}}
    notebook["metadata"] |= {"title": f"</title>{SCRIPT}", "widgets": widgets}
    return notebook


def test_html_in_text_cells_becomes_text_and_our_prose_stays():
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"$a<b$, **x** {SCRIPT} [y](JavaScript:z)"}
    notebook = {"metadata": {"kernelspec": {}, "title": "x"}, "cells": [cell]}
    assert neutralise(notebook) == ["HTML and links that run something were made plain text."]
    assert cell["source"] == "$a< b$, **x** < script>window.pwned = 1< /script> [y] (JavaScript:z)"
    released = json.loads((ROOT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    assert neutralise(released) == []


def test_only_text_and_pictures_of_an_output_are_kept():
    data = {"text/html": SCRIPT, "image/png": "iVBORw0=", "image/jpeg": '"/>', "text/plain": SCRIPT, "text/latex": "x"}
    (kept,) = clean_outputs([{"output_type": "display_data", "data": data, "metadata": {"image/png": {"width": '"'}}}])
    assert kept == {
        "output_type": "display_data",
        "data": {"text/plain": SCRIPT, "image/png": "iVBORw0="},
        "metadata": {},
    }


@pytest.fixture(scope="module")
def pages(released_course, tmp_path_factory):
    """Our feedback, the report, nbgrader's feedback and formgrader's view of one hostile student."""
    import shutil

    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader.handlers import template_path
    from traitlets.config import Config

    root = tmp_path_factory.mktemp("hostile") / "course"
    shutil.copytree(released_course, root)
    home = root / "submitted" / "o'eve & co" / A
    home.mkdir(parents=True)
    (home / f"{A}.ipynb").write_text(json.dumps(hostile_notebook()), encoding="utf-8")
    with LocalPool(A, root, 1) as pool:
        (record,) = grade_class(Course(root), A, pool).graded
    assert not record.problem
    assert record.scores["check_conv_backward"] == 20
    feedback = root / "feedback" / record.student / A / f"{A}.html"
    found = {"feedback": feedback.read_text(), "report": write_report(root, A, jobs=1).read_text()}
    nbgrader(root, "generate_feedback", A, "--force")
    found["nbgrader feedback"] = feedback.read_text()
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [template_path]
    resources = {"assignment_id": A, "notebook_id": A, "submission_id": "1", "index": 0, "total": 1, "base_url": "/"}
    resources |= {"student": record.student, "last_name": None, "first_name": None, "notebook_path": "x"}
    executed = root / "autograded" / record.student / A / f"{A}.ipynb"
    found["formgrader"], _ = HTMLExporter(config=config).from_filename(str(executed), resources=resources)
    folder = tmp_path_factory.mktemp("pages")
    for name, html in found.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", ["feedback", "report"])
def test_nothing_acts_on_a_terminal_or_turns_a_line(pages, name):
    html = (pages / f"{name}.html").read_text(encoding="utf-8")
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", html) is None
    assert r"\x1b[31m\u202e\x07\x9b" in html


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)")
@pytest.mark.parametrize("name", ["feedback", "report", "nbgrader feedback", "formgrader"])
def test_no_script_of_a_student_runs(pages, name):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        page.route("http*://**", lambda route: route.abort())  # MathJax and the like are not at hand; nothing waits
        page.goto((pages / f"{name}.html").as_uri())
        if name == "report":
            page.locator("#table button.student").first.click()
            assert page.locator("dialog").is_visible()
        assert page.evaluate("window.pwned") is None
        assert page.locator("a[href^='javascript' i], [onerror], [onload], img[src='x']").count() == 0
        text = page.locator("body").text_content()
        assert "window.pwned" in text or name == "report"  # it is there to be read
        cards = page.locator("[role=group][aria-label*='conv_forward']").count()
        assert cards == (0 if name == "report" else 1)  # the judge's own cards stay
        browser.close()
