"""What a browser may do with a page of ours: show it, and run the one script that is ours."""

import base64
import hashlib
import re

from autograder.course.records import Record
from autograder.grading.feedback import feedback_page
from autograder.oral.oral_sheets import sheet_page
from autograder.reporting.class_report import ClassReport
from autograder.reporting.page import page_of

A = "step_by_step"
RECORD = Record("ada", "print", {"check_zero_pad": 10.0}, {"check_zero_pad": 10.0}, language="en")
STYLES = "default-src 'none'; style-src 'unsafe-inline'"


def policy_of(page):
    (policy,) = re.findall('<meta http-equiv="Content-Security-Policy" content="(.*)">', page.partition("</head>")[0])
    return policy.partition('"')[0]


def scripts_of(page):
    return re.findall("<script>(.*?)</script>", page, re.DOTALL)


def test_a_feedback_page_and_an_oral_sheet_run_nothing():
    feedback, sheet = feedback_page(A, RECORD, None), sheet_page(A, "ada", "Ada", [])
    assert (policy_of(feedback), scripts_of(feedback)) == (f"{STYLES}; img-src data:", [])
    assert (policy_of(sheet), scripts_of(sheet)) == (STYLES, [])


def test_a_report_runs_its_own_script_alone():
    page = page_of(ClassReport(A, [RECORD], {}, [], {}, {}, frozenset(), {}, {}))
    (script,) = scripts_of(page)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy_of(page) == f"{STYLES}; script-src 'sha256-{digest}'"
