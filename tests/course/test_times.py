"""Times as systems and people write them, in UTC; what cannot be told is told to nobody as a time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.times import parse_moment, written


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-02-02 20:00:00.000001 EST", "2026-02-03 01:00:00.000001 UTC"),
        ("2026-07-02 20:00:00 EDT", "2026-07-03 00:00:00 UTC"),
        ("2026-02-02 20:00:00 PST", "2026-02-03 04:00:00 UTC"),
        ("2026-02-02 20:00:00 CET", "2026-02-02 19:00:00 UTC"),
        ("2026-07-02 20:00:00 BST", "2026-07-02 19:00:00 UTC"),
        ("2026-02-02 20:00 JST", "2026-02-02 11:00:00 UTC"),
        ("2026-02-02T20:00:00Z", "2026-02-02 20:00:00 UTC"),
        ("2026-02-02 20:00:00.938335000 -07:00", "2026-02-03 03:00:00.938335 UTC"),
        ("2026-02-02 20:00:00 +0100", "2026-02-02 19:00:00 UTC"),
        ("2026-02-02 20:00:00 +0530", "2026-02-02 14:30:00 UTC"),
        ("2026-02-02 20:00:00 UTC+1", "2026-02-02 19:00:00 UTC"),
        ("2026-02-02 20:00:00 UTC", "2026-02-02 20:00:00 UTC"),
        ("\ufeff2026-02-02 20:00:00 UTC\r\n", "2026-02-02 20:00:00 UTC"),
        ("2026-02-02 20:00:00 America/New_York", "2026-02-03 01:00:00 UTC"),
        ("2026-07-02 20:00:00 America/New_York", "2026-07-03 00:00:00 UTC"),
        ("2026-02-02 20:00:00", "2026-02-02 20:00:00 UTC"),
        ("Mon, 02 Feb 2026 20:00:00 +0100", "2026-02-02 19:00:00 UTC"),
        ("Mon, 2 Feb 2026 20:00:00 EST", "2026-02-03 01:00:00 UTC"),
        ("Mon Feb  2 20:00:00 EST 2026", "2026-02-03 01:00:00 UTC"),
        ("Mon Feb  2 20:00:00 2026", "2026-02-02 20:00:00 UTC"),
        ("Feb 02 2026 08:00 PM", "2026-02-02 20:00:00 UTC"),
        ("Monday, 2 February 2026, 8:00 PM", "2026-02-02 20:00:00 UTC"),
        ("2026-02-02 8:00:00.5 p.m. EST", "2026-02-03 01:00:00.500000 UTC"),
        ("2026-02-02 12:00 AM", "2026-02-02 00:00:00 UTC"),
        ("2026-02-02 12:00 PM", "2026-02-02 12:00:00 UTC"),
        ("2026-02-02 08:00 PST", "2026-02-02 16:00:00 UTC"),
        ("20260202T200000Z", "2026-02-02 20:00:00 UTC"),
        ("2026-02-02 20_00_00.000001 UTC", "2026-02-02 20:00:00.000001 UTC"),
        ("2026-02-02 20:00-05:00", "2026-02-03 01:00:00 UTC"),
        ("2026-02-02 8:00\u202fPM", "2026-02-02 20:00:00 UTC"),
        ("2026-02-02 20:00:00\u00a0\u22120500", "2026-02-03 01:00:00 UTC"),
        ("2026-02-02 20:00:00 est", "2026-02-03 01:00:00 UTC"),
    ],
)
def test_times_are_read_in_any_zone(text, utc):
    assert written(parse_moment(text)) == utc


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2026-02-02", "2026-02-30 20:00:00", "2026-02-02 25:00:00", "5",
        "02/03/2026 20:00",
        "2026-02-02 20:00:00 IST", "2026-02-02 20:00:00 CST", "2026-02-02 20:00:00 Mars/Olympus",
        "2026-02-02 20:00:00 +99",
        "9999-12-31 23:59:59 -1200", "0001-01-01 00:00:00 +2300", "2026-02-02 20:00:00 ../../etc/passwd",
        "Mon, nonsense", "Mon, 02 Feb 2026 20:00:00 IST", "2026-02-02 20:00:00 PM", "2026-02-02 0:30 AM",
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_no_time(text):
    assert parse_moment(text) is None


def test_the_course_says_what_letters_and_clocks_mean():
    assert parse_moment("2026-02-02 20:00:00 IST", ZoneInfo("Asia/Kolkata")) == datetime(2026, 2, 2, 14, 30)
    assert parse_moment("2026-02-02 20:00:00 CST", ZoneInfo("America/Chicago")) == datetime(2026, 2, 3, 2)
    assert parse_moment("2026-07-02 20:00:00", ZoneInfo("Europe/Berlin")) == datetime(2026, 7, 2, 18)
    assert parse_moment("Thu Jul  2 20:00:00 2026", ZoneInfo("Europe/Berlin")) == datetime(2026, 7, 2, 18)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)),
    st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]),
)
def test_what_a_zone_writes_is_read_back(moment, name):
    there = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(name))
    assert parse_moment(f"{there:%Y-%m-%d %H:%M:%S.%f %z}") == moment
    assert parse_moment(written(moment)) == moment


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text):
    parse_moment(text)
    parse_moment(f"2026-02-02 20:00:00 {text}")
