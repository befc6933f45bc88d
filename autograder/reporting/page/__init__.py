"""From a `ClassReport` to one self-contained HTML file."""

from __future__ import annotations

import base64
import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.course.records import Record
from autograder.exercises import assignment_title, exercise_of
from autograder.misconceptions import catalogue
from autograder.reporting import charts
from autograder.reporting.class_report import ClassReport
from autograder.reporting.flags import Flag
from autograder.reporting.near_duplicates import Match, Pair
from autograder.reporting.page.marked_sentences import marked, marked_number
from autograder.reporting.statistics import (
    failures,
    items_of,
    misconceptions_in,
    together,
    totals,
    unnamed_in,
)
from autograder.reporting.understanding import family_counts, gaps_in
from autograder.thresholds import thresholds
from cnn_utils.language.speaking import language_in_use, later, listed, say, say_number
from cnn_utils.language.speaking import together as in_one_text

_HERE = Path(__file__).parent
_SIGNS = {
    "passed": later("all of it"),
    "failed": later("wrong result"),
    "error": later("error"),
    "timeout": later("did not finish"),
    "memory": later("out of memory"),
    "killed": later("ended its process"),
    "unfilled": later("stub left"),
    "missing": later("not there"),
    "ungraded": later("not graded"),
}


_NO_REASON = later("nothing on file: a manual grade, or a grade from before reasons were kept")
_BY_HAND = later("graded by hand")
# What the page's script says, in which it puts the values.
_SCRIPT = {
    "found": later("{shown} of {all} students"),
    "lead": later("{score} of {most} points, {seconds} s."),
    "feedback": later("Open the feedback page"),
    "fails": later("Does not hold: {properties}."),
    "twin": later("Near-duplicate of {student}"),
}


