"""What the page shows of each student, and what its script knows."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from autograder.course.records import Record
from autograder.exercises import exercise_of
from autograder.reporting.class_report import ClassReport
from autograder.reporting.flags import Flag
from autograder.reporting.near_duplicates import Pair
from cnn_utils.language.speaking import later, say
from cnn_utils.language.speaking import together as in_one_text
from cnn_utils.language.visible import visible_in_json

SIGNS = {
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

_BY_HAND = later("graded by hand")
# What the page's script says, in which it puts the values.
_SCRIPT = {
    "found": later("{shown} of {all} students"),
    "lead": later("{score} of {most} points, {seconds} s."),
    "feedback": later("Open the feedback page"),
    "fails": later("Does not hold: {properties}."),
    "twin": later("Near-duplicate of {student}"),
}


def row_of(report: ClassReport, record: Record) -> dict[str, Any]:
    """One line of the table of students."""
    status = {exercise["exercise"]: exercise["status"] for exercise in record.exercises}
    by_hand = report.manual.get(record.student, ())
    cells = []
    for grade_id, score in record.scores.items():
        shown = "–" if score is None else f"{score:g}"
        kind = "open" if score is None else "all" if score >= record.points[grade_id] else "some" if score else "none"
        sign = _BY_HAND if grade_id in by_hand else SIGNS.get(status.get(exercise_of(grade_id), ""), "")
        cells.append((shown, kind, say(sign)))
    return {
        "student": record.student,
        "name": report.names.get(record.student, ""),
        "cells": cells,
        "score": record.score,
        "seconds": record.seconds,
        "flags": len(report.flags.get(record.student, ())),
    }


def script_data(report: ClassReport, words: dict[tuple[str, str], str]) -> dict[str, Any]:
    """What the script needs for searching, sorting and a student's page; equal texts are kept once."""
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    all_of_it = number(say(SIGNS["passed"]))
    students = []
    for record in report.records:
        known = {exercise["exercise"]: exercise for exercise in record.exercises}
        exercises = []
        for grade_id, score in record.scores.items():
            name = exercise_of(grade_id)
            found = known.get(name, {})
            what = [words[name, mistake] for mistake in found.get("misconceptions", [])]
            said = "" if found.get("status") == "passed" else in_one_text(what) or found.get("message", "")
            status = say(SIGNS.get(found.get("status", ""), ""))
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


def json_for_script(value: Any) -> str:  # noqa: ANN401 - what JSON can hold
    """JSON that can stand inside a script element: nothing in it can end the element, or a line."""
    text = visible_in_json(json.dumps(value, separators=(",", ":"), ensure_ascii=False))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


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
