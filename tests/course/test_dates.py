"""Due dates and extensions on the wall's clock, worked out by hand: days on which the clocks change among them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograder.course.dates import Extension, moment_of, said
from autograder.errors import UsageError

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


def utc(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-03-01 23:59", BERLIN, "2026-03-01 22:59"),
        ("2026-07-01 23:59", BERLIN, "2026-07-01 21:59"),
        ("2026-03-01 23:59", NEW_YORK, "2026-03-02 04:59"),
        ("2026-03-01 11:59 PM", NEW_YORK, "2026-03-02 04:59"),
        ("2026-03-01 23:59 UTC", BERLIN, "2026-03-01 23:59"),
        ("2026-03-01 23:59 +0530", BERLIN, "2026-03-01 18:29"),
        ("2026-03-29 03:00", BERLIN, "2026-03-29 01:00"),  # the first moment of summer
        ("2026-10-25 02:30", BERLIN, "2026-10-25 01:30"),  # comes twice: the second
        ("2026-10-25 01:59", BERLIN, "2026-10-24 23:59"),
    ],
)
def test_a_time_is_told_where_it_is_said(text, zone, moment):
    assert moment_of(text, zone) == utc(moment)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-03-29 02:30", "There is no 02:30 on 2026-03-29 in Europe/Berlin: the clocks are put forward over it."),
        (
            "next Friday",
            "'next Friday' is no time that can be read. Write it as 2026-03-01 23:59, with a zone if need be.",
        ),
        (
            "2026-03-01",
            "'2026-03-01' is no time that can be read. Write it as 2026-03-01 23:59, with a zone if need be.",
        ),
    ],
)
def test_what_is_no_time_is_said(text, said):
    with pytest.raises(UsageError) as told:
        moment_of(text, BERLIN)
    assert str(told.value) == said


@pytest.mark.parametrize(
    ("due", "extension", "zone", "hours"),
    [
        ("2026-03-01 22:59", Extension(days=3), BERLIN, 72),
        ("2026-03-28 22:59", Extension(days=1), BERLIN, 23),  # Sunday has 23 hours
        ("2026-10-24 21:59", Extension(days=1), BERLIN, 25),
        ("2026-03-08 04:59", Extension(days=1), NEW_YORK, 23),  # there a week of March earlier
        ("2026-03-28 22:59", Extension(days=1), NEW_YORK, 24),
        ("2026-03-01 22:59", Extension(until=utc("2026-03-04 10:59")), BERLIN, 60),
        ("2026-03-01 22:59", Extension(until=utc("2026-03-01 22:59")), BERLIN, None),
        ("2026-03-01 22:59", Extension(until=utc("2026-02-01 22:59")), BERLIN, None),
        ("2026-03-01 22:59", Extension(days=0), BERLIN, None),
    ],
)
def test_an_extension_ends_by_the_clock_on_the_wall(due, extension, zone, hours):
    assert extension.after(utc(due), zone) == (None if hours is None else timedelta(hours=hours))


def test_a_moment_is_said_where_its_reader_is():
    moment = utc("2026-03-01 22:59")
    assert said(moment, BERLIN) == "Sunday 1 March 2026, 23:59 (Europe/Berlin)"
    assert said(moment, NEW_YORK) == "Sunday 1 March 2026, 17:59 (America/New_York)"
