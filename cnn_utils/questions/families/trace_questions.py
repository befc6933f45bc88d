"""What happens while it runs: values and shapes of the student's own variables, and how often a line is run."""

from __future__ import annotations

import ast
import random
from collections import defaultdict
from collections.abc import Iterator

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.making_one import made
from cnn_utils.questions.guarded_run import Binding
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_LOOPS_INSIDE = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)


def variable_at(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what a line puts into a variable when a loop stands at a given number."""
    fits = sorted(_followed(subject, subject.example.bindings))
    if not fits:
        return None
    line, name, loop, at, value, others = draw.choice(fits)
    text = say(
        "With {call}: what does {line} put into `{name}` when `{loop}` is {at}?",
        call=subject.words,
        line=subject.line(line),
        name=name,
        loop=loop,
        at=at,
    )
    elsewhere = later("That is `{name}` when `{loop}` is {when}.")
    slips = [
        (at, say("That is `{loop}` itself.", loop=loop)),
        *((other, say(elsewhere, name=name, loop=loop, when=when)) for when, other in others),
    ]
    became = later("In that run `{name}` became {value} there, each time that `{loop}` was {at}.")
    reason = say(became, name=name, value=value, loop=loop, at=at)
    return made("variable_at", text, "number", value, reason, slips)


def _followed(
    subject: Subject, bindings: list[Binding]
) -> Iterator[tuple[int, str, str, int, int, tuple[tuple[int, int], ...]]]:
    """Variables that follow a loop: for each number of the loop one value, and not always the same."""
    loops = _loop_names(subject)
    lines_of: dict[str, set[int]] = defaultdict(set)
    found: dict[tuple[int, str, str], dict[int, set[int | None]]] = defaultdict(lambda: defaultdict(set))
    for binding in bindings:
        lines_of[binding.name].add(binding.line)
        for loop in loops & binding.numbers.keys() - {binding.name}:
            found[binding.line, binding.name, loop][binding.numbers[loop]].add(binding.number)
    for (line, name, loop), values in found.items():
        if len(lines_of[name]) > 1 or any(len(seen) > 1 or None in seen for seen in values.values()):
            continue
        single = {at: next(iter(seen)) for at, seen in values.items()}
        if len(set(single.values())) < len(single) or len(single) < 2:
            continue
        for at, value in single.items():
            if at and value is not None and value != at:
                others = tuple((when, other) for when, other in single.items() if when != at and other is not None)
                yield line, name, loop, at, value, others


def _loop_names(subject: Subject) -> set[str]:
    """Variables of the function's `for` loops."""
    loops = (node for node in ast.walk(subject.definition or ast.Module([], [])) if isinstance(node, ast.For))
    return {name.id for loop in loops for name in ast.walk(loop.target) if isinstance(name, ast.Name)}


def shape_of_variable(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for the shape of one of the function's own arrays."""
    shapes: dict[str, set[tuple[int, ...] | None]] = defaultdict(set)
    for binding in subject.example.bindings:
        shapes[binding.name].add(binding.shape)
    single = {name: next(iter(found)) for name, found in shapes.items() if len(found) == 1}
    arrays = {name: shape for name, shape in sorted(single.items()) if shape}
    if not arrays:
        return None
    name = draw.choice(list(arrays))
    shape = arrays[name]
    of_another = later("That is the shape of `{name}`.")
    slips = [(other, say(of_another, name=which)) for which, other in arrays.items() if other != shape]
    text = say("With {call}: which shape does your variable `{name}` have?", call=subject.words, name=name)
    reason = say("In that run, `{name}` had shape {shape} whenever it was given a value.", name=name, shape=shape)
    return made("shape_of_variable", text, "shape", shape, reason, slips)


def line_runs(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how often a line inside a loop is run."""
    run = subject.example
    if run.outputs is None:
        return None
    counts = {line: run.lines[line] for line in _countable(subject) if run.lines[line] > 1}
    if not counts:
        return None
    line = draw.choice(sorted(counts))
    text = say("With {call}: how often does one call run {line}?", call=subject.words, line=subject.line(line))
    so_often = later("So often line {line} is run.")
    slips: list[tuple[int, str]] = [(count, say(so_often, line=other)) for other, count in sorted(counts.items())]
    slips += [(counts[line] + 1, later("It is run once for each turn of the loops around it, and no more."))]
    slips += [(1, later("It stands in a loop."))]
    reason = say("While it ran, line {line} was reached {n} times.", line=line, n=counts[line])
    return made("line_runs", text, "number", counts[line], reason, slips)


def _countable(subject: Subject) -> list[int]:
    """Lines of one simple statement in which nothing loops."""
    lines = [statement.lineno for statement in subject.statements]
    return [
        statement.lineno
        for statement in subject.statements
        if lines.count(statement.lineno) == 1
        and not isinstance(statement, ast.Return)
        and not any(isinstance(node, _LOOPS_INSIDE) for node in ast.walk(statement))
    ]


def helper_calls(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how often one call calls a function that the student wrote as well."""
    run = subject.example
    named = (node.func for node in ast.walk(subject.definition or ast.Module([], [])) if isinstance(node, ast.Call))
    called = {function.id for function in named if isinstance(function, ast.Name)} - {subject.name}
    calls = {name: count for name, count in run.calls.items() if name in called}
    often = {name: count for name, count in sorted(calls.items()) if count > 1}
    if run.outputs is None or not often:
        return None
    name = draw.choice(list(often))
    count = often[name]
    text = say(
        "With {call}: how often does one call of `{function}` call `{helper}`?",
        call=subject.words,
        function=subject.name,
        helper=name,
    )
    so_often, one_left_out = (
        later("So often `{helper}` is called."),
        later("That leaves out one loop: {n} times as often."),
    )
    slips: list[tuple[int, str]] = [(times, say(so_often, helper=other)) for other, times in calls.items()]
    slips += [(count // n, say(one_left_out, n=n)) for n in (2, 3, 4, 5) if not count % n]
    slips += [(1, later("It is called in a loop."))]
    reason = say("In that run `{helper}` was called {n} times.", helper=name, n=count)
    return made("helper_calls", text, "number", count, reason, slips)


FAMILIES = {
    "variable_at": variable_at,
    "shape_of_variable": shape_of_variable,
    "line_runs": line_runs,
    "helper_calls": helper_calls,
}
