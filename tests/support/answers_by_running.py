"""What questions on what a layer does should be answered: it is called again, with counters in it or other numbers."""

import ast
import re

import numpy as np
from changed_sources import Source, everywhere, outputs, simple_at
from worded_calls import OUTPUTS, asked_output, calls, number_after, place_in, positive, shapes_in, worded_call


def shape_of_output(function, exercise, question, chance):
    which = asked_output(exercise, question)
    return {outputs(function, make())[which].shape for make in calls(exercise, question, chance)}


def input_changed(function, exercise, question, chance):
    """Fit how the entry follows itself from many inputs, and apply that to the number in the question."""
    if exercise == "create_mask_from_window":
        pairs = [(make()[0], make()[0]) for make in calls(exercise, question, chance)]
        return {int(np.sum(outputs(function, (x,))[0] != outputs(function, (-y,))[0])) for x, y in pairs}
    factor = 3 if "tripled" in question.text else 2
    place = place_in(question.text, OUTPUTS[exercise][0])
    before, after = [], []
    for _ in range(2):
        for make in calls(exercise, question, chance, fill=positive):
            before.append(float(outputs(function, make())[0][place]))
            first, *others = make()
            after.append(float(outputs(function, (first * factor, *others))[0][place]))
    known = float(re.search(r"` is (-?[\d.]+)", question.text)[1])
    slope, shift = np.polyfit(before, after, 1) if np.ptp(before) > 1e-9 else (factor, 0.0)
    if np.max(np.abs(np.polyval((slope, shift), before) - after)) > 1e-3:
        return set(after)  # it depends on numbers that the question does not tell
    return {slope * known + shift}


def variable_at(function, exercise, question, chance):
    source, seen = Source.of(function), set()
    name = re.search(r"into `(\w+)`", question.text)[1]
    loop, at = re.search(r"when `(\w+)` is (-?\d+)", question.text).groups()

    def note(names):
        if names.get(loop) == int(at):
            seen.add(int(names[name]))

    noting = source.noting(note, simple_at(number_after("does line", question.text)))
    for make in calls(exercise, question, chance):
        outputs(noting, make())
    return seen


def shape_of_variable(function, exercise, question, chance):
    source, seen = Source.of(function), set()
    name = re.search(r"variable `(\w+)`", question.text)[1]

    def note(names):
        if isinstance(names.get(name), np.ndarray):
            seen.add(names[name].shape)

    noting = source.noting(note, everywhere)
    for make in calls(exercise, question, chance):
        outputs(noting, make())
    return seen


def line_runs(function, exercise, question, chance):
    source, where = Source.of(function), simple_at(number_after("run line", question.text))
    return {_counted(lambda note: source.noting(note, where), make()) for make in calls(exercise, question, chance)}


def _counted(noting, args):
    """How often a function, made anew around a `note` to call, calls it."""
    seen = []
    outputs(noting(lambda *_args, **_options: seen.append(1)), args)
    return len(seen)


def helper_calls(function, exercise, question, chance):
    source = Source.of(function)
    helper = question.text.rsplit("`", 2)[1]

    def noting(note):
        tree = ast.parse(source.text)
        inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == helper]
        if inside:
            inside[0].body.insert(0, ast.parse("_note()").body[0])
            return source.defined(tree, _note=note)
        plain = source.around[helper]
        return source.defined(tree, **{helper: lambda *args, **options: note() or plain(*args, **options)})

    return {_counted(noting, make()) for make in calls(exercise, question, chance)}


def rows_seen(function, exercise, question, chance):
    """A row *can* change an entry if it does so for some numbers, and some change of them."""
    place, rows = place_in(question.text, OUTPUTS[exercise][0]), set()
    for make in calls(exercise, question, chance):
        before = outputs(function, make())[0]
        for row in range(make()[0].shape[1]):
            for push in (50.0, -50.0):
                pictures, *others = make()
                pictures[0, row] += push
                after = outputs(function, (pictures, *others))[0]
                if abs(after[place] - before[place]) > 1e-4:
                    rows.add(row)
    return {min(rows) if "the first" in question.text else len(rows)}


def spread(function, exercise, question, chance):
    name = re.search(r"only `(\w+)\[", question.text)[1]
    place, which, found = place_in(question.text, name), asked_output(exercise, question), set()

    def one(shape):
        array = np.zeros(shape)
        array[place] = 1.0
        return array

    held = "sent" if exercise.endswith("backward") else "pictures"
    for make in calls(exercise, question, chance, fill=positive, bias=0.0, **{held: one}):
        found.add(int(np.sum(np.abs(outputs(function, make())[which]) > 1e-6)))
    return found


def value_by_hand(function, exercise, question, chance):
    text, sizes = question.text, shapes_in(question.text)
    if exercise == "zero_pad":
        return {int(np.sum(outputs(function, (np.ones(sizes[0]), number_after("pad", text)))[0] == 0))}
    if exercise == "conv_single_step":
        weight, bias = number_after("every weight is", text), number_after("` is", text)
        args = np.ones(sizes[0]), np.full(sizes[0], float(weight)), np.full((1, 1, 1), float(bias))
        return {float(np.squeeze(outputs(function, args)[0]))}
    if exercise == "create_mask_from_window":
        x = np.array(ast.literal_eval(re.search(r"\[\[.*\]\]", text)[0]), dtype=float)
        return {int(np.sum(outputs(function, (x,))[0]))}
    if exercise == "distribute_value":
        return {float(outputs(function, (float(number_after("` is", text)), sizes[0]))[0][place_in(text, "a")])}
    which = asked_output(exercise, question)
    place = place_in(text, OUTPUTS[exercise][which])
    if exercise == "conv_forward":
        args = worded_call(exercise, text, np.ones, bias=float(re.search(r"` is (\d+)\. What", text)[1]))
    elif exercise == "conv_backward":
        args = worded_call(exercise, text, np.ones)
    else:
        step = 2.0 if "2, 4, 6" in text else 1.0

        def counting(shape):
            return step * np.arange(1, np.prod(shape) + 1).reshape(shape)

        sent = float(number_after("is all", text)) if exercise == "pool_backward" else 0.0
        args = worded_call(exercise, text, counting, sent=lambda shape: np.full(shape, sent))
    return {float(outputs(function, args)[which][place])}


class _Weight(float):
    """A weight that counts what it is multiplied with."""

    counted = 0

    def __mul__(self, other):
        _Weight.counted += 1
        return float(self) * other

    __rmul__ = __mul__


def products(function, exercise, question, chance):
    pictures, weights, bias, settings = worded_call(exercise, question.text, np.ones)
    counting = np.empty(weights.shape, dtype=object)
    counting.ravel()[:] = [_Weight(1.0) for _ in range(weights.size)]
    _Weight.counted = 0
    outputs(function, (pictures, counting, bias, settings))
    return {_Weight.counted}


ORACLES = {
    oracle.__name__: oracle
    for oracle in (
        shape_of_output,
        input_changed,
        variable_at,
        shape_of_variable,
        line_runs,
        helper_calls,
        rows_seen,
        spread,
        value_by_hand,
        products,
    )
}
