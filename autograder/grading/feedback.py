"""A student's feedback page: the marks at a glance, then each exercise with its card and the code it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from autograder.course.records import Record
from autograder.exercises import assignment_title, exercise_of
from autograder.grading.graded_notebook import GradedNotebook
from autograder.reading.notebooks import cell_text
from cnn_utils.checks.card import html_card
from cnn_utils.language.speaking import language_in_use, later, say, speaking
from cnn_utils.language.visible import visible

if TYPE_CHECKING:  # nbgrader, which no worker needs
    from autograder.course.standing import Standing

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"  # no script runs, wherever it came from
# Around the head of a page, which is written anew. What students write is escaped: neither can stand anywhere else.
BEGIN, END = "<!-- the mark -->", "<!-- the rest -->"
_COLUMNS = later("exercise"), later("score"), later("of")
_MOST_CODE, _MOST_WORDS = 20_000, 500
_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:54rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0;width:100%}
th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
pre{background:#8881;border-radius:6px;padding:.8rem;overflow:auto;font-size:.85rem;line-height:1.4}
details{margin:.3rem 0 2rem}summary{cursor:pointer}
.bar{background:#8883;height:.5rem;border-radius:.25rem;min-width:min(6rem,15vw)}
.bar i{display:block;height:100%;border-radius:.25rem;background:#0072b2}
"""


def feedback_page(assignment: str, record: Record, graded: GradedNotebook | None) -> str:
    """Write a student's page as one HTML file without script.

    Everything that the student wrote or printed is escaped, so that the page is safe in anybody's browser, and
    what a terminal would act upon is written out.

    Parameters
    ----------
    assignment : str
    record : Record
    graded : GradedNotebook or None
        None if nothing could be run.
    """
    with speaking(record.language):
        return _page(assignment, record, graded)


def _page(assignment: str, record: Record, graded: GradedNotebook | None) -> str:
    parts = [page_head(assignment, record)]
    if record.problem:
        parts.append(f"<p><strong>{escape(record.problem)}</strong></p>")
    if graded is not None:
        code = _solutions(graded.notebook)
        for grade_id, verdict in graded.verdicts.items():
            parts.append(f'<h2 id="{escape(grade_id)}">{escape(verdict.exercise)}</h2>{html_card(verdict)}')
            if verdict.exercise in code:
                text, summary = shortened(code[verdict.exercise], _MOST_CODE), say("your code")
                parts.append(f"<details><summary>{escape(summary)}</summary><pre>{escape(text)}</pre></details>")
    if record.repairs:
        items = "".join(f"<li>{escape(shortened(repair, _MOST_WORDS))}</li>" for repair in record.repairs)
        heading = say("Put right before grading")
        parts.append(f"<h2>{escape(heading)}</h2><ul>{items}</ul>")
    return visible(
        f'<!DOCTYPE html><html lang="{language_in_use()}"><head><meta charset="utf-8">'
        f"<title>{escape(assignment_title(assignment))}</title>"
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body>{''.join(parts)}</body></html>"
    )


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
    message = later("{assignment}: {score:g} of {most:g} points")
    title = say(message, assignment=assignment_title(assignment), score=total, most=record.max_score)
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(record.student)}</p>"]
    parts += [f"<p>{'<br>'.join(map(escape, lines))}</p>"] if lines else []
    rows = "".join(_row(grade_id, scores.get(grade_id), points) for grade_id, points in record.points.items())
    exercise, score, most = (escape(say(word)) for word in _COLUMNS)
    titles = f'<tr><th>{exercise}</th><th></th><th class="n">{score}</th><th class="n">{most}</th></tr>'
    parts.append(f"<table>{titles}{rows}</table>")
    if standing and standing.comments:
        said = (f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in standing.comments.items())
        heading = say("From your instructor")
        parts.append(f"<h2>{escape(heading)}</h2><dl>{''.join(said)}</dl>")
    return visible(f"{BEGIN}{''.join(parts)}{END}")


def shortened(text: str, most: int) -> str:
    """Cut a text that nobody would read to its end."""
    if len(text) <= most:
        return text
    return say("{text} [... {n:,} characters more]", text=text[:most], n=len(text) - most)


def _row(grade_id: str, score: float | None, points: float) -> str:
    shown = escape(say("to be graded")) if score is None else f"{score:g}"
    share = 0.0 if score is None or not points else min(100.0, 100 * score / points)
    name = escape(exercise_of(grade_id))
    return (
        f'<tr><td><a href="#{escape(grade_id)}">{name}</a></td>'
        f'<td><div class="bar"><i style="width:{share:.0f}%"></i></div></td>'
        f'<td class="n">{shown}</td><td class="n">{points:g}</td></tr>'
    )


def _solutions(notebook: dict[str, Any]) -> dict[str, str]:
    """Text of the solution cells by grade_id, which is the exercise's name."""
    found = {}
    for cell in notebook["cells"]:
        nbgrader_metadata = cell["metadata"].get("nbgrader", {})
        if nbgrader_metadata.get("solution") and not nbgrader_metadata.get("grade"):
            found[nbgrader_metadata["grade_id"]] = cell_text(cell)
    return found
