"""Heads of feedback pages, written anew while the rest stays: the mark as the gradebook has it.

A mark changes without anything being run: by an extension, another due date, a person's answer to a request.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from autograder.course.dates import read_dates, said
from autograder.course.folder import Course
from autograder.course.late_policy import LatePolicy
from autograder.course.records import Record
from autograder.course.roster import read_roster
from autograder.course.standing import Standing
from autograder.course.times import zone_named
from autograder.grading.feedback import BEGIN, END, page_head
from cnn_utils.language.speaking import later, say, speaking

_HEAD = re.compile(f"{BEGIN}.*?{END}".encode(), re.DOTALL)


class PageHeads:
    """Writes the heads of an assignment's pages.

    Parameters
    ----------
    course : Course
    assignment : str
    policy : LatePolicy or another nbgrader plugin
        What coming late costs.
    """

    def __init__(self, course: Course, assignment: str, policy: Any) -> None:  # noqa: ANN401 - any plugin of nbgrader's
        self._assignment, self._policy = assignment, policy
        self._dates, self._roster = read_dates(course, assignment), read_roster(course.root)

    def put(self, page: bytes, record: Record, standing: Standing, *notices: str) -> bytes:
        """Put the mark into a page as it stands now, below what else a student should read first."""
        with speaking(record.language):
            head = page_head(self._assignment, record, standing, [*map(say, notices), *self._lateness(standing)])
        return _HEAD.sub(lambda _: head.encode("utf-8", "replace"), page, count=1)

    def _lateness(self, standing: Standing) -> Sequence[str]:
        """When it was due, when it came, and what that costs: in the student's zone, with the arithmetic."""
        if standing.due is None:
            return []
        person = self._roster.get(standing.student)
        zone = (zone_named(person.zone) if person and person.zone else None) or self._dates.zone
        due = say("Due {due}.", due=said(standing.due, zone))
        if standing.extension:
            message = later("Due {due}; extended for you to {later}.")
            later_due = said(standing.due + standing.extension, zone)
            due = say(message, due=said(standing.due, zone), later=later_due)
        return [due, self._arrival(standing, zone)]

    def _arrival(self, standing: Standing, zone: tzinfo) -> str:
        if standing.timestamp is None:
            return say("When it was handed in is not known, so it does not count as late.")
        came = said(standing.timestamp, zone)
        if not standing.seconds_late:
            return say("Handed in {time}: in time.", time=came)
        if isinstance(self._policy, LatePolicy) and _is_ours(self._policy, standing):
            arithmetic = self._policy.arithmetic(standing.reached, standing.seconds_late)
            return say("Handed in {time}: {arithmetic}", time=came, arithmetic=arithmetic)
        message = later("Handed in {time}: late, which takes off {points:g} points.")
        return say(message, time=came, points=standing.penalty)


def _is_ours(policy: LatePolicy, standing: Standing) -> bool:
    """Whether the penalty is what the rule gives: a person may have set another one in the gradebook."""
    return (policy.late_submission_penalty(standing.student, standing.reached, standing.seconds_late) or 0.0) == (
        standing.penalty
    )
