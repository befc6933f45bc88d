"""The head of a feedback page: the mark as the gradebook has it. It can be written anew while the rest stays.

A mark changes without anything being run: by an extension, another due date, a person's answer to a request.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from autograder.course.dates import read_dates, said
from autograder.course.folder import Course
from autograder.course.late_policy import LatePolicy
from autograder.course.records import Record
from autograder.course.roster import read_roster
from autograder.course.standing import Standing
from autograder.course.times import zone_named
from autograder.exercises import exercise_of

# What students write is escaped, so that neither can stand anywhere else in a page.
_BEGIN, _END = "<!-- the mark -->", "<!-- the rest -->"
_HEAD = re.compile(f"{_BEGIN}.*?{_END}".encode(), re.DOTALL)


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

    def put(self, page: bytes, record: Record, standing: Standing) -> bytes:
        """Put the mark into a page as it stands now."""
        head = page_head(self._assignment, record, standing, list(self._lateness(standing)))
        return _HEAD.sub(lambda _: head.encode("utf-8", "replace"), page, count=1)

    def _lateness(self, standing: Standing) -> Sequence[str]:
        """When it was due, when it came, and what that costs: in the student's zone, with the arithmetic."""
        if standing.due is None:
            return []
        person = self._roster.get(standing.student)
        zone = (zone_named(person.zone) if person and person.zone else None) or self._dates.zone
        due = f"Due {said(standing.due, zone)}"
        if standing.extension:
            due += f"; extended for you to {said(standing.due + standing.extension, zone)}"
        if standing.timestamp is None:
            return [f"{due}.", "When it was handed in is not known, so it does not count as late."]
        came = f"Handed in {said(standing.timestamp, zone)}"
        if not standing.seconds_late:
            return [f"{due}.", f"{came}: in time."]
        if isinstance(self._policy, LatePolicy) and _is_ours(self._policy, standing):
            return [f"{due}.", f"{came}: {self._policy.arithmetic(standing.reached, standing.seconds_late)}"]
        return [f"{due}.", f"{came}: late, which takes off {standing.penalty:g} points."]


def page_head(assignment: str, record: Record, standing: Standing | None = None, lines: Sequence[str] = ()) -> str:
    """Write the title with the mark, whose it is, the lines about it, and the table of scores.

    Parameters
    ----------
    assignment : str
    record : Record
        What the grader said.
    standing : Standing, optional
        What the gradebook says, a person's scores and comments included.
    lines : sequence of str
    """
    scores = record.scores if standing is None else record.scores | standing.scores
    total = record.score if standing is None else standing.total
    title = escape(assignment.replace("_", " "))
    parts = [f"<h1>{title}: {total:g} of {record.max_score:g} points</h1>", f"<p>{escape(record.student)}</p>"]
    parts += [f"<p>{'<br>'.join(map(escape, lines))}</p>"] if lines else []
    rows = "".join(_row(grade_id, scores.get(grade_id), points) for grade_id, points in record.points.items())
    titles = '<tr><th>exercise</th><th></th><th class="n">score</th><th class="n">of</th></tr>'
    return f"{_BEGIN}{''.join(parts)}<table>{titles}{rows}</table>{_END}"


def _is_ours(policy: LatePolicy, standing: Standing) -> bool:
    """Whether the penalty is what the rule gives: a person may have set another one in the gradebook."""
    return (policy.late_submission_penalty(standing.student, standing.reached, standing.seconds_late) or 0.0) == (
        standing.penalty
    )


def _row(grade_id: str, score: float | None, points: float) -> str:
    shown = "to be graded" if score is None else f"{score:g}"
    share = 0.0 if score is None or not points else min(100.0, 100 * score / points)
    name = escape(exercise_of(grade_id))
    return (
        f'<tr><td><a href="#{escape(grade_id)}">{name}</a></td>'
        f'<td><div class="bar"><i style="width:{share:.0f}%"></i></div></td>'
        f'<td class="n">{shown}</td><td class="n">{points:g}</td></tr>'
    )
