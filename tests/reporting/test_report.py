"""The class report: its figures, its safety, its size and its speed with a class of 1,000."""

import json
import random
import re
import shutil

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.authoring.source_notebooks import ROOT
from autograder.cli.main import app
from autograder.course.folder import Course, CourseError
from autograder.course.gradebook import GradebookWriter
from autograder.course.gradebook_rows import Scores
from autograder.course.records import Record, Records
from autograder.demo.simulate import filled, solutions_of
from autograder.judge.scoring import LOOKED_UP
from autograder.misconceptions import misconceptions_of
from autograder.reading import read_submission
from autograder.reporting import write_report
from autograder.reporting.class_report import ClassReport
from autograder.reporting.flags import Flag, flags_in, flags_of_record
from autograder.reporting.near_duplicates import Pair
from autograder.reporting.page import page_of
from autograder.reporting.page.students import json_for_script
from autograder.reporting.report import class_report
from autograder.reporting.statistics import correlation, items_of, spread, together
from autograder.sandbox.session import FORGED
from autograder.sandbox.session_process import LOADED, UNTOLD
from autograder.thresholds import Thresholds
from benchmarks.chromium import CHROMIUM, QUIET
from cnn_utils.language.speaking import say

STRONG = Thresholds.near_duplicates
A = "step_by_step"
SOLUTIONS = solutions_of(A)
POINTS = {"zero_pad": 10.0, "conv_single_step": 10.0, "conv_forward": 20.0, "pool_forward": 15.0}
MISTAKES = {"zero_pad": "before-only", "conv_forward": "stride-ignored", "pool_forward": "stride-ignored"}
HOSTILE = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(2)>"


def record(student, shares, **more):
    exercises = [
        {
            "exercise": name,
            "status": "passed" if share == 1 else "failed",
            "score": share * POINTS[name],
            "max_score": POINTS[name],
            "misconceptions": [MISTAKES[name]] if share < 1 and name in MISTAKES else [],
            "message": "All cases hold." if share == 1 else f"{name} gives something else.",
            "properties": {"values": share == 1},
            "notes": [],
        }
        for name, share in shares.items()
    ]
    scores = {f"check_{name}": share * POINTS[name] for name, share in shares.items()}
    return Record(student, "f", scores, {f"check_{name}": POINTS[name] for name in shares}, exercises, **more)


def simulated_records(students, seed=1):
    chance = random.Random(seed)
    for number in range(students):
        shares = {name: 1.0 if chance.random() < 0.7 else chance.choice([0.0, 0.2, 0.5]) for name in POINTS}
        yield record(f"student-{number:04}", shares, seconds=chance.random() * 4)


@pytest.fixture
def course(tmp_path):
    (tmp_path / ".autograder").mkdir()
    return tmp_path


