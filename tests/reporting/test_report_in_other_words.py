"""The class report in another language: nothing on it is English but names and code."""

import json
import re

import pytest

from autograder.course.records import Record, Records
from autograder.course.roster import Person
from autograder.judge.scoring import LOOKED_UP
from autograder.misconceptions import misconceptions_of
from autograder.reporting.class_report import ClassReport
from autograder.reporting.flags import flags_of_record
from autograder.reporting.near_duplicates import Match, Pair
from autograder.reporting.page import page_of
from autograder.sandbox.session import FORGED
from autograder.sandbox.session_process import LOADED
from cnn_utils.language.speaking import say
from tests.support.pseudo_language import plain_words, speaking_pseudo

STATUSES = ("passed", "failed", "error", "timeout", "memory", "killed", "unfilled", "missing", "ungraded")
ALLOWED = {"zero", "pad", "lt", "gt"}


def exercise(status, mistakes):
    message = say("There is no function named {exercise}.", exercise="zero_pad")
    properties = {"values": status == "passed", "output size": False}
    notes = [say(LOOKED_UP, exercise="zero_pad")]
    return {"exercise": "zero_pad", "status": status, "score": 0.0, "max_score": 10.0, "message": message,
            "misconceptions": mistakes, "properties": properties, "notes": notes}  # fmt: skip


@pytest.fixture
def records(tmp_path):
    """One record a status, read in the language of whoever asks."""
    kept, mistakes = Records(tmp_path), [one.id for one in misconceptions_of("zero_pad") if not one.general]
    for number, status in enumerate(STATUSES):
        known = mistakes[:2] if status == "failed" else []
        record = Record(
            f"{number:03}",
            "",
            {"check_zero_pad": float(number)},
            {"check_zero_pad": 10.0},
            [exercise(status, known)],
            [say(FORGED, what="zero_pad", error="7"), say(LOADED, libraries="7")],
            previous={"check_zero_pad": 1.0},
            changed=["the submission", "the grader"] if number else [],
            problem=say("The file is empty.") if status == "missing" else "",
            answered=[{"exercise": "zero_pad", "share": 0.5, "families": {"last_read": True, "rows_seen": False}}],
        )
        kept.write(record)
    return kept


def test_nothing_on_the_report_is_left_in_english(records):
    match = Match("zero_pad", 60.0, (1,), (1,), "7", "7")
    with speaking_pseudo():
        kept = list(records)
        report = ClassReport(
            "step_by_step",
            kept,
            {},
            [Pair("000", "001", 60.0, (match,)), Pair("002", "003", 9.0, (match,))],
            {record.student: flags_of_record(record) for record in kept},
            {"001": {"check_zero_pad"}},
            frozenset({"001"}),
            {name: Person(name, "", section="7") for name in ("001", "099")},
            {"001": "7"},
        )
        page = page_of(report)
    assert set(plain_words(page)) <= ALLOWED
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])
    shown = [*data["texts"], *data["words"].values()]
    shown += [text for one in data["students"] for text in (*one["flags"], *one["repairs"], one["problem"])]
    assert {word for text in shown for word in plain_words(text)} <= ALLOWED
