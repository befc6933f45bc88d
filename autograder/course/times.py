"""When something was handed in: a time as any system writes it, in UTC as nbgrader keeps it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# A clock may be parted by what stands for a colon where a file may not be called so: Windows has "20_00_00".
_CLOCK = r"(?P<hour>\d\d?)(?P<colon>[:_-]?)(?P<minute>\d\d)(?:(?P=colon)(?P<second>\d\d))?(?:[.,](?P<part>\d+))?"
_HALF = r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
_ZONE = r"(?:\s*(?P<zone>\S.*))?"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY, _MONTH = r"(?P<day>\d\d?)", rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*"
_FORMS = [
    re.compile(form, re.ASCII | re.I)
    for form in (
        rf"(?P<year>\d{{4}})(?P<dash>-?)(?P<month>\d\d)(?P=dash){_DAY}[T ]{_CLOCK}{_HALF}{_ZONE}",
        rf"(?:[a-z]+,? )?{_DAY} {_MONTH} (?P<year>\d{{4}}),? {_CLOCK}{_HALF}{_ZONE}",  # e-mails and Moodle
        rf"(?:[a-z]+,? )?{_MONTH} {_DAY},? (?P<year>\d{{4}}),? {_CLOCK}{_HALF}{_ZONE}",  # Americans
        rf"[a-z]+ {_MONTH} {_DAY} {_CLOCK}(?: (?P<zone>\S+))? (?P<year>\d{{4}})",  # the command date
    )
]
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
    text = " ".join(unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip("\ufeff\0").split())
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
    match = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if match is None:
        return None
    said = match.groupdict()
    month = said["month"].lower()
    moment = datetime(
        int(said["year"]),
        int(month) if month.isdigit() else _MONTHS.index(month) + 1,
        int(said["day"]),
        _hour(int(said["hour"]), said.get("half")),
        int(said["minute"]),
        int(said["second"] or 0),
        int((said["part"] or "0").ljust(6, "0")[:6]),
    )
    found = _zone(said["zone"], moment, zone) if said["zone"] else zone
    return moment.replace(tzinfo=found) if found else None


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"There is no {hour} o'clock {half}m.")
    return hour % 12 + 12 * (half.lower() == "p")


def _zone(text: str, moment: datetime, course: tzinfo) -> tzinfo | None:
    if text.upper() in ("Z", "UTC", "GMT", "UT"):
        return UTC
    offset = _OFFSET.fullmatch(text)
    if offset:
        size = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return timezone(-size if offset["sign"] == "-" else size)
    own = {size for letters, size in _letters(course, moment.year) if letters.upper() == text.upper()}
    offsets = own or _offsets_of(text) or _offsets_of(text.upper())
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
