"""Which line, which variable does the work: found by experiment, in the student's own names and line numbers."""

from __future__ import annotations

import ast
import random
from collections import Counter, defaultdict
from typing import Any

import numpy as np

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.altered_code import one_taken_off, run_altered
from cnn_utils.questions.families.making_one import made, output
from cnn_utils.questions.families.small_calls import OUTPUTS, drawn_call
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_AXES = {"zero_pad": (), "conv_forward": (1, 2), "pool_forward": (1, 2)}


def one_row_less(subject: Subject, draw: random.Random) -> Question | None:
    """Ask which line decides a side of the output: 1 less there gives one row less."""
    axes = _AXES.get(subject.exercise)
    if not axes or subject.definition is None:
        return None
    axis = draw.choice(axes)
    call = drawn_call(subject, draw)
    args = call.args(np.ones(call.input_shape))
    before = output(subject, args)
    if not isinstance(before, np.ndarray) or before.ndim != 4:
        return None
    whole = {binding.line for binding in subject.traced(args).bindings if binding.number is not None}
    lines = [
        statement
        for statement in subject.statements
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and statement.lineno in whole
    ]
    wanted = tuple(length - (at == axis) for at, length in enumerate(before.shape))
    decides, slips = [], []
    for change in (change for statement in lines for change in one_taken_off(subject, statement)):
        after = run_altered(subject, change, args)
        value = after.outputs[0] if after and after.outputs else None
        shape = value.shape if isinstance(value, np.ndarray) else None
        if shape == wanted:
            decides.append(change.line)
        else:
            slips.append((change.line, _instead(change.line, shape, before.shape)))
    if len(decides) != 1:
        return None
    name = OUTPUTS[subject.exercise][0]
    asked = (
        later("With {call}: in which line of `{function}` would `- 1` at its end take just one row off `{name}`?")
        if axis == 1
        else later(
            "With {call}: in which line of `{function}` would `- 1` at its end take just one column off `{name}`?"
        )
    )
    text = say(asked, call=call.words, function=subject.name, name=name)
    reason = say(
        "It was run: with `- 1` in line {line}, `{name}` has shape {shape} in place of {before}.",
        line=decides[0],
        name=name,
        shape=wanted,
        before=before.shape,
    )
    return made("one_row_less", text, "line", decides[0], reason, slips)


def _instead(line: int, shape: tuple[int, ...] | None, before: tuple[int, ...]) -> str:
    if shape is None:
        return say("With `- 1` in line {line} the call stops with an error.", line=line)
    message = later("With `- 1` in line {line} the shape is {shape}; without it, {before}.")
    return say(message, line=line, shape=shape, before=before)


def holds_the_window(subject: Subject, draw: random.Random) -> Question | None:
    """Ask which variable holds the window of the input."""
    if subject.exercise not in ("conv_forward", "pool_forward", "conv_backward", "pool_backward"):
        return None
    call = drawn_call(subject, draw)
    sent = np.ones(call.output_shape) if subject.exercise.endswith("backward") else None
    pictures = np.arange(1.0, np.prod(call.input_shape) + 1).reshape(call.input_shape)
    run = subject.traced(call.args(pictures, sent=sent))
    window = (call.f, call.f, call.n_C_prev) if subject.exercise.startswith("conv") else (call.f, call.f)
    often = Counter(binding.name for binding in run.bindings if binding.shape == window and binding.is_view)
    shapes: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for binding in run.bindings:
        if binding.shape:
            shapes[binding.name].add(binding.shape)
    holding = [name for name, count in often.items() if count > 1 and shapes[name] == {window}]
    # The weights of one filter have the shape of a window, and look into an array as well.
    holding = [name for name in holding if not _reads(subject, name, {"W"})]
    if len(holding) != 1:
        return None
    shape_and_window = later("`{name}` has shape {shape}, and a window {window}.")
    slips = [
        (name, say(shape_and_window, name=name, shape=next(iter(found)), window=window))
        for name, found in sorted(shapes.items())
        if len(found) == 1 and found != {window}
    ]
    text = say(
        "Which variable of `{function}` holds the window of the input, while a number of the output is worked out?",
        function=subject.name,
    )
    reason = say(
        "`{name}` has shape {shape}: it is cut out of the input, and moves with the loops.",
        name=holding[0],
        shape=window,
    )
    return made("holds_the_window", text, "name", holding[0], reason, slips)


