"""What coming late costs, against a table worked out by hand."""

import pytest

from autograder.course.late_policy import LatePolicy, late_by

MINUTE, HOUR, DAY = 60, 3600, 86_400
PER_DAY = {"penalty_method": "per_day", "percent": 10, "most_percent": 50}
PER_HOUR = {"penalty_method": "per_hour", "percent": 2.5, "most_percent": 100}
GRACE = PER_DAY | {"grace_minutes": 15}


@pytest.mark.parametrize(
    ("rule", "score", "seconds", "penalty"),
    [
        ({}, 85, 3 * DAY, None),  # no rule: nothing
        ({"penalty_method": "zero"}, 85, 1, 85),
        (PER_DAY, 100, 1, 10),  # a day that has begun
        (PER_DAY, 100, DAY, 10),
        (PER_DAY, 100, DAY + 1, 20),
        (PER_DAY, 82.5, DAY + 1, 16.5),  # of the points reached, not of all that there are
        (PER_DAY, 33.33, 1, 3.33),
        (PER_DAY, 0, 3 * DAY, 0),
        (PER_DAY, 100, 5 * DAY, 50),
        (PER_DAY, 100, 40 * DAY, 50),  # the most
        (PER_HOUR, 80, 1, 2),
        (PER_HOUR, 80, 3 * HOUR + MINUTE, 8),
        (PER_HOUR, 80, 2 * DAY, 80),
        (GRACE, 100, 15 * MINUTE, None),
        (GRACE, 100, 15 * MINUTE + 1, 10),  # after the grace one is as late as the due date says
        (GRACE, 100, DAY + 1, 20),
        ({"penalty_method": "zero", "grace_minutes": 15}, 85, 14 * MINUTE, None),
    ],
)
def test_the_penalty_is_the_tables(rule, score, seconds, penalty):
    assert LatePolicy(**rule).late_submission_penalty("ada", score, seconds) == penalty


@pytest.mark.parametrize(
    ("rule", "score", "seconds", "said"),
    [
        ({}, 85, 3 * HOUR, "3 h late: no points are taken."),
        (GRACE, 85, 7 * MINUTE, "7 min late, within the 15 minutes of grace: no points are taken."),
        ({"penalty_method": "zero"}, 85, DAY, "1 day late: 100 % of 85 points is 85, which leaves 0."),
        (
            PER_DAY,
            85,
            10 * HOUR + 31 * MINUTE,
            "10 h 31 min late, which is 1 day begun: 1 × 10 % = 10 %. 10 % of 85 points is 8.5, which leaves 76.5.",
        ),
        (
            PER_DAY,
            82.5,
            6 * DAY + 3 * HOUR,
            "6 days 3 h late, which is 7 days begun: 7 × 10 % = 70 %, at most 50 %. "
            "50 % of 82.5 points is 41.25, which leaves 41.25.",
        ),
        (
            PER_HOUR,
            80,
            90 * MINUTE,
            "1 h 30 min late, which is 2 hours begun: 2 × 2.5 % = 5 %. 5 % of 80 points is 4, which leaves 76.",
        ),
    ],
)
def test_a_student_can_follow_the_arithmetic(rule, score, seconds, said):
    assert LatePolicy(**rule).arithmetic(score, seconds) == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "Coming late costs nothing."),
        ({"penalty_method": "zero", "grace_minutes": 10}, "What comes late counts nothing. After 10 minutes of grace."),
        (PER_DAY, "Each day begun costs 10 % of the points reached, 50 % at most."),
        (PER_HOUR, "Each hour begun costs 2.5 % of the points reached."),
    ],
)
def test_the_rule_can_be_read(rule, said):
    assert LatePolicy(**rule).rule() == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 min"), (HOUR, "1 h"), (DAY - 1, "1 day"), (DAY + HOUR, "1 day 1 h"), (2 * DAY + 59, "2 days")],
)
def test_a_span_is_said_in_its_largest_units(seconds, said):
    assert late_by(seconds) == said
