"""What comes out: the shape of an output, and how a number follows a change of the input, in every style."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from cnn_utils.compare.calls import Plain
from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.making_one import made, number_at, output, shown
from cnn_utils.questions.families.other_numbers import other_calls
from cnn_utils.questions.families.small_calls import OUTPUTS, any_call, index
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_DRAWS = {"conv_single_step": 4, "distribute_value": 4}  # of which each gives but one number
_SMALL = 1e-3  # a student's float32 is exact to so much


def shape_of_output(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for the shape of what is returned."""
    exercise = subject.exercise
    if exercise == "conv_single_step":
        return None
    words, args = any_call(subject, draw)
    names = OUTPUTS[exercise]
    which = draw.randrange(3) if exercise == "conv_backward" else 0
    value = output(subject, args, which)
    answer = tuple(value.shape) if isinstance(value, np.ndarray) and value.ndim else None
    slips = (
        _shape_slips(exercise, args)
        if which == 0
        else [(tuple(args[1][0].shape), later("That is the shape of `A_prev`."))]
    )
    reason = say("Run with these sizes, your `{name}` has shape {shape}.", name=names[which], shape=answer)
    text = say("With {call}: which shape does `{name}` have?", call=words, name=names[which])
    return made("shape_of_output", text, "shape", answer, reason, slips)


def _shape_slips(exercise: str, args: Any) -> list[tuple[tuple[int, ...], str]]:  # noqa: ANN401 - arguments of any exercise
    if exercise == "zero_pad":
        m, n_H, n_W, n_C = args[0].shape
        pad = args[1]
        return [
            ((m, n_H + pad, n_W + pad, n_C), later("The frame lies on both sides, so each length grows by 2 · pad.")),
            ((m, n_H, n_W, n_C), later("The frame makes the picture larger.")),
            ((m + 2 * pad, n_H + 2 * pad, n_W + 2 * pad, n_C + 2 * pad), later("Examples and channels get no frame.")),
        ]
    if exercise in ("create_mask_from_window", "distribute_value"):
        rows, columns = args[0].shape if exercise == "create_mask_from_window" else args[1]
        return [
            ((columns, rows), later("Rows come first.")),
            ((1,), later("There is one entry for each entry of the window.")),
        ]
    if exercise.endswith("backward"):
        gradient = later("That is the shape of the gradient that comes in: it goes back to the input.")
        return [(tuple(args[0].shape), gradient)]
    pictures, hyper = args[0], args[-1] if exercise == "conv_forward" else args[1]
    m, n_H, n_W, n_C_prev = pictures.shape
    f, stride, pad = hyper.get("f") or args[1].shape[0], hyper["stride"], hyper.get("pad", 0)
    n_C = args[1].shape[3] if exercise == "conv_forward" else n_C_prev

    def size(n: int, frame: int) -> int:
        return int(n - f + frame) // int(stride) + 1

    return [
        ((m, size(n_H, pad), size(n_W, pad), n_C), later("The frame lies on both sides: it counts 2 · pad.")),
        ((m, size(n_H, 0), size(n_W, 0), n_C), later("The frame is missing.")),
        (
            (m, size(n_H, 2 * pad) - 1, size(n_W, 2 * pad) - 1, n_C),
            later("The window also fits at its first place: + 1."),
        ),
        (
            (m, n_H - f + 2 * pad + 1, n_W - f + 2 * pad + 1, n_C),
            later("The window moves by stride, so it fits fewer times."),
        ),
        ((m, size(n_H, 2 * pad), size(n_W, 2 * pad), n_C_prev), later("Each filter makes one channel of the output.")),
        ((m, n_H, n_W, n_C), later("That is the height and width of the input.")),
    ]


# What becomes of the input, by the factor and whether the input is a single number.
_THEN = {
    (2, False): later("Now every entry of `{name}` is doubled: what is it then?"),
    (3, False): later("Now every entry of `{name}` is tripled: what is it then?"),
    (2, True): later("Now {name} is doubled: what is it then?"),
    (3, True): later("Now {name} is tripled: what is it then?"),
}


