"""nbgrader's formgrader in a live server and a real Chromium: the whole course by its own buttons."""

import csv
import json
import re
import shutil
from datetime import datetime

import lab
import pytest
from in_chromium import IN_CHROMIUM, STEP_MS
from nbgrader.api import Gradebook
from playwright.sync_api import expect, sync_playwright
from typer.testing import CliRunner

from autograder.cli.main import app
from autograder.course.folder import Course
from autograder.course.gradebook import GradebookWriter, Scores
from autograder.demo.simulate import make_course, submit
from autograder.misconceptions import misconceptions_of
from benchmarks.chromium import CHROMIUM, QUIET

pytestmark = [*IN_CHROMIUM, pytest.mark.slow]

A = "step_by_step"
WRONG = "student-02"  # has one mistake, the others of the dozen are of every kind
# nbgrader's page of a submission asks a server elsewhere for MathJax, and uses it without looking whether it came.
KNOWN = re.compile(r"ERR_\w+ \(https://cdnjs\.cloudflare\.com/.*mathjax.*\)$|^MathJax is not defined$")


class Formgrader:
    """formgrader's pages in one browser window, and what its console said."""

    def __init__(self, browser, address):
        self.address, self.errors = f"{address}/formgrader", []
        self.page = browser.new_page(viewport=lab.WINDOW)
        self.page.set_default_timeout(STEP_MS)
        self.page.on("pageerror", lambda error: self._said(error.message))
        self.page.on("console", lambda message: message.type == "error" and self._said(lab.told(message)))

    def _said(self, text):
        if not KNOWN.search(text):
            self.errors.append(text)

    def open(self, place):
        """Open a page and wait for its table."""
        self.page.goto(f"{self.address}/{place}")
        expect(self.page.locator("table tbody")).not_to_contain_text("Loading")
        return self.page

    def press(self, place, row, column):
        """Press a button of a table and close the message that says how it went."""
        page = self.open(place)
        page.locator("table tbody tr", has_text=row).locator(f".{column} a").click()
        message = page.locator(".modal.in")
        expect(message).to_contain_text("Success")
        message.get_by_role("button", name="Close").last.click()
        expect(message).not_to_be_visible()

    def open_submission(self, student):
        """Open a student's notebook from the list, where names are hidden until asked for."""
        page = self.open(f"gradebook/{A}/{A}")
        row = page.locator("table tbody tr", has=page.locator("a", has_text=student))
        row.locator("a.name-hidden").click()
        page.locator("input.score").first.wait_for()
        return page


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course that has nothing but its source."""
    root = tmp_path_factory.mktemp("formgrader") / "course"
    make_course(root)
    return root


@pytest.fixture(scope="module")
def address(course, tmp_path_factory):
    with lab.server(tmp_path_factory.mktemp("server"), course) as address:
        yield address


@pytest.fixture
def formgrader(browser, address):
    formgrader = Formgrader(browser, address)
    yield formgrader
    formgrader.page.close()


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output


def score_in_gradebook(course, student):
    with Gradebook(Course(course).db_url) as gradebook:
        return gradebook.find_submission(A, student).score


def test_a_course_of_twelve_by_its_buttons(course, formgrader):
    formgrader.press("manage_assignments", A, "assign")
    assert (course / "release" / A / f"{A}.ipynb").exists()
    submit(course, A, 12, seed=7)
    formgrader.open("manage_assignments")
    expect(formgrader.page.locator("table tbody tr", has_text=A).locator(".num-submissions")).to_have_text("12")

    formgrader.press(f"manage_submissions/{A}", WRONG, "autograde")
    run("grade", A, "--course", course, "--jobs", 2)  # the other eleven
    verdicts = json.loads((course / ".autograder" / "records" / A / f"{WRONG}.json").read_text(encoding="utf-8"))
    (wrong,) = (one for one in verdicts["exercises"] if one["status"] != "passed")
    name, score = wrong["exercise"], wrong["score"]
    (mistake,) = (one for one in misconceptions_of(name) if one.id == wrong["misconceptions"][0])

    page = formgrader.open_submission(WRONG)
    cell = page.locator(".cell", has=page.locator(f"#check_{name}"))
    expect(cell).to_contain_text(mistake.what)
    field = page.locator(f"input.score#check_{name}")
    expect(field).to_have_attribute("placeholder", f"{score:g}")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        field.fill("4.5")
        field.press("Tab")
    by_hand = round(verdicts_total(verdicts) - score + 4.5, 2)
    assert score_in_gradebook(course, WRONG) == by_hand

    formgrader.press(f"manage_submissions/{A}", WRONG, "autograde")
    run("grade", A, "--course", course, "--jobs", 2, "--force")
    assert score_in_gradebook(course, WRONG) == by_hand
    page = formgrader.open_submission(WRONG)
    expect(page.locator(f"input.score#check_{name}")).to_have_value("4.5")
    assert formgrader.errors == []

    run("export", A, "--course", course)
    with (course / f"grades-{A}-csv.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert len(rows) == 12
    assert (float(rows[WRONG][name]), float(rows[WRONG]["total"])) == (4.5, by_hand)


def verdicts_total(record):
    return sum(record["scores"].values())


def test_the_button_gives_the_marks_of_the_command(course, formgrader):
    marks = {student: score_in_gradebook(course, student) for student in ("student-01", "student-04", "student-12")}
    for student in marks:
        formgrader.press(f"manage_submissions/{A}", student, "autograde")
    assert {student: score_in_gradebook(course, student) for student in marks} == marks
    assert formgrader.errors == []


@pytest.fixture(scope="module")
def large_course(released_course, tmp_path_factory):
    """A thousand students in the gradebook."""
    root = tmp_path_factory.mktemp("thousand") / "course"
    shutil.copytree(released_course, root)
    with GradebookWriter(Course(root), A, A) as writer:
        cells = [cell for cell in writer.master_cells() if cell.grade]
        moment = datetime(2026, 3, 1)
        for first in range(0, 1000, 100):
            scores = [{cell.grade_id: cell.points * (number % 2) for cell in cells} for number in range(100)]
            writer.write([Scores(f"student-{first + n:04}", moment, scores[n], {}) for n in range(100)])
    for number in range(1000):  # formgrader lists those whose notebook is there
        home = root / "autograded" / f"student-{number:04}" / A
        home.mkdir(parents=True)
        (home / f"{A}.ipynb").touch()
    return root


def test_formgrader_lists_a_thousand(large_course, browser, tmp_path):
    with lab.server(tmp_path, large_course) as address:
        formgrader = Formgrader(browser, address)
        for place in ("manage_students", f"gradebook/{A}/{A}"):
            expect(formgrader.open(place).locator("table tbody tr")).to_have_count(1000)
        expect(formgrader.page.locator("table tbody tr", has_text="student-0007").locator(".score")).to_have_text(
            "100 / 100"
        )
        assert formgrader.errors == []
        formgrader.page.close()
