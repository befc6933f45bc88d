"""Where data flows: which entries of the input an output sees, and how far one entry spreads."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.making_one import exact_number_at, made, output
from cnn_utils.questions.families.other_numbers import other_fills
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
# What is asked, and why, where one window holds an entry and where several do.
_SPREAD = {
    "conv_forward": (
        later("With {call}, `{b}` 0: only `{entry}` is 1, the rest 0. How many entries of `{output}` are not 0?"),
        later("{windows} window holds that entry, and each of {filters} filters makes a number of each."),
        later("{windows} windows hold that entry, and each of {filters} filters makes a number of each."),
    ),
    "pool_forward": (
        later("With {call}: only `{entry}` is 1, the rest 0. How many entries of `{output}` are not 0?"),
        later("{windows} window holds that entry, in its own channel."),
        later("{windows} windows hold that entry, in its own channel."),
    ),
}


def rows_seen(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many rows of the input can change one entry of the output, or which is the first."""
    if subject.exercise not in ("conv_forward", "pool_forward"):
        return None
    call = drawn_call(subject, draw)
    place = drawn_place(call.output_shape, draw)
    pictures, weights = distinct_numbers(draw)(call.input_shape), small_numbers(draw)
    args = call.args(pictures, weights=weights)
    before = exact_number_at(output(subject, args), place)
    seen = []
    for row in range(call.n_H_prev):
        for push in (_PUSH, -_PUSH):  # a number that only grows, or only falls, can change too
            pushed = pictures.copy()
            pushed[0, row] += push
            after = exact_number_at(output(subject, (pushed, *args[1:])), place)
            if before is None or after is None:
                return None
            if abs(after - before) > _SMALL:
                seen.append(row)
                break
    if not seen:
        return None
    return _first_row(call, place, seen) if draw.random() < 0.5 else _number_of_rows(call, place, seen)


def _number_of_rows(call: SmallCall, place: tuple[int, ...], seen: list[int]) -> Question | None:
    name, begin = OUTPUTS[call.exercise][0], place[1] * call.stride - call.pad
    by_rule = min(begin + call.f, call.n_H_prev) - max(begin, 0)
    text = say(
        "With {call}: how many rows of `{A_prev}[0]` can change `{entry}`?",
        call=call.words,
        A_prev=call.subject.own("A_prev"),
        entry=f"{name}{index(place)}",
    )
    rows = (
        later("The window begins in row {begin} and is {f} high: row {first} of the input.")
        if len(seen) == 1
        else later("The window begins in row {begin} and is {f} high: rows {first} to {last} of the input.")
    )
    reason = say(rows, begin=begin, f=call.f, first=seen[0], last=seen[-1])
    slips = [
        (call.f, later("That is the height of the window; a part of it lies on the frame.")),
        (call.f * call.f, later("That counts the entries of a window, not its rows.")),
        (call.n_H_prev, later("One entry of the output sees one window, not the whole picture.")),
        (1, later("A window has more than one row.")),
    ]
    return made("rows_seen", text, "number", len(seen), reason, slips, by_rule)


def _first_row(call: SmallCall, place: tuple[int, ...], seen: list[int]) -> Question | None:
    name, begin = OUTPUTS[call.exercise][0], place[1] * call.stride - call.pad
    text = say(
        "With {call}: which row of `{A_prev}[0]`, from 0, is the first that can change `{entry}`?",
        call=call.words,
        A_prev=call.subject.own("A_prev"),
        entry=f"{name}{index(place)}",
    )
    reason = say(
        "The window begins at {h} · {stride} of the padded input: row {row} without the frame.",
        h=place[1],
        stride=call.stride,
        row=max(begin, 0),
    )
    slips = [
        (begin + call.pad, later("That row is counted with the frame: take pad off.")),
        (place[1], later("The window moves by stride rows, not by one.")),
        (begin + call.f, later("That is where the window ends.")),
        (0, later("The window has moved down by then.")),
    ]
    return made("rows_seen", text, "number", seen[0], reason, slips, max(begin, 0))


