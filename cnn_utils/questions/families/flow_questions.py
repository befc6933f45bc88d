"""Where data flows: which entries of the input an output sees, and how far one entry spreads."""

from __future__ import annotations

import random

import numpy as np

from cnn_utils.questions.families.making_one import made, output, why
from cnn_utils.questions.families.small_calls import (
    LAYERS,
    OUTPUTS,
    SmallCall,
    distinct_numbers,
    drawn_call,
    drawn_place,
    index,
    one_at,
    small_numbers,
)
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject

_SMALL = 1e-6
_PUSH = 1000.0  # larger than every drawn number, so that it wins every maximum


def rows_seen(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many rows of the input can change one entry of the output, or which is the first."""
    if subject.exercise not in ("conv_forward", "pool_forward"):
        return None
    call = drawn_call(subject.exercise, draw)
    place = drawn_place(call.output_shape, draw)
    pictures, weights = distinct_numbers(draw)(call.input_shape), small_numbers(draw)
    args = call.args(pictures, weights=weights)
    before = output(subject, args)
    if not isinstance(before, np.ndarray) or before.shape != call.output_shape:
        return None
    seen = []
    for row in range(call.n_H_prev):
        pushed = pictures.copy()
        pushed[0, row] += _PUSH
        after = output(subject, (pushed, *args[1:]))
        if not isinstance(after, np.ndarray) or after.shape != before.shape:
            return None
        if abs(after[place] - before[place]) > _SMALL:
            seen.append(row)
    if not seen:
        return None
    return _first_row(call, place, seen) if draw.random() < 0.5 else _number_of_rows(call, place, seen)


def _number_of_rows(call: SmallCall, place: tuple[int, ...], seen: list[int]) -> Question | None:
    name, begin = OUTPUTS[call.exercise][0], place[1] * call.stride - call.pad
    by_rule = min(begin + call.f, call.n_H_prev) - max(begin, 0)
    rows = f"row {seen[0]}" if len(seen) == 1 else f"rows {seen[0]} to {seen[-1]}"
    text = f"With {call.words}: how many rows of `A_prev[0]` can change `{name}{index(place)}`?"
    reason = f"The window begins in row {begin} and is {call.f} high: {rows} of the input."
    slips = [
        (call.f, "That is the height of the window; a part of it lies on the frame."),
        (call.f * call.f, "That counts the entries of a window, not its rows."),
        (call.n_H_prev, "One entry of the output sees one window, not the whole picture."),
        (1, "A window has more than one row."),
    ]
    return made("rows_seen", text, "number", len(seen), why(len(seen), by_rule, reason), slips)


def _first_row(call: SmallCall, place: tuple[int, ...], seen: list[int]) -> Question | None:
    name, begin = OUTPUTS[call.exercise][0], place[1] * call.stride - call.pad
    text = f"With {call.words}: which row of `A_prev[0]`, from 0, is the first that can change `{name}{index(place)}`?"
    reason = (
        f"The window begins at {place[1]} · {call.stride} of the padded input: row {max(begin, 0)} without the frame."
    )
    slips = [
        (begin + call.pad, "That row is counted with the frame: take pad off."),
        (place[1], "The window moves by stride rows, not by one."),
        (begin + call.f, "That is where the window ends."),
        (0, "The window has moved down by then."),
    ]
    return made("rows_seen", text, "number", seen[0], why(seen[0], max(begin, 0), reason), slips)


def spread(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many entries of an output are not zero when one entry of the input is 1 and all others are 0."""
    exercise = subject.exercise
    if exercise not in LAYERS:
        return None
    call = drawn_call(exercise, draw)
    if exercise == "pool_forward":
        call = SmallCall(exercise, call.words.replace("'average'", "'max'"), call.sizes)
    if exercise.endswith("backward"):
        return _sent_back(subject, call, draw)
    place = drawn_place(call.input_shape, draw)
    value = output(subject, call.args(one_at(call.input_shape, place), weights=small_numbers(draw)))
    answer = _not_zero(value)
    _, h, w, _ = place
    windows = _windows(h, call.n_H, call) * _windows(w, call.n_W, call)
    by_rule = windows * call.n_C if exercise == "conv_forward" else windows
    name = OUTPUTS[exercise][0]
    given = ", `b` 0" if exercise == "conv_forward" else ""
    only = f"only `A_prev{index(place)}` is 1, the rest 0"
    text = f"With {call.words}{given}: {only}. How many entries of `{name}` are not 0?"
    held = f"{windows} {'window holds' if windows == 1 else 'windows hold'} that entry"
    reason = (
        f"{held}, and each of {call.n_C} filters makes a number of each." if given else f"{held}, in its own channel."
    )
    slips = [
        (windows, "Each filter makes a number of its own from every window."),
        (windows * call.n_C, "Channels are pooled one by one: the entry is in one of them."),
        (1, "Windows overlap: more than one of them can hold the entry."),
        (call.f * call.f, "That is how many entries a window holds, not how many windows hold the entry."),
        (call.n_H * call.n_W, "Most windows do not hold the entry."),
        (0, "At least one window holds the entry."),
    ]
    return made("spread", text, "number", answer, why(answer, by_rule, reason), slips)


def _windows(at: int, size: int, call: SmallCall) -> int:
    """How many windows hold a place, along one axis."""
    return sum(k * call.stride <= at + call.pad < k * call.stride + call.f for k in range(size))


def _sent_back(subject: Subject, call: SmallCall, draw: random.Random) -> Question | None:
    convolution = call.exercise == "conv_backward"
    place = drawn_place(call.output_shape, draw)
    which = draw.randrange(3) if convolution else 0
    sent = one_at(call.output_shape, place)
    args = call.args(distinct_numbers(draw)(call.input_shape), weights=small_numbers(draw), sent=sent)
    answer = _not_zero(output(subject, args, which))
    name, source = OUTPUTS[call.exercise][which], "dZ" if convolution else "dA"
    rows, columns = _inside(place[1], call.n_H_prev, call), _inside(place[2], call.n_W_prev, call)
    pixels = rows * columns
    if not convolution:
        by_rule = 1 if call.mode == "max" else call.f * call.f
        reason = (
            "The largest entry of the window receives it." if by_rule == 1 else "All entries of the window share it."
        )
    else:
        by_rule = 1 if which == 2 else pixels * call.n_C_prev
        reason = f"The window meets {rows} × {columns} pixels with {call.n_C_prev} channels; the frame does not count."
        if which == 2:
            reason = "Each filter has one bias, and the entry belongs to one filter."
    text = f"With {call.words}: only `{source}{index(place)}` is 1, the rest 0. How many entries of `{name}` are not 0?"
    frame = "a part of it lies on the frame" if convolution else "each channel is pooled by itself"
    slips = [
        (call.f * call.f * call.n_C_prev, f"That is the window in all channels; {frame}."),
        *(
            [
                (pixels, "The window holds every channel."),
                (call.f * call.f, "That counts one channel of the window, with the frame."),
                (pixels * call.n_C_prev * call.n_C, "The entry belongs to one filter."),
            ]
            if convolution
            else [(call.f * call.f, "In mode max only the largest entry of the window receives.")]
        ),
        (call.n_C, "The entry belongs to one channel of the output."),
        (1, "It came from a whole window, and goes back to all of it."),
        (0, "What came from the input goes back to it."),
    ]
    return made("spread", text, "number", answer, why(answer, by_rule, reason), slips)


def _inside(at: int, n: int, call: SmallCall) -> int:
    begin = at * call.stride - call.pad
    return max(0, min(begin + call.f, n) - max(begin, 0))


def _not_zero(value: object) -> int | None:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return None
    return int(np.sum(np.abs(value) > _SMALL))


FAMILIES = {"rows_seen": rows_seen, "spread": spread}
