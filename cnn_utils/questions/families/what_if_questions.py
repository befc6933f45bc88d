"""What if one place of the student's own code were another: it is changed, and really run."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.altered_code import (
    Alteration,
    line_skipped,
    run_altered,
    runs_altered,
    smaller_expressions,
    sums_set,
)
from cnn_utils.questions.families.consequences import (
    ERROR,
    NUMBERS,
    SAME,
    SHAPE,
    alike,
    consequence,
    what_happened,
)
from cnn_utils.questions.families.making_one import chosen, made, number_at, shown
from cnn_utils.questions.families.other_numbers import other_calls
from cnn_utils.questions.families.small_calls import OUTPUTS, drawn_call, index
from cnn_utils.questions.guarded_run import Run
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_TRIES = 3  # changes that are run in search of one that suits


def changed_place(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what kind of difference a change makes."""
    found = _changed(subject, draw, wanted=(SAME, NUMBERS, SHAPE, ERROR))
    if found is None:
        return None
    change, kind, ((before, after), *_) = found
    text = say(
        "With {call}: what happens if line {line} says `{new}` for `{old}`?",
        call=subject.words,
        line=change.line,
        new=change.new,
        old=change.old,
    )
    happened = what_happened(subject.exercise, kind, before, after)
    not_so = say("Not so: {happened}", happened=happened)
    options = [
        (
            later("nothing: the outputs stay as they are"),
            say("It does make a difference: {happened}", happened=happened),
        ),
        (later("other numbers in outputs of the same shape"), not_so),
        (later("an output of another shape"), not_so),
        (
            later("the call stops with an error"),
            say("It does not go wrong like that: {happened}", happened=happened),
        ),
    ]
    return chosen("changed_place", text, options, kind, say("It was run: {happened}", happened=happened), draw)


def _changed(
    subject: Subject, draw: random.Random, wanted: tuple[int, ...]
) -> tuple[Alteration, int, list[tuple[Run, Run]]] | None:
    """Draw a change with a consequence that is wanted, whatever the numbers are: runs without and with it."""
    changes = list(smaller_expressions(subject))
    draw.shuffle(changes)
    for change in changes[:_TRIES]:
        certain = _certain(subject, change, wanted)
        if certain is not None:
            return change, *certain
    return None


def _certain(subject: Subject, change: Alteration, wanted: tuple[int, ...]) -> tuple[int, list[tuple[Run, Run]]] | None:
    """What a change does, if it is wanted and the same in calls with other numbers."""
    kinds: set[Any] = set()
    runs = []
    for before, after in _before_and_after(subject, change):
        kinds.add(consequence(before, after))
        runs.append((before, after))
        if len(kinds) > 1 or kinds.isdisjoint(wanted):
            return None
    return (kinds.pop(), runs) if kinds else None


def _before_and_after(subject: Subject, change: Alteration) -> Iterator[tuple[Run, Run]]:
    calls = (subject.args, *other_calls(subject, subject.words, subject.args))
    for args, after in zip(calls, runs_altered(subject, change, calls), strict=False):
        before = subject.example
        if args is not subject.args and consequence(before, after) in (SAME, NUMBERS):
            before = subject.run(args)
        yield before, after


