"""From a `ClassReport` to one self-contained HTML file."""

from __future__ import annotations

import base64
import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.course.records import Record
from autograder.exercises import assignment_title, exercise_of
from autograder.misconceptions import catalogue
from autograder.reporting import charts
from autograder.reporting.class_report import ClassReport
from autograder.reporting.near_duplicates import Match
from autograder.reporting.page.marked_sentences import marked, marked_number
from autograder.reporting.page.students import SIGNS, json_for_script, row_of, script_data
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
from cnn_utils.language.visible import visible

_HERE = Path(__file__).parent
_NO_REASON = later("nothing on file: a manual grade, or a grade from before reasons were kept")


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
    page = environment.get_template("report.html.j2").render(
        **_context(report),
        script=script,
        style=style,
        language=language_in_use(),
        # Only this very script runs, whatever else should ever get into the page.
        allowed=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return visible(page)


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
        "signs": {status: say(sign) for status, sign in SIGNS.items()},
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
        "rows": [row_of(report, record) for record in records],
        "data": Markup(json_for_script(script_data(report, words))),
        "name": report.names.get,
        "absent": report.absent,
        "group": report.groups.get,
        "sections": report.sections,
    }


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
