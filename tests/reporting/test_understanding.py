"""Right code with wrong answers: who, about what, and who shares the gap with a near-duplicate."""

from autograder.course.records import Record
from autograder.reporting.near_duplicates import Pair
from autograder.reporting.understanding import Gap, family_counts, gaps_in
from autograder.thresholds import Thresholds

STRONG = Thresholds.near_duplicates


def record(student, status="passed", **families):
    exercises = [{"exercise": "conv_forward", "status": status}]
    answered = [{"exercise": "conv_forward", "share": 0.5, "families": families}] if families else []
    return Record(student, "", {}, {}, exercises, answered=answered)


CLASS = [
    record("ada", line_runs=True, spread=True),
    record("bob", line_runs=False, spread=True),
    record("cyd", line_runs=False, spread=False),
    record("dan", status="failed", line_runs=False),
    record("eve", line_runs=False),
    record("fay"),
]


def test_only_right_code_with_wrong_answers_is_listed_and_shared_gaps_come_first():
    pairs = [Pair("bob", "eve", STRONG, ()), Pair("ada", "cyd", STRONG, ()), Pair("cyd", "eve", STRONG - 1, ())]
    assert gaps_in(CLASS, pairs) == [
        Gap("bob", "conv_forward", ("line runs",), ("spread",), ("eve",)),
        Gap("eve", "conv_forward", ("line runs",), (), ("bob",)),
        Gap("cyd", "conv_forward", ("line runs", "spread"), ()),
    ]


def test_families_are_counted_the_hardest_first():
    assert family_counts(CLASS) == [("line runs", 5, 1), ("spread", 3, 2)]


def test_where_nothing_was_answered_nothing_is_counted():
    assert gaps_in([record("fay")], []) == family_counts([record("fay")]) == []