def _reads(subject: Subject, name: str, of: set[str]) -> bool:
    """Whether a line that gives a variable its value reads one of these."""
    return any(
        isinstance(node, ast.Name) and node.id in of | set(_weights(subject))
        for statement in subject.statements
        if name in subject.binds.get(statement.lineno, ())
        for node in ast.walk(statement)
    )


def _weights(subject: Subject) -> tuple[str, ...]:
    """What the function calls the weights, where it takes them as its second parameter."""
    parameters = [argument.arg for argument in subject.definition.args.args] if subject.definition else []
    return tuple(parameters[1:2]) if subject.exercise == "conv_forward" else ()


def last_read(subject: Subject, draw: random.Random) -> Question | None:
    """Ask which is the last line that still needs a variable."""
    lines: dict[str, set[int]] = defaultdict(set)
    for node in ast.walk(subject.definition or ast.Module([], [])):
        read = node.target if isinstance(node, ast.AugAssign) else node  # `k += 1` reads k too
        if isinstance(read, ast.Name) and (read is not node or isinstance(read.ctx, ast.Load)):
            lines[read.id].add(read.lineno)
    own = {name for names in subject.binds.values() for name in names}
    used = {name: sorted(found) for name, found in sorted(lines.items()) if name in own and len(found) > 1}
    if not used:
        return None
    name = draw.choice(list(used))
    *earlier, last = used[name]
    text = say("Which is the last line of `{function}` that reads `{name}`?", function=subject.name, name=name)
    slips = [(line, say("A later line reads `{name}` too.", name=name)) for line in earlier]
    given = [line for line, names in subject.binds.items() if name in names and line not in used[name]]
    gives = say("That line gives `{name}` its value; it does not read it.", name=name)
    slips += [(line, gives) for line in given]
    absent = later("`{name}` does not occur in line {line}.")
    others = (statement.lineno for statement in subject.statements)
    slips += [(line, say(absent, name=name, line=line)) for line in others if line not in used[name]]
    reason = say("Below line {line}, `{name}` does not occur any more.", line=last, name=name)
    return made("last_read", text, "line", last, reason, slips)


class _Counted(np.ndarray):
    """Weights that count the products they take part in; what it cannot count, it says."""

    counted: dict[str, int]

    def __array_finalize__(self, parent: Any) -> None:  # noqa: ANN401 - NumPy's signature
        self.counted = getattr(parent, "counted", {"products": 0, "unknown": 0})

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:  # noqa: ANN401
        plain = [np.asarray(each).view(np.ndarray) if isinstance(each, _Counted) else each for each in inputs]
        result = getattr(ufunc, method)(*plain, **options)
        if ufunc is np.multiply and method == "__call__":
            self.counted["products"] += int(np.size(result))
        else:
            self.counted["unknown"] += 1
        return result

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:  # noqa: ANN401
        self.counted["unknown"] += 1
        return super().__array_function__(function, types, args, kwargs)


def products(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many products of a number of the input with a weight one call takes."""
    if subject.exercise != "conv_forward":
        return None
    call = drawn_call(subject, draw, examples=2)
    pictures, weights, bias, settings = call.args(np.ones(call.input_shape))
    counting = weights.view(_Counted)
    counting.counted = {"products": 0, "unknown": 0}
    if subject.run((pictures, counting, bias, settings)).outputs is None:
        return None
    if counting.counted["unknown"] or not counting.counted["products"]:
        return None
    window = call.f * call.f * call.n_C_prev
    outputs = 2 * call.n_H * call.n_W * call.n_C
    answer = counting.counted["products"]
    text = say(
        "With {call}: how often does one call multiply an entry of the input, frame included, by a weight?",
        call=call.words,
    )
    reason = say(
        "`Z` has {entries} entries, and each takes {window} products: {products}."
        if answer == outputs * window
        else later("Counted while it ran: {products} products."),
        entries=outputs,
        window=window,
        products=answer,
    )
    slips = [
        (outputs, later("Each entry of the output takes a whole window of products.")),
        (outputs * call.f * call.f, later("The window holds every channel.")),
        (outputs * window // call.n_C, later("Each filter multiplies anew.")),
        (outputs * window // 2, later("Each example is multiplied anew.")),
        (window * call.n_C, later("That is the number of weights; each is used at every place.")),
    ]
    return made("products", text, "number", answer, reason, slips)


FAMILIES = {
    "one_row_less": one_row_less,
    "holds_the_window": holds_the_window,
    "last_read": last_read,
    "products": products,
}
