"""What comes out of inputs so simple that one can work the number out by hand, in every style."""

from __future__ import annotations

import random

import numpy as np

from cnn_utils.language.speaking import later, say
from cnn_utils.questions.families.hand_gradients import (
    maxima_marked,
    one_share,
    ones_sent_back,
    windows_overlap,
)
from cnn_utils.questions.families.making_one import made, number_at, output, shown
from cnn_utils.questions.families.small_calls import SmallCall, drawn_call, drawn_place, index
from cnn_utils.questions.question import Question
from cnn_utils.questions.subject import Subject


def value_by_hand(subject: Subject, draw: random.Random) -> Question | None:
    """Ask for one number, with inputs so simple that it can be worked out by hand."""
    makers = {
        "zero_pad": _zeros_in_frame,
        "conv_single_step": _one_step,
        "conv_forward": _ones_convolved,
        "pool_forward": _pooled,
        "conv_backward": ones_sent_back,
        "create_mask_from_window": maxima_marked,
        "distribute_value": one_share,
        "pool_backward": windows_overlap,
    }
    return makers[subject.exercise](subject, draw)


def _zeros_in_frame(subject: Subject, draw: random.Random) -> Question | None:
    n_H, n_W, n_C, pad = draw.choice((3, 4)), draw.choice((5, 6)), draw.choice((2, 3)), draw.choice((1, 2))
    framed = output(subject, (np.ones((1, n_H, n_W, n_C)), pad))
    answer = int(np.sum(framed == 0)) if isinstance(framed, np.ndarray) else None
    places = (n_H + 2 * pad) * (n_W + 2 * pad) - n_H * n_W
    text = say(
        "All entries of `{X}` {shape} are 1, pad {pad}: how many entries of `X_pad` are 0?",
        X=subject.own("X"),
        shape=(1, n_H, n_W, n_C),
        pad=pad,
    )
    reason = say(
        "The frame has {places} places, each with {channels} channels: {zeros} zeros.",
        places=places,
        channels=n_C,
        zeros=places * n_C,
    )
    slips = [
        (places, later("The frame runs round every channel.")),
        (((n_H + pad) * (n_W + pad) - n_H * n_W) * n_C, later("The frame lies on both sides.")),
        (places * n_C - 4 * pad * pad * n_C, later("The corners of the frame are zeros too.")),
        (0, later("The frame is made of zeros.")),
    ]
    return made("value_by_hand", text, "number", answer, reason, slips, places * n_C)


def _one_step(subject: Subject, draw: random.Random) -> Question | None:
    f, n_C, weight, bias = draw.choice((2, 3)), draw.choice((2, 4)), draw.choice((2, 3)), draw.choice((4, 5, 7))
    shape = (f, f, n_C)
    answer = number_at(
        output(subject, (np.ones(shape), np.full(shape, float(weight)), np.full((1, 1, 1), float(bias))))
    )
    products = f * f * n_C * weight
    text = say(
        "The window {shape} is all ones, every weight is {weight}, `{b}` is {bias}: what is `Z`?",
        shape=shape,
        weight=weight,
        b=subject.own("b"),
        bias=bias,
    )
    reason = say(
        "There are {n} products of {weight}, {sum} in all, and the bias of {bias}.",
        n=f * f * n_C,
        weight=weight,
        sum=products,
        bias=bias,
    )
    slips = [
        (products, later("The bias is missing.")),
        (products + f * f * n_C * bias, later("The bias is added once, not to every product.")),
        (f * f * weight + bias, later("The sum goes over the channels too.")),
        (weight + bias, later("All products are added up.")),
    ]
    return made("value_by_hand", text, "number", answer, reason, slips, products + bias)


def _seen(n: int, at: int, call: SmallCall) -> int:
    """How many of n places one window meets along one axis; the rest of it lies on the frame."""
    begin = at * call.stride - call.pad
    return max(0, min(begin + call.f, n) - max(begin, 0))


def _ones_convolved(subject: Subject, draw: random.Random) -> Question | None:
    call, bias = drawn_call(subject, draw), draw.choice((3, 5))
    _, h, w, _ = place = drawn_place(call.output_shape, draw)
    answer = number_at(output(subject, call.args(np.ones(call.input_shape), bias=float(bias))), place)
    rows, columns = _seen(call.n_H_prev, h, call), _seen(call.n_W_prev, w, call)
    ones = rows * columns * call.n_C_prev
    text = say(
        "{call}: all of `{A_prev}` and `{W}` is 1, `{b}` is {bias}. What is `{entry}`?",
        call=call.words,
        A_prev=subject.own("A_prev"),
        W=subject.own("W"),
        b=subject.own("b"),
        bias=bias,
        entry=f"Z{index(place)}",
    )
    reason = say(
        "The window meets {rows} × {columns} pixels with {channels} channels: {ones}, and {bias} of bias.",
        rows=rows,
        columns=columns,
        channels=call.n_C_prev,
        ones=ones,
        bias=bias,
    )
    slips = [
        (call.f * call.f * call.n_C_prev + bias, later("That takes the whole window for ones; the frame is zeros.")),
        (ones, later("The bias is missing.")),
        (rows * columns + bias, later("The window holds every channel.")),
        (ones * (1 + bias), later("The bias is added once, not to every product.")),
    ]
    return made("value_by_hand", text, "number", answer, reason, slips, ones + bias)


def _pooled(subject: Subject, draw: random.Random) -> Question | None:
    n, f, stride = draw.choice((5, 6)), 2, draw.choice((1, 2))
    mode = draw.choice(("max", "average"))
    pictures = 2.0 * np.arange(1, n * n + 1).reshape(1, n, n, 1)
    h, w = draw.randint(1, (n - f) // stride), draw.randint(0, (n - f) // stride)
    answer = number_at(output(subject, (pictures, {"f": f, "stride": stride}, mode)), (0, h, w, 0))
    window = pictures[0, h * stride : h * stride + f, w * stride : w * stride + f, 0]
    by_rule = number_at(window.max() if mode == "max" else window.mean())
    text = say(
        "`{A_prev}` {shape} holds 2, 4, 6, ... row by row, f {f}, stride {stride}, mode {mode}: what is `{entry}`?",
        A_prev=subject.own("A_prev"),
        shape=pictures.shape,
        f=f,
        stride=stride,
        mode=repr(mode),
        entry=f"A[0, {h}, {w}, 0]",
    )
    reason = say(
        "The window holds {numbers}: {answer}.",
        numbers=", ".join(f"{number:g}" for number in window.ravel()),
        answer=shown(by_rule),
    )
    slips = [
        (number_at(window.min()), later("That is the smallest of the window.")),
        (number_at(window.mean() if mode == "max" else window.max()), later("That is what the other mode gives.")),
        (number_at(pictures[0, h : h + f, w : w + f, 0].max()), later("The window moves by stride.")),
        (number_at(window.sum()), later("That is the sum of the window.")),
    ]
    return made("value_by_hand", text, "number", answer, reason, slips, by_rule)


FAMILIES = {"value_by_hand": value_by_hand}