def written(course, records, submissions=None):
    kept = Records(course / ".autograder" / "records" / A)
    for one in records:
        kept.write(one)
    for student, notebook in (submissions or {}).items():
        home = course / "submitted" / student / A
        home.mkdir(parents=True)
        (home / f"{A}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return write_report(course, A, jobs=1)


def notebook_with(**answers):
    released = json.loads((ROOT / "release" / A / f"{A}.ipynb").read_text(encoding="utf-8"))
    return filled(released, SOLUTIONS | answers)


def flags(**answers):
    return flags_in(
        read_submission(json.dumps(notebook_with(**answers)).encode(), assignment=A), frozenset({"6.9990894"})
    )


def test_work_under_another_name_is_read_as_well(course):
    table = f"def zero_pad(X, pad):\n    return {[0.5] * 9}\n"
    written(course, [record("eve", {"zero_pad": 0.0})], {"eve": notebook_with(zero_pad=table)})
    home = course / "submitted" / "eve" / A
    (home / f"{A}.ipynb").rename(home / "my work.ipynb")
    assert [flag.kind for flag in class_report(Course(course), A).flags["eve"]] == ["hard-coded output"]


def test_difficulty_and_discrimination_by_hand():
    class_of_four = [
        record("a", {"zero_pad": 1.0, "conv_forward": 1.0}),
        record("b", {"zero_pad": 1.0, "conv_forward": 0.5}),
        record("c", {"zero_pad": 0.0, "conv_forward": 0.0}),
        record("d", {"zero_pad": 0.2, "conv_forward": 0.0}),
    ]
    item, _ = items_of(class_of_four)
    assert (item.passed, item.graded, item.mean) == (2, 4, pytest.approx(0.55))
    # passing (1, 1, 0, 0) against the rest (20, 10, 0, 0): covariance 3.75, deviations 0.5 and 8.2916
    assert item.discrimination == pytest.approx(3.75 / (0.5 * 68.75**0.5))
    assert item.spread == (1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2)


def test_an_exercise_that_everybody_passes_discriminates_nobody():
    assert correlation([1.0, 1.0, 1.0], [3.0, 4.0, 5.0]) is None


def test_spread_keeps_nothing_and_everything_apart_from_partial_credit():
    assert spread([0, 0.001, 0.999, 1.0]) == (1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1)


def test_mistakes_that_go_together_more_often_than_by_chance():
    both, none = {"zero_pad": 0.2, "conv_forward": 0.5}, {"zero_pad": 1.0, "conv_forward": 1.0}
    records = [record(f"b{n}", both) for n in range(3)] + [record(f"n{n}", none) for n in range(9)]
    (pair,) = together(records)
    assert (pair.students, pair.expected) == (3, 0.75)


def test_mistakes_that_chance_brings_together_are_not_listed():
    first, second = {"zero_pad": 0.2, "conv_forward": 1.0}, {"zero_pad": 1.0, "conv_forward": 0.5}
    both = {"zero_pad": 0.2, "conv_forward": 0.5}
    kinds = [first] * 20 + [second] * 20 + [both] * 22  # 42 * 42 / 62 = 28.5 by chance
    assert together([record(f"s{number}", shares) for number, shares in enumerate(kinds)]) == []
    more = [first] * 20 + [second] * 20 + [both] * 22 + [{"zero_pad": 1.0, "conv_forward": 1.0}] * 30  # 19.2
    assert together([record(f"s{number}", shares) for number, shares in enumerate(more)]) == []


def test_written_in_outputs_are_flagged_and_honest_code_is_not():
    assert flags() == ()
    (flag,) = flags(conv_single_step="def conv_single_step(a, W, b):\n    return -6.9990894\n")
    assert flag == Flag("hard-coded output", "conv_single_step", "line 2: 6.9990894 is a published result")
    (flag,) = flags(zero_pad=f"def zero_pad(X, pad):\n    return {[0.5] * 9}\n")
    assert flag.what == "line 2: a literal of 9 numbers"


def test_patched_libraries_are_flagged():
    (flag,) = flags(zero_pad="import numpy as np\nnp.allclose = lambda *a: True\ndef zero_pad(X, pad):\n    return X\n")
    assert (flag.kind, flag.what) == ("patched library", "line 2: np.allclose = lambda *a: True")
    (flag,) = flags(zero_pad="import json\nsetattr(json, 'dumps', 1)\ndef zero_pad(X, pad):\n    return X\n")
    assert flag.what == "line 2: setattr(json, 'dumps', 1)"
    assert flags(zero_pad="plt.rcParams['a'] = 1\nimport sys\nsys.path += ['x']\n" + SOLUTIONS["zero_pad"]) == ()


def test_a_notebook_of_another_edition_is_flagged_as_its_rules_may_ask_for_less():
    source = f"# Element-wise product between a_slice and W. Add bias.\n{SOLUTIONS['conv_single_step']}"
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    said = "Judged by the rules of v1, which may ask for less than the course's own notebook."
    assert flags_in(read_submission(text, assignment=A), frozenset()) == (Flag("another edition", "notebook", said),)


def test_forged_messages_are_flagged():
    note = say(FORGED, what="conv_forward", error="bad length")
    record = Record("s", "", {}, {}, repairs=["Cell 3 was repaired.", note])
    assert flags_of_record(record) == (Flag("forged message", "conv_forward", note),)


def test_what_a_run_saw_of_tables_and_libraries_is_flagged():
    table, loaded, untold = say(LOOKED_UP, exercise="zero_pad"), say(LOADED, libraries="tensorflow"), say(UNTOLD)
    exercises = [{"exercise": "zero_pad", "notes": [table]}, {"exercise": "conv_forward", "notes": ["Well done."]}]
    assert flags_of_record(Record("s", "", {}, {}, exercises, [loaded, untold])) == (
        Flag("another library", "notebook", loaded),
        Flag("another library", "notebook", untold),
        Flag("look-up table", "zero_pad", table),
    )


@pytest.mark.parametrize(
    "line",
    ["import tensorflow as tf", "from scipy.signal import convolve", "t = __import__('tensorflow')",
     "import sys; sys.modules['torch']"],
)  # fmt: skip
def test_layers_out_of_a_library_are_flagged(line):
    text = f"{line}\ndef zero_pad(X, pad):\n    return X\n".encode()
    submission = read_submission(text, name="x.py", assignment="step_by_step")
    assert [flag.kind for flag in flags_in(submission, frozenset())] == ["another library"]
    assert flags_in(read_submission(text, name="x.py", assignment="application"), frozenset()) == ()


def test_nothing_graded_is_a_clear_error(course):
    with pytest.raises(CourseError, match=r"Nothing of step_by_step has been graded in .*: run `autograder grade"):
        write_report(course, A)


def test_everything_a_student_wrote_is_escaped(course):
    student = "eve & co <b>"
    evil = record(student, {"zero_pad": 0.0}, repairs=[HOSTILE], problem=HOSTILE)
    evil.exercises[0]["message"] = HOSTILE
    evil.exercises[0]["misconceptions"] = []
    evil.exercises[0]["status"] = "error"
    page = written(course, [evil]).read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert page.count("</script>") == 2
    assert len(re.findall(r"<script\b", page)) == 2


def test_data_of_the_script_cannot_end_it():
    text = json_for_script({"x": HOSTILE})
    assert not {"<", ">", "&", "\u2028"} & set(text)
    assert json.loads(text) == {"x": HOSTILE.replace("\u2028", r"\u2028")}


def test_nothing_comes_from_elsewhere(course):
    page = written(course, simulated_records(5)).read_text(encoding="utf-8")
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#)""", page)
    assert "http" not in page.replace("http-equiv", "")


def test_a_mistake_is_said_in_words_with_its_reason(course):
    page = written(course, simulated_records(30)).read_text(encoding="utf-8")
    assert "Zeros are added only above and to the left." in page
    (known,) = (one for one in misconceptions_of("zero_pad") if one.id == "before-only")
    assert f'<p class="why">{known.why}</p>' in page


def words_of(page, start, end):
    text = page[page.index(f'id="{start}"') : page.index(f'id="{end}"')]
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_the_class_is_summed_up_in_sentences(course):
    right, wrong = {"zero_pad": 1.0, "conv_forward": 1.0}, {"zero_pad": 1.0, "conv_forward": 0.5}
    blank = record("d", {"zero_pad": 0.0, "conv_forward": 0.0})
    for exercise in blank.exercises:
        exercise.update(status="unfilled", misconceptions=[])
    records = [record("a", right), record("b", wrong), record("c", wrong), blank]
    page = written(course, records).read_text(encoding="utf-8")
    said = words_of(page, "scores", "mistakes")
    assert "1 of 4 have all points, 1 has none." in said
    assert "Most points are lost in conv_forward : 10.0 of 20 on average. 1 did not write it." in said
    (known,) = (one for one in misconceptions_of("conv_forward") if one.id == "stride-ignored")
    assert f"The most frequent mistake, made by 2, is in conv_forward : {known.what}" in said


def test_what_no_known_mistake_explains_is_counted_too(course):
    records = [record(student, {"conv_single_step": 0.2}) for student in ("ada", "bob")]
    page = written(course, records).read_text(encoding="utf-8")
    assert "2 conv_single_step ada bob" in words_of(page, "mistakes", "exercises")


def test_pairs_that_chance_explains_are_folded_away(course):
    strong, weak = (Pair("ada", "bob", score, ()) for score in (STRONG, STRONG - 1))
    report = ClassReport(A, [record("ada", {"zero_pad": 1.0})], {}, [strong, weak], {}, {}, frozenset())
    said = words_of(page_of(report), "pairs", "flags")
    assert "40 ada and bob 1 below 40: a slip or a phrase in common, most likely chance 39 ada and bob" in said


def test_marks_that_moved_say_by_how_much_and_why(course):
    moved = record("ada", {"zero_pad": 1.0}, previous={"check_zero_pad": 4.0}, changed=["points or grade cells"])
    page = written(course, [moved]).read_text(encoding="utf-8")
    section = page[page.index('id="moved"') : page.index('id="time"')]
    assert "+6" in section
    assert "points or grade cells" in section
    assert "4 → 10" in section


def test_a_manual_score_counts_in_the_report(released_course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(released_course, root)
    with GradebookWriter(Course(root), A, A) as writer:
        writer.write([Scores("ada", None, {"check_zero_pad": 0.0}, {})])
    with Gradebook(Course(root).db_url) as gradebook:
        gradebook.find_grade("check_zero_pad", A, A, "ada").manual_score = 7.5
        gradebook.db.commit()
    page = written(root, [record("ada", {"zero_pad": 0.0})]).read_text(encoding="utf-8")
    assert "graded by hand" in page
    assert '<td class="n total">7.5</td>' in page


def test_the_command_says_where_the_page_is(course):
    released = course / "release" / A / f"{A}.ipynb"  # makes a course of the folder
    released.parent.mkdir(parents=True)
    released.write_text("{}", encoding="utf-8")
    written(course, simulated_records(3))
    result = CliRunner().invoke(app, ["report", A, "--course", str(course), "--jobs", "1"])
    assert result.exit_code == 0
    assert f"{A}.html: 0.0 MB, opens in any browser." in result.output


@pytest.fixture(scope="module")
def page_of_1000(tmp_path_factory):
    from simulated_code import honest

    course = tmp_path_factory.mktemp("thousand")
    (course / ".autograder").mkdir()
    chance = random.Random(3)
    records = list(simulated_records(1000))
    notebooks = {one.student: notebook_with(**honest(chance)) for one in records[:60]}
    return written(course, records, notebooks)


def stop_watch(page):
    """Seconds that the page's own thread has computed from now on: they do not grow when the machine is busy else."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return lambda: next(
        one["value"] for one in session.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration"
    )


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)")
@pytest.mark.slow
def test_a_search_among_1000_students_takes_half_a_second_of_processor_time(page_of_1000):
    from playwright.sync_api import sync_playwright

    assert page_of_1000.stat().st_size < 5_000_000
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(error))
        page.goto(page_of_1000.as_uri())
        watch = stop_watch(page)
        page.fill("#search", "student-0042")
        assert page.locator("#table tbody tr:visible").count() == 1
        assert 0 < watch() < 0.5
        assert page.locator("#found").text_content() == "1 of 1000 students"
        page.fill("#search", "")
        page.get_by_role("button", name="total").click()
        totals = [float(text) for text in page.locator("td.total").all_text_contents()]
        assert totals == sorted(totals)
        assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
        page.locator("#table button.student").first.press("Enter")
        assert page.locator("dialog h2").text_content().startswith("student-")
        page.keyboard.press("Escape")
        assert not page.locator("dialog").is_visible()
        assert errors == []
        browser.close()
