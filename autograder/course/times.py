"""When something was handed in: a time as any system writes it, in UTC as nbgrader keeps it."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d(?::\d\d)?)(?:[.,](?P<part>\d+))?\s*(?P<zone>\S.*)?", re.ASCII
)
_OFFSET = re.compile(r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)?", re.ASCII)
# RFC 5322 gives these letters to North America. CST is left out: China, Taiwan and Cuba write it too.
_AMERICAN = {"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_YEAR = 2026  # whose letters count: those that were given up long ago are nobody's any more


def parse_moment(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Read a time.

    Parameters
    ----------
    text : str
        "2026-02-02 20:00:00.000001 EST", with a zone's name, letters or offset, "Z", or nothing; or as in e-mails.
    zone : tzinfo
        Where the course is: the zone of a time that names none, and what its letters mean.

    Returns
    -------
    datetime or None
        In UTC, without a zone, as nbgrader keeps times. None if it cannot be told which moment is meant.
    """
    text = text.strip("\ufeff \t\r\n\0")
    try:
        moment = _read(text, zone)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
    except (ValueError, OverflowError):
        return None


def written(moment: datetime) -> str:
    """The line of timestamp.txt, as nbgrader reads it."""
    fraction = f".{moment:%f}" if moment.microsecond else ""
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} UTC"


def zone_named(name: str) -> tzinfo | None:
    """The zone of a name like America/New_York, or None if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _read(text: str, zone: tzinfo) -> datetime | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return parsedate_to_datetime(text) if re.match(r"\w{3},? ", text) else None
    moment = datetime.fromisoformat(f"{match['date']} {match['clock']}")
    moment = moment.replace(microsecond=int((match["part"] or "0").ljust(6, "0")[:6]))
    found = _zone(match["zone"], moment, zone) if match["zone"] else zone
    return moment.replace(tzinfo=found) if found else None


def _zone(text: str, moment: datetime, course: tzinfo) -> tzinfo | None:
    if text.upper() in ("Z", "UTC", "GMT", "UT"):
        return UTC
    offset = _OFFSET.fullmatch(text)
    if offset:
        size = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return timezone(-size if offset["sign"] == "-" else size)
    own = {size for letters, size in _letters(course, moment.year) if letters == text}
    offsets = own or _offsets_of(text)
    if not offsets:
        return zone_named(text)
    return timezone(next(iter(offsets))) if len(offsets) == 1 else None


def _letters(zone: tzinfo, year: int) -> list[tuple[str, timedelta]]:
    """What a zone calls itself in winter and in summer."""
    days = [datetime(year, month, 1, tzinfo=zone) for month in (1, 7)]
    return [(day.tzname() or "", day.utcoffset() or timedelta()) for day in days]


def _offsets_of(letters: str) -> set[timedelta]:
    return {timedelta(hours=_AMERICAN[letters])} if letters in _AMERICAN else _everybodys()[letters]


@cache
def _everybodys() -> dict[str, set[timedelta]]:
    """Every zone's letters with the offsets that they mean anywhere: more than one, and nobody can tell."""
    found: dict[str, set[timedelta]] = defaultdict(set)
    for name in available_timezones():
        for letters, size in _letters(ZoneInfo(name), _YEAR):
            found[letters].add(size)
    return found
