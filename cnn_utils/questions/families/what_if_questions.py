"""What if one place of the student's own code were another: it is changed, and really run."""

from __future__ import annotations

import ast
import random
from typing import Any

import numpy as np

from cnn_utils.compare.calls import Plain
from cnn_utils.questions.altered_code import (
    Alteration,
    line_skipped,
    run_altered,
    smaller_expressions,
    sums_set,
)
from cnn_utils.questions.families.making_one import chosen, made, number_at, shown
from cnn_utils.questions.families.small_calls import OUTPUTS, drawn_call, index
from cnn_utils.questions.guarded_run import Run
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_TRIES = 3  # changes that are run in search of one that suits

SAME, NUMBERS, SHAPE, ERROR = range(4)


def consequence(before: Run, after: Run) -> int | None:
    """What a change does to the outputs; None where the changed function had to be ended."""
    if after.seen.outcome == "raised":
        return ERROR
    if before.outputs is None or after.outputs is None or len(before.outputs) != len(after.outputs):
        return None
    pairs = [
        (one, other)
        for one, other in zip(before.outputs, after.outputs, strict=True)
        if isinstance(one, np.ndarray) or isinstance(other, np.ndarray)
    ] or [(np.asarray(before.outputs[0]), np.asarray(after.outputs[0]))]
    if any(_shape(one) != _shape(other) for one, other in pairs):
        return SHAPE
    return SAME if all(_alike(one, other) for one, other in pairs) else NUMBERS


def _shape(value: Plain) -> tuple[int, ...]:
    return value.shape if isinstance(value, np.ndarray) else ()


