"""A student's round in a real JupyterLab: fetch, solve, submit, read the feedback; `autograder watch` does the rest."""

import contextlib
import subprocess
import sys

import lab
import pytest
from in_chromium import IN_CHROMIUM
from playwright.sync_api import expect

from autograder.demo.simulate import nbgrader

pytestmark = [*IN_CHROMIUM, pytest.mark.slow]

A = "step_by_step"
RIGHT = "np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))"


@pytest.fixture
def exchange(tmp_path):
    folder = tmp_path / "exchange"
    folder.mkdir()
    folder.chmod(0o777)  # nbgrader wants it so
    return folder


@pytest.fixture
def course(course_root, exchange):
    """A course whose assignment lies in the exchange."""
    with (course_root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nc.Exchange.root = {str(exchange)!r}\n")
    nbgrader(course_root, "release_assignment", A)
    return course_root


@pytest.fixture
def home(tmp_path, exchange):
    """The folder of a student who has nothing but the exchange."""
    home = tmp_path / "ada"
    home.mkdir()
    settings = (f"c.Exchange.root = {str(exchange)!r}", f"c.Exchange.cache = {str(tmp_path / 'cache')!r}")
    student = ('c.CourseDirectory.course_id = "convnets"', 'c.CourseDirectory.student_id = "ada"')
    (home / "nbgrader_config.py").write_text("\n".join(("c = get_config()", *settings, *student, "")))
    return home


@contextlib.contextmanager
def watching(course):
    command = [sys.executable, "-m", "autograder", "watch", A, "--json", "--jobs", "1", "--course", str(course)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield
    finally:
        process.terminate()
        told, _ = process.communicate(timeout=60)
    assert '"event": "graded"' in told
    assert '"event": "trouble"' not in told


class AssignmentList:
    """nbgrader's list of assignments in JupyterLab."""

    def __init__(self, page, address):
        self.page, self._address = page, address

    def open(self):
        """Open it anew, as it is now."""
        self.page.goto(f"{self._address}/lab?reset")
        self.page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        self.page.get_by_role("menuitem", name="Assignment List").click()
        expect(self.page.locator("#course_list_default")).to_have_text("convnets")

    def press(self, part, button):
        """Press a button of the assignment in one of the list's three parts."""
        item = self.page.locator(f"#{part}_assignments_list > .list_item", has_text=A).first
        item.get_by_role("button", name=button, exact=True).first.click()

    def until_shown(self, part, text):
        """Refresh until a text stands in a part of the list."""
        place = self.page.locator(f"#{part}_assignments_list")
        while text not in place.inner_text():
            with self.page.expect_response(lambda answer: "/assignments?" in answer.url):
                self.page.locator("#refresh_assignments_list").click()
        return place


def test_a_student_hands_in_and_reads_the_feedback_while_nobody_but_watch_is_there(course, home, tmp_path):
    with lab.server(tmp_path, home) as address, lab.browsing() as page, watching(course):
        assignments = AssignmentList(page, address)
        assignments.open()
        assignments.press("released", "Fetch")
        assignments.until_shown("fetched", A)
        solve_zero_pad(page, address)
        assignments.open()
        assignments.press("fetched", "Submit")
        assignments.until_shown("submitted", "feedback available to fetch")
        assignments.press("submitted", "Fetch Feedback")
        assignments.until_shown("submitted", "view feedback")
        page.get_by_text("(view feedback)").click()
        page.locator(".jp-DirListing-item", has_text=f"{A}.html").dblclick()
        feedback = page.frame_locator(".jp-HTMLViewer iframe")
        expect(feedback.get_by_role("heading", level=1)).to_have_text("step by step: 10 of 100 points")
        page.screenshot(path=tmp_path / "feedback.png")
    with lab.server(tmp_path / "instructor", course) as address, lab.browsing() as page:
        page.goto(f"{address}/formgrader/manage_students/ada/{A}")
        expect(page.locator("table tbody tr", has_text=A).locator(".score")).to_have_text("10 / 100")
        page.screenshot(path=tmp_path / "formgrader.png")


def solve_zero_pad(page, address):
    """Write one right function into the notebook and save it."""
    notebook = lab.visit(page, address, A)
    notebook.write("zero_pad", notebook.source("zero_pad").replace("X_pad = None", f"X_pad = {RIGHT}"))
    page.keyboard.press("Control+S")
    expect(page.locator(".lm-TabBar-tab.lm-mod-current.jp-mod-dirty")).to_have_count(0)
    assert notebook.errors == []
