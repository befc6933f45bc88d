"""What questions on a layer's text should be answered: the text is changed, or read by Python's own compiler."""

import dis
import re
from collections import defaultdict
from types import CodeType

import numpy as np
from changed_sources import Source, everywhere, outcome, outputs, said_otherwise
from worded_calls import OUTPUTS, asked_output, calls, generic, number_after, place_in, worded_call

LETTERS = "abcdefgh"


def changed(function, question):
    """Every function that "line 7 says `new` for `old`" may mean."""
    source, line = Source.of(function), number_after("line", question.text.split(": ", 1)[1])
    new, old = re.search(r"says `(.+?)` for `(.+?)`", question.text).groups()
    lines = list(said_otherwise(source.line(line), old, new))
    assert lines, (question.text, source.line(line))
    return [source.defined(source.with_line(line, each)) for each in lines]


def changed_place(function, exercise, question, chance):
    found = set()
    for other in changed(function, question):
        for make in calls(exercise, question, chance):
            before, after = outputs(function, make()), outcome(other, make())
            found.add(_what_became(before, after))
    return {LETTERS[at] for at, choice in enumerate(question.choices) if choice.split(" ")[0] in found}


def _what_became(before, after):
    """The first word of the choice that says so."""
    if isinstance(after, Exception):
        return "the"
    if [each.shape for each in before] != [each.shape for each in after]:
        return "an"
    same = (np.allclose(one, other, rtol=1e-5, equal_nan=True) for one, other in zip(before, after, strict=True))
    return "nothing:" if all(same) else "other"


def changed_result(function, exercise, question, chance):
    found = set()
    for other in changed(function, question):
        for make in calls(exercise, question, chance):
            one, two = outputs(function, make())[0], outputs(other, make())[0]
            if question.kind == "shape":
                found.add(two.shape)
            else:
                found.add(int(np.sum(~np.isclose(one[0], two[0], rtol=1e-5, equal_nan=True).all(axis=(1, 2)))))
    return found


def set_not_added(function, exercise, question, chance):
    source, line = Source.of(function), number_after("in line", question.text)
    plain = source.line(line)
    assert plain.count("+=") == 1
    other = source.defined(source.with_line(line, plain.replace("+=", "=")))
    args = worded_call(exercise, question.text, np.ones, bias=0.0)
    which = asked_output(exercise, question)
    return {float(outputs(other, args)[which][place_in(question.text, OUTPUTS[exercise][which])])}


def skipped_line(function, exercise, question, chance):
    source, line, found = Source.of(function), number_after("if line", question.text), set()
    plain = source.line(line)
    indent = plain[: len(plain) - len(plain.lstrip())]
    skipping = source.defined(source.with_line(line, f"{indent}if 0: {plain.strip()}"))
    for make in calls(exercise, question, chance):
        error = outcome(skipping, make())
        assert isinstance(error, NameError), error
        trace = error.__traceback__
        while trace.tb_next and trace.tb_frame.f_code is not skipping.__code__:
            trace = trace.tb_next
        found.add(trace.tb_lineno)
    return found


SIZES = tuple(
    f"{sizes}, mode '{mode}'"
    for mode in ("max", "average")
    for sizes in (
        "(1, 6, 5, 2), `W` (2, 2, 2, 4), pad 1, stride 1, f 2",
        "(1, 7, 6, 3), `W` (3, 3, 3, 2), pad 1, stride 2, f 3",
        "(1, 6, 7, 2), `W` (3, 3, 2, 5), pad 1, stride 1, f 3",
    )
)
"""Calls for questions that name none; a wrong function may stop with some of them."""


def one_row_less(function, exercise, question, chance):
    """Write ` - 1` at the end of every line of the function."""
    source, right = Source.of(function), set()
    axis = 1 if "one row" in question.text else 2
    plain = outputs(function, worded_call(exercise, question.text, np.ones))[0]
    wanted = tuple(length - (at == axis) for at, length in enumerate(plain.shape))
    for number, line in enumerate(source.text.splitlines(), source.first):
        code = line.split("#")[0].rstrip()
        try:
            other = source.defined(source.with_line(number, f"{code} - 1"))
        except SyntaxError:
            continue
        after = outcome(other, worded_call(exercise, question.text, np.ones))
        if isinstance(after, list) and after[0].shape == wanted:
            right.add(number)
    return right


def last_read(function, exercise, question, chance):
    """The last line at which Python's own instructions load a variable."""
    name, lines = question.text.rsplit("`", 2)[1], set()
    codes = [function.__code__]
    while codes:
        code = codes.pop()
        codes += [part for part in code.co_consts if isinstance(part, CodeType)]
        line = None
        for step in dis.get_instructions(code):
            line = step.positions.lineno or line
            names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
            if "LOAD" in step.opname and name in names:
                lines.add(line)
    return {max(lines)}


def holds_the_window(function, exercise, question, chance):
    """Names that, whenever they hold an array, hold a window of the input, and more than one of them.

    Calls in which none does say nothing: a mode may have no window, and a wrong function may not come to it.
    """
    source, right = Source.of(function), []
    for sizes in SIZES:
        seen = defaultdict(set)

        def note(names, seen=seen):
            for name, value in names.items():
                if isinstance(value, np.ndarray):
                    seen[name].add((value.shape, value.tobytes()))

        args = worded_call(exercise, sizes, generic(chance))
        if isinstance(outcome(source.noting(note, everywhere), args), Exception):
            continue
        pictures = args[1][0] if exercise.endswith("backward") else args[0]
        frame = 2 if exercise.startswith("conv") else 0  # wide enough for whoever takes the stride for the pad
        windows = _windows(pictures, frame, number_after(", f", sizes))
        right.append({name for name, values in seen.items() if len(values) > 1 and values <= windows})
    return set.intersection(*filter(None, right)) if any(right) else set()


def _windows(pictures, pad, f):
    """All windows of framed pictures, with all their channels and with one, and what is left of them at an edge."""
    framed = np.pad(pictures, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    found = set()
    for picture in framed:
        for h, w in np.ndindex(framed.shape[1:3]):
            for height, width in np.ndindex(f + 1, f + 1):
                window = picture[h : h + height, w : w + width]
                each = [window, *np.moveaxis(window, 2, 0)]
                found |= {(one.shape, one.tobytes()) for one in each}
    return found


ORACLES = {
    oracle.__name__: oracle
    for oracle in (
        changed_place,
        changed_result,
        set_not_added,
        skipped_line,
        one_row_less,
        last_read,
        holds_the_window,
    )
}