def _alike(one: Plain, other: Plain) -> bool:
    try:
        return bool(np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def changed_place(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what kind of difference a change makes."""
    found = _changed(subject, draw, wanted=(SAME, NUMBERS, SHAPE, ERROR))
    if found is None:
        return None
    change, kind, after = found
    before = subject.example
    text = f"With {subject.words}: what happens if line {change.line} says `{change.new}` for `{change.old}`?"
    happened = _what_happened(subject.exercise, kind, before, after)
    options = [
        ("nothing: the outputs stay as they are", f"It does make a difference: {happened}"),
        ("other numbers in outputs of the same shape", f"Not so: {happened}"),
        ("an output of another shape", f"Not so: {happened}"),
        ("the call stops with an error", f"It does not go wrong like that: {happened}"),
    ]
    return chosen("changed_place", text, options, kind, f"It was run: {happened}", draw)


def _changed(subject: Subject, draw: random.Random, wanted: tuple[int, ...]) -> tuple[Alteration, int, Run] | None:
    """Draw a change with a consequence that is wanted."""
    changes = list(smaller_expressions(subject))
    draw.shuffle(changes)
    for change in changes[:_TRIES]:
        after = run_altered(subject, change, subject.args)
        kind = consequence(subject.example, after) if after else None
        if after is not None and kind is not None and kind in wanted:
            return change, kind, after
    return None


def _what_happened(exercise: str, kind: int, before: Run, after: Run) -> str:
    if kind == ERROR:
        raised = after.seen.raised
        return f"the call stops with {raised.type_name if raised else 'an error'}."
    if kind == SAME:
        return "every number is what it was."
    for name, one, other in zip(OUTPUTS[exercise], before.outputs or (), after.outputs or (), strict=False):
        if _shape(one) != _shape(other):
            return f"`{name}` has shape {_shape(other)} in place of {_shape(one)}."
        if not _alike(one, other):
            different = ~np.isclose(np.asarray(one), np.asarray(other))
            return f"{int(np.sum(different))} of {different.size} entries of `{name}` are others."
    return "what is returned is of another kind."


def changed_result(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for what a change gives: the new shape, or how many rows are different."""
    found = _changed(subject, draw, wanted=(NUMBERS, SHAPE))
    if found is None:
        return None
    change, kind, after = found
    before = subject.example
    one, other = (np.asarray(run.outputs[0] if run.outputs else None) for run in (before, after))
    name = OUTPUTS[subject.exercise][0]
    text = f"With {subject.words}: line {change.line} says `{change.new}` for `{change.old}`."
    if kind == SHAPE and one.shape != other.shape and other.ndim:
        slips: list[tuple[Any, str]] = [(one.shape, "That is the shape without the change.")]
        slips += [(tuple(n + step for n in other.shape), "Go through the line with these numbers.") for step in (-1, 1)]
        reason = f"It was run: `{name}` has shape {other.shape} in place of {one.shape}."
        return made("changed_result", f"{text} Which shape has `{name}` then?", "shape", other.shape, reason, slips)
    if kind != NUMBERS or one.ndim != 4 or one.dtype.kind not in "biuf":
        return None
    rows = [row for row in range(one.shape[1]) if not _alike(one[0, row], other[0, row])]
    if not rows:
        return None
    slips = [
        (0, "At least one row is different."),
        (one.shape[1], "Not every row is different: the first may come out as it was."),
        (one.shape[1] - 1, "Compare each row with what it was."),
        (1, "Compare each row with what it was."),
    ]
    reason = f"It was run: rows {', '.join(map(str, rows))} of `{name}[0]` are different."
    question = f"{text} How many of the {one.shape[1]} rows of `{name}[0]` change?"
    return made("changed_result", question, "number", len(rows), reason, slips)


def set_not_added(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what a gradient would hold with `=` for `+=`, all inputs being ones."""
    if subject.exercise not in ("conv_backward", "pool_backward"):
        return None
    changes = list(sums_set(subject))
    if not changes:
        return None
    change = draw.choice(changes)
    call = drawn_call(subject.exercise, draw, examples=2)
    args = call.args(np.ones(call.input_shape), sent=np.ones(call.output_shape))
    before, after = subject.run(args), run_altered(subject, change, args)
    if after is None or before.outputs is None or after.outputs is None or len(before.outputs) != len(after.outputs):
        return None
    place = (0, 1, 1, 0)
    for which, name in enumerate(OUTPUTS[subject.exercise]):
        at = place if name == "dA_prev" else (0, 0, 0, 0)
        old, new = (number_at(run.outputs[which], at) if run.outputs else None for run in (before, after))
        if old is not None and new is not None and old != new:
            break
    else:
        return None
    text = (
        f"With {call.words}, all entries 1: `{name}{index(at)}` is {shown(old)}. "
        f"What is it with `=` for `+=` in line {change.line}?"
    )
    slips = [
        (old, "With `=`, what was there before is lost."),
        (0, "The last turn that reaches this entry still sets it."),
        (number_at(old / 2), "Each example comes after the other; only the last turn stays."),
        (1, "Look at what one turn puts there."),
    ]
    reason = f"It was run: each turn overwrites what the one before left, and {shown(new)} is what stays."
    return made("set_not_added", text, "number", new, reason, slips)


def skipped_line(subject: Subject, draw: random.Random) -> Question | None:
    """Ask in which line the call stops if another line is skipped."""
    candidates = [
        statement
        for statement in subject.statements
        if isinstance(statement, ast.Assign)
        and statement.lineno in subject.binds
        and all(isinstance(target, ast.Name | ast.Tuple) for target in statement.targets)
    ]
    draw.shuffle(candidates)
    lines = [each.lineno for each in subject.statements]
    for statement in candidates[:_TRIES]:
        after = run_altered(subject, line_skipped(subject, statement), subject.args)
        raised = after.seen.raised if after else None
        stops = raised.line if raised and raised.type_name in ("UnboundLocalError", "NameError") else None
        if stops is None or stops == statement.lineno or stops not in lines:
            continue
        gone = statement.lineno
        slips = [(gone, "A line that is skipped cannot stop the call.")]
        slips += [(line, _where_else(line, gone, stops)) for line in lines if line not in (gone, stops)]
        text = f"With {subject.words}: if {subject.line(gone)} were skipped, in which line would the call stop?"
        reason = f"Line {stops} is the first to read what line {gone} would have given."
        return made("skipped_line", text, "line", stops, reason, slips)
    return None


def _where_else(line: int, gone: int, stops: int) -> str:
    if line > stops:
        return f"The call stops before it comes to line {line}."
    if line > gone:
        return f"Line {line} runs: it needs nothing that line {gone} gives."
    return f"Line {line} comes before the one that is skipped."


FAMILIES = {
    "changed_place": changed_place,
    "changed_result": changed_result,
    "set_not_added": set_not_added,
    "skipped_line": skipped_line,
}
