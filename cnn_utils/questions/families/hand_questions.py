"""What comes out of inputs so simple that one can work the number out by hand, in every style."""

from __future__ import annotations

import random

import numpy as np

from cnn_utils.compare.calls import Plain
from cnn_utils.questions.families.making_one import made, number_at, output, shown, why
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
        "conv_backward": _ones_sent_back,
        "create_mask_from_window": _marked,
        "distribute_value": _share,
        "pool_backward": _overlap,
    }
    return makers[subject.exercise](subject, draw)


def _zeros_in_frame(subject: Subject, draw: random.Random) -> Question | None:
    n_H, n_W, n_C, pad = draw.choice((3, 4)), draw.choice((5, 6)), draw.choice((2, 3)), draw.choice((1, 2))
    framed = output(subject, (np.ones((1, n_H, n_W, n_C)), pad))
    answer = int(np.sum(framed == 0)) if isinstance(framed, np.ndarray) else None
    places = (n_H + 2 * pad) * (n_W + 2 * pad) - n_H * n_W
    text = f"All entries of `X` (1, {n_H}, {n_W}, {n_C}) are 1, pad {pad}: how many entries of `X_pad` are 0?"
    reason = f"The frame has {places} places, each with {n_C} channels: {places * n_C} zeros."
    slips = [
        (places, "The frame runs round every channel."),
        (((n_H + pad) * (n_W + pad) - n_H * n_W) * n_C, "The frame lies on both sides."),
        (places * n_C - 4 * pad * pad * n_C, "The corners of the frame are zeros too."),
        (0, "The frame is made of zeros."),
    ]
    return made("value_by_hand", text, "number", answer, why(answer, places * n_C, reason), slips)


def _one_step(subject: Subject, draw: random.Random) -> Question | None:
    f, n_C, weight, bias = draw.choice((2, 3)), draw.choice((2, 4)), draw.choice((2, 3)), draw.choice((4, 5, 7))
    shape = (f, f, n_C)
    answer = number_at(
        output(subject, (np.ones(shape), np.full(shape, float(weight)), np.full((1, 1, 1), float(bias))))
    )
    products = f * f * n_C * weight
    text = f"The window {shape} is all ones, every weight is {weight}, `b` is {bias}: what is `Z`?"
    reason = f"There are {f * f * n_C} products of {weight}, {products} in all, and the bias of {bias}."
    slips = [
        (products, "The bias is missing."),
        (products + f * f * n_C * bias, "The bias is added once, not to every product."),
        (f * f * weight + bias, "The sum goes over the channels too."),
        (weight + bias, "All products are added up."),
    ]
    return made("value_by_hand", text, "number", answer, why(answer, products + bias, reason), slips)


def _seen(n: int, at: int, call: SmallCall) -> int:
    """How many of n places one window meets along one axis; the rest of it lies on the frame."""
    begin = at * call.stride - call.pad
    return max(0, min(begin + call.f, n) - max(begin, 0))


def _ones_convolved(subject: Subject, draw: random.Random) -> Question | None:
    call, bias = drawn_call("conv_forward", draw), draw.choice((3, 5))
    _, h, w, _ = place = drawn_place(call.output_shape, draw)
    answer = number_at(output(subject, call.args(np.ones(call.input_shape), bias=float(bias))), place)
    rows, columns = _seen(call.n_H_prev, h, call), _seen(call.n_W_prev, w, call)
    ones = rows * columns * call.n_C_prev
    text = f"{call.words}: all of `A_prev` and `W` is 1, `b` is {bias}. What is `Z{index(place)}`?"
    reason = f"The window meets {rows} × {columns} pixels with {call.n_C_prev} channels: {ones}, and {bias} of bias."
    slips = [
        (call.f * call.f * call.n_C_prev + bias, "That takes the whole window for ones; the frame is zeros."),
        (ones, "The bias is missing."),
        (rows * columns + bias, "The window holds every channel."),
        (ones * (1 + bias), "The bias is added once, not to every product."),
    ]
    return made("value_by_hand", text, "number", answer, why(answer, ones + bias, reason), slips)