def changed_result(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for what a change gives: the new shape, or how many rows are different."""
    if subject.exercise == "conv_single_step":
        return None  # one number has neither shape nor rows
    found = _changed(subject, draw, wanted=(NUMBERS, SHAPE) if _has_rows(subject) else (SHAPE,))
    if found is None:
        return None
    change, kind, runs = found
    pairs = [tuple(np.asarray(run.outputs[0] if run.outputs else None) for run in pair) for pair in runs]
    one, other = pairs[0]
    name = OUTPUTS[subject.exercise][0]
    altered = {"call": subject.words, "line": change.line, "new": change.new, "old": change.old, "name": name}
    if kind == SHAPE:
        if one.shape == other.shape or not other.ndim or any(after.shape != other.shape for _, after in pairs):
            return None
        text = say("With {call}: line {line} says `{new}` for `{old}`. Which shape has `{name}` then?", **altered)
        slips: list[tuple[Any, str]] = [(one.shape, later("That is the shape without the change."))]
        slips += [
            (tuple(n + step for n in other.shape), later("Go through the line with these numbers.")) for step in (-1, 1)
        ]
        reason = say(
            "It was run: `{name}` has shape {shape} in place of {before}.",
            name=name,
            shape=other.shape,
            before=one.shape,
        )
        return made("changed_result", text, "shape", other.shape, reason, slips)
    rows, *others = ([row for row in range(one.shape[1]) if not alike(a[0, row], b[0, row])] for a, b in pairs)
    if not rows or any(each != rows for each in others):
        return None
    slips = [
        (0, later("At least one row is different.")),
        (one.shape[1], later("Not every row is different: the first may come out as it was.")),
        (one.shape[1] - 1, later("Compare each row with what it was.")),
        (1, later("Compare each row with what it was.")),
    ]
    reason = say("It was run: rows {rows} of `{name}[0]` are different.", rows=", ".join(map(str, rows)), name=name)
    text = say(
        "With {call}: line {line} says `{new}` for `{old}`. How many of the {n} rows of `{name}[0]` change?",
        n=one.shape[1],
        **altered,
    )
    return made("changed_result", text, "number", len(rows), reason, slips)


def _has_rows(subject: Subject) -> bool:
    """Whether rows of the output change or stay; where only the largest of a window counts, that is chance."""
    first = np.asarray(subject.example.outputs[0] if subject.example.outputs else None)
    by_chance = isinstance(subject.args[-1], str) and subject.args[-1] == "max"
    return first.ndim == 4 and first.dtype.kind in "biuf" and not by_chance


def set_not_added(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what a gradient would hold with `=` for `+=`, all inputs being ones."""
    if subject.exercise not in ("conv_backward", "pool_backward"):
        return None
    changes = list(sums_set(subject))
    if not changes:
        return None
    change = draw.choice(changes)
    call = drawn_call(subject, draw, examples=2)
    args = call.args(np.ones(call.input_shape), sent=np.ones(call.output_shape))
    before, after = subject.run(args), run_altered(subject, change, args)
    if after is None or before.outputs is None or after.outputs is None or len(before.outputs) != len(after.outputs):
        return None
    place = (0, 1, 1, 0)
    for which, name in enumerate(OUTPUTS[subject.exercise][: len(before.outputs)]):
        at = place if name == "dA_prev" else (0, 0, 0, 0)
        old, new = (number_at(run.outputs[which], at) if run.outputs else None for run in (before, after))
        if old is not None and new is not None and old != new:
            break
    else:
        return None
    text = say(
        "With {call}, all entries 1: `{entry}` is {value}. What is it with `=` for `+=` in line {line}?",
        call=call.words,
        entry=f"{name}{index(at)}",
        value=shown(old),
        line=change.line,
    )
    slips = [
        (old, later("With `=`, what was there before is lost.")),
        (0, later("The last turn that reaches this entry still sets it.")),
        (number_at(old / 2), later("Each example comes after the other; only the last turn stays.")),
        (1, later("Look at what one turn puts there.")),
    ]
    reason = say(
        "It was run: each turn overwrites what the one before left, and {value} is what stays.",
        value=shown(new),
    )
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
        after = run_altered(subject, line_skipped(statement), subject.args)
        raised = after.seen.raised if after else None
        stops = raised.line if raised and raised.type_name in ("UnboundLocalError", "NameError") else None
        if stops is None or stops == statement.lineno or stops not in lines:
            continue
        gone = statement.lineno
        slips = [(gone, later("A line that is skipped cannot stop the call."))]
        slips += [(line, _where_else(line, gone, stops)) for line in lines if line not in (gone, stops)]
        text = say(
            "With {call}: if {line} were skipped, in which line would the call stop?",
            call=subject.words,
            line=subject.line(gone),
        )
        reason = say("Line {stops} is the first to read what line {gone} would have given.", stops=stops, gone=gone)
        return made("skipped_line", text, "line", stops, reason, slips)
    return None


def _where_else(line: int, gone: int, stops: int) -> str:
    if line > stops:
        return say("The call stops before it comes to line {line}.", line=line)
    if line > gone:
        return say("Line {line} runs: it needs nothing that line {gone} gives.", line=line, gone=gone)
    return say("Line {line} comes before the one that is skipped.", line=line)


FAMILIES = {
    "changed_place": changed_place,
    "changed_result": changed_result,
    "set_not_added": set_not_added,
    "skipped_line": skipped_line,
}