def page_of(report: ClassReport) -> str:
    """Write the page. Whatever students wrote is escaped: by the template, and once more in the data of the script."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {
        "say": say,
        "say_number": say_number,
        "later": later,
        "marked": marked,
        "marked_number": marked_number,
    }
    script, style = (Markup((_HERE / name).read_text(encoding="utf-8")) for name in ("report.js", "report.css"))
    return environment.get_template("report.html.j2").render(
        **_context(report),
        script=script,
        style=style,
        language=language_in_use(),
        # Only this very script runs, whatever else should ever get into the page.
        allowed=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _context(report: ClassReport) -> dict[str, Any]:
    records = report.records
    mistakes = misconceptions_in(records)
    hints = {(record.exercise, record.id): record for record in catalogue(report.assignment)}
    words = {key: say(hints[key].what) if key in hints else key[1].replace("-", " ") for key in mistakes}
    reasons = {key: say(hints[key].why) if key in hints else "" for key in mistakes}
    items = items_of(records)
    return {
        "title": assignment_title(report.assignment),
        "records": records,
        "totals": totals(records),
        "most": max(record.max_score for record in records),
        "items": [
            (item, Markup(charts.strip(item.spread, say("Scores in {exercise}", exercise=item.name)))) for item in items
        ],
        "full": sum(record.score >= record.max_score for record in records),
        "nothing": sum(record.score <= 0 for record in records),
        "costliest": max((item for item in items if item.lost > 0), key=lambda item: item.lost, default=None),
        "distribution": Markup(_distribution(records)),
        "times": Markup(_times(records)),
        "seconds": sum(record.seconds for record in records),
        "failures": failures(records),
        "signs": {status: say(sign) for status, sign in _SIGNS.items()},
        "problems": [record for record in records if record.problem],
        "mistakes": [(key, words[key], reasons[key], students) for key, students in mistakes.items()],
        "unnamed": unnamed_in(records),
        "together": [(pair, words[pair.first], words[pair.second]) for pair in together(records)],
        "pairs": [(pair, [_side_by_side(match) for match in pair.matches]) for pair in report.pairs],
        "strong": sum(pair.is_strong for pair in report.pairs),  # they come first
        "strong_score": thresholds().near_duplicates,
        "gaps": gaps_in(records, report.pairs),
        "families": family_counts(records),
        "flags": report.flags,
        "moved": [_move(record) for record in records if record.previous],
        "rows": [_row(report, record) for record in records],
        "data": Markup(json_for_script(_data(report, words))),
        "name": report.names.get,
        "absent": report.absent,
        "group": report.groups.get,
        "sections": report.sections,
    }


def json_for_script(value: Any) -> str:  # noqa: ANN401 - what JSON can hold
    """JSON that can stand inside a script element: nothing in it can end the element, or a line."""
    text = json.dumps(value, separators=(",", ":"))  # ASCII: U+2028 and U+2029 are escaped already
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _distribution(records: list[Record]) -> str:
    counts = [0] * 11
    for record in records:
        share = record.score / record.max_score if record.max_score else 0.0
        counts[max(0, min(10, int(share * 10)))] += 1
    labels = [*(f"{10 * k}–{10 * k + 9}" for k in range(10)), "100"]
    return charts.bars(
        counts, labels, say("Distribution of the scores"), say("students"), say("per cent of the points")
    )


def _times(records: list[Record]) -> str:
    edges = (0.5, 1, 2, 3, 5, 10, 20, 40, 80)
    counts = [0] * (len(edges) + 1)
    for record in records:
        counts[sum(record.seconds >= edge for edge in edges)] += 1
    labels = [f"< {edges[0]:g}", *(f"{a:g}–{b:g}" for a, b in pairwise(edges)), f"≥ {edges[-1]:g}"]
    return charts.bars(counts, labels, say("Time to run and judge"), say("submissions"), say("seconds"))


def _row(report: ClassReport, record: Record) -> dict[str, Any]:
    """One line of the table of students."""
    status = {exercise["exercise"]: exercise["status"] for exercise in record.exercises}
    cells = [
        (
            "–" if score is None else f"{score:g}",
            "open" if score is None else "all" if score >= record.points[grade_id] else "some" if score else "none",
            say(_BY_HAND if grade_id in report.manual.get(record.student, ()) else _SIGNS.get(
                status.get(exercise_of(grade_id), ""), "")),
        )
        for grade_id, score in record.scores.items()
    ]  # fmt: skip
    return {
        "student": record.student,
        "name": report.names.get(record.student, ""),
        "cells": cells,
        "score": record.score,
        "seconds": record.seconds,
        "flags": len(report.flags.get(record.student, ())),
    }


def _data(report: ClassReport, words: dict[tuple[str, str], str]) -> dict[str, Any]:
    """What the script needs for searching, sorting and a student's page; equal texts are kept once."""
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    all_of_it = number(say(_SIGNS["passed"]))
    students = []
    for record in report.records:
        known = {exercise["exercise"]: exercise for exercise in record.exercises}
        exercises = []
        for grade_id, score in record.scores.items():
            name = exercise_of(grade_id)
            found = known.get(name, {})
            what = [words[name, mistake] for mistake in found.get("misconceptions", [])]
            said = "" if found.get("status") == "passed" else in_one_text(what) or found.get("message", "")
            status = say(_SIGNS.get(found.get("status", ""), ""))
            broken = [say(part) for part, holds in found.get("properties", {}).items() if not holds]
            exercises.append([score, number(status), number(said[:400]), number(", ".join(broken))])
        students.append(
            {
                "id": record.student,
                "name": report.names.get(record.student, ""),
                "score": record.score,
                "seconds": record.seconds,
                "feedback": _feedback_link(report, record.student),
                "exercises": exercises,
                "flags": [_flag_line(flag) for flag in report.flags.get(record.student, ())],
                "repairs": record.repairs[:20],
                "problem": record.problem,
                "twins": _twins(report.pairs, record.student),
            }
        )
    names = [exercise_of(grade_id) for grade_id in report.records[0].points]
    return {
        "exercises": names,
        "points": list(report.records[0].points.values()),
        "texts": list(texts),
        "all_of_it": all_of_it,
        "words": {name: say(words) for name, words in _SCRIPT.items()},
        "students": students,
    }


def _flag_line(flag: Flag) -> str:
    kind, place, what = flag.said
    return say("{kind}: {place}, {what}", kind=kind, place=place, what=what)


def _feedback_link(report: ClassReport, student: str) -> str:
    if student not in report.pages:
        return ""
    return f"../feedback/{quote(student, safe='')}/{report.assignment}/{report.assignment}.html"


def _twins(pairs: list[Pair], student: str) -> list[str]:
    both = ((pair.first, pair.second) for pair in pairs if pair.is_strong)
    return [first if second == student else second for first, second in both if student in (first, second)]


def _side_by_side(match: Match) -> dict[str, Any]:
    def lines(text: str, marked: tuple[int, ...]) -> list[tuple[int, str, bool]]:
        begin = min(marked, default=1) - 2  # a long docstring would hide what matches
        numbered = enumerate(text.splitlines()[:200], 1)
        return [(n, line[:200], n in marked) for n, line in numbered if n == 1 or n >= begin]

    sides = (lines(match.first_text, match.first_lines), lines(match.second_text, match.second_lines))
    return {"function": say(match.function), "score": match.score, "sides": sides, "lines": len(match.first_lines)}


def _move(record: Record) -> dict[str, Any]:
    before = sum(score or 0.0 for score in record.previous.values())
    parts = {
        exercise_of(grade_id): (record.previous.get(grade_id), score)
        for grade_id, score in record.scores.items()
        if record.previous.get(grade_id) != score
    }
    return {
        "student": record.student,
        "before": round(before, 2),
        "after": record.score,
        "by": round(record.score - before, 2),
        "parts": parts,
        "why": listed(say(part) for part in record.changed) if record.changed else say(_NO_REASON),
    }