def _pooled(subject: Subject, draw: random.Random) -> Question | None:
    n, f, stride = draw.choice((5, 6)), 2, draw.choice((1, 2))
    mode = draw.choice(("max", "average"))
    pictures = 2.0 * np.arange(1, n * n + 1).reshape(1, n, n, 1)
    h, w = draw.randint(1, (n - f) // stride), draw.randint(0, (n - f) // stride)
    answer = number_at(output(subject, (pictures, {"f": f, "stride": stride}, mode)), (0, h, w, 0))
    window = pictures[0, h * stride : h * stride + f, w * stride : w * stride + f, 0]
    by_rule = number_at(window.max() if mode == "max" else window.mean())
    text = (
        f"`A_prev` (1, {n}, {n}, 1) holds 2, 4, 6, ... row by row, f {f}, stride {stride}, "
        f"mode {mode!r}: what is `A[0, {h}, {w}, 0]`?"
    )
    reason = f"The window holds {', '.join(f'{number:g}' for number in window.ravel())}: {shown(by_rule)}."
    slips = [
        (number_at(window.min()), "That is the smallest of the window."),
        (number_at(window.mean() if mode == "max" else window.max()), "That is what the other mode gives."),
        (number_at(pictures[0, h : h + f, w : w + f, 0].max()), "The window moves by stride."),
        (number_at(window.sum()), "That is the sum of the window."),
    ]
    return made("value_by_hand", text, "number", answer, why(answer, by_rule, reason), slips)


def _ones_sent_back(subject: Subject, draw: random.Random) -> Question | None:
    call = drawn_call("conv_backward", draw, examples=2)
    which = draw.choice((1, 2))
    args = call.args(np.ones(call.input_shape), sent=np.ones(call.output_shape))
    answer = number_at(output(subject, args, which), (0, 0, 0, 0))
    places = call.n_H * call.n_W
    name = ("dA_prev", "dW", "db")[which]
    inside = sum(0 <= h * call.stride - call.pad < call.n_H_prev for h in range(call.n_H)) * sum(
        0 <= w * call.stride - call.pad < call.n_W_prev for w in range(call.n_W)
    )
    by_rule = 2 * (inside if which == 1 else places)
    text = f"{call.words}: `A_prev`, `W` and `dZ` are all ones. What is `{name}[0, 0, 0, 0]`?"
    reason = {
        1: f"In each of 2 examples, {inside} windows have a pixel, not the frame, in their corner: {by_rule}.",
        2: f"Each of 2 examples has {places} entries of `dZ` for this filter: {by_rule}.",
    }[which]
    slips = [
        (by_rule // 2, "That is the share of one example; both are added."),
        (2 * places, "The frame is zeros: windows there add nothing."),
        (2 * places * call.n_C, "Each filter has a gradient of its own."),
        (1, "That is what the last window alone adds."),
    ]
    return made("value_by_hand", text, "number", answer, why(answer, by_rule, reason), slips)


def _marked(subject: Subject, draw: random.Random) -> Question | None:
    rows, columns = 2, draw.choice((3, 4))
    top, often = draw.randint(5, 9), draw.choice((2, 3))
    numbers = [top] * often + [draw.randint(-4, 4) for _ in range(rows * columns - often)]
    draw.shuffle(numbers)
    x = np.array(numbers, dtype=float).reshape(rows, columns)
    mask = output(subject, (x,))
    answer = int(np.sum(mask != 0)) if isinstance(mask, np.ndarray) and mask.dtype.kind in "biuf" else None
    text = f"`x` is {x.astype(int).tolist()}: how many entries of `mask` are True?"
    reason = f"{top} is the maximum, and it stands {often} times in `x`."
    slips = [
        (1, "Your function does not stop at the first maximum."),
        (often, "Your function does not mark every entry that shares the maximum."),
        (int(np.sum(x > 0)), "That counts the positive entries."),
        (rows * columns - often, "That counts the entries that are not marked."),
        (rows * columns, "That is all of them."),
    ]
    return made("value_by_hand", text, "number", answer, why(answer, often, reason), slips)


def _share(subject: Subject, draw: random.Random) -> Question | None:
    n_H, n_W = draw.choice(((2, 3), (3, 2), (2, 4), (4, 3), (2, 5)))
    share = draw.choice((2, 3, 5))
    dz = share * n_H * n_W
    answer = number_at(output(subject, (float(dz), (n_H, n_W))), (n_H - 1, 0))
    text = f"`dz` is {dz} and `shape` is ({n_H}, {n_W}): what is `a[{n_H - 1}, 0]`?"
    reason = f"{dz} is shared out over {n_H} · {n_W} entries: {share} each."
    slips = [
        (share * n_W, "That divides by the rows alone; there are rows times columns entries."),
        (share * n_H, "That divides by the columns alone; there are rows times columns entries."),
        (dz, "That gives all of it to every entry."),
        (number_at(dz / (n_H + n_W)), "Rows and columns are multiplied, not added."),
    ]
    return made("value_by_hand", text, "number", answer, why(answer, share, reason), slips)


def _overlap(subject: Subject, draw: random.Random) -> Question | None:
    n, f, mode = draw.choice((4, 5)), draw.choice((2, 3)), draw.choice(("max", "average"))
    entries = f * f
    pictures = np.arange(1.0, n * n + 1).reshape(1, n, n, 1)
    size = n - f + 1
    sent = np.full((1, size, size, 1), float(entries))
    args: tuple[Plain, ...] = (sent, (pictures, {"f": f, "stride": 1}), mode)
    h, w = draw.randint(0, n - 1), draw.randint(0, n - 1)
    if mode == "max":
        h, w = draw.choice([(n - 1, n - 1), (f - 1, f - 1), (0, n - 1)])
    answer = number_at(output(subject, args), (0, h, w, 0))
    windows = (min(h, size - 1) - max(0, h - f + 1) + 1) * (min(w, size - 1) - max(0, w - f + 1) + 1)
    by_rule = windows if mode == "average" else entries * int(h >= f - 1 and w >= f - 1)
    text = (
        f"`A_prev` (1, {n}, {n}, 1) holds 1, 2, 3, ... row by row, `dA` is all {entries}, f {f}, "
        f"stride 1, {mode!r}: what is `dA_prev[0, {h}, {w}, 0]`?"
    )
    if mode == "average":
        reason = (
            f"Each window that holds the entry gives it {entries} / {entries} = 1, and there are {windows} of them."
        )
    else:
        won = "is the largest of one window: it receives" if by_rule else "is the largest of no window: it receives"
        reason = f"Numbers grow to the right and down, so that entry {won} {by_rule}."
    slips = [
        (entries, "That is the gradient of one window, undivided."),
        (1, "Windows overlap: what each gives is added."),
        (0, "At least one window gives to that entry."),
        (entries * windows, "That gives the whole gradient of every window that holds it."),
        (windows, "In mode max only the largest entry of a window receives."),
    ]
    return made("value_by_hand", text, "number", answer, why(answer, by_rule, reason), slips)


FAMILIES = {"value_by_hand": value_by_hand}