def input_changed(subject: Subject, draw: random.Random) -> Question | None:
    """Ask what becomes of a number when the input is changed in a simple way."""
    exercise = subject.exercise
    words, args = any_call(subject, draw)
    sent = exercise.endswith("backward")
    name = {"distribute_value": "dz", "create_mask_from_window": "x", "zero_pad": "X"}.get(exercise, "A_prev")
    name = {"conv_single_step": "a_slice_prev", "conv_backward": "dZ", "pool_backward": "dA"}.get(exercise, name)
    name = subject.own(name)
    before = output(subject, args)
    factor = draw.choice((2, 3)) if exercise != "create_mask_from_window" else -1
    after = output(subject, (args[0] * factor, *args[1:]))
    if exercise == "create_mask_from_window":
        return _negated(name, args[0], before, after)
    place = _full_place(before, draw) if isinstance(before, np.ndarray) else ()
    if place is None:
        return None
    old, answer = number_at(before, place), number_at(after, place)
    if old is None or answer is None or not _follows_itself(subject, words, args, factor, answer - factor * old):
        return None
    target = OUTPUTS[exercise][0]
    where = f"`{target}{index(place)}`" if place else f"`{target}`"
    bias = {"conv_forward": 1, "conv_single_step": 2}.get(exercise, 0)
    now = (
        later("With {call}, {entry} is {value}, `{b}` is {bias}.")
        if bias
        else later("With {call}, {entry} is {value}.")
    )
    text = say(
        "{sentence} {following}",
        sentence=say(now, call=words, entry=where, value=shown(old), b=subject.own("b"), bias=bias),
        following=say(_THEN[factor, exercise == "distribute_value"], name=name),
    )
    by_rule = number_at(np.float64((old - bias) * factor + bias))
    if bias:
        reason = later("The products grow {factor} times, the bias stays: {factor} · ({value} − {bias}) + {bias}.")
    elif sent:
        reason = later("It grows with the gradient: {factor} · {value}.")
    else:
        reason = later("It grows with the input: {factor} · {value}.")
    slips = [
        (number_at(np.float64(old * factor)) if bias else None, later("The bias does not grow.")),
        (old, later("Your function does depend on it.")),
        (number_at(np.float64(old + factor)), later("Each entry is multiplied, so sums are multiplied too.")),
        (number_at(np.float64(old * factor**2)), later("Each product holds one entry of it, so it grows once.")),
    ]
    why = say(reason, factor=factor, value=shown(old), bias=bias)
    return made("input_changed", text, "number", answer, why, slips, by_rule)


def _follows_itself(
    subject: Subject,
    words: str,
    args: Any,  # noqa: ANN401 - arguments of any exercise
    factor: int,
    added: float,
) -> bool:
    """Whether what a number was says what it becomes: with other numbers, every entry becomes so many times more."""
    for number in range(_DRAWS.get(subject.exercise, 1)):
        first, *others = next(other_calls(subject, f"{words} {number}", args))
        before, after = (output(subject, (each, *others)) for each in (first, first * factor))
        try:
            one, other = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
        except (TypeError, ValueError):
            return False
        if one.shape != other.shape or not one.any():
            return False
        if not (np.abs(other - factor * one - added)[one != 0] < _SMALL).all():
            return False
    return True


def _negated(name: str, x: np.ndarray, before: Plain, after: Plain) -> Question | None:
    if not (
        isinstance(before, np.ndarray) and isinstance(after, np.ndarray) and before.shape == after.shape == x.shape
    ):
        return None
    answer = int(np.sum(before != after))
    text = say(
        "`{x}` {shape} holds {n} different numbers. Each becomes its negative: how many entries of `mask` change?",
        x=name,
        shape=x.shape,
        n=x.size,
    )
    reason = later("What was smallest is now the largest: one entry is marked, and one no longer.")
    slips = [
        (0, later("The largest entry is another one now.")),
        (1, later("One is marked, and the other no longer: that is two.")),
        (x.size, later("Only what is or was the maximum changes.")),
        (x.size - 1, later("Most entries were no maximum, and are none now.")),
    ]
    return made("input_changed", text, "number", answer, reason, slips, by_rule=2)


def _full_place(array: np.ndarray, draw: random.Random) -> tuple[int, ...] | None:
    """Draw a place that holds a whole number and no zero: it can be written down exactly, and tells something."""
    places: Any = np.argwhere((array != 0) & (array == np.round(array))) if array.dtype.kind in "iuf" else []
    return tuple(int(n) for n in places[draw.randrange(len(places))]) if len(places) else None


FAMILIES = {"shape_of_output": shape_of_output, "input_changed": input_changed}
