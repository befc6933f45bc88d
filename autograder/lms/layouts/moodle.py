"""Moodle, "Download all submissions": NAME_NUMBER_assignsubmission_PLUGIN_, a folder or the front of a file name.

NUMBER is the participant's, made anew for every assignment, and Moodle puts a blank for every underscore in NAME. Where
marking is anonymous, NAME is the word for a participant in the site's language, the same for everybody. Where a group
was selected, NAME is GROUP-NAME. Where teams hand in, NAME and NUMBER are the group's, and those who are in no group
have a folder without a NUMBER: that alone tells that the download is one of teams.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from autograder.lms.layouts.claims import Claim, Entries
from autograder.lms.unpacking.archives import Item

_ENTRY = re.compile(r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_[a-z]+(?:_(?P<called>.*))?", re.S)


def moodle(entries: Entries, assignment: str, zone: tzinfo) -> list[Claim]:
    """Recognise Moodle's names of folders and files."""
    del zone
    matches = {entry: match for entry in entries if (match := is_moodle(entry))}
    of_teams = any(match["number"] is None for match in matches.values())
    return [_claim(match, entries.pop(entry), assignment, of_teams=of_teams) for entry, match in matches.items()]


def is_moodle(entry: str) -> re.Match[str] | None:
    """The parts of a name, if it is Moodle's."""
    return _ENTRY.fullmatch(entry)


def _claim(match: re.Match[str], items: list[Item], assignment: str, *, of_teams: bool) -> Claim:
    key = (f"moodle {'group ' if of_teams else ''}{assignment}", match["number"] or match["name"])
    inside = [item.parts[1:] or (match["called"] or item.parts[0],) for item in items]
    files = tuple(item.at(*parts) for parts, item in zip(inside, items, strict=True))
    return Claim("moodle", key, match["name"], files, is_team=of_teams)