def spread(subject: Subject, draw: random.Random) -> Question | None:
    """Ask how many entries of an output are not zero when one entry of the input is 1 and all others are 0."""
    exercise = subject.exercise
    if exercise not in LAYERS:
        return None
    call = drawn_call(subject, draw)
    if exercise == "pool_forward":
        call = replace(call, mode="max")
    if exercise.endswith("backward"):
        return _sent_back(subject, call, draw)
    place = drawn_place(call.input_shape, draw)
    one = one_at(call.input_shape, place)
    fills = (small_numbers(draw), *other_fills(draw))
    answers = {_not_zero(output(subject, call.args(one, weights=each))) for each in fills}
    if len(answers) > 1:
        return None  # it hangs on numbers that the question does not show
    answer = answers.pop()
    _, h, w, _ = place
    windows = _windows(h, call.n_H, call) * _windows(w, call.n_W, call)
    by_rule = windows * call.n_C if exercise == "conv_forward" else windows
    asked, single, several = _SPREAD[exercise]
    text = say(
        asked,
        call=call.words,
        entry=f"{subject.own('A_prev')}{index(place)}",
        b=subject.own("b"),
        output=OUTPUTS[exercise][0],
    )
    reason = say(single if windows == 1 else several, windows=windows, filters=call.n_C)
    slips = [
        (windows, later("Each filter makes a number of its own from every window.")),
        (windows * call.n_C, later("Channels are pooled one by one: the entry is in one of them.")),
        (1, later("Windows overlap: more than one of them can hold the entry.")),
        (call.f * call.f, later("That is how many entries a window holds, not how many windows hold the entry.")),
        (call.n_H * call.n_W, later("Most windows do not hold the entry.")),
        (0, later("At least one window holds the entry.")),
    ]
    return made("spread", text, "number", answer, reason, slips, by_rule)


def _windows(at: int, size: int, call: SmallCall) -> int:
    """How many windows hold a place, along one axis."""
    return sum(k * call.stride <= at + call.pad < k * call.stride + call.f for k in range(size))


def _sent_back(subject: Subject, call: SmallCall, draw: random.Random) -> Question | None:
    convolution = call.exercise == "conv_backward"
    place = drawn_place(call.output_shape, draw)
    which = draw.randrange(3) if convolution else 0
    sent = one_at(call.output_shape, place)
    largest_counts = call.mode == "max" and not convolution
    fills = (distinct_numbers(draw), *other_fills(draw, call.f if largest_counts else None))
    answers = {
        _not_zero(output(subject, call.args(each(call.input_shape), weights=each, sent=sent), which)) for each in fills
    }
    if len(answers) > 1:
        return None  # it hangs on numbers that the question does not show
    answer = answers.pop()
    name, source = OUTPUTS[call.exercise][which], subject.own("dZ" if convolution else "dA")
    rows, columns = _inside(place[1], call.n_H_prev, call), _inside(place[2], call.n_W_prev, call)
    pixels = rows * columns
    if not convolution:
        by_rule = 1 if call.mode == "max" else call.f * call.f
        reason = (
            later("The largest entry of the window receives it.")
            if by_rule == 1
            else later("All entries of the window share it.")
        )
    elif which == 2:
        by_rule, reason = 1, later("Each filter has one bias, and the entry belongs to one filter.")
    else:
        by_rule = pixels * call.n_C_prev
        reason = say(
            "The window meets {rows} × {columns} pixels with {channels} channels; the frame does not count.",
            rows=rows,
            columns=columns,
            channels=call.n_C_prev,
        )
    text = say(_SPREAD["pool_forward"][0], call=call.words, entry=f"{source}{index(place)}", output=name)
    window = call.f * call.f
    of_layer = [
        (window * call.n_C_prev, later("That is the window in all channels; each channel is pooled by itself.")),
        (window, later("In mode max only the largest entry of the window receives.")),
    ]
    if convolution:
        of_layer = [
            (window * call.n_C_prev, later("That is the window in all channels; a part of it lies on the frame.")),
            (pixels, later("The window holds every channel.")),
            (window, later("That counts one channel of the window, with the frame.")),
            (pixels * call.n_C_prev * call.n_C, later("The entry belongs to one filter.")),
        ]
    slips = [
        *of_layer,
        (call.n_C, later("The entry belongs to one channel of the output.")),
        (1, later("It came from a whole window, and goes back to all of it.")),
        (0, later("What came from the input goes back to it.")),
    ]
    return made("spread", text, "number", answer, reason, slips, by_rule)


def _inside(at: int, n: int, call: SmallCall) -> int:
    begin = at * call.stride - call.pad
    return max(0, min(begin + call.f, n) - max(begin, 0))


def _not_zero(value: object) -> int | None:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return None
    return int(np.sum(np.abs(value) > _SMALL))


FAMILIES = {"rows_seen": rows_seen, "spread": spread}
